package steps

import (
	"github.com/charmbracelet/bubbles/key"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
)

// TryFix says what trying a fix changes and sends, before it is sent.
func TryFix(s walk.Session, f walk.Fix) Screen {
	known := Fact{Mark: Odd, Label: "known", Text: "likely to mend it; not tried yet"}
	if f.Proven {
		known = Fact{Mark: Good, Label: "known", Text: "an experiment with it succeeded"}
	}
	return Screen{
		Title: "Try the fix",
		Lead:  "The request is changed and sent, and all steps look again from the first.",
		Blocks: []Block{Facts{Rows: []Fact{
			{Mark: Here, Label: "changes", Text: f.What},
			known,
			{Mark: Here, Label: "sends", Text: s.Case.Show(f.Case.Request.String())},
		}}},
		Next: Next{Text: "Send it."},
		Keys: []key.Binding{Does(Keys.Next, "send"), Does(Keys.Cancel, "back"), Keys.Quit},
	}
}

// CopyText is what the copy key copies: the command of the easiest fix that has
// one, else the words of the easiest; "" where nothing is known yet.
func CopyText(s walk.Session) diag.Text {
	fixes := fixesFor(s, s.Ranking().Verdict)
	for _, f := range fixes {
		if f.Command != "" {
			return f.Command
		}
	}
	if len(fixes) > 0 {
		return fixes[0].Text
	}
	return ""
}

// Copied shows what was copied: terminals that ignore the request to copy say nothing.
func Copied(text diag.Text) Screen {
	return Screen{
		Title:  "Copied",
		Lead:   "This was offered to the terminal's clipboard. Where the terminal does not take it, select it here.",
		Blocks: []Block{Fixes{Fixes: []diag.Fix{{Command: text}}}},
		Keys:   closing,
	}
}
