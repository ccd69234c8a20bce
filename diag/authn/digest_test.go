package authn

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/icholy/digest"

	"example.com/why401/diag"
)

// The examples of RFC 7616 (sections 3.9.1 and 3.9.2, by erratum 4897) and RFC
// 2617 (section 3.5). RFC 7616 computed its 3.9.2 with SHA-512 cut off.
var (
	rfc7616 = digestInput{
		user: "Mufasa", password: "Circle of Life", realm: "http-auth@example.org", method: "GET", uri: "/dir/index.html",
		nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc: "00000001", cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop: "auth",
	}
	hidden = digestInput{
		user: "J\u00e4s\u00f8n Doe", password: "Secret, or not?", realm: "api@example.org", method: "GET", uri: "/doe.json", algorithm: "SHA-512-256",
		nonce: "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", nc: "00000001", cnonce: "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v", qop: "auth",
	}
	rfc2617 = digestInput{
		user: "Mufasa", password: "Circle Of Life", realm: "testrealm@host.com", method: "GET", uri: "/dir/index.html",
		nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093", nc: "00000001", cnonce: "0a4f113b", qop: "auth",
	}
)

func (d digestInput) with(change func(*digestInput)) digestInput { change(&d); return d }

func TestDigestResponse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   digestInput
		want string
	}{
		"RFC 7616, 3.9.1, MD5":           {rfc7616.with(func(d *digestInput) { d.algorithm = "MD5" }), "8ca523f5e9506fed4657c9700eebdbec"},
		"RFC 7616, 3.9.1, SHA-256":       {rfc7616.with(func(d *digestInput) { d.algorithm = "SHA-256" }), "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
		"RFC 7616, 3.9.2, erratum 4897":  {hidden, "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"},
		"RFC 7616, 3.9.2, as it printed": {hidden.with(func(d *digestInput) { d.truncated = true }), "ae66e67d6b427bd3f120414a82e4acff38e8ecd9101d6c861229025f607a79dd"},
		"RFC 2617, 3.5":                  {rfc2617, "6629fae49393a05397450978507c4ef1"},
		"an unknown algorithm":           {rfc2617.with(func(d *digestInput) { d.algorithm = "ROT13" }), ""},
		"an unknown qop":                 {rfc2617.with(func(d *digestInput) { d.qop = "secret" }), ""},
	} {
		if got := c.in.response(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if got := hidden.userhash(); got != "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b" {
		t.Errorf("userhash (erratum 4897): %s", got)
	}
}

// icholy/digest computes the same, for all that it knows; -sess it gets as its own A1.
func TestDigestResponseAsALibraryComputesIt(t *testing.T) {
	t.Parallel()
	for _, algorithm := range []string{"", "MD5", "SHA-256", "SHA-512", "SHA-512-256", "MD5-sess", "SHA-256-sess"} {
		for _, qop := range []string{"", "auth", "auth-int"} {
			in := rfc7616.with(func(d *digestInput) { d.algorithm, d.qop, d.body = algorithm, qop, []byte("a body") })
			name, session := cutSession(algorithm)
			o := digest.Options{
				Method: in.method, URI: in.uri, Username: in.user, Password: in.password, Cnonce: in.cnonce, Count: 1,
				GetBody: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(in.body)), nil },
			}
			if h := hashOf(name); session {
				o.A1 = h(h(in.user+":"+in.realm+":"+in.password) + ":" + in.nonce + ":" + in.cnonce)
			}
			ch := &digest.Challenge{Realm: in.realm, Nonce: in.nonce, Algorithm: name}
			if qop != "" {
				ch.QOP = []string{qop}
			}
			want, err := digest.Digest(ch, o)
			if err != nil || in.response() != want.Response {
				t.Errorf("%s %s: %s, want %v (%v)", algorithm, qop, in.response(), want, err)
			}
		}
	}
}

const rfcChallenge = `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, ` +
	`nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`

func TestAnswerDigest(t *testing.T) {
	t.Parallel()
	get := diag.Request{Method: "GET", URL: "https://www.example.org/dir/index.html?a=1&b=%20#top"}
	for name, c := range map[string]struct {
		challenges []string
		holds      []string // parts of the answer; none where there is none
		not        string
	}{
		"RFC 7616":             {[]string{rfcChallenge}, []string{`uri="/dir/index.html?a=1&b=%20"`, "algorithm=SHA-256", "qop=auth, nc=00000002", `opaque="FQhe/`, "cnonce="}, "userhash"},
		"the first of several": {[]string{rfcChallenge, `Digest realm="x", nonce="n", algorithm=MD5, qop="auth"`}, []string{"algorithm=SHA-256"}, "MD5"},
		"one that is known":    {[]string{`Digest realm="x", nonce="n", algorithm=BLAKE3`, `Digest realm="x", nonce="n"`}, []string{`realm="x"`}, "cnonce"},
		"RFC 2069":             {[]string{`Digest realm="x", nonce="n"`}, []string{`nonce="n"`}, "nc="},
		"a session":            {[]string{`Digest realm="x", nonce="n", algorithm=MD5-sess, qop=auth`}, []string{"algorithm=MD5-sess"}, ""},
		"a hidden user":        {[]string{`Digest realm="x", nonce="n", qop="auth", userhash=true, charset=UTF-8`}, []string{"userhash=true"}, "M\u00fcfasa"},
		"a user in UTF-8":      {[]string{`Digest realm="x", nonce="n", qop="auth", charset=UTF-8`}, []string{"username*=UTF-8''M%C3%BCfasa"}, "M\u00fcfasa"},
		"as of old":            {[]string{`Digest realm="x", nonce="n", qop="auth"`}, []string{"username=\"M\u00fcfasa\""}, "username*"},
		"beside others":        {[]string{`Negotiate, Digest realm="x\"y", nonce="n", qop="auth-int", Basic realm="z"`}, []string{`realm="x\"y"`, "qop=auth-int"}, ""},
		"no Digest":            {[]string{`Basic realm="x"`}, nil, ""},
		"no nonce":             {[]string{`Digest realm="x"`}, nil, ""},
		"an unknown qop":       {[]string{`Digest realm="x", nonce="n", qop="x"`}, nil, ""},
	} {
		_, f := refusedWith(get, c.challenges...)
		got, ok := AnswerDigest(get, f.Reply.Last(), diag.NewSecret("M\u00fcfasa:Circle: of Life"), 2)
		line := got.Header.Value("Authorization")
		if ok != (len(c.holds) > 0) || !ok && line != "" {
			t.Errorf("%s: %v, %s", name, ok, line)
		}
		for _, part := range c.holds {
			if !strings.Contains(line, part) {
				t.Errorf("%s: %s, want %s in it", name, line, part)
			}
		}
		if c.not != "" && strings.Contains(line, c.not) {
			t.Errorf("%s: %s, want no %s in it", name, line, c.not)
		}
	}
	if get.Header.Has("Authorization") {
		t.Error("the request itself was changed")
	}
}

// checked is a request with the RFC's answer, changed, that the RFC's challenge refused.
func checked(t *testing.T, challenge, user string, change func(*digestInput), write func(string) string) *diag.HeaderFacts {
	t.Helper()
	in := rfc7616.with(func(d *digestInput) { d.algorithm = "SHA-256" })
	if change != nil {
		change(&in)
	}
	cs, _ := ReadChallenges([]string{rfcChallenge})
	line := in.line(cs[0])
	if write != nil {
		line = write(line)
	}
	c, f := refusedWith(diag.Request{Method: "GET", URL: "https://www.example.org/dir/index.html", Header: diag.Header{{Name: "Authorization", Value: line}}}, challenge)
	c.User = diag.NewSecret(user)
	return ReadHeader(c, f)
}

func replace(old, with string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, with, 1) }
}

func TestDigestProof(t *testing.T) {
	t.Parallel()
	const mufasa = "Mufasa:Circle of Life"
	for name, c := range map[string]struct {
		challenge, user string
		change          func(*digestInput)
		write           func(string) string
		differs         string // the parts that differ
		what            string // of the first fault; "" for none
	}{
		"as it should be":   {rfcChallenge, "", nil, nil, "", "the nonce was answered before"},
		"recomputed":        {rfcChallenge, mufasa, nil, nil, "", "right for its nonce"},
		"stale":             {rfcChallenge + ", stale=true", "", nil, nil, "nonce", "stale"},
		"stale in quotes":   {rfcChallenge + `, stale="TRUE"`, "", nil, nil, "nonce", "stale"},
		"not stale":         {rfcChallenge + ", stale=false", mufasa, nil, nil, "", "right for its nonce"},
		"another uri":       {rfcChallenge, mufasa, func(d *digestInput) { d.uri = "/index.html" }, nil, "uri", "uri is not the target"},
		"a whole URL":       {rfcChallenge, mufasa, func(d *digestInput) { d.uri = "https://www.example.org/dir/index.html" }, nil, "", "right for its nonce"},
		"another realm":     {rfcChallenge, mufasa, func(d *digestInput) { d.realm = "old" }, nil, "realm", "realm is not"},
		"another algorithm": {rfcChallenge, mufasa, func(d *digestInput) { d.algorithm = "MD5" }, nil, "algorithm", "algorithm is none"},
		"no algorithm":      {rfcChallenge, mufasa, func(d *digestInput) { d.algorithm = "" }, nil, "algorithm", "algorithm is none"},
		"no qop":            {rfcChallenge, mufasa, func(d *digestInput) { d.qop = "" }, nil, "qop", "qop is none"},
		"auth-int":          {rfcChallenge, mufasa, func(d *digestInput) { d.qop = "auth-int" }, nil, "", "right for its nonce"},
		"nc as a number":    {rfcChallenge, mufasa, func(d *digestInput) { d.nc = "1" }, nil, "nc", "nc is not eight"},
		"opaque left out":   {rfcChallenge, mufasa, nil, replace(`opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", `, ""), "opaque", "opaque is missing"},
		"a hidden user":     {rfcChallenge, mufasa, nil, replace("Digest ", "Digest userhash=true, "), "username", "username is hashed"},
		"another user":      {rfcChallenge, "Scar:Circle of Life", nil, nil, "username response", "username is not"},
		"no nonce":          {rfcChallenge, "", nil, replace("nonce=", "once="), "nonce", "nonce is missing"},
		"no response":       {rfcChallenge, mufasa, nil, replace("response=", "answer="), "", "response is missing"},
		"capitals": {rfcChallenge, mufasa, nil, func(s string) string {
			i := strings.Index(s, "response=")
			return s[:i] + strings.Replace(strings.ToUpper(s[i:]), "RESPONSE", "response", 1)
		}, "response", "capitals"},
		"another password":          {rfcChallenge, "Mufasa:Hakuna Matata", nil, nil, "response", "does not come out"},
		"a line break":              {rfcChallenge, mufasa, func(d *digestInput) { d.password += "\n" }, nil, "response", "ends with a line break"},
		"computed with another uri": {rfcChallenge, mufasa, func(d *digestInput) { d.uri = "/dir/index.html?x" }, replace(`uri="/dir/index.html?x"`, `uri="/dir/index.html"`), "response", "does not come out"},
		"computed with the URL":     {rfcChallenge, mufasa, func(d *digestInput) { d.uri = "https://www.example.org/dir/index.html" }, replace(`uri="https://www.example.org/dir/index.html"`, `uri="/dir/index.html"`), "response", "the whole URL"},
		"computed with MD5":         {rfcChallenge, mufasa, func(d *digestInput) { d.algorithm = "MD5" }, replace("algorithm=MD5", "algorithm=SHA-256"), "response", "MD5, and names another"},
		"computed as a session":     {rfcChallenge, mufasa, func(d *digestInput) { d.sessionAlone = true }, nil, "response", "with -sess"},
		"computed with nc 1":        {rfcChallenge, mufasa, func(d *digestInput) { d.nc = "1" }, replace("nc=1", "nc=00000001"), "response", "nonce count"},
		"computed as of old":        {rfcChallenge, mufasa, func(d *digestInput) { d.qop = "" }, replace("cnonce=", "qop=auth, nc=00000001, cnonce="), "response", "RFC 2069"},
		"no Digest is offered":      {`Basic realm="x"`, "", nil, nil, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := checked(t, c.challenge, c.user, c.change, c.write)
			if len(h.Proofs) != 1 {
				t.Fatalf("%d proofs", len(h.Proofs))
			}
			var differs []string
			for _, l := range h.Proofs[0].Lines {
				if l.Differs {
					differs = append(differs, l.Part)
				}
			}
			if got := strings.Join(differs, " "); got != c.differs {
				t.Errorf("%s differs, want %s", got, c.differs)
			}
			found, what := faultsWith("digest-mismatch", h), ""
			if len(found) > 0 {
				what = found[0].What
			}
			if (what == "") != (c.what == "") || !strings.Contains(what, c.what) {
				t.Errorf("%q, want %q", what, c.what)
			}
			if len(found) > 0 && (found[0].Mended != nil) != (c.user != "") {
				t.Errorf("an experiment: %v", found[0].Mended)
			}
			if p := h.Proofs[0]; p.Recomputed != (c.user != "" && name != "no response") || p.Agrees && strings.Contains(c.differs, "response") {
				t.Errorf("recomputed %v, agrees %v", p.Recomputed, p.Agrees)
			}
		})
	}
}

// Apache answers 400 to another uri, and challenges nobody with it: then the
// challenge to a request without credentials is the one to hold it against.
func TestDigestWithoutAChallenge(t *testing.T) {
	t.Parallel()
	cs, _ := ReadChallenges([]string{rfcChallenge})
	r := asked(api+"?a=1", "Authorization: "+rfc7616.line(cs[0]))
	c, f := refusedWith(r)
	_, challenged := refusedWith(asked(api+"?a=1"), rfcChallenge)
	c.User = diag.NewSecret("Mufasa:Circle of Life")
	f.Reply.Given[0].Status, f.Reply.Without = 400, &challenged.Reply.Given[0]
	found := faultsWith("digest-mismatch", ReadHeader(c, f))
	if len(found) == 0 || found[0].Mended == nil || !strings.Contains(found[0].Mended.Header.Value("Authorization"), `uri="/x?a=1"`) {
		t.Errorf("found %v", found)
	}
}

// A server that calls every nonce stale, even where none was sent, says nothing by it.
func TestStaleToEverybody(t *testing.T) {
	t.Parallel()
	c, f := refusedWith(diag.Request{Method: "GET", URL: api}, rfcChallenge+", stale=true")
	f.Header = ReadHeader(c, f)
	if !Stale(f) {
		t.Error("the server's word is not taken")
	}
	f.Reply.Without = &f.Reply.Given[0]
	if Stale(f) {
		t.Error("it says so without credentials too")
	}
}

func FuzzDigest(f *testing.F) {
	cs, _ := ReadChallenges([]string{rfcChallenge})
	f.Add(rfc7616.line(cs[0]), rfcChallenge)
	f.Add(`Digest username="a, uri=", nc=`, `Digest nonce="n", qop=",,auth", stale`)
	f.Add("Digest username*=UTF-8''%zz, response=x", `Digest realm="x", nonce="n", algorithm=-sess`)
	f.Fuzz(func(t *testing.T, sent, challenge string) {
		r := diag.Request{Method: "GET", URL: api, Header: diag.Header{{Name: "Authorization", Value: sent}}}
		c, facts := refusedWith(r, challenge)
		c.User = diag.NewSecret("bob:hunter2")
		h := ReadHeader(c, facts)
		for _, p := range h.Proofs {
			if p.Kind == "Digest" && len(p.Lines) > 16 {
				t.Errorf("%d lines", len(p.Lines))
			}
		}
		answer, ok := AnswerDigest(r, facts.Reply.Last(), diag.NewSecret("bob:hunter2"), 1)
		again, read := digestOf(lineCredential(diag.Field{Name: "Authorization", Value: answer.Header.Value("Authorization")}))
		if ok && (!read || again.Param("username") != "bob" && !truth(again, "userhash")) {
			t.Errorf("our own answer is not read: %s", answer.Header.Value("Authorization"))
		}
	})
}

// A server that keeps its nonces in a session gives a cookie with each challenge.
func TestDigestInASession(t *testing.T) {
	t.Parallel()
	const challenge = `Digest realm="api", nonce="fresh", qop="auth"`
	for name, tt := range map[string]struct {
		header diag.Header
		cookie string
		fault  bool
	}{
		"a cookie that is not sent back": {diag.Header{{Name: "Set-Cookie", Value: "session=0a1b2c3d4e5f; Path=/; HttpOnly"}}, "", true},
		"one that is sent":               {diag.Header{{Name: "Set-Cookie", Value: "session=0a1b2c3d4e5f; Path=/"}}, "session=99887766", false},
		"none":                           {nil, "", false},
	} {
		c := diag.Case{Request: diag.Request{Method: "GET", URL: "https://api.example.com/"}, User: diag.NewSecret("ann:hunter2hunter2"), Digest: true}
		refused := diag.Exchange{Request: c.Request, Status: 401, Header: append(diag.Header{{Name: "WWW-Authenticate", Value: challenge}}, tt.header...)}
		answered, ok := AnswerDigest(c.Request, refused, c.User, 1)
		if !ok {
			t.Fatal("the challenge was not answered")
		}
		c.Request = answered
		if tt.cookie != "" {
			c.Request.Header = c.Request.Header.With("Cookie", tt.cookie)
		}
		refused.Request = c.Request
		h := ReadHeader(c, diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{refused}}})
		i := slices.IndexFunc(h.Faults, func(f diag.HeaderFault) bool { return f.Code == "digest-mismatch" })
		if (i >= 0) != tt.fault {
			t.Errorf("%s: %v", name, h.Faults)
		} else if tt.fault && h.Faults[i].Mended.Header.Value("Cookie") != "session=0a1b2c3d4e5f" {
			t.Errorf("%s: the mended request has %q", name, h.Faults[i].Mended.Header.Value("Cookie"))
		}
	}
}
