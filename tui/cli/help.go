package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const helpColumns = 80

// help is what --help prints. The root shows its own flags only: those of the
// request are many, and check --help has them.
func (p *program) help(cmd *cobra.Command, _ []string) {
	var b strings.Builder
	section := func(title, body string) {
		if body = strings.TrimRight(body, "\n"); body != "" {
			fmt.Fprintf(&b, "\n%s\n%s\n", title, body)
		}
	}
	text := cmd.Long
	if text == "" {
		text = cmd.Short + "."
	}
	b.WriteString(text + "\n")
	section("Usage", "  "+strings.ReplaceAll(useLines(cmd), "\n", "\n  "))
	section("Examples", cmd.Example)
	section("Commands", commands(cmd))
	if cmd.HasParent() {
		section("Flags", cmd.LocalFlags().FlagUsagesWrapped(helpColumns))
	} else {
		section("Flags", rootFlags(cmd).FlagUsagesWrapped(helpColumns)+"  and those of the request and its issuer: why401 check --help")
	}
	_ = p.print(b.String())
}

// helpCommand is cobra's, but for an unknown command, which is bad usage.
func (p *program) helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help on a command",
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknown("command", strings.Join(args, " "), commandNames(root), "why401 --help")
			}
			return cmd.Help()
		},
	}
}

func commandNames(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	return names
}

// useLines are the ways to call a command, one a line.
func useLines(cmd *cobra.Command) string {
	if lines := cmd.Annotations["use"]; lines != "" {
		return lines
	}
	return cmd.UseLine()
}

func commands(cmd *cobra.Command) string {
	var b strings.Builder
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			fmt.Fprintf(&b, "  %-11s %s\n", c.Name(), c.Short)
		}
	}
	return b.String()
}

func rootFlags(cmd *cobra.Command) *pflag.FlagSet {
	own := pflag.NewFlagSet("why401", pflag.ContinueOnError)
	own.SortFlags = false
	for _, name := range []string{"format", "auto", "accessible", "help"} {
		own.AddFlag(cmd.Flags().Lookup(name))
	}
	return own
}
