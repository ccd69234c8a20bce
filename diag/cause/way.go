package cause

import "example.com/why401/diag"

const (
	callProxy   = `curl -sS -i -x "$PROXY_URL" -U "$PROXY_USER:$PROXY_PASSWORD" "$API_URL"`
	callDirect  = `curl -sS -i --noproxy '*' -H "Authorization: Bearer $TOKEN" "$API_URL"`
	callWithKey = `curl -sS -i --cert "$CERT_FILE" --key "$KEY_FILE" -H "Authorization: Bearer $TOKEN" "$API_URL"`
	seeRequest  = `openssl s_client -connect "$API_HOST:443" -servername "$API_HOST" </dev/null 2>/dev/null | sed -n '/Acceptable client/,/^---/p'`
	seeOwn      = `openssl x509 -in "$CERT_FILE" -noout -subject -issuer -dates -ext extendedKeyUsage`
)

// wayCauses are those in which a request does not get as far as the API.
var wayCauses = []Cause{
	{
		Code:  "proxy-auth-required",
		Step:  diag.Reproduce,
		Title: "The forward proxy wants credentials of its own",
		Final: true,
		Holds: holdsProxyAuth,
		Fixes: fixProxyAuth,
		Means: "The request goes through a forward proxy, which answers 407: it wants to know who is asking before it " +
			"passes anything on. The API has not seen the request, so nothing can be said of the token. Typical " +
			"reasons are a program that runs without the proxy settings of the desktop, a changed password, and a " +
			"proxy that wants Negotiate or NTLM where the client can do Basic only. Each further try with a wrong " +
			"password can lock the account.",
		RFC: "RFC 9110, sections 11.7 and 15.5.8",
		Confirm: []string{
			`curl -sS -v -o /dev/null "$API_URL" 2>&1 | grep -iE '^(< HTTP|< proxy-authenticate|\* .*proxy|> CONNECT)'`,
			"A status of 407 with Proxy-Authenticate comes from the proxy; the first word of that header is the " +
				"scheme that it takes.",
			`env | cut -d= -f1 | grep -i _proxy`,
			"These variables name proxies, and the hosts that are reached without one (NO_PROXY).",
		},
		Mend: []diag.Fix{
			easy("Give the proxy's user and password, which are not the API's.", callProxy),
			easy("Where this host may be reached directly, take it off the proxy. If that works, put the host into NO_PROXY.", callDirect),
			medium("Negotiate is Kerberos: get a ticket first, and let curl use it.",
				`kinit "$ACCOUNT" && curl -sS -i -x "$PROXY_URL" --proxy-negotiate -U : "$API_URL"`),
			medium("NTLM is a dialogue of three messages that few programs speak; a local helper such as px or cntlm speaks it for them.",
				`curl -sS -i -x "$PROXY_URL" --proxy-ntlm -U "$PROXY_USER:$PROXY_PASSWORD" "$API_URL"`),
			hard("Let the proxy pass this host without a sign-in, for the machines that have to call it."),
		},
		Prevent: []string{
			"Give services an account of their own at the proxy, or a rule by address: a person's password changes.",
			"Set HTTP_PROXY, HTTPS_PROXY and NO_PROXY in the service's own environment, not in a login shell.",
		},
	},
	{
		Code:  "blocked-by-proxy",
		Step:  diag.Reproduce,
		Title: "Something on the way answers in the API's place",
		Final: true,
		Holds: holdsBlocked,
		Fixes: fixBlocked,
		Try:   tryBlocked,
		Means: "The answer is not the API's: a forward proxy, a firewall, a web application firewall, a captive portal " +
			"or a sign-in page wrote it. The API has not judged the credentials. Typical reasons are a host that the " +
			"company's proxy does not allow, a rule that takes the request for an attack or its sender for a robot, " +
			"a network on which somebody has to sign in first, and an API that was put behind a single sign-on made " +
			"for browsers.",
		RFC: "RFC 9110, section 3.7",
		Confirm: []string{
			`curl -sS -o - -D - -H "Authorization: Bearer $TOKEN" "$API_URL" | head -c 2000`,
			"A page in HTML where the API speaks JSON, with the name of a product, an incident number or a form to " +
				"sign in, is not the API's.",
			callDirect,
			"This goes past a forward proxy. Another answer than before proves that the proxy wrote the first one.",
		},
		Mend: []diag.Fix{
			easy("Where the network lets you, reach the API without the proxy, and put its host into NO_PROXY.", callDirect),
			easy("On a guest network, open a page in a browser and sign in, then try again.", ""),
			medium("Send what browsers and well-behaved clients send: a User-Agent with a name and a contact, and an Accept header.",
				`curl -sS -i -A 'device-sync/1.0 (operations@example.com)' -H 'Accept: application/json' -H "Authorization: Bearer $TOKEN" "$API_URL"`),
			medium("Ask those who run the firewall, with the time, your address and the incident number of the page: they find the rule by it.", ""),
			medium("For a sign-in in front of the API, use its way for programs: a service token (Cloudflare Access), an "+
				"ID token for its audience (Google IAP), or skip-jwt-bearer-tokens (oauth2-proxy).", ""),
			hard("Let API paths bypass the browser checks and the sign-in, and answer 401 there instead of a page."),
		},
		Prevent: []string{
			"Watch the API from the networks that its clients are in, and check the content type, not only the status.",
			"Let clients treat HTML in place of JSON as an error of the way, with the page's title in the log.",
		},
	},
	{
		Code:  "client-certificate-required",
		Step:  diag.Reproduce,
		Title: "The server wants a TLS client certificate",
		Final: true,
		Holds: holdsCertificate,
		Fixes: fixCertificate,
		Means: "In the TLS handshake the server asks for a certificate of the client (mutual TLS), and none was sent, or " +
			"one that it does not accept: expired, signed by an authority that it does not know, or made for servers. " +
			"Some servers end the connection with an alert, others answer 400, 403, 495 or 496. The token in the " +
			"header has not been looked at.",
		RFC: "RFC 8446, sections 4.3.2 and 6.2",
		Confirm: []string{
			seeRequest,
			"The names that it prints are those of the authorities whose certificates the server accepts. No names " +
				"and no request for a certificate mean that it does not ask in the handshake.",
			seeOwn,
			"The issuer has to be among those names or lead to one of them, the dates have to include now, and an " +
				"extended key usage has to name TLS Web Client Authentication.",
		},
		Mend: []diag.Fix{
			easy("Send the client certificate and its key. The token is still needed beside it.", callWithKey),
			easy("Put the intermediate certificates behind the own one into the same file: the server may know the root only.",
				`cat "$CERT_FILE" "$CA_FILE" > chain.pem && curl -sS -i --cert chain.pem --key "$KEY_FILE" "$API_URL"`),
			medium("Renew the certificate at the authority that the server accepts, for client authentication (extended key usage clientAuth).", ""),
			medium("On the server, add the authority that signed the client's certificate. nginx: ssl_client_certificate, "+
				"Apache: SSLCACertificateFile, Envoy: trusted_ca.", ""),
		},
		Prevent: []string{
			"Watch the end of client certificates as you do of servers', and renew them weeks ahead.",
			"Let the server take an authority's old and new certificate side by side while it changes.",
		},
	},
}
