package intake

import (
	"errors"
	"fmt"
	"strings"
)

// maxConfigs is how many files of options a command may read, one in another.
const maxConfigs = 8

// config reads the options in curl's file of them, in the place where it is named.
func (c *command) config(name string) error {
	if c.configs++; c.configs > maxConfigs {
		return errors.New("files of options that name each other without end")
	}
	b, err := c.source.read("the file", name)
	if err != nil {
		return err
	}
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(string(b), "\ufeff")) {
		n++
		args := configLine(line)
		if len(args) == 0 {
			continue
		}
		if err := c.parse(args); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return nil
}

// configLine reads one line: an option with or without its dashes, then blanks,
// = or a colon, then its value.
func configLine(line string) []string {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	const parting = " \t=:"
	name, value := line, ""
	if i := strings.IndexAny(line, parting); i >= 0 && !strings.HasPrefix(line, "-:") {
		name, value = line[:i], strings.TrimLeft(line[i:], parting)
	}
	if !strings.HasPrefix(name, "-") {
		name = "--" + name
	}
	if !options[name].value || value == "" {
		return []string{name}
	}
	return []string{name, configValue(value)}
}

// configValue is a value in double quotes, in which backslashes have a meaning,
// or without: then it ends at the first blank.
func configValue(s string) string {
	if !strings.HasPrefix(s, `"`) {
		if i := strings.IndexAny(s, " \t"); i >= 0 {
			s = s[:i]
		}
		return s
	}
	var b strings.Builder
	for i := 1; i < len(s) && s[i] != '"'; i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		if at := strings.IndexByte("tnrv", s[i]); at >= 0 {
			b.WriteByte("\t\n\r\v"[at])
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
