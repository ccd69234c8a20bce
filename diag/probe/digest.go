package probe

import (
	"context"
	"strconv"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// heldBack is the request as a client sends it that waits for a challenge: the
// body of an unsafe method stays at home, as with curl.
func heldBack(c diag.Case, r diag.Request) diag.Request {
	if !c.Digest || r.Safe() || authn.HasPassword(r) {
		return r
	}
	r.Header, r.Body = r.Header.Without("Content-Length"), nil
	return r
}

// signedIn is the request with the server's challenge answered, as the person's
// client answers it: Digest before Basic, and Basic only where the client does
// so too. False where there is nothing to answer, or it was answered already.
func signedIn(c diag.Case, e diag.Exchange, given diag.Request) (diag.Request, bool) {
	if !c.Digest || c.User.Empty() || e.Status != 401 || authn.HasPassword(e.Request) || !diag.SameOrigin(given.URL, c.Request.URL) {
		return given, false
	}
	if next, ok := authn.AnswerDigest(given, e, c.User, 1); ok {
		if c.Secrets != nil {
			c.Secrets.Add(authn.DigestResponse(next))
		}
		return next, true
	}
	if c.AnyAuth && authn.Offers(e, "Basic") {
		return authn.WithBasic(given, c.User), true
	}
	return given, false
}

// cutShort says whether a client's request ended at a challenge that it would
// have answered: the bounds on passwords kept it from that.
func cutShort(c diag.Case, e diag.Exchange) bool {
	_, answers := signedIn(c, e, e.Request)
	return answers
}

// digestControls are the controls of a client that answers Digest challenges:
// the one with invented credentials answers the challenge to the one without.
func digestControls(ctx context.Context, w diag.World, c diag.Case, r *diag.ReplyFacts) {
	r.Without = withoutControl(ctx, w, c)
	if r.Without != nil {
		pair := authn.InventedPair(strconv.FormatInt(w.Now().UnixNano(), 36))
		if req, ok := authn.AnswerDigest(c.Request, *r.Without, pair, 1); ok {
			r.Bad = send(ctx, w, req.As(diag.BadCredentials))
			return
		}
	}
	r.Bad = badControl(ctx, w, c)
}

// elsewhereAnswered sends a request to another address than the one whose
// challenge its Digest credential answers: there it waits for one of its own.
func elsewhereAnswered(ctx context.Context, w diag.World, c diag.Case, r diag.Request) *diag.Exchange {
	if !c.Digest || authn.DigestResponse(r) == "" {
		return send(ctx, w, r)
	}
	r.Header = r.Header.Without("Authorization")
	e := send(ctx, w, r)
	if e == nil || e.Status != 401 {
		return e
	}
	if next, ok := authn.AnswerDigest(r, *e, c.User, 1); ok {
		return send(ctx, w, next)
	}
	return e
}
