package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version says which build this is.
func (p *program) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Which version of why401 this is",
		Args:  atMost(0),
		RunE:  func(*cobra.Command, []string) error { return p.print(build() + "\n") },
	}
}

// build is the version that the Go tool stamped in, or the commit where there is none.
func build() string {
	version, commit := "(devel)", ""
	if b, ok := debug.ReadBuildInfo(); ok {
		version = cmp.Or(b.Main.Version, version)
		for _, s := range b.Settings {
			if s.Key == "vcs.revision" {
				commit = " " + s.Value[:min(len(s.Value), 12)]
			}
		}
	}
	return fmt.Sprintf("why401 %s%s %s %s/%s", version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
