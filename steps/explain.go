package steps

import (
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/walk"
)

// Explain is what a step teaches, and then what the verdict means, as far as
// there is one. Step 0 is the verdict's own page: only the latter.
func Explain(s walk.Session, step diag.Step) Screen {
	screen := Screen{Title: "What the verdict means", Number: int(step), Keys: closing}
	if step != 0 {
		screen.Title, screen.Lead = "What this step teaches", about[step].asks
		for _, p := range about[step].learn {
			screen.Blocks = append(screen.Blocks, p)
		}
		screen.Blocks = append(screen.Blocks, Para{"It sends", about[step].sends})
	}
	v := s.Ranking().Verdict
	if v.Cause != nil && v.Title != "" {
		screen.Blocks = append(screen.Blocks, meaning(v.Cause)...)
	}
	return screen
}

// meaning is the registry's text on a cause.
func meaning(c *cause.Cause) []Block {
	blocks := []Block{Para{string(c.Code), c.Title + ". " + c.Means}}
	for _, part := range []struct{ head, text string }{
		{"Written in", c.RFC},
		{"To confirm", strings.Join(c.Confirm, "\n")},
		{"To prevent", strings.Join(c.Prevent, "\n")},
	} {
		if part.text != "" {
			blocks = append(blocks, Para{part.head, part.text})
		}
	}
	return blocks
}
