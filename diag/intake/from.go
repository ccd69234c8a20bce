package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// fromFile makes the case of --from: the request is that of the capture, and
// the other flags say what is known beside it.
func (f Flags) fromFile(args []string, env Env) (c diag.Case, warnings []string, err error) {
	s := &source{env: env}
	if given := f.ofRequest(); given != "" {
		return c, nil, fmt.Errorf("--from: the request is the capture's: leave %s out", given)
	}
	if f.entry < 0 {
		return c, nil, fmt.Errorf("--entry %d: the exchanges are counted from 1", f.entry)
	}
	in, err := s.stream("--from", f.from)
	if err != nil {
		return c, nil, err
	}
	defer func() { _ = in.Close() }()
	all, err := ReadCapture(in)
	if err != nil {
		return c, nil, fmt.Errorf("--from %s: %w", fileName(f.from), err)
	}
	c, warnings, err = f.capture(all, args, s)
	if err != nil {
		err = fmt.Errorf("--from %s: %w", fileName(f.from), err)
	}
	return c, warnings, err
}

// capture makes the case of what was read. A URL beside it stands for one that
// the capture does not show.
func (f Flags) capture(all Capture, args []string, s *source) (c diag.Case, warnings []string, err error) {
	picked, err := all.Pick(f.entry)
	if err != nil {
		return c, nil, err
	}
	c = f.known()
	c.Capture = true
	c.Recorded = record(all, picked)
	c.Request = c.Recorded.Given[0].Request
	for _, fill := range []func(*diag.Case, *source) error{f.checkURLs, f.fillSecrets, f.fillScopeMap, f.fillDPoP, f.fillSAML, f.fillOpenAPI} {
		if err := fill(&c, s); err != nil {
			return c, s.warnings, err
		}
	}
	if len(args) > 0 {
		if err := f.elsewhere(&c, s, args); err != nil {
			return c, s.warnings, err
		}
	}
	f.fillUser(&c, &headers{fields: c.Request.Header})
	c.Digest, c.AnyAuth = challenged(c.Recorded.Given), false // what was sent is in the capture
	err = errors.Join(f.fillAWS(&c, s), f.fillCookies(&c, s))
	f.register(c)
	c.Secrets.Add(recordedSecrets(c.Recorded)...)
	return c, append(all.Warnings, s.warnings...), err
}

// elsewhere takes in the address that the capture does not show.
func (f Flags) elsewhere(c *diag.Case, s *source, args []string) error {
	if c.Request.URL != "" {
		return fmt.Errorf("%s: the capture names its address itself: leave this one out", shown(args[0]))
	}
	if err := f.address(c, s, args); err != nil {
		return err
	}
	c.Recorded.Given[0].Request.URL = c.Request.URL
	return nil
}

// ofRequest names a flag that describes a request, or is "".
func (f Flags) ofRequest() string {
	for _, given := range []struct {
		flag string
		is   bool
	}{
		{"--request", f.method != ""}, {"--header", len(f.headers) > 0}, {"--data", len(f.data) > 0},
		{"--token-file", f.tokenFile != ""}, {"--digest", f.digest || f.anyAuth},
	} {
		if given.is {
			return given.flag
		}
	}
	return ""
}

// stream opens what a flag names without reading it whole; "-" is standard input.
func (s *source) stream(flag, name string) (io.ReadCloser, error) {
	if name == "-" && s.env.Stdin != nil && s.stdin == "" {
		s.stdin = flag
		return io.NopCloser(s.env.Stdin), nil
	}
	if name != "-" && s.env.Open != nil {
		in, err := s.env.Open(name)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", flag, fileName(name), pathless(err))
		}
		return in, nil
	}
	b, err := s.read(flag, name)
	return io.NopCloser(bytes.NewReader(b)), err
}

// recordedSecrets are the values of the capture that must be masked: those of
// all its requests, the tokens in its answers and the cookies that they set.
func recordedSecrets(r diag.Recorded) []string {
	var values []string
	for _, e := range append(append([]diag.Exchange(nil), r.Given...), r.Others...) {
		values = append(values, authn.SecretValues(e.Request)...)
		a := authn.ReadTokenAnswer(e)
		values = append(values, a.AccessToken.Reveal(), a.RefreshToken.Reveal())
		cookies := (&http.Response{Header: http.Header{"Set-Cookie": e.Header.Values("Set-Cookie")}}).Cookies()
		for _, k := range cookies {
			if len(k.Value) > 3 {
				values = append(values, k.Value)
			}
		}
	}
	return values
}
