package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// Curl makes a case of curl's own arguments, and of the flags that stood before them.
func (f Flags) Curl(args []string, env Env) (c diag.Case, warnings []string, err error) {
	f.imitates = true
	f.detach()
	cmd := command{flags: &f, source: &source{env: env}}
	if err := cmd.parse(args); err != nil {
		return c, cmd.warnings, err
	}
	if len(cmd.urls) > 1 && slices.ContainsFunc(cmd.urls, func(u string) bool { return !looksURL(u) }) { // one may be a token
		return c, nil, errors.New("several words stand where the address belongs: put each header and each body in quotes")
	}
	for i, url := range cmd.urls {
		if cmd.urls[i], err = cmd.address(url); err != nil {
			return c, cmd.warnings, err
		}
	}
	c, warnings, err = f.Case(cmd.urls, env)
	return c, append(cmd.warnings, warnings...), err
}

// detach gives the flags lists of their own: the same flags may be used for a
// second command.
func (f *Flags) detach() {
	for _, list := range []*[]string{&f.headers, &f.cookies, &f.resolve, &f.connectTo} {
		*list = slices.Clone(*list)
	}
	f.data, f.query, f.form = slices.Clone(f.data), slices.Clone(f.query), slices.Clone(f.form)
}

// command is a curl command that is being read.
type command struct {
	flags    *Flags
	source   *source // what files of options are read from
	configs  int     // how many were
	urls     []string
	warnings []string
}

func (c *command) warn(format string, args ...any) {
	c.warnings = append(c.warnings, fmt.Sprintf(format, args...))
}

// parse reads the arguments as curl's own reader does.
func (c *command) parse(args []string) error {
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		var err error
		switch {
		case arg == "--":
			c.urls = append(c.urls, args...)
			return nil
		case strings.HasPrefix(arg, "--"):
			args, err = c.long(arg, args)
		case strings.HasPrefix(arg, "-") && arg != "-":
			args, err = c.short(arg, args)
		default:
			c.urls = append(c.urls, arg)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// long reads --name, --name VALUE and, which curl does not know, --name=VALUE.
func (c *command) long(arg string, args []string) (rest []string, err error) {
	name, value, joined := strings.Cut(arg, "=")
	o, known := options[name]
	if !known {
		if _, negated := options["--"+strings.TrimPrefix(name, "--no-")]; negated && strings.HasPrefix(name, "--no-") {
			return args, nil // the opposite of a switch is what holds anyway
		}
		return c.unknown(name, joined, args), nil
	}
	if o.value && !joined {
		if len(args) == 0 {
			return nil, fmt.Errorf("curl %s: its value is missing", name)
		}
		value, args = args[0], args[1:]
	}
	return args, c.take(name, o, value)
}

// short reads a bundle of short options, the last of which may have its value
// in the same word.
func (c *command) short(arg string, args []string) (rest []string, err error) {
	for i := 1; i < len(arg); i++ {
		name := "-" + arg[i:i+1]
		o, known := options[name]
		switch {
		case !known:
			return c.unknown(string(diag.NewSecrets("").Show(name)), false, args), nil
		case !o.value:
			if err := c.take(name, o, ""); err != nil {
				return nil, err
			}
			continue
		case i+1 < len(arg):
			return args, c.take(name, o, arg[i+1:])
		case len(args) == 0:
			return nil, fmt.Errorf("curl %s: its value is missing", name)
		}
		return args[1:], c.take(name, o, args[0])
	}
	return args, nil
}

func (c *command) take(name string, o option, value string) error {
	if o.lacking {
		c.warn("curl's %s is not imitated: the request goes out without it", name)
	}
	take := o.take
	if o.config {
		take = (*command).config
	}
	if take == nil {
		return nil
	}
	if err := take(c, value); err != nil {
		return fmt.Errorf("curl %s: %w", name, err)
	}
	return nil
}

// unknown skips an option of a curl that is newer than our list, and what
// looks like its value.
func (c *command) unknown(name string, joined bool, args []string) (rest []string) {
	c.warn("curl's %s is not known here and was left out", diag.NewSecrets("").Show(name))
	if joined || len(args) == 0 || strings.HasPrefix(args[0], "-") || looksURL(args[0]) {
		return args
	}
	if !slices.ContainsFunc(args[1:], looksURL) && len(c.urls) == 0 {
		return args // the only word left that can be the address
	}
	return args[1:]
}

func looksURL(s string) bool { return strings.Contains(s, "://") }

// errScheme is for options whose credentials are not sent as curl sends them:
// without them the request would be another one, and with them in another form
// a secret would go out that curl keeps.
var errScheme = errors.New("this way to present credentials is not spoken here: give the header that curl sends (curl -v shows it) with -H")

// errNetrc is for passwords that stand in a file of the person's, in which those
// of all other hosts stand too.
var errNetrc = errors.New("the password file is not read here: give user and password with -u")
