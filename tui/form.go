package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"example.com/why401/diag"
	"example.com/why401/steps"
	"example.com/why401/tui/theme"
)

// maxInput is how many characters a field takes: curl commands from a browser
// carry cookies and are long, and nobody pastes more than that on purpose.
const maxInput = 64 << 10

// form is one or more input fields, one of which takes the keys.
type form struct {
	fields []field
	at     int
	rows   int    // lines that a field may take
	err    string // what is wrong with what was typed
}

type field struct {
	need  diag.Need
	input textinput.Model
}

func newForm(rows int, needs ...diag.Need) form {
	f := form{rows: rows}
	for _, need := range needs {
		in := textinput.New()
		in.CharLimit = maxInput
		// Pasting by key would start a program to read a clipboard, and over SSH the
		// wrong one; the terminal's own paste arrives as a message.
		in.KeyMap.Paste = key.NewBinding(key.WithDisabled())
		if need.Secret {
			in.EchoMode = textinput.EchoPassword
		}
		f.fields = append(f.fields, field{need, in})
	}
	f.focus(0)
	return f
}

// formKeys move between fields; everything else is typed.
var formKeys = struct{ next, prev key.Binding }{
	next: key.NewBinding(key.WithKeys("tab", "down")),
	prev: key.NewBinding(key.WithKeys("shift+tab", "up")),
}

// press gives a key to the field that is being typed into.
func (f *form) press(msg tea.KeyMsg) {
	switch {
	case key.Matches(msg, formKeys.next):
		f.focus(f.at + 1)
	case key.Matches(msg, formKeys.prev):
		f.focus(f.at - 1)
	default:
		f.err = ""
		f.fields[f.at].input, _ = f.fields[f.at].input.Update(keepControls(msg)) // the command would blink its cursor
	}
}

// enter goes to the next field; false says that there is none, and the form is filled in.
func (f *form) enter() bool {
	if f.at == len(f.fields)-1 {
		return false
	}
	f.focus(f.at + 1)
	return true
}

func (f *form) focus(at int) {
	f.at = min(max(at, 0), len(f.fields)-1)
	for i := range f.fields {
		f.fields[i].input.Blur()
	}
	f.fields[f.at].input.Focus()
}

// answers are the values, by the field that they answer.
func (f *form) answers() map[string]string {
	out := make(map[string]string, len(f.fields))
	for _, fl := range f.fields {
		out[fl.need.Field] = fl.value()
	}
	return out
}

// controls is where control characters are kept inside an input, which would
// turn line breaks and tabs into blanks: in a token they may be the cause.
const controls = '\ue000'

func keepControls(msg tea.KeyMsg) tea.KeyMsg {
	runes := make([]rune, len(msg.Runes))
	for i, r := range msg.Runes {
		if r < ' ' {
			r += controls
		}
		runes[i] = r
	}
	msg.Runes = runes
	return msg
}

// value is what was typed or pasted, as it came.
func (fl field) value() string {
	return strings.Map(func(r rune) rune {
		if r >= controls && r < controls+' ' {
			return r - controls
		}
		return r
	}, fl.input.Value())
}

// view draws the fields in lines of at most width columns.
func (f *form) view(width int, th theme.Theme) string {
	var out []string
	for i, fl := range f.fields {
		out = append(out, fl.view(i == f.at, f.rows, width, th)...)
	}
	if f.err != "" {
		out = append(out, th.Wrong.Render(th.Marks[steps.Wrong])+" "+f.err)
	}
	return strings.Join(out, "\n")
}
