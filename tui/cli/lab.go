package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"example.com/why401/diag/lab"
)

// firstLesson is the scenario that the lab opens with: common, quick to see, and proven by a fix.
const firstLesson = "token-expired"

// everything is the name that stands for all scenarios.
const everything = "all"

// lab starts the embedded servers with one fault in them.
func (p *program) lab() *cobra.Command {
	var list bool
	var serve, check string
	cmd := &cobra.Command{
		Use:               "lab [SCENARIO]",
		Short:             "A failing request to learn on: servers of its own, with one fault",
		Annotations:       map[string]string{"use": "why401 lab [SCENARIO]\nwhy401 lab --list\nwhy401 lab --serve SCENARIO\nwhy401 lab --check SCENARIO|all"},
		Args:              atMost(1),
		ValidArgsFunction: completeWith(scenarioCodes),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if len(args) > 0 && (list || serve != "" || check != "") {
				return errors.New("lab takes one of SCENARIO, --list, --serve and --check")
			}
			switch {
			case list:
				return p.print(labList())
			case serve != "":
				return p.serveLab(ctx, serve)
			case check == everything:
				return p.checkLab(ctx, lab.Scenarios())
			case check != "":
				sc, err := scenario(check)
				if err != nil {
					return err
				}
				return p.checkLab(ctx, []lab.Scenario{sc})
			case len(args) > 0:
				return p.practise(ctx, args[0])
			}
			return p.practise(ctx, firstLesson)
		},
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.BoolVar(&list, "list", false, "name the scenarios, one cause each")
	fs.StringVar(&serve, "serve", "", "only start the servers of that `SCENARIO`, and wait")
	fs.StringVar(&check, "check", "", "diagnose `SCENARIO`, or all, and judge the verdict")
	p.wizardFlags(fs)
	p.formatFlag(fs)
	cmd.MarkFlagsMutuallyExclusive("list", "serve", "check")
	return cmd
}

// practise opens the wizard on a scenario.
func (p *program) practise(ctx context.Context, name string) error {
	sc, err := scenario(name)
	if err != nil {
		return err
	}
	l, err := lab.Start(sc)
	if err != nil {
		return fmt.Errorf("lab %s: %w", name, err)
	}
	defer func() { _ = l.Close() }()
	return p.open(ctx, l.Case(), []string{"Lab: practice servers on this machine, with one fault in them: find it."})
}

// serveLab starts a scenario's servers, says how to call them, and waits for a signal.
func (p *program) serveLab(ctx context.Context, name string) error {
	sc, err := scenario(name)
	if err != nil {
		return err
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	l, err := lab.Start(sc)
	if err != nil {
		return fmt.Errorf("lab %s: %w", name, err)
	}
	defer func() { _ = l.Close() }()
	if err := p.print(serving(sc, l)); err != nil {
		return err
	}
	<-ctx.Done()
	by, _ := byStatus(ctx)
	return by
}

// serving is what a person needs to call the lab: lines to paste into another shell.
func serving(sc lab.Scenario, l *lab.Lab) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n%s\n\nIn another shell:\n\n", sc.Code, sc.Title, l.Case().Request.URL)
	for _, line := range append(l.Exports(), l.Curl(), l.Command()) {
		fmt.Fprintf(&b, "%s\n", line)
	}
	b.WriteString("\nThe secrets are the lab's own, made for this run. Ctrl-C ends it.\n")
	return b.String()
}

func labList() string {
	var b strings.Builder
	for _, sc := range lab.Scenarios() {
		fmt.Fprintf(&b, "%-27s %s\n", sc.Code, sc.Title)
	}
	return b.String()
}

func scenario(name string) (lab.Scenario, error) {
	sc, ok := lab.Find(name)
	if !ok {
		return sc, unknown("scenario", name, scenarioCodes(), "why401 lab --list")
	}
	return sc, nil
}

func scenarioCodes() []string {
	var codes []string
	for _, sc := range lab.Scenarios() {
		codes = append(codes, string(sc.Code))
	}
	return codes
}
