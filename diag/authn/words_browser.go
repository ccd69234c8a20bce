package authn

// browserTexts are the texts of guards against requests of other sites, and of
// sessions: those of the frameworks' sources, then those of hand-written ones.
var browserTexts = []text{
	// Django
	body("CSRF verification failed. Request aborted", csrfCode),
	body("CSRF cookie not set", csrfCode),
	body("Origin checking failed - … does not match any trusted origins", csrfCode),
	body("Referer checking failed", csrfCode),

	// Rails, Laravel, Symfony, Drupal, WordPress
	body("ActionController::InvalidAuthenticityToken", csrfCode),
	body("Can't verify CSRF token authenticity", csrfCode),
	body("HTTP Origin header (…) didn't match request.base_url", csrfCode),
	body("The change you wanted was rejected", csrfCode, "insufficient-permission").with(422),
	body("Page Expired", csrfCode, sessionCode).with(419),
	body("The CSRF token is invalid", csrfCode),
	body("X-CSRF-Token request header is missing", csrfCode),
	body("X-CSRF-Token request header is invalid", csrfCode),
	body("rest_cookie_invalid_nonce", csrfCode),

	// Spring, ASP.NET
	body("Invalid CSRF Token '…' was found on the request", csrfCode),
	body("An expected CSRF token cannot be found", csrfCode),
	body("Expected CSRF token not found. Has your session expired", csrfCode, sessionCode),
	body("Could not verify the provided CSRF token because your session was not found", csrfCode, sessionCode),
	body("This session has been expired (possibly due to multiple concurrent logins", sessionCode),
	body("The required antiforgery", csrfCode),
	body("The required anti-forgery", csrfCode),
	body("The antiforgery token could not be decrypted", csrfCode),
	body("AntiforgeryValidationException", csrfCode),

	// Express (csurf, csrf-csrf, lusca), Fastify, SvelteKit and Astro, Kibana
	body("invalid csrf token", csrfCode),
	body("EBADCSRFTOKEN", csrfCode),
	body("CSRF token missing", csrfCode),
	body("FST_CSRF_", csrfCode),
	body("Cross-site … form submissions are forbidden", csrfCode).with(403),
	body("Request must contain a kbn-xsrf header", csrfCode),

	// Flask-WTF, Tornado and Jupyter
	body("The CSRF token is missing", csrfCode),
	body("The CSRF session token is missing", csrfCode),
	body("The CSRF tokens do not match", csrfCode),
	body("'_xsrf' argument missing from", csrfCode),
	body("XSRF cookie does not match", csrfCode),

	// Go (net/http, gorilla/csrf), Jenkins, SAP, Atlassian
	body("cross-origin request detected", csrfCode),
	body("Forbidden - CSRF token", csrfCode),
	body("Forbidden - referer", csrfCode),
	body("No valid crumb was included in the request", csrfCode),
	body("CSRF token validation failed", csrfCode),
	body("XSRF check failed", csrfCode),

	// CORS: Spring, Vert.x, Express
	body("Invalid CORS request", "cors-preflight").with(403),
	body("CORS Rejected - Invalid", "cors-preflight").with(403),
	body("Not allowed by CORS", "cors-preflight"),

	// Salesforce, which calls its access tokens sessions
	body("INVALID_SESSION_ID", sessionCode, "token-expired"),

	plain("csrf token is invalid", csrfCode),
	plain("csrf token invalid", csrfCode),
	plain("bad csrf token", csrfCode),
	plain("no csrf token", csrfCode),
	plain("csrf token required", csrfCode),
	plain("csrf validation failed", csrfCode),
	plain("csrf check failed", csrfCode),
	plain("csrf protection", csrfCode),
	plain("invalid xsrf token", csrfCode),
	plain("session timed out", sessionCode, "token-expired"),
	plain("session timeout", sessionCode, "token-expired"),
	plain("session is no longer valid", sessionCode),
	plain("session is invalid", sessionCode),
	plain("invalid session", sessionCode),
	plain("session not found", sessionCode),
	plain("unknown session", sessionCode),
	plain("session does not exist", sessionCode),
	plain("session terminated", sessionCode),
	plain("session_expired", sessionCode, "token-expired"),
}
