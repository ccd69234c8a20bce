// Package steptest has what tests of models need: a looker that makes up what it
// sees, a case to look at, and Drain, which runs commands without a program.
package steptest

import (
	"context"
	"net/http"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
)

// Now is the time in tests.
var Now = time.Date(2026, 3, 8, 15, 0, 2, 0, time.UTC)

// Token is the secret of the case. No screen may show it.
const Token = "tok_4f9c1e7ab2d84c0f9e6a"

// Case is a request with a bearer token.
func Case() diag.Case {
	secrets := diag.NewSecrets("test")
	secrets.Add(Token)
	return diag.Case{
		Request: diag.Request{
			Purpose: diag.AsGiven, Method: http.MethodGet, URL: "https://api.example.com/v2/devices",
			Header: diag.Header{{Name: "Authorization", Value: "Bearer " + Token}},
		},
		Secrets: secrets,
	}
}

// Session is a new session on Case.
func Session() walk.Session { return walk.New(Case(), Now) }

// Looker makes up what it sees.
type Looker struct {
	Asked []diag.Step // in order
	See   map[diag.Step]func(walk.Session) walk.Session
	Log   []diag.Exchange // a world's log: one exchange is added by each look
}

// Look does what See says of the step; else the step passes with one finding. A
// look at the reproduction finds a 401.
func (l *Looker) Look(ctx context.Context, s walk.Session, step diag.Step) walk.Session {
	l.Asked = append(l.Asked, step)
	s.Results[step] = walk.Result{Status: walk.Pass, Findings: []diag.Finding{
		{Level: diag.Info, Code: "seen", Label: "seen", Text: diag.Says("look %d", len(l.Asked)), Source: "test"},
	}}
	e := Refused(s.Case.Request)
	l.Log = append(l.Log, e)
	switch {
	case ctx.Err() != nil:
		s.Results[step] = walk.Result{Status: walk.Failed, Err: ctx.Err()}
	case l.See[step] != nil:
		s = l.See[step](s)
	case step == diag.Reproduce:
		s.Facts.Reply = &diag.ReplyFacts{Given: []diag.Exchange{e}}
		s.Results[step].Status = walk.Failed
	}
	return s
}

// Refused is a 401 for the request.
func Refused(r diag.Request) diag.Exchange {
	return diag.Exchange{
		Request: r, SentAt: Now, Status: http.StatusUnauthorized, Proto: "HTTP/1.1",
		Header: diag.Header{{Name: "WWW-Authenticate", Value: `Bearer error="invalid_token"`}, {Name: "Server", Value: "nginx"}},
		Timing: diag.Timing{Total: 41 * time.Millisecond},
	}
}

// Drain runs a command and those that follow from it, in order, on this goroutine.
func Drain(cmd tea.Cmd, update func(tea.Msg) tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			Drain(cmd, update)
		}
	default:
		Drain(update(msg), update)
	}
}

// Key is the message of a key by its name: "enter", "esc", "r".
func Key(name string) tea.KeyMsg {
	named := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "esc": tea.KeyEsc, "up": tea.KeyUp, "down": tea.KeyDown, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
		"tab": tea.KeyTab, "ctrl+c": tea.KeyCtrlC, "ctrl+z": tea.KeyCtrlZ, "backspace": tea.KeyBackspace, "left": tea.KeyLeft,
	}
	if t, ok := named[name]; ok {
		return tea.KeyMsg{Type: t}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// Paste is the message of a paste.
func Paste(text string) tea.KeyMsg {
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true}
}
