// Package authn is pure knowledge of protocols: challenges, credentials, JSON
// Web Tokens, key sets, OAuth answers, and the texts by which products refuse.
// It opens nothing and asks no clock.
//
// Files are called after what they know: challenges and credentials; basic and
// digest; keyplaces and apikey (API keys); sigv4, messagesignature and hmac
// (signed requests); cookies, csrf and preflight (browsers); saml; dpop,
// confirmation and stepup (bound tokens); token, keyset and signature (JWT);
// oauth; hop and barrier (who answered); words (what products say, with the data
// in the folder of that name). proof.go is where they come together for step 2.
package authn
