package diag

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"sort"
	"strings"
	"sync"
)

// Secrets knows all secrets of one diagnosis and masks them in whatever is to
// be shown. A masked secret keeps its type prefix and gets a fingerprint, salted
// anew for each run, so that two places can be seen to hold the same value.
type Secrets struct {
	mu      sync.RWMutex
	salt    []byte
	names   map[string]string // secret or a written form of it → its mask
	forms   []string          // the keys of names, longest first
	windows map[string]string // every run of window bytes of a secret → its mask
}

// window is how long a piece of a secret must be to be masked by itself:
// servers repeat the beginning of a token, logs cut it.
const window = 10

// NewSecrets starts with none. An empty salt draws a random one; tests give their own.
func NewSecrets(salt string) *Secrets {
	s := &Secrets{salt: []byte(salt), names: map[string]string{}, windows: map[string]string{}}
	if salt == "" {
		s.salt = make([]byte, 16)
		_, _ = rand.Read(s.salt)
	}
	return s
}

// Format prints how many secrets are known, and none of them, for every verb.
func (s *Secrets) Format(f fmt.State, _ rune) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, _ = fmt.Fprintf(f, "%d spellings of secrets", len(s.forms))
}

// prefixes are the beginnings by which issuers mark their tokens; they tell the kind and nothing else.
var prefixes = []string{
	"github_pat_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "glpat-", "xoxb-", "xoxp-", "xoxa-", "xapp-",
	"sk_live_", "sk_test_", "rk_live_", "pk_live_", "sk-proj-", "sk-ant-", "sk-", "AKIA", "ASIA", "ya29.", "AIza",
	"hvs.", "npm_", "pypi-", "dop_v1_", "shpat_", "SG.", "eyJ",
}

// Prefix is the known type prefix of a token, or "".
func Prefix(v string) string {
	for _, p := range prefixes {
		if strings.HasPrefix(v, p) && len(v) >= len(p)+8 {
			return p
		}
	}
	return ""
}

// shortest is the length from which a value is masked: to mask what is shorter
// would tear up every text, and show by the holes what it is.
const shortest = 3

// Add makes values known as secrets, with the forms in which they travel.
func (s *Secrets) Add(values ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range values {
		v = strings.TrimSpace(v)
		if len(v) < shortest || s.names[v] != "" {
			continue
		}
		s.add(v, s.mask(v))
	}
	s.forms = s.forms[:0]
	for f := range s.names {
		s.forms = append(s.forms, f)
	}
	sort.Slice(s.forms, func(i, j int) bool {
		if len(s.forms[i]) != len(s.forms[j]) {
			return len(s.forms[i]) > len(s.forms[j])
		}
		return s.forms[i] < s.forms[j]
	})
}

func (s *Secrets) mask(v string) string {
	mac := hmac.New(sha256.New, s.salt)
	mac.Write([]byte(v))
	return Prefix(v) + "***#" + hex.EncodeToString(mac.Sum(nil))[:4]
}

func (s *Secrets) add(v, mask string) {
	for _, f := range spellings(v) {
		if s.names[f] == "" {
			s.names[f] = mask
		}
		for i := 0; i+window <= len(f); i++ {
			if s.windows[f[i:i+window]] == "" {
				s.windows[f[i:i+window]] = mask
			}
		}
	}
}

// upperPercent is a percent-encoded byte; some servers write it in small letters.
var upperPercent = regexp.MustCompile(`%[0-9A-F]{2}`)

// spellings are the forms in which a secret travels: as it is, in a URL, in JSON
// and HTML by the habits of several encoders, in base64 and in hexadecimal.
func spellings(v string) []string {
	query, path := url.QueryEscape(v), url.PathEscape(v)
	quoted, _ := json.Marshal(v)
	text := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v)
	forms := []string{
		v, query, path, upperPercent.ReplaceAllStringFunc(query, strings.ToLower), upperPercent.ReplaceAllStringFunc(path, strings.ToLower),
		string(quoted[1 : len(quoted)-1]), text, strings.ReplaceAll(text, "/", `\/`), // PHP escapes the slash
		html.EscapeString(v), strings.ReplaceAll(html.EscapeString(v), "&#34;", "&quot;"),
		strings.Join(strings.Fields(v), ""), // a token that was broken by white space, joined
	}
	if len(v) >= 4 && len(v) <= 8<<10 { // nobody encodes what is longer, and each form costs memory
		padded := base64.StdEncoding.EncodeToString([]byte(v))
		forms = append(forms, padded, strings.TrimRight(padded, "="), base64.RawURLEncoding.EncodeToString([]byte(v)), hex.EncodeToString([]byte(v)))
	}
	return forms
}

// Whole is Show for a command: it is to be pasted, so nothing of it is cut.
func (s *Secrets) Whole(text string) Text { return Text(visible(s.Mask(text))) }

// Known says whether any known secret of some length stands in the text.
func (s *Secrets) Known(text string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, f := range s.forms {
		if len(f) >= 4 && strings.Contains(text, f) {
			return true
		}
	}
	return false
}

// Name is how a secret is called where it is spoken of: prefix and fingerprint.
func (s *Secrets) Name(v Secret) Text {
	s.Add(v.Reveal())
	s.mu.RLock()
	defer s.mu.RUnlock()
	if m := s.names[strings.TrimSpace(v.Reveal())]; m != "" {
		return Text(m)
	}
	if v.Empty() {
		return "(empty)"
	}
	return masked
}

// Values that are secrets wherever they stand, known or not. The part to keep is
// the first group; the header of a JWT alone is no secret, its signature is, and
// whoever has one has all.
var (
	tokenShapes = []*regexp.Regexp{
		regexp.MustCompile(`(eyJ)[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)*`),
		regexp.MustCompile(`\b(github_pat_|gh[pousr]_|glpat-|xox[abp]-|xapp-|[sr]k_(?:live|test)_|sk-(?:proj-|ant-)?|ya29\.|AIza|hvs\.|npm_|pypi-|dop_v1_|shpat_|SG\.)[A-Za-z0-9_.-]{12,}`),
		regexp.MustCompile(`\b(AKIA|ASIA)[A-Z0-9]{16}\b`),
	}
	placeShapes = []*regexp.Regexp{
		regexp.MustCompile(`(?i)(\b(?:bearer|basic|dpop|token|apikey|negotiate) )[A-Za-z0-9+/_.~-]{16,}=*`),
		regexp.MustCompile(`(?i)((?:access_token|refresh_token|id_token|client_secret|client_assertion|password|passwd|api_?key|secret|signature|sig|assertion|code_verifier)(?:=|%3D|"\s*:\s*"))[^"&\s<>';,]+`),
		regexp.MustCompile(`(//[^/\s:@]*:)[^/\s@]+@`),
		regexp.MustCompile(`(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----).+?(?:-----END|$)`),
	}
	// prose is what follows "token " in a sentence: random values have digits or capitals.
	prose = regexp.MustCompile(`^[A-Za-z]?[a-z+/_.~-]*$`)
)

// Mask replaces every known secret, every longer piece of one, and everything
// that has the shape of a secret. It is the last filter on every output. Whole
// tokens go before the pieces: those of one issuer begin alike, and with its
// beginning masked an unknown one would have no shape left.
func (s *Secrets) Mask(text string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, f := range s.forms {
		text = replaceWord(text, f, s.names[f])
	}
	return maskShapes(s.maskPieces(maskShapes(text, tokenShapes)), placeShapes)
}

func maskShapes(text string, shapes []*regexp.Regexp) string {
	for _, re := range shapes {
		text = re.ReplaceAllStringFunc(text, func(m string) string {
			keep := re.FindStringSubmatch(m)[1]
			rest := m[len(keep):]
			if strings.HasPrefix(rest[len(Prefix(rest)):], masked) || strings.HasPrefix(rest, "$") || strings.HasPrefix(rest, `"$`) ||
				strings.HasSuffix(keep, " ") && prose.MatchString(rest) {
				return m
			}
			tail := ""
			for _, t := range []string{"@", "-----END"} {
				if strings.HasSuffix(m, t) {
					tail = t
				}
			}
			return keep + masked + tail
		})
	}
	return text
}

// replaceWord replaces all occurrences; a short secret only where it stands by
// itself, or a password of one letter would mask every word.
func replaceWord(text, secret, mask string) string {
	if !strings.Contains(text, secret) {
		return text
	}
	if len(secret) >= 8 {
		return strings.ReplaceAll(text, secret, mask)
	}
	var b strings.Builder
	done := 0
	for {
		i := strings.Index(text[done:], secret)
		if i < 0 {
			b.WriteString(text[done:])
			return b.String()
		}
		at := done + i
		end := at + len(secret)
		b.WriteString(text[done:at])
		if (at > 0 && wordByte(text[at-1]) && wordByte(secret[0])) || (end < len(text) && wordByte(text[end]) && wordByte(secret[len(secret)-1])) {
			b.WriteString(secret)
		} else {
			b.WriteString(mask)
		}
		done = end
	}
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func (s *Secrets) maskPieces(text string) string {
	if len(s.windows) == 0 {
		return text
	}
	var b strings.Builder
	last := 0
	for i := 0; i+window <= len(text); {
		mask, ok := s.windows[text[i:i+window]]
		if !ok {
			i++
			continue
		}
		end := i + window
		for end < len(text) && s.windows[text[end+1-window:end+1]] != "" {
			end++
		}
		b.WriteString(text[last:i])
		b.WriteString(mask)
		last, i = end, end
	}
	b.WriteString(text[last:])
	return b.String()
}

// Show makes text of others fit to be shown.
func (s *Secrets) Show(text string) Text {
	const most = 1 << 16 // more is never shown, and masking is not free
	if len(text) > most {
		text = text[:most]
	}
	return Text(cut(visible(s.Mask(text)), maxText))
}

// Know is Add for values that are wrapped already.
func (s *Secrets) Know(values ...Secret) {
	for _, v := range values {
		s.Add(v.Reveal())
	}
}
