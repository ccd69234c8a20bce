package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"example.com/why401/diag"
	"example.com/why401/steps"
)

// intake asks for the request: one field for a URL, a curl command or a token,
// and then for the half that is missing.
type intake struct {
	form    form
	url     string      // typed first; the token is asked for next
	token   diag.Secret // typed first; the URL is asked for next
	reading bool        // a command reads what was typed
}

// The fields of the intake.
const (
	anyField   = "request"
	urlField   = "url"
	tokenField = "token"
)

func newIntake() intake { return intake{form: newForm(5, diag.Need{Field: anyField})} }

// parsed is what the text came to.
type parsed struct {
	c     diag.Case
	notes []string
	err   error
}

// enter takes in what was typed: it asks for the other half, or has it read.
// Reading may open files that a curl command names, so it is a command.
func (in *intake) enter(parse func(string, diag.Secret) (diag.Case, []string, error)) tea.Cmd {
	fl := in.form.fields[in.form.at]
	text := fl.value()
	switch trimmed := strings.TrimSpace(text); {
	case in.reading:
		return nil
	case fl.need.Field == tokenField:
		if trimmed != "" {
			in.token = diag.NewSecret(text)
		}
	case trimmed == "":
		return nil
	case strings.ContainsAny(trimmed[len(trimmed)-1:], "\\^`"): // a command for some shell typed line by line, or pasted where pastes are not marked
		in.form.press(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'\n'}})
		return nil
	case fl.need.Field == urlField:
		in.url = trimmed
	case isToken(trimmed):
		in.token = diag.NewSecret(text)
		in.ask(diag.Need{Field: urlField, Label: "URL"})
		return nil
	case isCommand(trimmed):
		in.url = text
	default:
		in.url = trimmed
		if err := diag.CheckURL(trimmed); err != nil { // a token would not help it
			in.refuse(fmt.Errorf("%s: %w", trimmed, err))
			return nil
		}
		in.ask(diag.Need{Field: tokenField, Label: "access token", Secret: true})
		return nil
	}
	in.reading = true
	url, token := in.url, in.token
	return func() tea.Msg {
		c, notes, err := parse(url, token)
		return parsed{c, notes, err}
	}
}

// ask adds a field; the one before stays on the screen, to be mended.
func (in *intake) ask(need diag.Need) {
	if len(in.form.fields) == 2 && in.form.fields[1].need.Field == need.Field {
		in.form.focus(1)
		return
	}
	first := in.form.fields[0]
	in.form = newForm(in.form.rows, first.need, need)
	in.form.fields[0].input = first.input
	in.form.focus(1)
}

// refuse says what is wrong with what was typed, which stays as it is.
func (in *intake) refuse(err error) {
	in.reading = false
	if in.form.fields[in.form.at].need.Field == tokenField {
		in.form.focus(0)
	}
	in.form.err = string(diag.NewSecrets("").Show(err.Error()))
}

// isCommand tells a command from a URL, which has no blanks in it. Where the
// command is none that can be read, its reader says so.
func isCommand(text string) bool {
	return text == "curl" || strings.HasPrefix(text, "fetch(") || strings.ContainsAny(text, " \t\n")
}

// isToken tells a token from a URL: neither scheme, path nor port, and too long
// or too well known for a host's name.
func isToken(text string) bool {
	word, rest, _ := strings.Cut(text, " ")
	if rest != "" && (strings.EqualFold(word, "bearer") || strings.EqualFold(word, "dpop")) {
		return true
	}
	if strings.Contains(text, "://") {
		return false
	}
	return diag.Prefix(text) != "" || len(text) >= 16 && !strings.ContainsAny(text, "/.: ")
}

// back leaves the second field and what was typed into the first.
func (in *intake) back() {
	first := in.form.fields[0]
	*in = newIntake()
	in.form.fields[0].input = first.input
	in.form.focus(0)
}

// screen is what the intake shows around its fields.
func (in *intake) screen() steps.Screen {
	s := steps.Screen{
		Title: "Which request is refused?",
		Lead:  "Paste its URL, the curl command or its output, or the token. What looks like a secret is hidden.",
		Blocks: []steps.Block{
			steps.Para{Head: "A URL", Text: "https://api.example.com/v2/devices"},
			steps.Para{Head: "A command", Text: `curl -H "Authorization: Bearer …" https://api.example.com/v2/devices`},
			steps.Para{Head: "From a browser", Text: "In the developer tools: Network, the request, Copy as cURL."},
			steps.Para{Head: "Nothing at hand", Text: "why401 lab starts a failing request of its own to learn on."},
		},
		Next: steps.Next{Text: "The request is sent as given, once, and then what tells causes apart."},
		Keys: []key.Binding{steps.Keys.Next, steps.Keys.Interrupt},
	}
	if len(in.form.fields) > 1 {
		s.Keys = slices.Insert(s.Keys, 1, steps.Does(steps.Keys.Cancel, "back"))
	}
	switch {
	case in.reading:
		s.Busy = "reading what was typed"
	case len(in.form.fields) == 1:
	case in.form.fields[1].need.Field == tokenField:
		s.Next.Note = "enter without a token sends the request without one."
	default:
		s.Next.Note = "The token goes to this URL's origin, as Authorization: Bearer."
	}
	return s
}
