package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"example.com/why401/diag"
	"example.com/why401/diag/intake"
)

// question is one that profile init asks, and the key that its answer goes to.
type question struct {
	key, text string
	several   bool // blanks separate the answers
}

var profileQuestions = []question{
	{"issuer", "Issuer, the authorization server's URL", false},
	{"token_url", "Token URL, where the issuer has no metadata", false},
	{"client_id", "Client id", false},
	{"audience", "Audience that the API expects", false},
	{"scope", "Scopes to ask for", true},
	{"verify", "Further endpoints to try after a fix, whole URLs", true},
	{"settings", "Where its settings are found, such as Settings > API > Applications", false},
	{"contact", "Who helps with it", false},
}

const profileHead = "# An API's facts, for why401 check --profile\n"

// moreOfProfile is what a form cannot ask, to be filled in by hand.
const moreOfProfile = `
# What else can stand here (why401 profile --help tells more):
#
# scope_map:
#   - {method: GET, path: "/v2/orders/{id}", any_of: [orders:read, admin]}
# environments:
#   production: {hosts: [api.example.com], issuers: [https://id.example.com]}
#   staging: {hosts: [api.stg.example.com], issuers: [https://id.stg.example.com]}
# error_codes:
#   E-AUTH-001: token-expired
#
# No secrets: they stay in files (client_secret_file: NAME) and variables.
`

func (p *program) profileInit() *cobra.Command {
	return &cobra.Command{
		Use:   "init [NAME|FILE]",
		Short: "Ask for an API's facts and write a profile",
		Args:  atMost(1),
		RunE: func(_ *cobra.Command, args []string) error {
			in := bufio.NewReader(io.LimitReader(p.in, intake.MaxProfile))
			name := strings.Join(args, "")
			if name == "" {
				name, _ = p.ask(in, "Name of the profile, or its file")
			}
			if name == "" || name == "-" {
				return errors.New("profile init: a name or a file to write is needed")
			}
			path, err := intake.ProfilePath(name, p.env())
			if err != nil {
				return fmt.Errorf("profile init: %w", err)
			}
			if _, err := os.Lstat(path); err == nil {
				return fmt.Errorf("profile init %s: it exists already, and is left as it is", path)
			}
			facts := p.askProfile(in)
			if facts == "" {
				return errors.New("profile init: nothing was answered, and nothing is written")
			}
			if err := writeProfile(path, profileHead+facts+moreOfProfile); err != nil {
				return fmt.Errorf("profile init %s: %w", path, err)
			}
			return p.print(fmt.Sprintf("Written: %s. To use it: why401 check --profile %s URL\n", diag.NewSecrets("").Show(path), diag.NewSecrets("").Show(name)))
		},
	}
}

// ask asks one question; false where the input has ended.
func (p *program) ask(in *bufio.Reader, text string) (string, bool) {
	_, _ = fmt.Fprintf(p.errOut, "%s: ", text)
	line, err := in.ReadString('\n')
	if err != nil {
		_, _ = fmt.Fprintln(p.errOut)
	}
	return strings.TrimSpace(line), err == nil
}

// askProfile asks all questions; an empty answer leaves the key out. What a
// profile cannot hold is told and asked for again, until the input ends.
func (p *program) askProfile(in *bufio.Reader) string {
	_, _ = fmt.Fprintln(p.errOut, "An empty answer leaves the fact out. Secrets are not asked for.")
	text := ""
	for _, q := range profileQuestions {
		for more := true; more; {
			var answer string
			answer, more = p.ask(in, q.text)
			if answer == "" {
				break
			}
			line := q.yaml(answer)
			if _, err := intake.ParseProfile([]byte(line), p.env()); err != nil {
				p.complain(problemText(err))
				continue
			}
			text += line
			break
		}
	}
	return text
}

// yaml is the answer as a line of the profile.
func (q question) yaml(answer string) string {
	var value any = answer
	if q.several {
		value = strings.Fields(answer)
	}
	line, err := yaml.Marshal(map[string]any{q.key: value})
	if err != nil {
		return ""
	}
	return string(line)
}

// problemText is what is wrong, without the line, which an answer has none of.
func problemText(err error) string {
	var all intake.Problems
	if errors.As(err, &all) {
		return all[0].Text
	}
	return err.Error()
}

// writeProfile writes a new file that only its owner can read, and its folder where that is missing.
func writeProfile(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return withoutPath(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return withoutPath(err)
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// withoutPath is the error without the path, which stands before it already.
func withoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
