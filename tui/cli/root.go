package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"example.com/why401/diag/intake"
)

// root is why401 itself: the wizard, and all that hangs below it.
func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:         "why401 [flags] [URL]",
		Annotations: map[string]string{"use": "why401 [flags] [URL]\nwhy401 COMMAND [flags]"},
		Long: `why401 finds out why an HTTP API answers 401, proves it, and shows the fix.
It opens the wizard; where input or output is no terminal it prints a report,
as check does.`,
		Example: `  why401 lab                          learn on a failing request of its own
  why401 curl -H "Authorization: Bearer $TOKEN" https://api.example.com/v2/me
  why401 check --token-file token https://api.example.com/v2/me`,
		Args:          p.oneURL,
		SilenceUsage:  true,
		SilenceErrors: true,
		// Flags before a command are read before it: curl takes everything after it for its own.
		TraverseChildren:  true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		RunE:              p.runRoot,
	}
	p.diagnosisFlags(root.Flags())
	p.wizardFlags(root.Flags())
	root.SetHelpFunc(p.help)
	root.SetUsageFunc(func(cmd *cobra.Command) error { p.help(cmd, nil); return nil })
	root.SetHelpCommand(p.helpCommand(root))
	root.InitDefaultHelpFlag()
	root.SetOut(p.out)
	root.SetErr(p.errOut)
	root.SetIn(p.in)
	root.AddCommand(p.check(), p.curl(), p.lab(), p.profile(), p.explain(), p.completion(), p.version())
	return root
}

// options is what the flags say.
type options struct {
	intake           intake.Flags
	format           format
	auto, accessible bool
}

// diagnosisFlags are the flags that say what to diagnose and how to report it.
func (p *program) diagnosisFlags(fs *pflag.FlagSet) {
	fs.SortFlags = false
	p.intake.Register(fs)
	p.formatFlag(fs)
}

func (p *program) formatFlag(fs *pflag.FlagSet) {
	fs.Var(&p.format, "format", "the report's form: text, json or markdown")
}

func (p *program) wizardFlags(fs *pflag.FlagSet) {
	fs.BoolVar(&p.auto, "auto", false, "the wizard runs through to the verdict")
	fs.BoolVar(&p.accessible, "accessible", false, "the wizard as plain lines and prompts")
}

// oneURL lets one URL pass. A word that is nearly a command is told so.
func (p *program) oneURL(cmd *cobra.Command, args []string) error {
	if len(args) > 0 && !strings.ContainsAny(args[0], ".:/") {
		if near := nearest(args[0], commandNames(cmd.Root())); len(near) > 0 {
			return fmt.Errorf("no such command: did you mean why401 %s?", near[0])
		}
	}
	return atMost(1)(cmd, args)
}
