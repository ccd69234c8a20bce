package intake

import (
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// maxLine is how long a pasted command may be: a body and some cookies fit, and
// the reader of a deeply nested one does not run out of stack.
const maxLine = 128 << 10

// maxArgs is how many arguments a command may have: {1..9999} makes many of few.
const maxArgs = 4096

// maxFilled is how many bytes of variables are filled into one command: a text
// that doubles a variable in each line would fill the memory.
const maxFilled = 8 * maxLine

// Line makes a case of what was typed or pasted in one go: an address or a
// whole curl command. A token that was typed beside it takes the place of its own.
func (f Flags) Line(line string, token diag.Secret, env Env) (c diag.Case, warnings []string, err error) {
	if c, warnings, ok, err := f.pasted(line, env); ok {
		return c, warnings, err
	}
	if text := strings.TrimSpace(line); text == "curl" || strings.HasPrefix(text, "fetch(") || strings.ContainsAny(text, " \t\n") {
		c, warnings, err = f.CurlLine(line, env)
	} else {
		f.imitates = !token.Empty()
		c, warnings, err = f.Case([]string{line}, env)
	}
	if err == nil && !token.Empty() {
		c.Request = authn.WithToken(c.Request, token)
		f.register(c)
	}
	return c, warnings, err
}

// CurlLine makes a case of a pasted curl command, as bash or Windows' cmd would
// split it, or of what a browser copies for PowerShell or as fetch. Nothing in it is run. A variable that is not set stays as written,
// so that it can be diagnosed as the placeholder that it is.
func (f Flags) CurlLine(line string, env Env) (c diag.Case, warnings []string, err error) {
	if len(line) > maxLine {
		return c, nil, errors.New("the command is longer than 128 KiB: put its body into a file, and -d @FILE")
	}
	text := prompt.ReplaceAllString(line, "")
	p, err := translated(text, env)
	if err == nil {
		env.Stdin = p.stdin
		c, warnings, err = f.Curl(p.args, env)
		warnings = append(p.warnings, warnings...)
	}
	if err != nil && strings.ContainsAny(text, "“”‘’–—\u00a0") {
		err = errors.New("typographic quotes, dashes or blanks are in it, which a shell takes for letters: put plain ones in their place")
	}
	return c, warnings, err
}

// fromShell reads a command for bash.
func fromShell(text string, env Env) (*translation, error) {
	cmd, err := findCurl(joinedLines.ReplaceAllString(text, " "))
	if err != nil {
		return nil, err
	}
	args, stdin, err := cmd.expand(env)
	if err != nil {
		return nil, err
	}
	p := &translation{args: args, stdin: stdin}
	if cmd.stmt.Background {
		p.warnings = []string{"the command ends at an unquoted &, as it does in a shell: put the URL in quotes"}
	}
	return p, nil
}

// prompt is a shell's prompt that was copied with the command.
var prompt = regexp.MustCompile(`^\s*(?:[$#%>]\s+|(?:PS )?[A-Za-z]:\\[^>\n]*>\s*)`)

// shellCommand is a curl command in a text of the shell's language.
type shellCommand struct {
	source string
	words  []*syntax.Word    // behind "curl"
	stmt   *syntax.Stmt      // with its redirections
	set    map[string]string // variables that the text sets before
	filled int               // bytes of variables that were asked for
}

// findCurl reads the text and finds its one curl command.
func findCurl(source string) (*shellCommand, error) {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(source), "")
	if err != nil {
		return nil, unreadable(err)
	}
	cmd := &shellCommand{source: source, set: map[string]string{}}
	found := 0
	var current *syntax.Stmt
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CmdSubst, *syntax.ProcSubst:
			return false // what would run for a value is not the command
		case *syntax.Stmt:
			current = n
		case *syntax.DeclClause: // export
			cmd.assign(n.Args)
		case *syntax.CallExpr:
			if len(n.Args) == 0 { // in front of a command it is for that one's environment only
				cmd.assign(n.Assigns)
			}
			at := slices.IndexFunc(n.Args, func(w *syntax.Word) bool {
				return isCurl(w.Lit())
			})
			if at >= 0 {
				found++
				cmd.words, cmd.stmt = n.Args[at+1:], current
			}
		}
		return true
	})
	switch found {
	case 0:
		return nil, errors.New("no curl command in it: paste an address, or a command that begins with curl")
	case 1:
		return cmd, nil
	}
	return nil, errors.New("several curl commands in it: keep the one that fails")
}

// isCurl knows curl by its name, also as \curl, which passes over an alias.
func isCurl(word string) bool {
	return strings.TrimSuffix(path.Base(strings.TrimPrefix(word, `\`)), ".exe") == "curl"
}

func unreadable(err error) error {
	var at syntax.ParseError
	var lang syntax.LangError
	switch {
	case errors.As(err, &at) && strings.Contains(at.Text, "quote"):
		return fmt.Errorf("line %d, column %d: a quote is opened and not closed", at.Pos.Line(), at.Pos.Col())
	case errors.As(err, &at):
		return fmt.Errorf("line %d, column %d: not what a shell can read", at.Pos.Line(), at.Pos.Col())
	case errors.As(err, &lang):
		return fmt.Errorf("line %d, column %d: not what a shell can read", lang.Pos.Line(), lang.Pos.Col())
	}
	return errors.New("not what a shell can read")
}

// assign notes NAME=value where the value is plain.
func (c *shellCommand) assign(assigns []*syntax.Assign) {
	for _, a := range assigns {
		if a.Name == nil || a.Value == nil || runs(a.Value) {
			continue
		}
		config := &expand.Config{Env: expand.FuncEnviron(func(n string) string { return c.bounded(c.set[n]) })}
		if v, err := expand.Fields(config, a.Value); err == nil {
			c.set[a.Name.Value] = strings.Join(v, " ")
		}
	}
}

// bounded is a variable's value, and nothing where too much was filled in already.
func (c *shellCommand) bounded(value string) string {
	if c.filled += len(value); c.filled > maxFilled {
		return ""
	}
	return value
}

// expand is the command's arguments, and its standard input where the text has it.
func (c *shellCommand) expand(env Env) (args []string, stdin io.Reader, err error) {
	value := func(name string) string {
		if v, ok := c.set[name]; ok {
			return c.bounded(v)
		}
		return c.bounded(env.Getenv(name))
	}
	for _, w := range c.words {
		if runs(w) {
			return nil, nil, errors.New("a command stands in it, $(…), `…` or <(…): nothing is run here, put in what it prints")
		}
		c.keepUnset(w, value)
	}
	config := &expand.Config{Env: expand.FuncEnviron(value)}
	for arg, err := range expand.FieldsSeq(config, c.words...) {
		if err != nil || len(args) == maxArgs {
			return nil, nil, fmt.Errorf("argument %d: a shell could not expand it", len(args)+1)
		}
		args = append(args, arg)
	}
	stdin, err = c.input(config, value)
	return args, stdin, err
}

// input is the here-document or here-string that the command reads.
func (c *shellCommand) input(config *expand.Config, value func(string) string) (stdin io.Reader, err error) {
	for _, r := range c.stmt.Redirs {
		body := r.Hdoc
		if r.Op == syntax.WordHdoc {
			body = r.Word
		}
		if body == nil || runs(body) {
			continue
		}
		c.keepUnset(body, value)
		text, err := expand.Document(config, body)
		if err != nil {
			return nil, errors.New("the here-document: a shell could not expand it")
		}
		if r.Op == syntax.WordHdoc {
			text += "\n"
		}
		stdin = strings.NewReader(text)
	}
	return stdin, nil
}

// runs says whether expanding the word would run something.
func runs(w *syntax.Word) (found bool) {
	syntax.Walk(w, func(n syntax.Node) bool {
		switch n.(type) {
		case *syntax.CmdSubst, *syntax.ProcSubst:
			found = true
		}
		return !found
	})
	return found
}

// keepUnset puts a variable that is not set in as text.
func (c *shellCommand) keepUnset(w *syntax.Word, value func(string) string) {
	replace := func(parts []syntax.WordPart) {
		for i, part := range parts {
			p, ok := part.(*syntax.ParamExp)
			if !ok || p.Param == nil || value(p.Param.Value) != "" {
				continue
			}
			written := c.source[p.Pos().Offset():p.End().Offset()]
			if written == "$"+p.Param.Value || written == "${"+p.Param.Value+"}" { // else it says itself what to take
				parts[i] = &syntax.Lit{Value: `\` + written}
			}
		}
	}
	replace(w.Parts)
	syntax.Walk(w, func(n syntax.Node) bool {
		if q, ok := n.(*syntax.DblQuoted); ok {
			replace(q.Parts)
		}
		return true
	})
}
