package intake

import (
	"reflect"
	"strings"
	"testing"

	"example.com/why401/diag"
)

const profileText = `issuer: https://id.example.com
client_id: sync
audience: api://orders
scope: [orders:read, orders:write]
verify: [https://api.example.com/v2/me]
max_time: 20
client_secret_file: secret.txt
scope_map: [{method: GET, path: /v2/devices, any_of: [orders:read]}]
settings: Settings → API
`

func TestProfileFillsFlags(t *testing.T) {
	t.Parallel()
	all := map[string]string{
		"/config/why401/orders.yaml": profileText, "/config/why401/secret.txt": "from-the-profile",
		"$XDG_CONFIG_HOME": "/config", "$HOME": "/home/me", "/elsewhere.yml": "issuer: https://other.example.com\ncacert: ~/ca.pem\n",
	}
	c, warnings, err := parse(t, all, "--profile", "orders", "--audience", "api://mine", "--scope", "admin", target)
	if err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings)
	}
	if c.Issuer != "https://id.example.com" || c.ClientID != "sync" || c.Audience != "api://mine" || !reflect.DeepEqual(c.Scopes, []string{"admin"}) ||
		!reflect.DeepEqual(c.Verify, []string{"https://api.example.com/v2/me"}) || c.Transport.MaxTime.Seconds() != 20 {
		t.Errorf("a flag wins, the profile fills: %+v", c)
	}
	if c.ClientSecret.Reveal() != "from-the-profile" || strings.Contains(string(c.Show("from-the-profile")), "profile") {
		t.Error("the secret's file stands beside the profile")
	}
	if by := c.By("--issuer") + ", " + c.By("--scope-map") + ", " + c.By("--audience"); by != "the profile, the profile, --audience" {
		t.Errorf("who said it: %s", by)
	}
	if c.Profile == nil || c.Profile.Name != "orders" || c.Profile.Settings != "Settings → API" || len(c.ScopeMap) != 1 {
		t.Errorf("%+v, %+v", c.Profile, c.ScopeMap)
	}
	all["$WHY401_CLIENT_SECRET"], all["map"] = "from-the-variable", "- {method: GET, path: /, all_of: [x]}\n"
	c, _, err = parse(t, all, "--profile", "/config/why401/orders.yaml", "--scope-map", "map", target)
	if err != nil || c.ClientSecret.Reveal() != "from-the-variable" || c.ScopeMap[0].Path != "/" {
		t.Errorf("the variable and the flag win: %v, %+v", err, c.ScopeMap)
	}
	c, _, err = parse(t, all, "--profile", "/elsewhere.yml", target)
	if err != nil || c.Transport.CACert != "/home/me/ca.pem" || c.Profile.Name != "elsewhere" {
		t.Errorf("%v, %q, %+v", err, c.Transport.CACert, c.Profile)
	}
	if c, _, err := parse(t, all, target); err != nil || c.Profile != nil || c.Issuer != "" {
		t.Errorf("without one: %v, %+v", err, c.Profile)
	}
}

func TestProfileForCurl(t *testing.T) {
	t.Parallel()
	f := Flags{profile: "/p.yaml"}
	c, _, err := f.Curl([]string{"-H", "Authorization: Bearer x", target}, surroundings(map[string]string{"/p.yaml": "issuer: https://id.example.com\n"}))
	if err != nil || c.Issuer != "https://id.example.com" {
		t.Errorf("%v, %q", err, c.Issuer)
	}
}

func TestProfileErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		all           map[string]string
		profile, want string
	}{
		"none of that name":       {map[string]string{"$XDG_CONFIG_HOME": "/config"}, "orders", "--profile orders: there is no file /config/why401/orders.yaml: why401 profile init"},
		"by the home directory":   {map[string]string{"$HOME": "/home/me"}, "orders", "/home/me/.config/why401/orders.yaml"},
		"a relative folder":       {map[string]string{"$HOME": "/home/me", "$XDG_CONFIG_HOME": "config"}, "orders", "/home/me/.config/why401/orders.yaml"},
		"no home":                 {nil, "orders", "--profile: orders: neither $XDG_CONFIG_HOME nor $HOME"},
		"none at that path":       {nil, "a/b", "--profile a/b: there is no file a/b"},
		"a wrong one":             {map[string]string{"p.yaml": "isuer: x\n"}, "p.yaml", `--profile p.yaml: line 1, column 1: unknown key "isuer": did you mean issuer?`},
		"a cause that is not one": {map[string]string{"p.yaml": "error_codes: {E-AUTH-1: token-expird}\n"}, "p.yaml", "did you mean token-expired?"},
	} {
		env := surroundings(c.all)
		env.Causes = []diag.Code{"token-expired"}
		_, _, err := Flags{profile: c.profile}.Case([]string{target}, env)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
