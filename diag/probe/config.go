package probe

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// config compares what stands in front of the API with the API itself, asks
// which signing keys it knows, and repeats the request to catch one bad replica.
type config struct{}

func (config) Step() diag.Step                  { return diag.ConfigStep }
func (config) Ahead(diag.Case, diag.Facts) bool { return false }

func (config) Needs(c diag.Case, _ diag.Facts) []diag.Need {
	if c.Origin != "" || c.RequestOnly || c.Capture {
		return nil
	}
	return []diag.Need{{Field: "origin", Label: "origin URL", Why: "the same API past the gateway, if you can reach it: shows which of the two refuses"}}
}

func (config) Skip(c diag.Case, _ diag.Facts) string {
	switch {
	case c.Capture:
		return fromCapture
	case c.RequestOnly:
		return "--request-only"
	case !c.MayRepeat():
		return c.Request.Method + " is not safe to repeat; --allow-writes permits it"
	}
	return ""
}

func (config) Look(ctx context.Context, w diag.World, c diag.Case, f diag.Facts) (diag.Facts, error) {
	cf := &diag.ConfigFacts{}
	var looks []func()
	if at, ok := atOrigin(c); ok {
		w.Trust(c.Origin)
		looks = append(looks, func() { cf.Origin = elsewhereAnswered(ctx, w, c, at) },
			func() { cf.OriginWithout = send(ctx, w, authn.Strip(at).As(diag.AtOrigin)) })
	}
	kids := keysToAsk(f)
	cf.KeyTrials = make([]diag.KeyTrial, len(kids))
	for i, k := range kids {
		looks = append(looks, func() { cf.KeyTrials[i] = keyTrial(ctx, w, c, f, k) })
	}
	if err := together(looks...); err != nil {
		return f, err
	}
	f.Config = cf
	switch e, refused := refusing(f); {
	case !refused || e.Status == 404 || len(f.Reply.Repeats) > 0:
		cf.Unrepeated = "the request was repeated already, or its answer does not depend on a replica"
		return f, cancelled(ctx)
	case authn.HasPassword(c.Request):
		cf.Unrepeated = "a password that is refused is not sent again and again: directories lock accounts"
		return f, cancelled(ctx)
	}
	n := maxRepeats
	if cf.Origin != nil && authn.Accepted(*cf.Origin) {
		n = 3 // the gateway is the difference; a few repeats tell whether it always refuses
	}
	reply := *f.Reply
	reply.Repeats = repeats(ctx, w, c, n)
	f.Reply = &reply
	return f, cancelled(ctx)
}

// atOrigin is the request with the gateway's origin replaced by the API's own.
// The Host header stays the gateway's: the API may choose by it.
func atOrigin(c diag.Case) (diag.Request, bool) {
	to, err := url.Parse(c.Origin)
	if err != nil || c.Origin == "" {
		return diag.Request{}, false
	}
	u, err := url.Parse(c.Request.URL)
	if err != nil {
		return diag.Request{}, false
	}
	u.Scheme, u.Host = to.Scheme, to.Host
	if to.Path != "" && to.Path != "/" {
		u.Path = to.Path
	}
	req := c.Request.As(diag.AtOrigin)
	req.URL = u.String()
	return req, true
}

// keysToAsk are the key ids to ask the API about, where the token is signed
// well: another one of the issuer's set, and one that nobody has.
func keysToAsk(f diag.Facts) []diag.KeyTrial {
	t := f.Token
	if t == nil || t.Signature.State != diag.SigGood || t.Issuer.Keys == nil || t.Token.Kid == "" {
		return nil
	}
	if f.Fresh != nil && f.Fresh.Try != nil && authn.Accepted(*f.Fresh.Try) {
		return nil // it knows the keys
	}
	for _, k := range t.Issuer.Keys.Keys {
		if k.ID != "" && k.ID != t.Token.Kid && k.Fault == "" && k.Use != "enc" {
			other, nobody := diag.KeyTrial{Kid: k.ID, InSet: true}, diag.KeyTrial{Kid: "nobody-has-this-key"}
			return []diag.KeyTrial{other, nobody, other, nobody} // twice: one answer may be one replica's
		}
	}
	return nil
}

func keyTrial(ctx context.Context, w diag.World, c diag.Case, f diag.Facts, k diag.KeyTrial) diag.KeyTrial {
	made := authn.MadeUpToken(f.Token.Token, k.Kid, strconv.FormatInt(w.Now().UnixNano(), 36))
	req := authn.WithToken(c.Request, made).Changed(diag.Says("a made-up token that names the key %s", c.Show(k.Kid)))
	if e := send(ctx, w, req); e != nil {
		k.Exchange = *e
	}
	return k
}

func (config) Findings(c diag.Case, f diag.Facts) []diag.Finding {
	cf := f.Config
	if cf == nil {
		return nil
	}
	var fs []diag.Finding
	for _, o := range []struct {
		e    *diag.Exchange
		what diag.Text
	}{{cf.Origin, "the request as given"}, {cf.OriginWithout, "the same without credentials"}} {
		if o.e == nil {
			continue
		}
		level := diag.Info
		if authn.Accepted(*o.e) {
			level = diag.Warn
		}
		fs = append(fs, finding(level, "past-gateway", "origin", "origin.status", diag.Says("past the gateway, %s: %s", o.what, outcome(c, *o.e))))
	}
	fs = append(fs, keysAsked(c, cf.KeyTrials)...)
	switch {
	case cf.Unrepeated != "":
		fs = append(fs, finding(diag.Info, "repeats", "repeats", "request", diag.Text("not sent: "+cf.Unrepeated)))
	case f.Reply != nil && len(f.Reply.Repeats) > 0:
		fs = append(fs, repeated(f.Reply))
	}
	return fs
}

// keysAsked tells what the API answered for each key, equal answers once.
func keysAsked(c diag.Case, trials []diag.KeyTrial) []diag.Finding {
	var fs []diag.Finding
	for _, k := range trials {
		whose := "a key that nobody has"
		if k.InSet {
			whose = "another key of the issuer's, " + k.Kid
		}
		f := finding(diag.Info, "key-asked", "keys", "experiment",
			diag.Says("a made-up token that names %s: %s%s", c.Show(whose), outcome(c, k.Exchange), c.Show(said(k.Exchange))))
		if !slices.Contains(fs, f) {
			fs = append(fs, f)
		}
	}
	return fs
}

func said(e diag.Exchange) string {
	if _, text, _ := authn.OAuthError(e); text != "" {
		return ", " + text
	}
	return ""
}
