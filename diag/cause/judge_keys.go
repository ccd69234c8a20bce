package cause

import (
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// holdsKeyMissing judges whether the API wants a key and got none. That it wants
// one is its own word or its description's; that the request has none is a fact
// where it has nothing that could be one.
func holdsKeyMissing(c diag.Case, f diag.Facts) diag.Match {
	what, source := authn.KeyAsked(c, f)
	if what == "" || !refused(f) || freshWorks(f) {
		return diag.Match{}
	}
	_, signed := signatureOf(f)
	ev := diag.Evidence{Step: diag.HeaderStep, Source: source, Observed: c.Show(what), Expected: "a key where the API looks"}
	switch told := says(f, "api-key-missing") == 2; {
	case len(f.Header.Credentials) == 0 && !signed && !waitsForDigest(c, f):
		return nothingSent(f, told, source != "--openapi", ev)
	case told:
		return elseSent(c, f, ev)
	}
	return diag.Match{}
}

// nothingSent weighs what shows that the API wants a key where none can have come.
func nothingSent(f diag.Facts, told, asks bool, ev diag.Evidence) diag.Match {
	switch {
	case told:
		return hold(0.97, "the request carries no credentials, and the answer says that it misses a key", ev)
	case asks:
		return hold(0.96, "the request carries no credentials, and the API asks for a key", ev)
	case answer(f).Status == 401:
		return hold(0.92, "the request carries no credentials, and the API's description asks for a key", ev)
	}
	return hold(0.60, "the request carries no credentials, and the API's description asks for a key", ev)
}

// elseSent weighs the API's word that it misses a key where other credentials came.
func elseSent(c diag.Case, f diag.Facts, ev diag.Evidence) diag.Match {
	key, ok := authn.APIKey(c, f)
	_, more := tryWrongPlace(c, f)
	switch {
	case ok && !key.Readable && (more || f.Reply.Without == nil): // what was sent may be the key, in another place
		return hold(0.65, "the answer says that no key came where the API looks", ev)
	case ok && !key.Readable:
		return hold(0.80, "the answer says that no key came where the API looks", ev)
	case more || !unseen(f):
		return hold(0.90, "the request carries no key, and the answer says that it misses one", ev)
	}
	return hold(0.95, "the request carries no key, and the API says that it misses one, as it does without any credentials", ev)
}

// holdsKeyInvalid judges a key that came. The API reads it where the answer is
// another one without it; it has no such key where an invented one fares the same.
func holdsKeyInvalid(c diag.Case, f diag.Facts) diag.Match {
	if f.Header == nil || !refused(f) || len(f.Header.Credentials) == 0 || len(faultsOf(f, "placeholder-credentials")) > 0 || freshWorks(f) {
		return diag.Match{}
	}
	key, ok := authn.APIKey(c, f)
	evs := wordsEvidence(c, f, "api-key-invalid")
	if ok {
		evs = append(evs, diag.Evidence{Step: diag.HeaderStep, Source: "request", Observed: diag.Says("a key in %s", c.Show(key.Place)), Expected: "a key that is in force"})
	}
	if says(f, "api-key-invalid") == 2 {
		return toldInvalid(c, f, key, evs)
	}
	if !key.Named || says(f, "api-key-missing") == 2 || saysOther(f, "api-key-invalid") {
		return diag.Match{}
	}
	return likeInvented(f, key, evs)
}

// toldInvalid weighs the API's own word on its own key. It is proof where the
// API shows that it read the key, and nothing is wrong with the key's form.
func toldInvalid(c diag.Case, f diag.Facts, key authn.Key, evs []diag.Evidence) diag.Match {
	_, form := tryMended("header-malformed")(c, f)
	read := seen(f) && !form && !key.Readable
	asBad := f.Reply.Bad != nil && alike(f.Reply.First(), *f.Reply.Bad)
	switch {
	case key.Place == "" || key.Readable:
		return hold(0.85, "the answer says that the key is not good", evs...)
	case read && asBad, read && key.Named && onlyMeans(f, "api-key-invalid"):
		return hold(0.96, "the API reads the key, and says that it is not good", evs...)
	}
	return hold(0.92, "the answer says that the key is not good", evs...)
}

// onlyMeans says whether the words that name a cause are known to mean nothing else.
func onlyMeans(f diag.Facts, code diag.Code) bool {
	return slices.ContainsFunc(f.Header.Words, func(w diag.Words) bool { return len(w.Codes) == 1 && w.Codes[0] == code })
}

// likeInvented weighs how an API that says nothing answers the key, an invented one and none.
func likeInvented(f diag.Facts, key authn.Key, evs []diag.Evidence) diag.Match {
	bad := f.Reply.Bad
	switch asBad := bad != nil && alike(f.Reply.First(), *bad); {
	case seen(f) && bad != nil && !asBad:
		return out("the API tells the key from an invented one")
	case seen(f) && asBad && answer(f).Status == 401:
		return hold(0.85, "the API reads the key, and answers it as it does an invented one", evs...)
	case seen(f) && asBad, key.Asked && answer(f).Status == 401:
		return hold(0.75, "the key stands where the API looks, and the API answers it as it does an invented one", evs...)
	case says(f, "api-key-invalid") > 0:
		return hold(0.50, "the answer may mean the key", evs...)
	}
	return diag.Match{}
}

// sendWhereAsked names the place in which the API itself says that it looks.
func sendWhereAsked(c diag.Case, f diag.Facts) []diag.Fix {
	place, header := authn.KeyWanted(c, f)
	if place == "" {
		return nil
	}
	fix := easy("Send the key in "+string(c.Show(place))+", which the API names.", "")
	if header != "" {
		fix.Command = c.Command(strings.Replace(sendKey, "X-API-Key", header, 1))
	}
	return []diag.Fix{fix}
}

// otherKey says what the key's own prefix tells.
func otherKey(c diag.Case, f diag.Facts) []diag.Fix {
	key, _ := authn.APIKey(c, f)
	if !strings.Contains(key.Prefix, "test") && !strings.Contains(key.Prefix, "live") {
		return nil
	}
	return []diag.Fix{easy("The key begins with "+key.Prefix+": send it to the environment that it is for, or take the one of this environment anew.", "")}
}

// holdsWrongPlace judges credentials that stand elsewhere than where the API
// looks. A key that it reads in another place, and refuses there, stood in the wrong one first.
func holdsWrongPlace(c diag.Case, f diag.Facts) diag.Match {
	if readInPlace(c, f) {
		return out("without the key the answer is another one: the API reads it where it stands")
	}
	m := holdsFault("wrong-header-name", 0.60)(c, f)
	if t := readElsewhere(c, f); t != nil && m.Confidence < 0.85 {
		return hold(0.85, diag.Says("%s: there the API reads it, and says that it is not good", t.Exchange.Request.Change), trialEvidence(f, diag.HeaderStep, t))
	}
	return m
}

func tryWrongPlace(c diag.Case, f diag.Facts) (diag.Request, bool) {
	if readElsewhere(c, f) != nil || readInPlace(c, f) {
		return diag.Request{}, false
	}
	return tryMended("wrong-header-name")(c, f)
}

// readInPlace says whether the API shows that it reads the key in the place in
// which it stands, and names no other one.
func readInPlace(c diag.Case, f diag.Facts) bool {
	key, ok := authn.APIKey(c, f)
	return ok && key.Named && seen(f) && len(f.Header.Credentials) == 1 && says(f, "api-key-missing") == 0
}

// readElsewhere is the experiment in which the API called the key bad that it
// had not found before; nil where none did.
func readElsewhere(c diag.Case, f diag.Facts) *diag.Trial {
	key, ok := authn.APIKey(c, f)
	if !ok || key.Asked || !key.Named || says(f, "api-key-invalid") == 2 {
		return nil
	}
	for i, t := range f.Trials {
		if t.Code != "wrong-header-name" || !authn.Refused(t.Exchange) {
			continue
		}
		if ws := authn.Recognise(t.Exchange); len(ws) > 0 && ws[0].Codes[0] == "api-key-invalid" && !leavesOpen(ws[0]) {
			return &f.Trials[i]
		}
	}
	return nil
}
