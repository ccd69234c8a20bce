package files

import (
	"net/url"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"example.com/why401/diag"
)

// The keys that stand for flags, by the form of their values. Flags that belong
// to one request (its header lines, its token) and those that permit something
// (allow-writes, insecure) have none: a file must not decide them unseen.
var (
	urlKeys  = strings.Fields("issuer jwks_url token_url introspection_url origin")
	textKeys = strings.Fields("client_id audience resource ntp proxy noproxy cacert cert key connect_timeout max_time " +
		"openapi saml_metadata client_secret_file refresh_token_file aws_profile")
	listKeys = strings.Fields("scope require_scope resolve")
	runKeys  = strings.Fields("allow_writes insecure request_only location from entry format request data profile")
)

// keys are the first level of a profile.
func (r *profileReader) keys() map[string]member {
	known := map[string]member{
		"settings":     func(k, v *yaml.Node) { r.p.Settings, _ = r.text(v, k.Value) },
		"contact":      func(k, v *yaml.Node) { r.p.Contact, _ = r.text(v, k.Value) },
		"scope_map":    func(_, v *yaml.Node) { r.scopeMap(v) },
		"environments": func(_, v *yaml.Node) { r.environments(v) },
		"error_codes":  func(_, v *yaml.Node) { r.errorCodes(v) },
		"verify":       func(k, v *yaml.Node) { r.items(v, k.Value, func(n *yaml.Node) { r.value(k, n, r.url) }) },
	}
	for _, name := range urlKeys {
		known[name] = func(k, v *yaml.Node) { r.value(k, v, r.url) }
	}
	for _, name := range textKeys {
		known[name] = func(k, v *yaml.Node) { r.value(k, v, r.text) }
	}
	for _, name := range listKeys {
		known[name] = func(k, v *yaml.Node) { r.items(v, k.Value, func(n *yaml.Node) { r.value(k, n, r.text) }) }
	}
	return known
}

// value adds one value to those of the flag.
func (r *profileReader) value(key, n *yaml.Node, read func(*yaml.Node, string) (string, bool)) {
	if v, ok := read(n, key.Value); ok {
		name := strings.ReplaceAll(key.Value, "-", "_")
		r.p.Values[name] = append(r.p.Values[name], v)
	}
}

// url is an address that HTTP can be spoken to, without a password in it.
func (r *profileReader) url(n *yaml.Node, what string) (string, bool) {
	v, ok := r.text(n, what)
	if !ok {
		return "", false
	}
	if err := diag.CheckURL(v); err != nil {
		r.fault(n, "%s: %s", what, err)
		return "", false
	}
	if u, err := url.Parse(v); err != nil || u.User != nil {
		r.fault(n, "%s: a user or password stands before the host: %s", what, secretsElsewhere(""))
		return "", false
	}
	return v, true
}

// texts is a list of values, or one.
func (r *profileReader) texts(n *yaml.Node, what string) []string {
	var all []string
	r.items(n, what, func(item *yaml.Node) {
		if v, ok := r.text(item, what); ok {
			all = append(all, v)
		}
	})
	return all
}

// unknown says what a key that is not known may have been meant to be.
func (r *profileReader) unknown(key *yaml.Node, name string, known map[string]member) {
	if soundsSecret(name) {
		r.fault(key, "%s: no secret belongs in a profile: %s", quoted(key.Value), secretsElsewhere(name))
		return
	}
	if slices.Contains(runKeys, name) {
		r.fault(key, "%s: this is decided for each run, and no profile does it: give the flag", quoted(key.Value))
		return
	}
	var names []string
	for k := range known {
		names = append(names, k)
	}
	if near := r.nearest(name, names); near != "" {
		r.fault(key, "unknown key %s: did you mean %s?", quoted(key.Value), near)
		return
	}
	sort.Strings(names)
	r.fault(key, "unknown key %s: known here are %s", quoted(key.Value), strings.Join(names, ", "))
}

// nearest is the name that a slip of the fingers would make of this one, or "".
func (r *profileReader) nearest(name string, names []string) string {
	if r.v.Distance == nil || len(name) > 40 {
		return ""
	}
	sort.Strings(names)
	best, least := "", 2+len(name)/4
	for _, n := range names {
		d := r.v.Distance(strings.ToLower(name), n)
		if len(name) >= 3 && strings.HasPrefix(n, strings.ToLower(name)) {
			d = min(d, 2)
		}
		if d < least {
			best, least = n, d
		}
	}
	return best
}

// secretWords are what names of secrets are made of.
var secretWords = strings.Fields("secret password passwd passphrase token apikey api_key private_key access_key authorization bearer cookie user header")

// soundsSecret says whether a key that is none of ours asks for a secret as its value.
func soundsSecret(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(secretWords, func(w string) bool {
		return name == w || name == w+"s" || strings.HasSuffix(name, "_"+w) || strings.Contains(name, "secret") || strings.Contains(name, "password") ||
			w == "token" && strings.HasPrefix(name, "token_")
	})
}

// secretsElsewhere says where the secret of that name is kept.
func secretsElsewhere(name string) string {
	switch {
	case strings.Contains(name, "client"):
		return "name a file with client_secret_file, or set $WHY401_CLIENT_SECRET"
	case strings.Contains(name, "refresh"):
		return "name a file with refresh_token_file, or set $WHY401_REFRESH_TOKEN"
	case strings.Contains(name, "token"):
		return "give it with --token-file, or set $WHY401_TOKEN"
	}
	return "keep it in a file or a variable, and give it with the flags of the request"
}
