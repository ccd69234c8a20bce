package cli

import (
	"github.com/spf13/cobra"

	"example.com/why401/diag"
	"example.com/why401/diag/intake"
	"example.com/why401/diag/world"
)

// caseOf is the case that the flags and the URL tell, with warnings about them.
func (p *program) caseOf(args []string) (diag.Case, []string, error) {
	return p.intake.Case(args, p.env())
}

// env is what the flags refer to.
func (p *program) env() intake.Env {
	return intake.Env{Getenv: p.getenv, ReadFile: world.ReadFile, Open: world.OpenFile, Stdin: p.in, Causes: causeCodes()}
}

// curl takes a whole curl command as its arguments.
func (p *program) curl() *cobra.Command {
	return &cobra.Command{
		Use:         "curl CURL'S OWN ARGUMENTS",
		Short:       "Put why401 before the curl command that fails",
		Annotations: map[string]string{"use": "why401 [flags] curl <curl's own arguments>"},
		Long: `Put why401 before the curl command that fails: it opens the wizard on that
request. With no terminal, or with --format before the word curl, it prints a
report, as check does. Flags of why401 stand before the word curl.`,
		Example: `  why401 curl -H "Authorization: Bearer $TOKEN" https://api.example.com/v2/me
  why401 --format json curl -L -u "$LOGIN" https://api.example.com/v2/me`,
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && (args[0] == "--help" || args[0] == "-h") {
				return cmd.Help()
			}
			c, notes, err := p.intake.Curl(args, p.env())
			if err != nil {
				return err
			}
			return p.open(cmd.Context(), c, notes)
		},
	}
}

// parse reads what was typed into the wizard, which has standard input for itself.
func (p *program) parse(text string, token diag.Secret) (diag.Case, []string, error) {
	env := p.env()
	env.Stdin = nil
	return p.intake.Line(text, token, env)
}
