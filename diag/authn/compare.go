package authn

import (
	"encoding/json"
	"slices"
	"sort"
	"strings"
	"time"

	"example.com/why401/diag"
)

// leading is the order of the members that people ask about first.
var leading = []string{"iss", "aud", "exp", "scope", "scp", "client_id", "azp", "appid", "cid", "typ", "claims.typ", "alg", "kid"}

// fleeting members differ between any two tokens and say nothing.
var fleeting = []string{
	"iat", "nbf", "jti", "auth_time", "updated_at", "nonce", "at_hash", "c_hash", "s_hash", "rat",
	"sid", "session_state", "origin_jti", "event_id", "uti", "aio", "rh", "xms_ftd",
}

// CompareTokens lists the header members and claims in which two tokens differ,
// those that differ between any two left out. A claim that bears the name of a
// header member is called claims.NAME. An absent one is shown as "". Nothing is
// said of tokens whose claims cannot be read.
func CompareTokens(old, fresh diag.Token) []diag.ClaimDifference {
	if old.Claims == nil || fresh.Claims == nil {
		return nil
	}
	before, after := members(old, fresh), members(fresh, old)
	var list []diag.ClaimDifference
	for _, name := range namesOf(before, after) {
		d := diag.ClaimDifference{Claim: name, Old: before[name], New: after[name]}
		if d.Old == d.New || slices.Contains(fleeting, name) {
			continue
		}
		if d.Old != "" && d.New != "" && name != "exp" {
			d.Note = NearMiss(d.Old, d.New)
		}
		list = append(list, d)
	}
	return list
}

// members are a token's header and claims in one, written out.
func members(t, other diag.Token) map[string]string {
	all := make(map[string]string, len(t.Header)+len(t.Claims))
	for name, v := range t.Header {
		all[name] = writeOut(name, v)
	}
	for name, v := range t.Claims {
		text := writeOut(name, v)
		if name == "exp" && !t.Expires.IsZero() {
			text = t.Expires.Format(time.RFC3339)
		}
		_, here := t.Header[name]
		_, there := other.Header[name]
		if here || there {
			name = "claims." + name
		}
		all[name] = text
	}
	return all
}

// writeOut makes equal what means the same: lists and scopes have no order (RFC 6749, section 3.3).
func writeOut(name string, v any) string {
	scope := name == "scope" || name == "scp"
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if scope {
			return sorted(strings.Fields(v), " ")
		}
		return hideToken(v)
	case []any:
		list := listOf(v)
		switch {
		case len(list) < len(v): // not all are strings
		case scope:
			return sorted(list, " ")
		default:
			return sorted(list, ", ")
		}
	}
	text, _ := json.Marshal(v)
	return string(text)
}

func sorted(list []string, sep string) string {
	sort.Strings(list)
	for i := range list {
		list[i] = hideToken(list[i])
	}
	return strings.Join(list, sep)
}

// hideToken shows of a claim that is a token itself only the kind.
func hideToken(v string) string {
	if prefix := diag.Prefix(v); prefix != "" {
		return prefix + "…"
	}
	return v
}

// namesOf are the names of both, the leading ones first.
func namesOf(a, b map[string]string) []string {
	var names []string
	for name := range a {
		names = append(names, name)
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	rank := func(name string) int {
		if i := slices.Index(leading, name); i >= 0 {
			return i
		}
		return len(leading)
	}
	sort.Slice(names, func(i, j int) bool {
		if ri, rj := rank(names[i]), rank(names[j]); ri != rj {
			return ri < rj
		}
		return names[i] < names[j]
	})
	return names
}
