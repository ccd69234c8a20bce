package steps

import "github.com/charmbracelet/bubbles/key"

// Keys are the keys that mean the same on every page. The last line of a screen
// and its help are made from them.
var Keys = struct {
	Next, Back, Cancel, Again, Jump, Try, Explain, Copy, Save, Requests, Help, Quit, Interrupt key.Binding
}{
	Next:     bind("enter", "next", "enter"),
	Back:     bind("b", "back", "b", "shift+tab"),
	Cancel:   bind("esc", "cancel", "esc"),
	Again:    bind("r", "again", "r"),
	Jump:     bind("1-7", "jump", "1", "2", "3", "4", "5", "6", "7"),
	Try:      bind("x", "try the fix", "x"),
	Explain:  bind("e", "explain", "e"),
	Copy:     bind("c", "copy fix", "c"),
	Save:     bind("s", "save", "s"),
	Requests: bind("o", "requests", "o"),
	Help:     bind("?", "keys", "?"),
	Quit:     bind("q", "quit", "q"),
	// Where letters are typed, q is one of them.
	Interrupt: bind("ctrl+c", "quit", "ctrl+c"),
}

func bind(shown, does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, does))
}

// Does is the binding with other words for what it does on this screen.
func Does(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}
