package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
	"example.com/why401/diag/files"
)

// Problems are all things wrong with a profile, each with its line and column.
type Problems = files.Problems

// ProfileFile is what a profile says.
type ProfileFile = files.ProfileFile

// MaxProfile is how long a profile may be, in bytes.
const MaxProfile = files.MaxProfile

// withProfile is the flags with the profile's values where none were given: a
// flag wins over the profile.
func (f Flags) withProfile(env Env) (Flags, error) {
	if f.profile == "" {
		return f, nil
	}
	path, err := ProfilePath(f.profile, env)
	if err != nil {
		return f, fmt.Errorf("--profile: %w", err)
	}
	p, err := ReadProfile(path, env)
	if err != nil {
		return f, fmt.Errorf("--profile %s: %w", fileName(f.profile), err)
	}
	p.Name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	for key, to := range f.single() {
		if values := p.Values[key]; *to == "" && len(values) > 0 && env.Getenv(secretFiles[key]) == "" {
			*to = values[len(values)-1]
			p.Filled = append(p.Filled, flagOf(key))
			if isFile[key] {
				*to = beside(path, *to, env)
			}
		}
	}
	for key, to := range f.several() {
		if values := p.Values[key]; len(*to) == 0 && len(values) > 0 {
			*to = values
			p.Filled = append(p.Filled, flagOf(key))
		}
	}
	if f.scopeMap == "" && len(p.ScopeMap) > 0 {
		p.Filled = append(p.Filled, flagOf("scope_map"))
	}
	slices.Sort(p.Filled)
	f.profiled = &p
	return f, nil
}

// flagOf is the flag that a key stands for.
func flagOf(key string) string { return "--" + strings.ReplaceAll(key, "_", "-") }

// single are the flags with one value that a profile may give.
func (f *Flags) single() map[string]*string {
	return map[string]*string{
		"issuer": &f.issuer, "jwks_url": &f.jwksURL, "token_url": &f.tokenURL, "introspection_url": &f.introspectAt, "origin": &f.origin,
		"client_id": &f.clientID, "audience": &f.audience, "resource": &f.resource, "ntp": &f.ntp,
		"proxy": &f.proxy, "noproxy": &f.noProxy, "cacert": &f.caCert, "cert": &f.cert, "key": &f.key,
		"connect_timeout": &f.connectTimeout, "max_time": &f.within, "openapi": &f.openAPI, "saml_metadata": &f.samlMetadata,
		"client_secret_file": &f.clientSecretFile, "refresh_token_file": &f.refreshFile, "aws_profile": &f.awsProfile,
	}
}

// several are those that may be repeated.
func (f *Flags) several() map[string]*[]string {
	return map[string]*[]string{"scope": &f.scopes, "require_scope": &f.requireScopes, "verify": &f.verify, "resolve": &f.resolve}
}

// isFile are the keys whose values name files.
var isFile = map[string]bool{
	"cacert": true, "cert": true, "key": true, "openapi": true, "saml_metadata": true, "client_secret_file": true, "refresh_token_file": true,
}

// secretFiles are the keys that give way to a variable, which was set for this very run.
var secretFiles = map[string]string{"client_secret_file": secretVariable, "refresh_token_file": refreshVariable}

// beside is a file that a profile names: relative to the profile, for the
// person may stand anywhere; ~/ is the home directory.
func beside(profile, name string, env Env) string {
	if rest, home := strings.CutPrefix(name, "~/"); home {
		return filepath.Join(homeOf(env), rest)
	}
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(profile), name)
}

// ProfilePath is the file of a profile: a name without slash and ending is one
// of the person's own, $XDG_CONFIG_HOME/why401/NAME.yaml (XDG Base Directory
// Specification, section 3: without the variable, ~/.config).
func ProfilePath(name string, env Env) (string, error) {
	if IsProfileFile(name) {
		return name, nil
	}
	folder := env.Getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(folder) { // a relative one is to be ignored
		home := homeOf(env)
		if home == "" {
			return "", fmt.Errorf("%s: neither $XDG_CONFIG_HOME nor $HOME says where profiles are: name its file", fileName(name))
		}
		folder = filepath.Join(home, ".config")
	}
	return filepath.Join(folder, "why401", name+".yaml"), nil
}

// IsProfileFile says whether a profile is named by its file, and not by its name.
func IsProfileFile(name string) bool {
	return strings.ContainsAny(name, `/\`) || strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") || name == "-"
}

func homeOf(env Env) string {
	if home := env.Getenv("HOME"); home != "" {
		return home
	}
	return env.Getenv("USERPROFILE")
}

// ReadProfile reads the profile in that file. The error is a Problems
// where the file could be read.
func ReadProfile(path string, env Env) (ProfileFile, error) {
	s := &source{env: env}
	b, err := s.open("--profile", path, MaxProfile)
	var missing *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ProfileFile{}, fmt.Errorf("there is no file %s: why401 profile init writes one", diag.NewSecrets("").Show(path))
	case errors.As(err, &missing):
		return ProfileFile{}, missing.Err // the rest repeats the name
	case err != nil:
		return ProfileFile{}, err
	}
	return ParseProfile(b, env)
}

// ParseProfile reads a profile that is not in a file yet.
func ParseProfile(b []byte, env Env) (ProfileFile, error) {
	return files.Profile(b, files.Vocabulary{Causes: env.Causes, Distance: authn.Distance})
}
