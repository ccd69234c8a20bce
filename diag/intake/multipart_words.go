package intake

import (
	"errors"
	"strings"
)

// formWords reads the value of curl's -F word by word.
type formWords struct {
	rest string
	list bool // a comma parts files
}

// word is the text up to the next semicolon. In double quotes a backslash takes
// a quote or a backslash as it is.
func (w *formWords) word() string {
	w.rest = strings.TrimLeft(w.rest, " \t")
	if text, rest, ok := quotedWord(w.rest); ok {
		w.rest = rest[w.end(rest):]
		return text
	}
	n := w.end(w.rest)
	text := strings.TrimRight(w.rest[:n], " \t")
	w.rest = w.rest[n:]
	return text
}

// end is where the word ends.
func (w *formWords) end(s string) int {
	ends := ";"
	if w.list {
		ends = ";,"
	}
	if i := strings.IndexAny(s, ends); i >= 0 {
		return i
	}
	return len(s)
}

func quotedWord(s string) (text, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		return "", s, false
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:], true
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
		}
		b.WriteByte(s[i])
	}
	return "", s, false // not closed, so the quote is a character as any other
}

// parameters reads what stands behind the semicolons: type= with parameters of
// its own, and filename=. curl leaves out what it does not know.
func (w *formWords) parameters(p *formPart) error {
	inType := false
	for strings.HasPrefix(w.rest, ";") {
		w.rest = strings.TrimLeft(w.rest[1:], " \t")
		name, value, ok := strings.Cut(w.rest, "=")
		if !ok {
			name = ""
		}
		switch strings.ToLower(name) {
		case "type":
			w.rest = value
			p.mediaType, inType = w.word(), true
			continue
		case "filename":
			w.rest = value
			p.filename = w.word()
		case "encoder", "headers":
			return errors.New("--form: encoder= and headers= are not rebuilt here: give the body with --data-binary @FILE, and its Content-Type with -H")
		default:
			if text := w.word(); inType && text != "" {
				p.mediaType += ";" + text
				continue
			}
		}
		inType = false
	}
	if w.rest != "" {
		return errors.New("--form: several files in one field are not rebuilt here: give each a field of its own")
	}
	return nil
}
