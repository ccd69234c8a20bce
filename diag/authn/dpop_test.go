package authn

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/MicahParks/jwkset"

	"example.com/why401/diag"
)

// The request of RFC 9449, section 7.1 (figures 12 and 13), and the thumbprint
// of its key (section 6.1, figure 9).
const (
	rfcToken = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
	rfcURL   = "https://resource.example.org/protectedresource"
	rfcJKT   = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
	rfcProof = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19." +
		"eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9." +
		"2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA"
)

var rfcTime = time.Unix(1562262618, 0)

// bound is a request with the RFC's token and proofs, refused at that time with
// a challenge for DPoP.
func bound(challenge string, header ...string) (diag.Case, diag.Facts) {
	c := diag.Case{Request: diag.Request{Method: "GET", URL: rfcURL}, Secrets: diag.NewSecrets("salt")}
	for i := 0; i+1 < len(header); i += 2 {
		c.Request.Header = append(c.Request.Header, diag.Field{Name: header[i], Value: header[i+1]})
	}
	e := diag.Exchange{Request: c.Request, Status: 401, SentAt: rfcTime.Add(2 * time.Second), Header: diag.Header{{Name: "WWW-Authenticate", Value: challenge}}}
	return c, diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{e}}}
}

const asksDPoP = `DPoP algs="ES256 PS256"`

func rfcRequest() (diag.Case, diag.Facts) {
	return bound(asksDPoP, "Authorization", "DPoP "+rfcToken, "DPoP", rfcProof)
}

func binds(cnf map[string]any) func(*diag.Facts) {
	return func(f *diag.Facts) {
		f.Token = &diag.TokenFacts{Token: ReadToken(diag.NewSecret(rfcToken)),
			Introspection: &diag.Introspection{Read: true, Active: true, Fields: map[string]any{"active": true, "cnf": cnf}}}
	}
}

// The example of the standard holds in every part.
func TestTheProofOfTheStandardHolds(t *testing.T) {
	t.Parallel()
	c, f := rfcRequest()
	binds(map[string]any{"jkt": rfcJKT})(&f)
	proofs, faults := dpopProof(c, f)
	if len(faults) > 0 || len(proofs) != 1 || proofs[0].Kind != "DPoP" || proofs[0].Code != "token-binding-failed" {
		t.Fatalf("%v %v", proofs, faults)
	}
	var parts []string
	for _, l := range proofs[0].Lines {
		parts = append(parts, l.Part)
		if l.Differs {
			t.Errorf("%s differs: %s / %s", l.Part, l.Sent, l.Server)
		}
		if l.Part == "ath" && l.Sent != "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo" || l.Part == KeyLine && l.Sent != rfcJKT {
			t.Errorf("%s is %s", l.Part, l.Sent)
		}
	}
	if want := strings.Split("typ,alg,signature,"+KeyLine+",htm,htu,iat,ath,jti", ","); !slices.Equal(parts, want) {
		t.Errorf("parts %v, want %v", parts, want)
	}
}

// remade is the RFC's proof with another header or claims; its signature no longer verifies.
func remade(t *testing.T, part, name string, value any) string {
	t.Helper()
	p := ReadToken(diag.NewSecret(rfcProof))
	of := map[string]map[string]any{"header": p.Header, "claims": p.Claims}[part]
	if of[name] = value; value == nil {
		delete(of, name)
	}
	return encodePart(p.Header) + "." + encodePart(p.Claims) + rfcProof[strings.LastIndex(rfcProof, "."):]
}

func TestWhatIsWrongWithAProof(t *testing.T) {
	t.Parallel()
	claim := func(name string, v any) string { return remade(t, "claims", name, v) }
	head := func(name string, v any) string { return remade(t, "header", name, v) }
	nonce := func(f *diag.Facts) {
		e := &f.Reply.Given[0]
		e.Header = diag.Header{{Name: "WWW-Authenticate", Value: `DPoP error="use_dpop_nonce"`}, {Name: "DPoP-Nonce", Value: "abc"}}
	}
	at := func(d time.Duration) func(*diag.Facts) {
		return func(f *diag.Facts) { f.Reply.Given[0].SentAt = rfcTime.Add(d) }
	}
	for name, c := range map[string]struct {
		proof  string
		change func(*diag.Facts)
		part   string // that differs; "" for none
		what   string
	}{
		"another method":        {claim("htm", "POST"), nil, "htm", `htm is "POST", and has to be "GET"`},
		"small letters":         {claim("htm", "get"), nil, "htm", ""},
		"another host":          {claim("htu", "https://old.example.org/protectedresource"), nil, "htu", "old.example.org"},
		"a query":               {claim("htu", rfcURL+"?x=1"), nil, "htu", ""},
		"no htu":                {claim("htu", nil), nil, "htu", "nothing"},
		"another token":         {claim("ath", "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEO"), nil, "ath", "ath"},
		"no ath":                {claim("ath", nil), nil, "ath", ""},
		"no jti":                {claim("jti", nil), nil, "jti", ""},
		"no iat":                {claim("iat", nil), nil, "iat", "iat"},
		"another type":          {head("typ", "JWT"), nil, "typ", "dpop+jwt"},
		"symmetric":             {head("alg", "HS256"), nil, "alg", "alg"},
		"not on the list":       {head("alg", "ES384"), nil, "alg", "ES256 PS256"},
		"none":                  {head("alg", "none"), nil, "alg", ""},
		"no key":                {head("jwk", nil), nil, "jwk", "does not bring its public key"},
		"a key of no kind":      {head("jwk", map[string]any{"kty": "XX"}), nil, "jwk", "cannot be used"},
		"no object":             {head("jwk", "x"), nil, "jwk", ""},
		"tampered":              {claim("x", 1), nil, "signature", "does not verify"},
		"no JWT":                {"hello", nil, "form", "cannot be read"},
		"white space":           {rfcProof[:40] + " " + rfcProof[40:], nil, "form", ""},
		"too old":               {rfcProof, at(12 * time.Minute), "iat", "was made 12 min before"},
		"in the future":         {rfcProof, at(-10 * time.Minute), "iat", "10 min in the future"},
		"a minute is no matter": {rfcProof, at(50 * time.Second), "", ""},
		"another key":           {rfcProof, binds(map[string]any{"jkt": "AAAA"}), KeyLine, "another key"},
		"not bound at all":      {rfcProof, binds(nil), KeyLine, "not bound to a key"},
		"a nonce is asked for":  {rfcProof, nonce, "nonce", "the proof has none"},
		"another nonce":         {claim("nonce", "old"), nonce, "nonce", "another nonce"},
	} {
		cs, f := bound(asksDPoP, "Authorization", "DPoP "+rfcToken, "DPoP", c.proof)
		if c.change != nil {
			c.change(&f)
		}
		proofs, faults := dpopProof(cs, f)
		if len(proofs) != 1 {
			t.Fatalf("%s: %d proofs", name, len(proofs))
		}
		i := slices.IndexFunc(proofs[0].Lines, func(l diag.ProofLine) bool { return l.Part == c.part && l.Differs })
		said := slices.ContainsFunc(faults, func(h diag.HeaderFault) bool { return strings.Contains(h.What, c.what) && h.Sure > 0 })
		if c.part == "" && len(faults) > 0 || c.part != "" && (i < 0 || !said) {
			t.Errorf("%s: lines %+v, faults %v, want %s and %q", name, proofs[0].Lines, faults, c.part, c.what)
		}
	}
}

// A private key in the proof is seen, and the proof is wrong however well it verifies.
func TestAPrivateKeyInTheProof(t *testing.T) {
	t.Parallel()
	jwk, _ := ReadToken(diag.NewSecret(rfcProof)).Header["jwk"].(map[string]any)
	jwk["d"] = "AQAB"
	c, f := bound(asksDPoP, "Authorization", "DPoP "+rfcToken, "DPoP", remade(t, "header", "jwk", jwk))
	if _, faults := dpopProof(c, f); len(faults) == 0 || !strings.Contains(faults[0].What, "shows the private key") {
		t.Errorf("%v", faults)
	}
}

func TestHowTokenAndProofAreSent(t *testing.T) {
	t.Parallel()
	bearer := []string{"Authorization", "Bearer " + rfcToken}
	dpop := []string{"Authorization", "DPoP " + rfcToken}
	jkt := binds(map[string]any{"jkt": rfcJKT})
	for name, c := range map[string]struct {
		challenge string
		header    []string
		change    func(*diag.Facts)
		what      string // of the first fault; "" for none
		mended    string // the line Authorization, or the number of lines DPoP, of its experiment
	}{
		"as Bearer, with a proof":        {asksDPoP, append(bearer, "DPoP", rfcProof), nil, "under the scheme Bearer", "DPoP " + rfcToken},
		"as Bearer, bound":               {asksDPoP, bearer, jkt, "no DPoP proof came with the token: the token is bound", ""},
		"as Bearer, bound, to Bearer":    {"Bearer", bearer, jkt, "does not look at that", ""},
		"as Bearer, not known":           {asksDPoP, bearer, nil, "", ""},
		"as Bearer, no word of DPoP":     {"Bearer", bearer, nil, "", ""},
		"without a proof":                {asksDPoP, dpop, nil, "no DPoP proof came", ""},
		"two proofs":                     {asksDPoP, append(dpop, "DPoP", "x", "DPoP", rfcProof), nil, "2 DPoP headers", "1"},
		"no token":                       {asksDPoP, []string{"DPoP", rfcProof}, nil, "", ""},
		"Basic":                          {asksDPoP, []string{"Authorization", "Basic dXNlcjpwYXNz"}, nil, "", ""},
		"bound to a certificate over":    {"Bearer", bearer, binds(map[string]any{"x5t#S256": "abc"}), "", ""},
		"nobody has read whose token is": {"Bearer", bearer, binds(nil), "", ""},
	} {
		cs, f := bound(c.challenge, c.header...)
		if c.change != nil {
			c.change(&f)
		}
		_, faults := dpopProof(cs, f)
		if c.what == "" {
			if len(faults) > 0 {
				t.Errorf("%s: %v", name, faults)
			}
			continue
		}
		if len(faults) == 0 || !strings.Contains(faults[0].What, c.what) {
			t.Errorf("%s: %v, want %q", name, faults, c.what)
			continue
		}
		switch m := faults[0].Mended; {
		case c.mended == "" && m == nil:
		case m == nil || c.mended == "1" && len(m.Header.Values("DPoP")) != 1 || c.mended != "1" && m.Header.Value("Authorization") != c.mended:
			t.Errorf("%s: the experiment is %v", name, m)
		}
	}
}

func TestTokensBoundToACertificate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		url  string
		tls  *diag.TLSState
		what string
		sure float64
	}{
		"none, though asked for": {rfcURL, &diag.TLSState{ClientCert: true}, "none was sent", 0.80},
		"none, not asked for":    {rfcURL, &diag.TLSState{}, "did not ask", 0.60},
		"no TLS":                 {"http://api.example.org/", nil, "without TLS", 0.60},
		"another one":            {rfcURL, &diag.TLSState{Sent: &diag.Certificate{SHA256: "def"}}, "another client certificate", 0.92},
		"the right one":          {rfcURL, &diag.TLSState{Sent: &diag.Certificate{SHA256: "abc"}}, "", 0},
		"a capture":              {rfcURL, nil, "", 0},
	} {
		cs, f := bound("Bearer", "Authorization", "Bearer "+rfcToken)
		binds(map[string]any{"x5t#S256": "abc"})(&f)
		f.Reply.Given[0].TLS, f.Reply.Given[0].Request.URL = c.tls, c.url
		_, faults := dpopProof(cs, f)
		if c.what == "" && len(faults) > 0 || c.what != "" && (len(faults) != 1 || !strings.Contains(faults[0].What, c.what) || faults[0].Sure != c.sure) {
			t.Errorf("%s: %v", name, faults)
		}
	}
}

// What RFC 9449, section 4.3, and RFC 3986, section 6.2, call the same is the same.
func TestTargets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		htu, url string
		same     bool
	}{
		{"https://api.example.org/a", "https://api.example.org/a?x=1#y", true},
		{"HTTPS://API.example.org:443/a", "https://api.example.org/a", true},
		{"https://api.example.org", "https://api.example.org/", true},
		{"https://api.example.org/%7Euser/b", "https://api.example.org/~user/b", true},
		{"https://api.example.org/a/./b/../c", "https://api.example.org/a/c", true},
		{"https://api.example.org/%2f", "https://api.example.org/%2F", true},
		{"https://api.example.org/a%2Fb", "https://api.example.org/a/b", false},
		{"https://api.example.org/a/", "https://api.example.org/a", false},
		{"https://api.example.org/a//b", "https://api.example.org/a/b", false},
		{"http://api.example.org/a", "https://api.example.org/a", false},
		{"https://api.example.org:8443/a", "https://api.example.org/a", false},
		{"https://api.example.org/A", "https://api.example.org/a", false},
		{"https://api.example.org/a?x=1", "https://api.example.org/a?x=1", false},
		{"https://u:p@api.example.org/a", "https://api.example.org/a", false},
		{"/a", "https://api.example.org/a", false},
		{"", "https://api.example.org/a", false},
		{"https://inner/a", "https://api.example.org/a", false},
	} {
		if got := fitsTarget(c.htu, targetOf(diag.Request{URL: c.url})); got != c.same {
			t.Errorf("%s for %s: %v", c.htu, c.url, got)
		}
	}
	if got := targetOf(diag.Request{URL: "https://127.0.0.1/a", Header: diag.Header{{Name: "Host", Value: "api.example.org"}}}); got != "https://api.example.org/a" {
		t.Errorf("with Host: %s", got)
	}
}

// RFC 7638, section 3.1, and RFC 8037, appendix A.3.
func TestThumbprint(t *testing.T) {
	t.Parallel()
	const n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
	for want, jwk := range map[string]map[string]any{
		"NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs": {"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"},
		"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k": {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
		"": {"kty": "oct", "k": "AA"},
	} {
		if got := Thumbprint(jwk); got != want {
			t.Errorf("%v: %s, want %s", jwk["kty"], got, want)
		}
	}
}

// keys is a private key of each kind in each form.
func keys(t testing.TB) map[string]string {
	t.Helper()
	ec, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ec384, _ := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	_, ed, _ := ed25519.GenerateKey(rand.Reader)
	rs, _ := rsa.GenerateKey(rand.Reader, 2048)
	all := map[string]string{}
	for name, key := range map[string]any{"EC": ec, "EC 384": ec384, "Ed25519": ed, "RSA": rs} {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		all[name+" as PEM"] = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
		jwk, err := jwkset.NewJWKFromKey(key, jwkset.JWKOptions{Marshal: jwkset.JWKMarshalOptions{Private: true}})
		if err != nil {
			t.Fatal(err)
		}
		text, _ := json.Marshal(jwk.Marshal())
		all[name+" as JWK"] = string(text)
	}
	der, _ := x509.MarshalECPrivateKey(ec)
	parameters := pem.EncodeToMemory(&pem.Block{Type: "EC PARAMETERS", Bytes: []byte{6, 8, 42, 134, 72, 206, 61, 3, 1, 7}})
	all["EC as SEC 1"] = string(parameters) + string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}))
	all["RSA as PKCS 1"] = string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rs)}))
	return all
}

// A proof that is made with a key holds, whatever the key and whatever was wrong before.
func TestAProofThatIsMadeHolds(t *testing.T) {
	t.Parallel()
	for name, key := range keys(t) {
		parsed, err := ReadProofKey(diag.NewSecret(key))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		c, f := bound(`DPoP`, "Authorization", "Bearer "+rfcToken, "DPoP", "x")
		binds(map[string]any{"jkt": parsed.Thumbprint()})(&f)
		c.DPoPKey, f.At = diag.NewSecret(key), rfcTime.Add(time.Hour)
		r, ok := WithProof(c, f, "a-nonce")
		if !ok || r.Purpose != diag.Experiment || r.Header.Value("Authorization") != "DPoP "+rfcToken {
			t.Errorf("%s: %v %v", name, ok, r.Header.Value("Authorization"))
			continue
		}
		c.Request = r
		f.Reply.Given[0].Request, f.Reply.Given[0].SentAt = r, f.At
		if _, faults := dpopProof(c, f); len(faults) > 0 {
			t.Errorf("%s: %v", name, faults)
		}
		p := ReadToken(diag.NewSecret(r.Header.Value("DPoP")))
		jwk, _ := p.Header["jwk"].(map[string]any)
		if textOf(p.Claims, "nonce") != "a-nonce" || jwk["d"] != nil || c.Show(r.Header.Value("DPoP")) == diag.Text(r.Header.Value("DPoP")) {
			t.Errorf("%s: claims %v, key %v, or it is not masked", name, p.Claims, jwk)
		}
		again := Reprove(c, f.At.Add(time.Minute), r)
		q := ReadToken(diag.NewSecret(again.Header.Value("DPoP")))
		if textOf(q.Claims, "jti") == textOf(p.Claims, "jti") || !q.IssuedAt.Equal(f.At.Add(time.Minute)) || textOf(q.Claims, "nonce") != "a-nonce" {
			t.Errorf("%s: made again it is %v", name, q.Claims)
		}
	}
}

// The algorithm is one that the server takes.
func TestTheProofsAlgorithm(t *testing.T) {
	t.Parallel()
	c, f := bound(`DPoP algs="PS256 EdDSA"`, "Authorization", "DPoP "+rfcToken)
	c.DPoPKey = diag.NewSecret(keys(t)["RSA as PEM"])
	f.Header = ReadHeader(c, f)
	if r, _ := WithProof(c, f, ""); ReadToken(diag.NewSecret(r.Header.Value("DPoP"))).Alg != "PS256" {
		t.Errorf("the proof is signed with %s", ReadToken(diag.NewSecret(r.Header.Value("DPoP"))).Alg)
	}
}

func TestReadProofKeyFaults(t *testing.T) {
	t.Parallel()
	all := keys(t)
	public := `{"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"}`
	block := func(kind string, header map[string]string) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Headers: header, Bytes: []byte("x")}))
	}
	for text, want := range map[string]string{
		"":      "neither PEM nor",
		"hello": "neither PEM nor",
		public:  "a public key",
		strings.Replace(public, "}", `,"d":"AQAB"}`, 1): "does not belong",
		`{"keys":[]}`:                       "a key set",
		`{"kty":"oct","k":"AQAB"}`:          "shared secret",
		`{"kty":"RSA","d":"x"}`:             "member n is missing",
		`{`:                                 "ends in the middle",
		block("CERTIFICATE", nil):           "a certificate",
		block("PUBLIC KEY", nil):            "no private key",
		block("ENCRYPTED PRIVATE KEY", nil): "protected by a password",
		block("RSA PRIVATE KEY", map[string]string{"DEK-Info": "AES-128-CBC,00"}): "protected by a password",
		block("PRIVATE KEY", nil):          "cannot be read",
		strings.Repeat("x", maxProofKey+1): "longer than any",
		strings.Replace(strings.Replace(all["RSA as JWK"], `"p":`, `"pp":`, 1), `"dp":`, `"x":`, 1): "without its primes",
	} {
		_, err := ReadProofKey(diag.NewSecret(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %q", text, err, want)
		}
	}
}

// Nothing of a key's private part is left outside of what is masked.
func TestKeySecrets(t *testing.T) {
	t.Parallel()
	for name, key := range keys(t) {
		secrets := KeySecrets(diag.NewSecret(key))
		if len(secrets) == 0 || strings.Contains(strings.Join(secrets, ""), "PRIVATE") {
			t.Errorf("%s: %d secrets", name, len(secrets))
		}
	}
}

// A proof is good once, so a command to paste has a variable in its place.
func TestCurlWithAProof(t *testing.T) {
	t.Parallel()
	c, _ := rfcRequest()
	if got := Curl(c.Request); !strings.Contains(got, `-H "Authorization: DPoP $TOKEN" -H "DPoP: $DPOP_PROOF"`) || strings.Contains(got, "eyJ") {
		t.Error(got)
	}
}

func FuzzProof(f *testing.F) {
	f.Add(rfcProof, rfcURL, "DPoP error=\"use_dpop_nonce\"", "n")
	f.Add("a.b.c", "http://[::1", "", "")
	f.Add("eyJhbGciOiJub25lIn0.e30.", "https://x/%zz", "DPoP algs=\"x\"", "")
	f.Fuzz(func(t *testing.T, proof, url, challenge, nonce string) {
		c, facts := bound(challenge, "Authorization", "DPoP "+rfcToken, "DPoP", proof)
		c.Request.URL = url
		facts.Reply.Given[0].Request.URL = url
		facts.Reply.Given[0].Header = append(facts.Reply.Given[0].Header, diag.Field{Name: "DPoP-Nonce", Value: nonce})
		proofs, faults := dpopProof(c, facts)
		for _, h := range faults {
			if h.Sure <= 0 || h.Sure >= diag.Confirmed {
				t.Errorf("%s is %.2f sure", h.What, h.Sure)
			}
		}
		if len(proofs) > 1 || len(proofs) == 1 && len(proofs[0].Lines) > 12 {
			t.Errorf("%d proofs", len(proofs))
		}
	})
}

func FuzzProofKey(f *testing.F) {
	for _, key := range keys(f) {
		f.Add(key)
	}
	f.Add(`{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQAB","p":"Aw","q":"Aw","dp":"AQ","dq":"AQ","qi":"AQ"}`)
	f.Fuzz(func(t *testing.T, text string) {
		k, err := ReadProofKey(diag.NewSecret(text))
		if err == nil && k.Thumbprint() == "" {
			t.Error("a key without a thumbprint")
		}
		if err != nil && len(err.Error()) > 200 {
			t.Errorf("a long error: %v", err)
		}
		KeySecrets(diag.NewSecret(text))
	})
}
