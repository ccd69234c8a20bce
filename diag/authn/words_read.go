package authn

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"example.com/why401/diag"
)

// wordFiles hold what products answer: a file for each family of products, and
// one for each kind of words that belong to nobody.
//
//go:embed words/*.yaml
var wordFiles embed.FS

// kinds are what speaks, in the order in which its words count: what only a
// product says comes before what a standard or anybody says.
var kinds = strings.Fields("gateway framework library platform service issuer words standard common")

// family is one of these files.
type family struct {
	Kind     string
	Product  string   // who says so; "" where it is nobody in particular
	Source   string   // where that was read: an address and a path in it, or "reported"
	Strength strength // of all its texts that do not say otherwise
	Example  string   // the answer in which the texts stand, in place of {text}
	Texts    []text
}

// text is one text that a product is known to answer with. Letter case and the
// kind of quotes do not matter; "…" stands for a part that varies, "{expected}"
// for the value that the server says it expected.
type text struct {
	Text     string
	Or       []string    // others that mean the same
	In       place       // the body where nothing is said
	Codes    []diag.Code // the likeliest first
	Status   []int       // only with these
	Asks     string      // only where this scheme is asked for
	Failure  string      // only with this OAuth error
	Whole    bool        // only where nothing else stands in the body
	Brief    bool        // only in a short plain answer: the words are anybody's
	Strength strength
	Product  string // where it is not the family's
	Source   string
	Example  string
}

// strength is how surely a text tells who speaks: own words are no other
// product's, common ones are passed on or used alike by many.
type strength string

const (
	own    strength = "own"
	common strength = "common"
)

// UnmarshalText reads the name of a place or of several.
func (p *place) UnmarshalText(name []byte) error {
	at, ok := map[string]place{"challenge": atChallenge, "body": atBody, "anywhere": atChallenge | atBody, "error-type": atErrorType, "error": atError}[string(name)]
	if !ok {
		return fmt.Errorf("%q is no place in an answer", name)
	}
	*p = at
	return nil
}

// fingerprint is a text with its longest fixed part in lower case: where that
// is missing, nothing else needs to be looked at.
type fingerprint struct {
	text
	landmark string
	fixed    int // bytes of the pattern that do not vary: the more, the more specific
}

// known are all texts, in the order of kinds. The files are part of the program
// and a test reads them, so a fault in them is a fault of the build.
var known = sync.OnceValue(func() []fingerprint {
	families, err := readFamilies(wordFiles)
	if err != nil {
		panic(err)
	}
	var all []fingerprint
	for _, f := range families {
		for _, t := range f.Texts {
			for _, pattern := range append([]string{t.Text}, t.Or...) {
				t.Text = pattern
				all = append(all, fingerprint{t, landmark(pattern), len(variable.ReplaceAllString(pattern, ""))})
			}
		}
	}
	return all
})

// readFamilies reads all files, side by side because somebody waits for it, in
// the order in which their texts count.
func readFamilies(files fs.FS) ([]family, error) {
	names, err := fs.Glob(files, "words/*.yaml")
	if err != nil {
		return nil, err
	}
	all, errs := make([]family, len(names)), make([]error, len(names))
	var readers sync.WaitGroup
	for i, name := range names {
		readers.Go(func() { errs[i] = all[i].read(files, name) })
	}
	readers.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b family) int {
		return cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind))
	})
	return all, nil
}

// read is strict: a key that is not known is a fault.
func (f *family) read(files fs.FS, name string) error {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err = d.Decode(f); err == nil {
		err = f.fill()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path.Base(name), err)
	}
	return nil
}

// fill gives its texts what holds for all of the family, where they do not say otherwise.
func (f *family) fill() error {
	if !slices.Contains(kinds, f.Kind) {
		return fmt.Errorf("%q is no kind", f.Kind)
	}
	for i := range f.Texts {
		t := &f.Texts[i]
		t.Product, t.Source = cmp.Or(t.Product, f.Product), cmp.Or(t.Source, f.Source)
		t.Example, t.In = cmp.Or(t.Example, f.Example), cmp.Or(t.In, atBody)
		t.Strength = cmp.Or(t.Strength, f.Strength, own)
		if t.Product == "" || f.Kind == "library" {
			t.Strength = common // a library speaks out of somebody else's program
		}
		if err := t.fault(); err != nil {
			return fmt.Errorf("%q: %w", t.Text, err)
		}
	}
	return nil
}

// fault is what a text lacks.
func (t text) fault() error {
	switch {
	case t.Text == "" || slices.Contains(t.Or, ""):
		return fmt.Errorf("an empty text")
	case len(t.Codes) == 0:
		return fmt.Errorf("no code")
	case t.Source == "":
		return fmt.Errorf("no source")
	case t.Strength != own && t.Strength != common:
		return fmt.Errorf("%q is no strength", t.Strength)
	}
	return nil
}

var variable = regexp.MustCompile("…|\\{expected\\}|[\"'`]")

func landmark(pattern string) string {
	longest := ""
	for _, part := range variable.Split(strings.ToLower(pattern), -1) {
		if len(part) > len(longest) {
			longest = part
		}
	}
	return longest
}
