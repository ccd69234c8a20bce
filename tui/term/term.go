// Package term says what this terminal can do, by the environment alone: it is
// never asked. Importing the package settles lipgloss's background and colours.
//
// bubbletea asks lipgloss for the background while it is initialised, and lipgloss
// asks the terminal, which may not answer for five seconds. Go initialises
// packages that are ready in the order of their paths, so this package, which
// sorts before bubbletea, must import nothing that is ready later than lipgloss.
package term

import (
	"os"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/mattn/go-isatty"
	"github.com/muesli/termenv"
)

func init() {
	lipgloss.SetHasDarkBackground(true)
	lipgloss.SetColorProfile(profile(Color(os.Getenv) && IsTerminal(os.Stdout.Fd())))
}

// profile is all that is ever used: the sixteen colours, or none.
func profile(color bool) termenv.Profile {
	if color {
		return termenv.ANSI
	}
	return termenv.Ascii
}

// IsTerminal says whether the file descriptor is a terminal.
func IsTerminal(fd uintptr) bool { return isatty.IsTerminal(fd) || isatty.IsCygwinTerminal(fd) }

// Dumb says whether the terminal cannot move its cursor: plain lines are all it can show.
func Dumb(getenv func(string) string) bool {
	t := getenv("TERM")
	return t == "dumb" || t == "unknown"
}

// Color says whether colours may be used. NO_COLOR wins over everything
// (no-color.org); COLORTERM speaks for a TERM that is not known.
func Color(getenv func(string) string) bool {
	t := strings.ToLower(getenv("TERM"))
	switch {
	case getenv("NO_COLOR") != "", Dumb(getenv):
		return false
	case getenv("COLORTERM") != "":
		return true
	case t == "", strings.HasPrefix(t, "vt1"), strings.HasPrefix(t, "vt2"), strings.HasSuffix(t, "-m"), strings.HasSuffix(t, "-mono"):
		return false
	}
	return true
}

// UTF8 says whether the locale is UTF-8 and draws rules, bars and marks one
// column wide; where the locale is Chinese, Japanese or Korean they may take two.
func UTF8(getenv func(string) string) bool {
	locale := strings.ToLower(locale(getenv))
	language, charset, found := strings.Cut(locale, ".")
	if !found {
		charset = language // macOS writes LC_CTYPE=UTF-8
	}
	language, _, _ = strings.Cut(language, "_")
	charset, _, _ = strings.Cut(charset, "@")
	switch language {
	case "zh", "ja", "ko":
		return false
	}
	return charset == "utf-8" || charset == "utf8"
}

// locale is the one that rules over characters: POSIX, section 8.2.
func locale(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := getenv(name); v != "" {
			return v
		}
	}
	return ""
}
