package cli

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// shells are those that cobra can write completions for, in the order in which they are named.
var shells = []string{"bash", "zsh", "fish", "powershell"}

// completion writes a shell's completion script.
func (p *program) completion() *cobra.Command {
	return &cobra.Command{
		Use:               "completion SHELL",
		Short:             "A completion script for bash, zsh, fish or powershell",
		Example:           "  source <(why401 completion bash)",
		Args:              atMost(1),
		ValidArgsFunction: completeWith(func() []string { return shells }),
		RunE: func(cmd *cobra.Command, args []string) error {
			shell := strings.Join(args, "")
			if !slices.Contains(shells, shell) {
				return unknown("shell", shell, shells, cmd.CommandPath()+" --help")
			}
			return writeCompletion(cmd.Root(), shell, p.out)
		},
	}
}

func writeCompletion(root *cobra.Command, shell string, out io.Writer) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(out, true)
	case "zsh":
		return root.GenZshCompletion(out)
	case "fish":
		return root.GenFishCompletion(out, true)
	}
	return root.GenPowerShellCompletionWithDesc(out)
}
