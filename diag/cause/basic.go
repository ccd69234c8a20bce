package cause

import "example.com/why401/diag"

// byBasic and byDigest let curl build the credential; it asks for the password.
const (
	byBasic  = `curl -sS -i -u "$USER_NAME" "$API_URL"`
	byDigest = `curl -sS -i --digest -u "$USER_NAME" "$API_URL"`
)

var passwordCauses = []Cause{
	{
		Code:  "basic-malformed",
		Step:  diag.HeaderStep,
		Title: "The Basic value is no base64 of user:password",
		Holds: holdsBasic,
		Try:   tryMended("basic-malformed"),
		Fixes: letCurlEncode,
		Means: "Behind Basic stands one word: user and password, joined by a colon, in base64 with padding. Here " +
			"that word is something else, or what it decodes to is not quite user and password: there is no colon, " +
			"a line break or quotes got in, it is encoded twice or in the wrong alphabet, or its characters are in " +
			"another charset than the server reads. Servers answer 401, some 400. It typically comes from echo " +
			"without -n, from base64 that wraps long lines, or from pasting a key where its encoded form belongs.",
		RFC: "RFC 7617, sections 2 and 2.1; RFC 4648, section 4",
		Confirm: []string{
			`printf %s "$CREDENTIALS" | base64 -d | od -c`,
			"CREDENTIALS is what stands behind the word Basic. It has to show the user, one colon and the " +
				"password, and nothing else: no \\n at the end, no quotes.",
			byBasic,
			"Here curl asks for the password and does the encoding. If it succeeds, the value's form was the cause.",
		},
		Mend: []diag.Fix{
			easy("Let the client do the encoding, from user and password.", byBasic),
			easy("Where you must encode it yourself, use printf, which adds no line break, and take out the ones "+
				"that base64 puts in.",
				`CREDENTIALS=$(printf '%s:%s' "$USER_NAME" "$PASSWORD" | base64 | tr -d '\n')`),
			easy("Where the API takes a key in place of a user, the key is the user name, and the password stays "+
				"empty: the colon must be there all the same.",
				`curl -sS -i -u "$API_KEY:" "$API_URL"`),
			medium("For a Kubernetes secret, look at the last byte that is really stored.",
				`kubectl get secret "$SECRET_NAME" -o 'jsonpath={.data.password}' | base64 -d | tail -c 1 | od -c`),
			medium("For names and passwords beyond ASCII, encode them in UTF-8 and let the server say so: "+
				"charset=\"UTF-8\" in its challenge.", ""),
		},
		Prevent: []string{
			"Keep user and password apart in configuration, and give both to the HTTP client, which knows the form.",
			"Trim secrets where they are read from files.",
		},
	},
	{
		Code:   "password-rejected",
		Step:   diag.HeaderStep,
		Title:  "The server does not accept user and password",
		Holds:  holdsPassword,
		Unless: []diag.Code{"credentials-missing", "placeholder-credentials", "header-stripped", "basic-malformed", "digest-mismatch", "account-disabled", "api-key-missing"},
		Means: "User and password arrive in a form that the server can read and in a scheme that it asks for, and " +
			"it answers them as it answers invented ones: the user does not exist there, the password is another " +
			"one, or both belong to another system or realm. why401 does not try other passwords, for accounts are " +
			"locked after a few. It typically follows a change of the password, or comes from a copy of the " +
			"settings of another environment.",
		RFC: "RFC 7617, section 2; RFC 7616, section 3.4; RFC 9110, section 15.5.2",
		Confirm: []string{
			`curl -sS -o /dev/null -D - "$API_URL" | grep -i '^www-authenticate'`,
			"The realm names the system whose users are meant.",
			byBasic,
			"Type the password by hand, once: where it is right, success shows that the stored one is not. Each " +
				"failure counts towards a lock.",
		},
		Mend: []diag.Fix{
			easy("Take user and password anew from where they are kept, and check that they belong to this host.",
				byBasic),
			easy("Look for characters that got lost: a shell expands $ and exclamation marks in double quotes, and a URL needs @ "+
				"and : in the password percent-encoded.", ""),
			medium("Sign in to the system's own page as that user: an expired password or a lock shows there.", ""),
			medium("Where the password is good, ask whether password sign-in is still allowed for it: with two "+
				"factors, or single sign-on, many APIs take an app password or a token in its place.", ""),
			hard("As the server's operator, look into its user file or directory, and into the log of the bind: " +
				"a user file of Apache wants htpasswd -v, a directory may refuse for its own reasons."),
		},
		Prevent: []string{
			"Rotate passwords in one place from which all clients read them.",
			"Use a service account for programs, so that a person's new password stops nothing.",
		},
	},
	{
		Code:  "digest-mismatch",
		Step:  diag.HeaderStep,
		Title: "The Digest answer does not fit the challenge",
		Holds: holdsDigest,
		Try:   tryMended("digest-mismatch"),
		Fixes: letCurlAnswer,
		Means: "In Digest the client proves the password by a hash over the server's nonce, the realm, the method, " +
			"the uri and more, and the server computes the same. If one input differs, the hash does, and the " +
			"answer is 401 although the password may be right. The nonce is too old or was used before, the uri " +
			"lacks the query, a proxy rewrote the path, or the client speaks another algorithm or qop than the " +
			"challenge offers. A Digest header that was copied is always an answer to an old nonce.",
		RFC: "RFC 7616, sections 3.3, 3.4 and 5.12",
		Confirm: []string{
			`curl -sS -o /dev/null -D - "$API_URL" | grep -i '^www-authenticate: digest'`,
			"Hold realm, qop, algorithm and opaque against the parameters that your client sends. stale=true in " +
				"the answer means that only the nonce is too old.",
			byDigest,
			"Here curl asks for the password and answers the fresh challenge. If it succeeds, the password is good " +
				"and your client's answer was not.",
		},
		Mend: []diag.Fix{
			easy("Let the client answer each challenge itself, and do not copy Digest headers.", byDigest),
			medium("In the client, send the request target with its query as uri, realm, nonce and opaque as they "+
				"came, and count nc up by one for each request on the same nonce.", ""),
			medium("Where the challenge comes with a cookie, let the client keep cookies: the server has its nonces in "+
				"that session.", `curl -sS -i -b "" --digest -u "$USER_NAME" "$API_URL"`),
			medium("On stale=true, answer the new nonce without asking anybody for the password again.", ""),
			medium("Where a proxy rewrites paths or balances between servers, let it pass the path as it came, and "+
				"let the servers share their nonces or keep a client on one of them.", ""),
			hard("On the server, see that algorithm and qop of the challenge are ones that its clients speak: " +
				"SHA-256 first and MD5 as a second challenge, each in a header line of its own."),
		},
		Prevent: []string{
			"Leave Digest to a well-kept library, and test it against a request with a query.",
			"Prefer Basic over TLS, or tokens: Digest needs the password, or what is as good, stored on the server.",
		},
	},
}

// letCurlEncode has the pair encoded anew.
func letCurlEncode(diag.Case, diag.Facts) []diag.Fix {
	return []diag.Fix{easy("Let the client encode user and password; curl asks for the password.", byBasic)}
}

// letCurlAnswer has the challenge answered anew.
func letCurlAnswer(diag.Case, diag.Facts) []diag.Fix {
	return []diag.Fix{easy("Let the client answer the challenge itself; curl asks for the password.", byDigest)}
}
