package cause

import "example.com/why401/diag"

var headerCauses = []Cause{
	{
		Code:   "credentials-missing",
		Step:   diag.HeaderStep,
		Title:  "The request carries no credentials",
		Renew:  true,
		Unless: []diag.Code{"client-credentials-invalid", "refresh-token-invalid", "grant-not-allowed", "scope-not-granted", "idp-unreachable", "idp-misconfigured", "wrong-endpoint", "api-key-missing", "account-disabled", preflightCode},
		Holds:  holdsMissing,
		Fixes:  renew,
		Means: "The request has no Authorization header and nothing else that could identify the caller. The server " +
			"does not know who asks, so it answers 401 and says in WWW-Authenticate what it wants to see. Typical " +
			"reasons are a variable that is empty in this shell or container, an interceptor that does not run for " +
			"this call, and a browser that leaves credentials out of a request to another origin.",
		RFC: "RFC 9110, section 11.6.2; RFC 6750, section 3.1",
		Confirm: []string{
			`curl -sS -v -o /dev/null "$API_URL" 2>&1 | grep -ciE '^> (authorization|cookie|x-api-key):'`,
			"Put the arguments of your own request in. A count of 0 means that it carries no credentials.",
			`curl -sS -o /dev/null -D - "$API_URL" | grep -iE '^(http|www-authenticate)'`,
			"A challenge without an error code, as in a plain Bearer, says that the server saw no credentials " +
				"either.",
			`test -n "$TOKEN" && echo "TOKEN is set" || echo "TOKEN is empty"`,
		},
		Mend: []diag.Fix{
			easy("Send the token in the Authorization header.", call),
			easy("Where the variable is empty in this shell, get a token first.", newToken("")),
			medium("In the program, see that the header is set on this call: some clients set it for one base URL "+
				"only, and browsers' fetch sends it only if the code sets it.", ""),
			medium("In a container or a CI job, see that the secret reaches the process: variables that are set but "+
				"not exported stay in the shell.",
				`export TOKEN; sh -c 'test -n "$TOKEN" && echo "a child process sees it"'`),
		},
		Prevent: []string{
			"Let the client refuse to start, or to send, without credentials: an error at home is clearer than a " +
				"401.",
		},
	},
	{
		Code:  "placeholder-credentials",
		Step:  diag.HeaderStep,
		Title: "The credentials are empty or a placeholder",
		Holds: holdsPlaceholder,
		Fixes: renew,
		Means: "The header is there, and what it holds was never a credential: nothing after the scheme, or a word " +
			"such as undefined, null, None, $TOKEN, {{token}} or YOUR_TOKEN. A template was not filled in, a " +
			"variable was not set, single quotes kept the shell from putting the value in, or a program turned a " +
			"missing value into text. The server cannot read it as a token and answers 401.",
		RFC: "RFC 6750, section 2.1",
		Confirm: []string{
			`printf 'length %s, starts with %.3s\n' "${#TOKEN}" "$TOKEN"`,
			"A JWT starts with eyJ and has hundreds of characters. A length of 0, 4 or 9 is empty, null or " +
				"undefined.",
			`case $TOKEN in ""|undefined|null|None|nil|*[\<\>{}\$]*) echo placeholder ;; *) echo "no known placeholder" ;; esac`,
		},
		Mend: []diag.Fix{
			easy("Put a real token into the variable.", newToken("")),
			easy(`Use double quotes around the header: in single quotes the shell sends the letters $TOKEN as they stand.`, call),
			medium("In the program, stop where the token is missing instead of putting undefined or null into the "+
				"text.", ""),
			medium("In CI and in Helm or Compose files, see that the secret exists under that name in this "+
				"environment. This lists the names only.",
				`env | cut -d= -f1 | sort`),
		},
		Prevent: []string{
			"Check the token's form before sending it: not empty, no blanks, no angle or curly brackets.",
			"Use set -u in scripts: the shell then stops at a variable that is not set.",
		},
	},
	{
		Code:  "wrong-header-name",
		Step:  diag.HeaderStep,
		Title: "The credentials are in the wrong header",
		Holds: holdsWrongPlace,
		Try:   tryWrongPlace,
		Means: "The client sends its credentials under a name that the server does not read, such as Authentication, " +
			"Authorisation, Token or X-Access-Token. Servers ignore headers that they do not know, so for the API " +
			"the request has no credentials, and it answers 401 as if nothing had been sent.",
		RFC: "RFC 9110, section 11.6.2",
		Confirm: []string{
			`curl -sS -i -H "Authentication: Bearer $TOKEN" "$API_URL"`,
			call,
			"Put your header's name into the first command. If it is refused and the second succeeds, the name was " +
				"the cause.",
		},
		Mend: []diag.Fix{
			easy("Send the token in the header Authorization.", call),
			easy("Where the API wants a key in a header of its own, take the exact name from its description.",
				`curl -sS "$OPENAPI_URL" | jq '.components.securitySchemes // .securityDefinitions'`),
			medium("Mind underscores in names of headers: nginx drops such headers unless underscores_in_headers is "+
				"on, and CGI cannot tell an underscore from a hyphen.", ""),
		},
		Prevent: []string{
			"Let one place in the client set the header, with the name as a constant.",
			"Let the API name the expected header in its 401 answer.",
		},
	},
	{
		Code:  "scheme-missing",
		Step:  diag.HeaderStep,
		Title: "The token is sent without its scheme",
		Holds: holdsFault("scheme-missing", 0.85),
		Try:   tryMended("scheme-missing"),
		Means: "The Authorization header holds the bare token. The header's value has to start with the name of an " +
			"authentication scheme and a blank, for a token most often Bearer. Without it the server takes the " +
			"token's first part for a scheme that it does not know, and answers 401, sometimes 400. It typically " +
			"comes from a tool whose field wants the whole value where another one adds the scheme by itself.",
		RFC: "RFC 9110, section 11.4; RFC 6750, section 2.1",
		Confirm: []string{
			`curl -sS -i -H "Authorization: $TOKEN" "$API_URL"`,
			call,
			"If the first is refused and the second succeeds, the scheme was missing.",
			`printf '%.7s\n' "$TOKEN"`,
			"Where this prints Bearer and a blank, the scheme is part of the variable and must not be written twice.",
		},
		Mend: []diag.Fix{
			easy("Write Bearer and one blank before the token.", call),
			easy("In Postman, Insomnia and Swagger UI choose the type Bearer Token and paste the token alone; with "+
				"the type API Key write Bearer before it yourself.", ""),
			medium("In the program, use the client library's own way to set a bearer token, not a header made by "+
				"hand.", ""),
		},
		Prevent: []string{
			"Keep the bare token in configuration and secrets, and add the scheme in one place in the code.",
		},
	},
	{
		Code:  "header-malformed",
		Step:  diag.HeaderStep,
		Title: "The Authorization header is malformed",
		Holds: holdsFault("header-malformed", 0.80),
		Try:   tryMended("header-malformed"),
		Means: "The credentials are there, and the form around them is wrong: two blanks after the scheme, a line " +
			"break or a tab inside, quotes around the token, an invisible character, or the scheme twice as in " +
			"Bearer Bearer. Strict servers answer 401 or 400. It typically comes from copying out of a chat or a " +
			"document, from a file that ends with a line break, or from code that adds what is already there.",
		RFC: "RFC 9110, sections 5.5 and 11.4; RFC 6750, section 2.1",
		Confirm: []string{
			`printf %s "$TOKEN" | LC_ALL=C tr -d 'A-Za-z0-9._~+/=-' | od -c`,
			"It prints every character that cannot be part of a bearer token. A single line with 0000000 means that " +
				"there is none; a break shows as \\n or \\r, a quote as itself.",
			`printf '%s' "$TOKEN" | grep -ciE '^ *bearer '`,
			"A count of 1 means that the variable holds the scheme already.",
		},
		Mend: []diag.Fix{
			easy("Remove white space and quotes from the token.",
				`TOKEN=$(printf %s "$TOKEN" | tr -d ' \t\r\n"'"'")`),
			easy("Where the variable starts with the scheme, cut it off.",
				`TOKEN=${TOKEN#[Bb]earer }`),
			easy("Write files without a line break at the end: printf does, echo does not.",
				`printf %s "$TOKEN" > "$TOKEN_FILE"`),
			medium("For a Kubernetes secret, look at the last byte that is really stored: base64 made with echo "+
				"holds the line break.",
				`kubectl get secret "$SECRET_NAME" -o 'jsonpath={.data.token}' | base64 -d | tail -c 1 | od -c`),
			medium("In the program, trim the token where it is read.", ""),
		},
		Prevent: []string{
			"Trim secrets where they are read, and reject a token with any character outside of the set that RFC " +
				"6750 allows.",
			"Never copy tokens through chats or documents that put in typographic quotes.",
		},
	},
	{
		Code:  "duplicate-credentials",
		Step:  diag.HeaderStep,
		Title: "Credentials are sent more than once",
		Holds: holdsFault("duplicate-credentials", 0.45),
		Try:   tryMended("duplicate-credentials"),
		Means: "The request presents credentials twice: two Authorization headers, a header and an access_token " +
			"parameter, or a token and user:password in the URL. A client may use one way only, and a server that " +
			"finds more answers 400 or 401, or takes the first or the last one, and that may be the bad one. It " +
			"typically comes from a default header and a header of the call that are both sent, from a gateway that " +
			"adds its own, or from a .netrc file.",
		RFC: "RFC 6750, sections 2 and 3.1",
		Confirm: []string{
			`curl -sS -v -o /dev/null -H "Authorization: Bearer $TOKEN" "$API_URL" 2>&1 | grep -ic '^> authorization:'`,
			"More than 1 means that curl sends several: look into ~/.curlrc and ~/.netrc. For another program, " +
				"capture what it sends.",
			`nc -l 8401`,
			"Point the program at http://127.0.0.1:8401 and count what arrives; some versions of nc want nc -l -p " +
				"8401.",
			`curl -q -sS -i -H "Authorization: Bearer $TOKEN" "${API_URL%%[?]*}"`,
			"This sends the header alone, without ~/.curlrc and without the query. If it succeeds, the second " +
				"credential was the cause.",
		},
		Mend: []diag.Fix{
			easy("Send the token in the Authorization header only, and take it out of query, body and URL.",
				`curl -q -sS -i -H "Authorization: Bearer $TOKEN" "${API_URL%%[?]*}"`),
			easy("Look for a second source on this machine: curl's -n reads ~/.netrc, and Python's requests does so "+
				"by itself and lets it replace the header.",
				`ls -l ~/.netrc ~/.curlrc`),
			medium("In the program, set the header where it replaces an older value, not where it adds another one.", ""),
			medium("In the gateway, replace the header instead of adding one. nginx: proxy_set_header replaces. "+
				"Envoy: append_action OVERWRITE_IF_EXISTS_OR_ADD.", ""),
		},
		Prevent: []string{
			"Let one layer own the Authorization header.",
			"Never put tokens into URLs: they also end up in logs and histories.",
		},
	},
	{
		Code:  "scheme-case",
		Step:  diag.HeaderStep,
		Title: "The server insists on the scheme's letter case",
		Holds: holdsFault("scheme-case", 0.35),
		Try:   tryMended("scheme-case"),
		Means: "The client sends bearer, BEARER or another spelling, and the server accepts only Bearer. The names " +
			"of schemes are case-insensitive, so the fault is the server's: its code compares the text as it stands. " +
			"It comes up when a client or a proxy changes the spelling, as libraries do that copy the token_type of " +
			"the token answer, which may well be bearer.",
		RFC: "RFC 9110, section 11.1",
		Confirm: []string{
			`curl -sS -o /dev/null -w '%{http_code}\n' -H "Authorization: bearer $TOKEN" "$API_URL"`,
			callStatus,
			"If the first is refused and the second succeeds, the server looks at the letter case.",
		},
		Mend: []diag.Fix{
			easy("Send Bearer with a capital B.", call),
			medium("In the client, do not copy token_type into the header: for bearer in any spelling write Bearer.", ""),
			medium("In the server, compare the scheme without regard to case, for instance strings.EqualFold in Go, "+
				"equalsIgnoreCase in Java, lower() in Python.", ""),
		},
		Prevent: []string{
			"Send Bearer, accept any case, and have a test for each of the two.",
			"Leave reading the header to a well-kept library.",
		},
	},
	{
		Code:   "scheme-mismatch",
		Step:   diag.HeaderStep,
		Unless: []diag.Code{"token-binding-failed"},
		Title:  "The server wants another authentication scheme",
		Holds:  holdsSchemeMismatch,
		Fixes:  useOffered,
		Try:    trySchemeMismatch,
		Means: "The request uses one scheme, and the server's challenge offers only others: a Bearer token for a " +
			"server that wants Basic, Basic for one that wants Digest or Negotiate, a plain token for an API that " +
			"wants AWS signatures or an API key. The credentials may be good, but the server has no use for their " +
			"kind. It typically happens when an API changes its sign-in, or behind a proxy that guards with a scheme " +
			"of its own.",
		RFC: "RFC 9110, sections 11.3 and 11.6.1",
		Confirm: []string{
			`curl -sS -o /dev/null -D - "$API_URL" | grep -i '^www-authenticate'`,
			"The first word of each challenge is a scheme that the server takes. Yours has to be among them.",
			`curl -sS -o /dev/null -w '%{http_code}\n' --anyauth -u "$USER_NAME:$PASSWORD" "$API_URL"`,
			"For user and password, curl picks the strongest scheme that is offered: success shows that only the " +
				"scheme was wrong.",
		},
		Mend: []diag.Fix{
			easy("Use a scheme that the challenge names. Bearer:", commandsByScheme["Bearer"]),
			easy("Basic:", commandsByScheme["Basic"]),
			easy("Digest:", commandsByScheme["Digest"]),
			easy("Negotiate (Kerberos), after kinit:", commandsByScheme["Negotiate"]),
			easy("NTLM, with the password of the Windows domain:", commandsByScheme["NTLM"]),
			easy("AWS4-HMAC-SHA256:", commandsByScheme["AWS4-HMAC-SHA256"]),
			medium("Where a proxy in front asks for a scheme of its own, reach the API past it, or let the proxy use "+
				"another header.", ""),
		},
		Prevent: []string{
			"Write down in the API's description (OpenAPI: securitySchemes) which schemes it takes.",
			"While a sign-in is being changed, accept both schemes and offer both in the challenge.",
		},
	},
	{
		Code:  "header-stripped",
		Step:  diag.HeaderStep,
		Title: "Something on the way removed the header",
		Unless: []diag.Code{"scheme-mismatch", "wrong-endpoint", "token-malformed", "token-expired", "token-not-yet-valid", "clock-skew", "signature-invalid", "signing-key-unknown",
			"algorithm-rejected", "issuer-mismatch", "wrong-environment", "audience-mismatch", "wrong-token-type", "token-revoked", "stale-token", "validator-keys-stale"},
		Holds: holdsStripped,
		Means: "The client sends the Authorization header, and it does not reach the API: a proxy, a load balancer, " +
			"a CDN or the web server in front of the program takes it out. The API sees an anonymous request and " +
			"answers 401 as if nothing had been sent. Apache hands no Authorization to CGI and FastCGI programs by " +
			"default, CloudFront removes it from GET and HEAD unless told otherwise, and gateways that have checked " +
			"a token themselves often do not pass it on.",
		RFC: "RFC 9110, section 11.6.2; RFC 3875, section 4.1.18",
		Confirm: []string{
			call,
			`curl -sS -i -H "Authorization: Bearer invalid" "$API_URL"`,
			callBare,
			"If all three answers are alike, down to the challenge, nothing shows that the header arrives: where it " +
				"does, an invalid token usually brings error=invalid_token. A terse API may answer alike on purpose, so " +
				"the next command decides.",
			`curl -sS -i -H "Authorization: Bearer $TOKEN" "$ORIGIN_URL"`,
			"The same request straight to the service behind the proxy: success proves that the hop in front is the " +
				"one.",
		},
		Mend: []diag.Fix{
			easy("nginx passes the header on unless a setting says otherwise: take out proxy_set_header "+
				"Authorization \"\" and write into the location: proxy_set_header Authorization $http_authorization; "+
				"for PHP-FPM: fastcgi_param HTTP_AUTHORIZATION $http_authorization; then look and reload.",
				`sudo nginx -T 2>/dev/null | grep -inE 'authorization|pass_request_headers'; sudo nginx -t && sudo nginx -s reload`),
			easy("Apache with CGI, FastCGI or PHP-FPM: write CGIPassAuth On (2.4.13 or later) into the Directory, "+
				"Location or .htaccess; before that version SetEnvIf Authorization \"(.+)\" HTTP_AUTHORIZATION=$1. "+
				"With mod_wsgi: WSGIPassAuthorization On.",
				`sudo apachectl configtest && sudo apachectl graceful`),
			easy("PHP: read HTTP_AUTHORIZATION, and after an internal rewrite REDIRECT_HTTP_AUTHORIZATION, from "+
				"$_SERVER.", ""),
			medium("CloudFront: put Authorization into the cache key by a cache policy, or attach the managed origin "+
				"request policy AllViewer. An ALB passes the header on as it comes.",
				`aws cloudfront get-distribution-config --id "$DISTRIBUTION_ID" --query 'DistributionConfig.DefaultCacheBehavior.[CachePolicyId,OriginRequestPolicyId]'`),
			medium("IIS: switch off its own Basic and Windows authentication for the site and leave anonymous on, so "+
				"that the program gets to see the header. In an administrator's cmd: "+
				"%windir%\\system32\\inetsrv\\appcmd set config \"SITE\" /section:basicAuthentication /enabled:false "+
				"/commit:apphost, and the same for windowsAuthentication.", ""),
			medium("Gateways that remove a token once they have checked it: Envoy jwt_authn forward: true; Istio "+
				"RequestAuthentication forwardOriginalToken: true; Kong hide_credentials: false; Traefik basicAuth "+
				"removeHeader: false; oauth2-proxy --pass-authorization-header.", ""),
		},
		Prevent: []string{
			"Have a test that sends a token through the whole chain and reads the caller's name from the API's " +
				"answer.",
			"Where a hop must take the header, let it pass the caller on in a header of its own that outsiders " +
				"cannot set.",
		},
	},
}
