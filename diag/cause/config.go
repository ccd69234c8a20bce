package cause

import "example.com/why401/diag"

var configCauses = []Cause{
	{
		Code:   "gateway-rejects",
		Step:   diag.ConfigStep,
		Title:  "A gateway refuses what the API accepts",
		Unless: []diag.Code{"header-stripped", "intermittent"},
		Holds:  holdsGateway,
		Means: "The same request with the same credentials succeeds at the service itself and is refused on the way " +
			"through the gateway, proxy or middleware in front. So the credentials are good, and the hop in front " +
			"judges them by rules of its own: another issuer, audience or key set, a plugin on the wrong route, a " +
			"required scope or header, an outdated configuration.",
		RFC: "RFC 9110, section 3.7",
		Confirm: []string{
			callStatus,
			`curl -sS -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $TOKEN" "$ORIGIN_URL"`,
			"401 at the first and success at the second, the service reached past the gateway, proves it. From " +
				"outside a cluster:",
			`kubectl port-forward "service/$SERVICE" 8080:80`,
			`curl -sS -o /dev/null -D - -H "Authorization: Bearer $TOKEN" "$API_URL" | grep -iE '^(http|server|via|x-|www-authenticate)'`,
			"Server, Via and the form of the challenge often name the product that refuses.",
		},
		Mend: []diag.Fix{
			easy("Read the gateway's log for this request: it usually names the rule. nginx: error.log. Envoy and "+
				"Istio: response_code_details in the access log, as in jwt_authn_access_denied. Kong: the error log.",
				`kubectl logs "deploy/$GATEWAY_DEPLOYMENT" --since=10m | grep -iE ' 401 |jwt|auth'`),
			medium("Give the gateway the issuer, audience and key set of the API. Envoy and Istio: issuer, "+
				"audiences, remote_jwks or jwksUri. Kong openid-connect: issuer, audience_required. NGINX Plus: "+
				"auth_jwt_key_request. Azure API Management: validate-jwt. AWS HTTP API:",
				`aws apigatewayv2 get-authorizers --api-id "$API_ID"`),
			medium("Take the check off routes that need none, such as public paths and OPTIONS, and see that the "+
				"right policy hangs on the right route.", ""),
			medium("Where several policies match, look at their order: the first that refuses wins.", ""),
		},
		Prevent: []string{
			"Keep the settings of gateway and API in one source, and have a test that goes through the gateway after " +
				"each deployment.",
			"Let the gateway mark its own refusals, in a header or the realm.",
		},
	},
	{
		Code:   "validator-misconfigured",
		Step:   diag.ConfigStep,
		Title:  "The API's token settings do not fit the issuer",
		Unless: []diag.Code{"validator-keys-stale", "gateway-rejects", "header-stripped", "clock-skew", "intermittent", "scheme-mismatch"},
		Holds:  holdsValidator,
		Fixes:  mendSetting,
		Means: "The token is what the issuer gives every client of this API, with a good signature and in time, and " +
			"still the API refuses it. So the API's own settings are at fault: issuer, audience, address of the key " +
			"set, list of algorithms, leeway, or a required claim. All callers are refused, fresh tokens too. It " +
			"typically begins with a deployment, a new environment, or a change at the issuer that the API was not " +
			"told of.",
		RFC: "RFC 9068, section 4; RFC 7519, section 7.2",
		Confirm: []string{
			newToken("") + `; ` + callStatus,
			"A fresh token is refused, and so are those of other clients.",
			joseHeader("{alg, kid, typ}"),
			claims("{iss, aud}"),
			metadata + ` | jq '{issuer, jwks_uri}'`,
			"Hold each value against the API's setting of the same name, character by character. The one that " +
				"differs is the cause; the API's log at level debug often names it.",
		},
		Mend: []diag.Fix{
			easy("Set the API's level of logging for tokens to debug, and send one request. Spring: "+
				"logging.level.org.springframework.security=DEBUG. ASP.NET Core: "+
				"Logging:LogLevel:Microsoft.AspNetCore.Authentication=Debug. Envoy: the log level of the component "+
				"jwt.",
				`curl -sS -X POST "http://127.0.0.1:$ENVOY_ADMIN_PORT/logging?jwt=debug"`),
			medium("Mend the setting, and write exactly what the token says. Spring Boot: "+
				"spring.security.oauth2.resourceserver.jwt.issuer-uri, jwk-set-uri, audiences, jws-algorithms. "+
				"ASP.NET Core: Authentication:Schemes:Bearer:Authority, ValidIssuer, ValidAudiences. Quarkus: "+
				"quarkus.oidc.auth-server-url, quarkus.oidc.token.issuer, quarkus.oidc.token.audience. "+
				"express-oauth2-jwt-bearer: ISSUER_BASE_URL, AUDIENCE, tokenSigningAlg.", ""),
			medium("See that the setting reaches the process: another profile, an environment variable or a mounted "+
				"file may win. This lists names only.",
				`kubectl exec "deploy/$DEPLOYMENT" -- env | cut -d= -f1 | sort`),
			medium("Roll back the last deployment of the API, if it began with that.",
				`kubectl rollout undo deployment "$DEPLOYMENT"`),
		},
		Prevent: []string{
			"Let the API read keys and algorithms from the issuer's metadata, and check its settings against it when " +
				"it starts.",
			"Have a test that calls the deployed API with a fresh token before traffic is sent to it.",
		},
	},
	{
		Code:   "validator-keys-stale",
		Step:   diag.ConfigStep,
		Title:  "The API checks with keys from before a rotation",
		Unless: []diag.Code{"gateway-rejects", "intermittent"},
		Holds:  holdsKeysStale,
		Means: "The issuer signs with a new key and publishes it, but the API still holds the key set that it read " +
			"before. It knows no key of the new name and answers 401 to every fresh token, while tokens signed with " +
			"the old key are accepted until they expire. Typical reasons are a key set that is read once at the " +
			"start, a cache that lives too long, a key pasted into the configuration, and a CDN that delivers the " +
			"old key set.",
		RFC: "OpenID Connect Core 1.0, section 10.1.1; RFC 7517, section 4.5",
		Confirm: []string{
			newToken("") + `; ` + joseHeader(".kid"),
			keySet + ` | jq -r '.keys[].kid'`,
			"The fresh token's kid is in the issuer's list, so the issuer is in order.",
			callStatus,
			`curl -sS -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $OLD_TOKEN" "$API_URL"`,
			"The fresh token is refused, and one from before the rotation with the old kid is accepted: the API's " +
				"keys are old.",
		},
		Mend: []diag.Fix{
			easy("Restart the API: it reads the key set anew.",
				`kubectl rollout restart deployment "$DEPLOYMENT"`),
			medium("Let the API fetch the key set again when it meets an unknown kid, at most every half minute or "+
				"so. ASP.NET Core: RefreshOnIssuerKeyNotFound true. jose createRemoteJWKSet: cooldownDuration, "+
				"cacheMaxAge. jwks-rsa: cache, cacheMaxAge, rateLimit. Spring's NimbusJwtDecoder by jwk-set-uri does "+
				"so by itself.", ""),
			medium("Shorten the cache where there is no such fetch. Envoy: remote_jwks.cache_duration. NGINX Plus: "+
				"auth_jwt_key_cache. For a CDN or proxy in front of the key set see its age.",
				`curl -sS -o /dev/null -D - "$(`+metadata+` | jq -r .jwks_uri)" | grep -iE '^(age|cache-control|expires|x-cache)'`),
			medium("Where the key stands in the configuration, put jwks_uri in its place.", ""),
			medium("At the issuer, sign with the old key again until the API has been mended.", ""),
		},
		Prevent: []string{
			"Publish a new key well before signing with it, for longer than any cache lives.",
			"Practise a rotation in a test environment before the first real one.",
		},
	},
	{
		Code:   "validator-cannot-reach-idp",
		Step:   diag.ConfigStep,
		Title:  "The API cannot reach the issuer to check the token",
		Unless: []diag.Code{"idp-unreachable", "idp-misconfigured", "gateway-rejects", "header-stripped", "intermittent"},
		Holds:  holdsCannotReach,
		Means: "The token is good, and the API cannot find that out: it fetches the issuer's metadata and key set, or " +
			"asks the issuer about the token, and gets no usable answer. So it refuses every token, with 401 or 5xx, " +
			"often after a wait that is as long as its time-out. From elsewhere the issuer answers well. Typical " +
			"reasons are a network policy or a proxy that the API's process does not use, a name that resolves " +
			"otherwise inside a cluster, a private certificate authority that it does not trust, client credentials " +
			"for introspection that have ended, and a rate limit of the issuer.",
		RFC: "OpenID Connect Core 1.0, section 10.1.1; RFC 7662, section 2.3",
		Confirm: []string{
			keySet + ` | jq -r '.keys[].kid'`,
			"From here the issuer's keys are to be had. Then the same from where the API runs:",
			`kubectl exec "deploy/$DEPLOYMENT" -- wget -qO- "${ISSUER%/}/.well-known/openid-configuration"`,
			`curl -sS -o /dev/null -w '%{http_code} %{time_total}\n' -H "Authorization: Bearer $TOKEN" "$API_URL"`,
			`curl -sS -o /dev/null -w '%{http_code} %{time_total}\n' "$API_URL"`,
			"Seconds with a token and milliseconds without one are the time in which the API waits for the issuer.",
			"The API's log at the time of the request names the address that it asked, and the error.",
		},
		Mend: []diag.Fix{
			easy("Read the API's log at the time of the request.",
				`kubectl logs "deploy/$DEPLOYMENT" --since=10m | grep -iE 'jwk|discovery|openid|introspect|timed? ?out|refused|ENOTFOUND|PKIX|x509'`),
			medium("Let the API's process out to the issuer: network policy, firewall, security group, and HTTPS_PROXY with "+
				"NO_PROXY where there is a proxy. AWS: an authorizer needs a public issuer.", ""),
			medium("Where the name resolves otherwise inside, give the API the issuer's inner address for keys and leave "+
				"the issuer's name as it is. Spring: jwk-set-uri beside issuer-uri. Envoy: remote_jwks.http_uri with a "+
				"cluster of its own.", ""),
			medium("Where a private authority signed the issuer's certificate, trust it in the API: Java's trust store, "+
				"NODE_EXTRA_CA_CERTS, SSL_CERT_FILE, REQUESTS_CA_BUNDLE.", ""),
			medium("Where it introspects, renew the API's own client secret at the issuer.", introspect),
			hard("Let the API keep the last good keys while the issuer is away, read them before the first request, and " +
				"answer 503 where it cannot check."),
		},
		Prevent: []string{
			"Let the API's readiness say whether it has the issuer's keys.",
			"Watch the fetch of keys from the API's own network, not from a desk.",
		},
	},
}
