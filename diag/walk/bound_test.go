package walk_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
	"example.com/why401/diag/walk"
)

// prover is an API that takes an opaque token under the scheme DPoP with a proof
// that has its nonce, each proof once, and an issuer that says what the token is bound to.
type prover struct {
	thumb string
	now   time.Time
	mu    sync.Mutex
	used  map[string]bool
}

func (p *prover) answer(r diag.Request) diag.Exchange {
	if r.Purpose == diag.Introspect {
		return diag.Exchange{Status: 200, Body: []byte(`{"active":true,"token_type":"DPoP","cnf":{"jkt":"` + p.thumb + `"}}`)}
	}
	refuse := func(params string) diag.Exchange {
		return diag.Exchange{Status: 401, Header: diag.Header{{Name: "WWW-Authenticate", Value: "DPoP " + params}, {Name: "DPoP-Nonce", Value: "n1"}}}
	}
	proof := authn.ReadToken(diag.NewSecret(r.Header.Value("DPoP")))
	jti, _ := proof.Claims["jti"].(string)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !strings.HasPrefix(r.Header.Value("Authorization"), "DPoP ") || proof.Claims == nil:
		return refuse(`algs="ES256"`)
	case proof.Claims["nonce"] != "n1":
		return refuse(`error="use_dpop_nonce"`)
	case proof.Claims["htu"] != r.URL || !proof.IssuedAt.Equal(p.now) || p.used[jti]:
		return refuse(`error="invalid_dpop_proof"`)
	}
	p.used[jti] = true
	return diag.Exchange{Status: 200}
}

func held(t *testing.T) (*prover, diag.Case) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	c := asked("GET")
	c.Issuer, c.IntrospectionURL = "https://idp.example.com", "https://idp.example.com/introspect"
	c.ClientID, c.ClientSecret = "me", diag.NewSecret("the-secret-of-the-client")
	c.DPoPKey = diag.NewSecret(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	parsed, err := authn.ReadProofKey(c.DPoPKey)
	if err != nil {
		t.Fatal(err)
	}
	return &prover{thumb: parsed.Thumbprint(), now: noon, used: map[string]bool{}}, c
}

// The key makes a proof, and another one with the nonce that the answer to the
// first gives; each further request of the working form gets a proof of its own.
func TestAProofIsMadeAnewForEachRequest(t *testing.T) {
	t.Parallel()
	api, c := held(t)
	c.Verify = []string{"https://api.example.com/v2/policies"}
	w := &fake{answer: api.answer}
	_, s := way(t, w, c)
	v := s.Ranking().Verdict
	if v.Code != "token-binding-failed" || v.Confidence < diag.Confirmed || len(s.Facts.Trials) > 2 {
		t.Fatalf("%s %.2f after %d experiments", v.Code, v.Confidence, len(s.Facts.Trials))
	}
	if rows := s.Facts.End.Rows; len(rows) != 2 || rows[1].After.Status != 200 {
		t.Errorf("the further endpoint: %+v", rows)
	}
	for _, e := range w.sent {
		if at, err := url.Parse(e.Request.URL); err != nil || e.Request.Header.Has("DPoP") && at.Host != "api.example.com" {
			t.Errorf("a proof went to %s", e.Request.URL)
		}
	}
	fix, ok := s.Fix()
	if !ok || !fix.Proven {
		t.Fatalf("no fix: %v", ok)
	}
	again := s.Restart(fix)
	again = walk.Run(t.Context(), w.world(), again, nil)
	if v := again.Ranking().Verdict; v.Code != "resolved" {
		t.Errorf("after the fix: %s %.2f %s", v.Code, v.Confidence, v.Why)
	}
}

// What only the issuer knows of an opaque token makes the difference between
// the wrong scheme and the missing proof.
func TestAnOpaqueTokenIsBoundByItsIssuersWord(t *testing.T) {
	t.Parallel()
	api, c := held(t)
	c.DPoPKey = diag.Secret{}
	_, s := way(t, &fake{answer: api.answer}, c)
	if v := s.Ranking().Verdict; v.Code != "token-binding-failed" || v.Confidence < diag.Likely || v.Confidence >= diag.Confirmed {
		t.Errorf("bound: %s %.2f", v.Code, v.Confidence)
	}
	c.ClientID = ""
	_, s = way(t, &fake{answer: api.answer}, c)
	if v := s.Ranking().Verdict; v.Code != "scheme-mismatch" {
		t.Errorf("not known: %s %.2f", v.Code, v.Confidence)
	}
}

// A proof is taken once: a request that succeeds and cannot be proven anew is
// not sent again, so that its own repeats do not make it look intermittent.
func TestAProofIsNotSpentTwice(t *testing.T) {
	t.Parallel()
	api, c := held(t)
	r, ok := authn.WithProof(c, diag.Facts{At: noon}, "n1")
	if !ok {
		t.Fatal("no proof is made")
	}
	c.Request = r.As(diag.AsGiven)
	for name, key := range map[string]diag.Secret{"with the key": c.DPoPKey, "without": {}} {
		api.used = map[string]bool{}
		c.DPoPKey = key
		_, s := way(t, &fake{answer: api.answer}, c)
		if v := s.Ranking().Verdict; v.Code != "not-reproduced" {
			t.Errorf("%s: %s %.2f %s", name, v.Code, v.Confidence, v.Why)
		}
	}
}

// A person reads, and goes on after a while: the proof is of the moment at which it is sent.
func TestAProofIsOfTheMomentAtWhichItIsSent(t *testing.T) {
	t.Parallel()
	api, c := held(t)
	api.now = noon.Add(10 * time.Minute)
	w := &fake{answer: api.answer}
	later := w.world()
	later.Now = func() time.Time { return api.now }
	s := walk.Run(t.Context(), later, walk.New(c, noon), nil)
	if v := s.Ranking().Verdict; v.Code != "token-binding-failed" || v.Confidence < diag.Confirmed {
		t.Errorf("%s %.2f %s", v.Code, v.Confidence, v.Why)
	}
}
