package steps

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
	"example.com/why401/steps/steptest"
)

func refused(s walk.Session) walk.Session {
	s.Facts.Reply = &diag.ReplyFacts{Given: []diag.Exchange{steptest.Refused(s.Case.Request)}}
	return s
}

func TestWay(t *testing.T) {
	t.Parallel()
	accepted := steptest.Refused(diag.Request{URL: "http://10.0.0.7:8080/v2/devices"})
	accepted.Status = 200
	tests := []struct {
		name string
		make func(walk.Session) walk.Session
		want string // the hops; the one where the way ends in brackets, one that is only asked in parentheses
	}{
		{"one hop", refused, "you [API]"},
		{"a proxy", func(s walk.Session) walk.Session {
			s = refused(s)
			s.Facts.Reply.Given[0].Proxy = "http://proxy:3128"
			return s
		}, "you proxy [API]"},
		{"a proxy that refuses", func(s walk.Session) walk.Session {
			s = refused(s)
			s.Facts.Reply.Given[0].Proxy, s.Facts.Reply.Given[0].Status = "http://proxy:3128", 407
			return s
		}, "you [proxy] API"},
		{"a proxy that opens no tunnel", func(s walk.Session) walk.Session {
			s = refused(s)
			e := &s.Facts.Reply.Given[0]
			e.Proxy, e.Status, e.AtProxy = "http://proxy:3128", 403, true
			return s
		}, "you [proxy] API"},
		{"a proxy that cannot be reached", func(s walk.Session) walk.Session {
			s = refused(s)
			s.Facts.Reply.Given[0] = diag.Exchange{Proxy: "http://proxy:3128", Failure: &diag.Failure{Kind: diag.FailProxy}}
			return s
		}, "you [proxy: the way ends here] API"},
		{"the gateway refuses", func(s walk.Session) walk.Session {
			s = refused(s)
			s.Facts.Config = &diag.ConfigFacts{Origin: &accepted}
			return s
		}, "you [gateway] API"},
		{"the API refuses", func(s walk.Session) walk.Session {
			s = refused(s)
			s.Facts.Config = &diag.ConfigFacts{Origin: &s.Facts.Reply.Given[0]}
			return s
		}, "you gateway [API]"},
		{"the issuer is known", func(s walk.Session) walk.Session {
			s = refused(s)
			s.Facts.Token = &diag.TokenFacts{Issuer: &diag.Issuer{URL: "https://login.example.com"}}
			return s
		}, "you [API] (issuer)"},
		{"the issuer is not known", func(s walk.Session) walk.Session {
			s = refused(s)
			s.Facts.Token = &diag.TokenFacts{Issuer: &diag.Issuer{}}
			return s
		}, "you [API]"},
		{"no answer", func(s walk.Session) walk.Session {
			s = refused(s)
			s.Facts.Reply.Given[0] = diag.Exchange{Failure: &diag.Failure{Kind: diag.FailTimeout, Text: "no answer"}}
			return s
		}, "you [API: the way ends here]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			blocks := way(test.make(steptest.Session()))
			got := ""
			for _, h := range blocks[0].(Way).Hops {
				name := h.Name
				switch {
				case h.Ends == "refused here":
					name = "[" + name + "]"
				case h.Ends != "":
					name = "[" + name + ": " + h.Ends + "]"
				case h.Aside:
					name = "(" + name + ")"
				}
				got += " " + name
			}
			if got != " "+test.want {
				t.Errorf("got%s, want %s", got, test.want)
			}
		})
	}
}

func TestSides(t *testing.T) {
	t.Parallel()
	s := steptest.Session()
	s.Facts.Scopes = &diag.ScopeFacts{
		Needed:  []diag.ScopeNeed{{Any: true, Scopes: []string{"read", "devices:read"}}, {Scopes: []string{"openid", "admin"}}},
		Present: []string{"openid", "devices:read"},
	}
	got := sides(s)[0].(Columns)
	want := []Mark{Good, Good, Wrong}
	var marks []Mark
	for _, row := range got.LeftRows {
		marks = append(marks, row.Mark)
	}
	if !reflect.DeepEqual(marks, want) {
		t.Errorf("marks %v, want %v: %+v", marks, want, got.LeftRows)
	}
}

func TestLife(t *testing.T) {
	t.Parallel()
	s := refused(steptest.Session())
	s.Facts.Reply.Clock = &diag.Clock{Name: "API", Offset: time.Minute}
	s.Facts.Token = &diag.TokenFacts{Token: diag.Token{Expires: steptest.Now.Add(-time.Hour)}}
	got := life(s)[0].(Timeline)
	if want := steptest.Now.Add(time.Minute + 41*time.Millisecond); !got.Now.Equal(want) {
		t.Errorf("now is %v, want the API's clock: %v", got.Now, want)
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	s := steptest.Session()
	s.Facts.Fresh = &diag.FreshFacts{Differences: []diag.ClaimDifference{{Claim: "aud", Old: "a", New: "a/" + steptest.Token, Note: "a trailing slash"}}}
	s.Facts.End = &diag.EndFacts{Rows: []diag.EndRow{
		{Method: "GET", URL: "https://api.example.com/a", Before: 401, After: diag.Exchange{Status: 200}},
		{Method: "GET", URL: "https://other.example.com/b", After: diag.Exchange{Failure: &diag.Failure{Kind: diag.FailDNS, Text: "no such host"}}},
	}}
	for want, blocks := range map[string][]Block{
		"[[aud a a/***#" + fingerprint(s) + " a trailing slash]]":                    claims(s),
		"[[GET /a 401 200 ] [GET https://other.example.com/b – dns: no such host ]]": endpoints(s),
	} {
		if got := fmt.Sprint(blocks[0].(Table).Rows); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func fingerprint(s walk.Session) string {
	name := string(s.Case.Secrets.Name(diag.NewSecret(steptest.Token)))
	return name[len("***#"):]
}
