package cli

import (
	"github.com/spf13/cobra"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/report"
)

// explain says what a cause means, or lists all.
func (p *program) explain() *cobra.Command {
	return &cobra.Command{
		Use:               "explain [CODE]",
		Short:             "What a cause means, how to confirm it and how to fix it",
		Args:              atMost(1),
		ValidArgsFunction: completeWith(codes),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return p.print(report.List())
			}
			c, ok := cause.Find(diag.Code(args[0]))
			if !ok {
				return unknown("cause", args[0], codes(), "why401 explain")
			}
			return p.print(report.Explain(*c))
		},
	}
}

func codes() []string {
	names := make([]string, len(cause.All))
	for i, c := range cause.All {
		names[i] = string(c.Code)
	}
	return names
}

// completeWith offers names for the first argument.
func completeWith(names func() []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return names(), cobra.ShellCompDirectiveNoFileComp
	}
}
