package cause

import "example.com/why401/diag"

const (
	callCookie = `curl -sS -i -b "$COOKIE_FILE" "$API_URL"`
	preflight  = `curl -sS -i -X OPTIONS -H "Origin: $PAGE_ORIGIN" -H 'Access-Control-Request-Method: GET' -H 'Access-Control-Request-Headers: authorization' "$API_URL"`
)

// browserCauses are those of cookies and of the rules that browsers go by.
var browserCauses = []Cause{
	{
		Code:   sessionCode,
		Step:   diag.HeaderStep,
		Title:  "The session in the cookie is over or was not sent",
		Unless: []diag.Code{csrfCode, "blocked-by-proxy"},
		Holds:  holdsSession,
		Try:    tryMended(sessionCode),
		Means: "The client signs in by a session in a cookie, and the server finds none that is alive: it ended after " +
			"a time without use, the user signed out, the server was restarted or lost its store of sessions, or the " +
			"key that cookies are signed with was changed. Or the client has the cookie and keeps it back, because " +
			"its Domain, Path, Secure, SameSite or expiry does not fit the request. Servers answer 401, or send a " +
			"program to a page to sign in as they would a person.",
		RFC: "RFC 6265, sections 5.3 and 5.4",
		Confirm: []string{
			`curl -sS -o /dev/null -D - -b "$COOKIE_FILE" "$API_URL" | grep -iE '^(http|location|set-cookie)'`,
			callBare,
			"The same answer with and without the cookie means that the server knows no such session. A Set-Cookie " +
				"with Max-Age=0 or a date in the past takes the cookie away.",
			`awk -v now="$(date +%s)" '/^#HttpOnly_/ || !/^#/ {if (NF >= 6) print $1, $3, "secure=" $4, ($5 == 0 ? "session" : $5 > now ? "valid" : "over"), $6}' "$COOKIE_FILE"`,
			"Each line is a cookie: its domain and path have to fit the address, secure ones go over https only, and " +
				"one that is over is not sent.",
		},
		Mend: []diag.Fix{
			easy("Sign in again, and use the cookie that the sign-in sets.", callCookie),
			easy("See that the cookie goes with the request: the address must lie below its Domain and Path, and be https where it is Secure.",
				`curl -sS -v -o /dev/null -b "$COOKIE_FILE" "$API_URL" 2>&1 | grep -ci '^> cookie:'`),
			medium("In a page of another site, browsers send a cookie only with SameSite=None; Secure, and the code has to ask for it: credentials: \"include\" in fetch, withCredentials in axios.", ""),
			medium("Keep sessions in a store that all replicas share and that outlives a restart, and give all of them the same key for cookies.", ""),
			medium("Let the session's lifetime slide with its use, and renew its cookie in time.", ""),
			hard("For programs, accept a token beside the session, and answer 401 in place of a redirect to the sign-in where the caller does not ask for HTML."),
		},
		Prevent: []string{
			"Answer 401 with a reason when a session is over, so that a client can tell it from a missing one.",
			"Rotate the keys of cookies with the old one still accepted for a while.",
		},
	},
	{
		Code:  csrfCode,
		Step:  diag.HeaderStep,
		Title: "The CSRF token is missing or wrong",
		Holds: holdsCSRF,
		Fixes: fixCSRF,
		Try:   tryMended(csrfCode),
		Means: "The request changes something and is signed in by a cookie, which browsers send whichever site's page " +
			"asks. So the server wants proof that the request comes from its own pages: a token that it gave out " +
			"before, sent back in a header or a form field, or an Origin of its own. It is missing, belongs to " +
			"another session, or is over. Servers answer 403, Laravel 419, Rails 422. Reading requests, such as GET, " +
			"work as before.",
		RFC: "RFC 6265, section 8.2; RFC 6454, section 7",
		Confirm: []string{
			`curl -sS -c "$COOKIE_FILE" -o /dev/null "$API_URL" && awk 'tolower($6) ~ /(c|x)srf/ {print $6}' "$COOKIE_FILE"`,
			"A cookie csrftoken goes back in X-CSRFToken (Django), XSRF-TOKEN in X-XSRF-TOKEN (Angular, Laravel, " +
				"Spring), others mostly in X-CSRF-Token.",
			`curl -sS -i -X "$METHOD" -b "$COOKIE_FILE" -H "X-CSRF-Token: $CSRF_TOKEN" "$API_URL"`,
			"If that succeeds and the same without the header does not, the token was the cause.",
		},
		Mend: []diag.Fix{
			easy("Read the token from the cookie or the page just before the request, and send it back in the header that the framework names.",
				`curl -sS -i -X "$METHOD" -b "$COOKIE_FILE" -H "X-CSRF-Token: $CSRF_TOKEN" "$API_URL"`),
			easy("Send the session's cookie of the same sign-in with it: a token of another session is refused.", ""),
			medium("Let the client library do it: axios has xsrfCookieName and xsrfHeaderName, Angular HttpClientXsrfModule, Django's documents show a fetch.", ""),
			medium("Where the server goes by Origin or Referer, put the page's origin on its list: CSRF_TRUSTED_ORIGINS "+
				"(Django), config.hosts and X-Forwarded-Proto (Rails), AddTrustedOrigin (Go), ORIGIN (SvelteKit).", ""),
			hard("For programs, use a token in the Authorization header in place of the session: no page of another site can send one, so frameworks leave such requests out of the check."),
		},
		Prevent: []string{
			"Give tokens to clients by an endpoint of their own, and renew them at each sign-in.",
			"Name in the refusal which header or field was looked for.",
		},
	},
	{
		Code:  preflightCode,
		Step:  diag.HeaderStep,
		Title: "The browser's preflight is refused",
		Holds: holdsPreflight,
		Try:   tryWithoutOrigin,
		Means: "Before a page of another origin sends a request with an Authorization header, with JSON, or with a " +
			"method such as PUT, the browser asks whether it may: by OPTIONS, and by the standard without any " +
			"credentials. The server, or a gateway in front of it, wants credentials for that question too and answers " +
			"401 or 403. The browser then never sends the request, and the page's console speaks of CORS. With curl " +
			"the same request works.",
		RFC: "Fetch standard, section 4.8 (CORS-preflight fetch); RFC 9110, section 9.3.7",
		Confirm: []string{
			preflight,
			"The status has to be 2xx, Access-Control-Allow-Origin the page's origin, and " +
				"Access-Control-Allow-Headers must name authorization: an asterisk does not cover it.",
			call,
			"If this succeeds and the first is refused, browsers stop at the preflight.",
		},
		Mend: []diag.Fix{
			medium("Answer OPTIONS before authentication. nginx: if ($request_method = OPTIONS) { return 204; } in the "+
				"location, with add_header Access-Control-Allow-... always. Apache: Require method OPTIONS beside valid-user.", preflight),
			medium("Spring Security: http.cors(withDefaults()) with a CorsConfigurationSource; it then stands before the "+
				"filters that authenticate. Express: app.use(cors()) before the middleware that authenticates. ASP.NET Core: UseCors before UseAuthentication.", ""),
			medium("Gateways: in AWS API Gateway give OPTIONS no authorizer (REST: authorization NONE; HTTP API: "+
				"CorsConfiguration); in Kong add the cors plugin and set run_on_preflight: false on the authenticating one; "+
				"in Istio match allow_missing for OPTIONS; in Azure API Management put the cors policy first.", ""),
			medium("Put every header that the page sends into Access-Control-Allow-Headers, and the page's exact origin on the list.", ""),
			hard("Serve page and API from one origin, behind the same proxy: then browsers ask nothing."),
		},
		Prevent: []string{
			"Have a test that sends the preflight without credentials, from each origin that has pages.",
			"Let a gateway's rule for authentication name the methods that it is for.",
		},
	},
}

// fixCSRF is how to get the token where the answer's own form tells the product.
func fixCSRF(_ diag.Case, f diag.Facts) []diag.Fix {
	if csrfRequired(f) == "" {
		return nil
	}
	return []diag.Fix{easy("Fetch the token first, as SAP's gateways have it, and send it with the same cookies.",
		`CSRF_TOKEN=$(curl -sS -o /dev/null -D - -c "$COOKIE_FILE" -b "$COOKIE_FILE" -H 'X-CSRF-Token: Fetch' "$API_URL" | sed -n 's/^[Xx]-[Cc][Ss][Rr][Ff]-[Tt]oken: *//p' | tr -d '\r')
curl -sS -i -X "$METHOD" -b "$COOKIE_FILE" -H "X-CSRF-Token: $CSRF_TOKEN" "$API_URL"`)}
}
