package authn_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

func carried(scheme, value string) diag.Credential {
	return diag.Credential{Kind: diag.InAuthorization, Name: "Authorization", Scheme: scheme, Value: diag.NewSecret(value)}
}

func encoded(token string) string { return base64.StdEncoding.EncodeToString([]byte(token)) }

func TestSecurityToken(t *testing.T) {
	t.Parallel()
	const (
		spnego = "\x60\x48\x06\x06\x2b\x06\x01\x05\x05\x02\xa0\x3e"
		krb5   = "\x60\x48\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
		type1  = "NTLMSSP\x00\x01\x00\x00\x00\x07\x82"
		type3  = "NTLMSSP\x00\x03\x00\x00\x00\x18\x00"
	)
	for name, tt := range map[string]struct {
		cred diag.Credential
		want string
	}{
		"as browsers send it": {carried("NTLM", "TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAGAbEdAAAADw=="), "message 1 of 3"},
		"authenticate":        {carried("ntlm", encoded(type3)), "message 3 of 3"},
		"a server's":          {carried("NTLM", encoded("NTLMSSP\x00\x02\x00\x00\x00")), "message 2 of 3"},
		"of no type":          {carried("NTLM", encoded("NTLMSSP\x00\x09\x00\x00\x00")), "unknown type"},
		"cut off":             {carried("NTLM", encoded("NTLMSSP\x00")), "cut off"},
		"Kerberos":            {carried("Negotiate", encoded(spnego+"\x06\x09\x2a")), "SPNEGO with a Kerberos ticket"},
		"bare Kerberos":       {carried("Negotiate", encoded(krb5)), "a Kerberos ticket"},
		"NTLM by Negotiate":   {carried("Negotiate", encoded(type1)), "message 1 of 3"},
		"NTLM in SPNEGO":      {carried("Negotiate", encoded(spnego+type3)), "SPNEGO with NTLM in it"},
		"a later message":     {carried("Negotiate", encoded("\xa1\x14\x30\x12")), "a later message"},
		"a JWT":               {carried("Negotiate", encoded(`{"alg":"none"}`)), "neither"},
		"no base64":           {carried("Negotiate", "!!!!"), "no base64"},
		"empty":               {carried("Negotiate", ""), "no base64"},
		"another scheme":      {carried("Bearer", encoded(type1)), ""},
	} {
		got := authn.SecurityToken(tt.cred)
		if !strings.Contains(got, tt.want) || (tt.want == "") != (got == "") {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestHowToGet(t *testing.T) {
	t.Parallel()
	for scheme, want := range map[string]string{"Negotiate": "kinit", "NTLM": "--ntlm", "ntlm": "--ntlm", "Basic": "", "": ""} {
		if got := authn.HowToGet(scheme); !strings.Contains(got, want) || (want == "") != (got == "") {
			t.Errorf("%s: %q", scheme, got)
		}
	}
}

func FuzzSecurityToken(f *testing.F) {
	f.Add("Negotiate", "TlRMTVNTUAABAAAA")
	f.Add("NTLM", "YIIB")
	f.Add("Negotiate", "====")
	f.Fuzz(func(t *testing.T, scheme, value string) {
		if what := authn.SecurityToken(carried(scheme, value)); len(what) > 300 {
			t.Errorf("%d bytes", len(what))
		}
	})
}
