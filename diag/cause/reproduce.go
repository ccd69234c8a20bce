package cause

import "example.com/why401/diag"

var reproduceCauses = []Cause{
	{
		Code:   "api-unreachable",
		Step:   diag.Reproduce,
		Title:  "The API cannot be reached",
		Unless: []diag.Code{"client-certificate-required"},
		Holds:  holdsUnreachable,
		Means: "No HTTP answer came back: the name did not resolve, the connection was refused or timed out, or TLS " +
			"failed. Nothing has judged the credentials yet, so nothing can be said of them. Typical reasons are a " +
			"VPN that is down, a firewall, a service that is not running, a wrong host or port, and a certificate " +
			"that has expired or that a private authority signed.",
		RFC: "RFC 9110, section 4.3",
		Confirm: []string{
			`curl -sS -o /dev/null -w 'dns %{time_namelookup} tcp %{time_connect} tls %{time_appconnect} http %{http_code}\n' "$API_URL"`,
			"A status of 000 means that no answer came. The number in curl's message names the stage: 6 is the name, " +
				"7 the connection, 28 a time-out, 35 and 60 are TLS.",
			`nslookup "$API_HOST"`,
			`openssl s_client -connect "$API_HOST:443" -servername "$API_HOST" </dev/null 2>/dev/null | openssl x509 -noout -subject -issuer -dates`,
			"This shows for which name the certificate is, who signed it, and when it ends.",
		},
		Mend: []diag.Fix{
			easy("See that the VPN is up and that host and port of the URL are right. A proxy set in the environment "+
				"applies as well; this lists the names of such variables.",
				`env | cut -d= -f1 | grep -i _proxy`),
			easy("Where a public name does not resolve, ask another resolver. If that one knows the name, the local "+
				"resolver is at fault.",
				`nslookup "$API_HOST" 1.1.1.1`),
			medium("Where a private authority signed the certificate, give the client that authority's certificate. "+
				"Switching verification off hides the fault and lets anyone read the token.",
				`curl -sS -i --cacert "$CA_FILE" "$API_URL"`),
			medium("On the server, see that the service runs and listens on the address and port that are called. "+
				"Linux: ss, macOS and Windows: netstat -an.",
				`ss -ltn`),
			hard("Open the way in the firewall or security group between this machine and the API."),
		},
		Prevent: []string{
			"Watch the endpoint and the end of its certificate from the network that the clients are in.",
			"Give clients a connect time-out of a few seconds, so that an API that is down is told apart from one " +
				"that refuses.",
		},
	},
	{
		Code:   "intermittent",
		Step:   diag.Reproduce,
		Title:  "The same request is refused only sometimes",
		Unless: []diag.Code{"resolved"},
		Holds:  holdsIntermittent,
		Means: "Identical requests, seconds apart, are answered differently: some succeed, some get 401. So the " +
			"credentials are good, and what differs is who judges them. Typical reasons are one replica of several " +
			"with an old configuration, old keys or a wrong clock, and an API that cannot always reach the issuer " +
			"and turns that failure into a 401.",
		RFC: "RFC 9110, section 15.5.2",
		Confirm: []string{
			`for i in 1 2 3 4 5 6 7 8 9 10; do curl -sS -o /dev/null -w '%{http_code} %{remote_ip} %{time_total}\n' -H "Authorization: Bearer $TOKEN" "$API_URL"; done`,
			"A mix of 200 and 401 proves it. One refusal in three suggests one bad replica of three; refusals that " +
				"take much longer than the rest suggest a dependency that times out.",
			`curl -sS -o /dev/null -D - -H "Authorization: Bearer $TOKEN" "$API_URL" | grep -iE '^(http|date|server|via|x-)'`,
			"Run it until you have a good and a bad answer: a Date, Server, Via or instance id that only the bad " +
				"ones have names the replica.",
		},
		Mend: []diag.Fix{
			easy("Restart the replicas one after the other, or take the bad one out of the load balancer: a restart "+
				"loads configuration and keys anew. Keep the logs of the bad one first.",
				`kubectl rollout restart deployment "$DEPLOYMENT"`),
			medium("Compare the replicas: image, start time, configuration, clock.",
				`kubectl get pods -o 'custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[*].image,STARTED:.status.startTime,NODE:.spec.nodeName'`),
			medium("Let the client repeat a safe request once on such a 401 until the fault is mended. It hides the "+
				"fault, so write it down.", ""),
			hard("Let the API answer 503, not 401, where it could not check the credentials, and keep the issuer's " +
				"keys over short outages."),
		},
		Prevent: []string{
			"Count 401 answers for each replica, and raise an alarm when one differs from the others.",
			"Let the readiness check fail while a replica has no keys.",
		},
	},
	{
		Code:   "not-reproduced",
		Step:   diag.Reproduce,
		Title:  "The request succeeds now",
		Unless: []diag.Code{preflightCode},
		Holds:  holdsNotReproduced,
		Means: "The request that was reported as refused is answered with success, and again when it is repeated. " +
			"Either the fault is over, because a token was renewed, a cache ran out or a deployment ended; or what " +
			"failed was a different request: another token, header, host, method or machine.",
		RFC: "RFC 9110, section 15.3",
		Confirm: []string{
			callStatus,
			"Success here and a failure in the program means that the two requests differ. Compare method, host, " +
				"path and header names, and the token by its fingerprint.",
			`printf %s "$TOKEN" | openssl dgst -sha256`,
			"Log the same hash, or its first characters, in the failing program: different hashes are different " +
				"tokens.",
		},
		Mend: []diag.Fix{
			easy("Diagnose the very request that fails: in the browser's network panel choose Copy as cURL, and put "+
				"why401 before the command that you paste.", ""),
			easy("Where the token has been renewed since, test with the token that failed, not with a fresh one.", ""),
			medium("Look in the API's and the gateway's logs for the time of the failure: they often name the "+
				"reason.", ""),
			medium("Run the diagnosis on the machine and as the user where it fails: environment, proxy, clock and "+
				"network differ.", ""),
		},
		Prevent: []string{
			"Log of each 401 the WWW-Authenticate header and a request id, and never the token.",
			"Show a fingerprint of the token in both client and server logs, so that the two can be matched.",
		},
	},
	{
		Code:  "wrong-endpoint",
		Step:  diag.Reproduce,
		Title: "The URL is not where these credentials are valid",
		Holds: holdsWrongEndpoint,
		Try:   tryWrongEndpoint,
		Means: "The host, path or API version that was called is not the one that the credentials are for: an old " +
			"version, a management or internal host, another region. What stands there has its own idea of who may " +
			"come in, and refuses credentials that are good next door. Where authentication is checked before " +
			"routing, even a path that does not exist answers 401.",
		RFC: "RFC 9110, section 11.5",
		Confirm: []string{
			call,
			"Compare the realm in WWW-Authenticate, the Server header and the form of the error with those of a call " +
				"that works: another realm is another place.",
			`curl -sS -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $TOKEN" "${API_URL%/}/no-such-path"`,
			"The same 401 for a path that surely does not exist says that the whole host refuses, not this path.",
			claims(".aud"),
			"The audience often names the address that the token is for.",
		},
		Mend: []diag.Fix{
			easy("Take host, base path and version from the API's current description.",
				`curl -sS "$OPENAPI_URL" | jq '{servers, host, basePath}'`),
			easy("Call an address that is known to work with the same token. If it answers, only the URL is wrong.",
				`curl -sS -i -H "Authorization: Bearer $TOKEN" "$KNOWN_GOOD_URL"`),
			medium("Keep the base URL in one setting of the client, beside the issuer and the audience that belong "+
				"to it.", ""),
		},
		Prevent: []string{
			"Publish the base URL with each API version, and let a retired version answer 410 with the new address.",
			"Check base URL, issuer and audience together when the client starts.",
		},
	},
	{
		Code:   "redirect-drops-credentials",
		Step:   diag.Reproduce,
		Title:  "A redirect loses the Authorization header",
		Unless: []diag.Code{"blocked-by-proxy", sessionCode}, // a redirect to a sign-in loses nothing that would help
		Final:  true,
		Holds:  holdsRedirect,
		Try:    tryRedirect,
		Means: "The address answers with a redirect to another host, scheme or port, and the client follows it " +
			"without the Authorization header. Most clients do so on purpose, curl and browsers among them, lest " +
			"credentials leak to a stranger. The second address then sees an anonymous request and answers 401. " +
			"Typical redirects lead from http to https, from example.com to www.example.com, or from an old host to " +
			"a new one.",
		RFC: "RFC 9110, section 15.4",
		Confirm: []string{
			`curl -sS -o /dev/null -D - -H "Authorization: Bearer $TOKEN" "$API_URL" | grep -iE '^(http|location)'`,
			"A status of 301, 302, 303, 307 or 308 with a Location on another host, scheme or port is the redirect.",
			`FINAL_URL=$(curl -sS -o /dev/null -L -w '%{url_effective}' "$API_URL"); echo "$FINAL_URL"`,
			`curl -sS -i -H "Authorization: Bearer $TOKEN" "$FINAL_URL"`,
			"Send the token there only if the host is yours. Success proves that nothing but the redirect was in the " +
				"way.",
		},
		Mend: []diag.Fix{
			easy("Call the final address directly. This prints it, and sends no token on the way.",
				`curl -sS -o /dev/null -L -w '%{url_effective}\n' "$API_URL"`),
			easy("Put https and the canonical host name into the client's base URL.", ""),
			medium("Serve the API on both names, or let the old one pass requests on instead of redirecting them.", ""),
			hard("Let the client attach the credentials again after a redirect, for hosts on a fixed list only. " +
				"curl's --location-trusted sends them to any host and is for tests."),
		},
		Prevent: []string{
			"Answer API calls to http or to an old host with an error that names the right address: a token sent " +
				"over http has already been exposed.",
			"Let clients treat a redirect of an API call as an error.",
		},
	},
}
