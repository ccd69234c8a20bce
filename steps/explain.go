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
	if c.RFC != "" {
		blocks = append(blocks, Para{"Written in", c.RFC})
	}
	return append(blocks, confirm(c), Para{"To prevent", strings.Join(c.Prevent, "\n")})
}

// confirm are commands and what to make of their output, one below the other.
func confirm(c *cause.Cause) Block {
	f := Fixes{Head: "To confirm"}
	for _, item := range c.Confirm {
		if cause.IsCommand(item) {
			f.Fixes = append(f.Fixes, diag.Fix{Command: diag.Text(item)})
		} else {
			f.Fixes = append(f.Fixes, diag.Fix{Text: diag.Text(item)})
		}
	}
	return f
}
