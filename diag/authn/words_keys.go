package authn

// keyTexts are the texts of APIs that want keys: those of products, then those
// of hand-written ones.
var keyTexts = []text{
	body("Missing RapidAPI application key", "api-key-missing"),
	body("You are not subscribed to this API", "insufficient-permission").with(403), // RapidAPI
	body("Method doesn't allow unregistered callers", "api-key-missing"),            // Google
	body("API key not valid. Please pass a valid API key", "api-key-invalid"),
	body("API Key not found. Please pass a valid API key", "api-key-invalid"),
	body("API key expired. Please renew the API key", "api-key-invalid"),
	body("Invalid authentication credentials", "api-key-invalid").asking("Key"), // Kong
	body("Failed to resolve API Key variable", "api-key-missing"),               // Apigee
	body("Invalid ApiKey for given resource", "api-key-invalid"),
	body("invalid x-api-key", "api-key-invalid"), // Anthropic
	body(`"apiKeyMissing"`, "api-key-missing"),
	body(`"apiKeyInvalid"`, "api-key-invalid"),
	body(`"apiKeyDisabled"`, "api-key-invalid"),
	body("Your API key has been disabled", "api-key-invalid"),
	body("No such API key", "api-key-invalid"),
	body("Invalid API key or access token", "api-key-invalid"), // Shopify

	plain("missing or invalid api key", "api-key-missing", "api-key-invalid"),
	plain("invalid or missing api key", "api-key-missing", "api-key-invalid"),
	plain("api key missing or invalid", "api-key-missing", "api-key-invalid"),
	plain("api key is missing or invalid", "api-key-missing", "api-key-invalid"),
	plain("missing_or_invalid_api_key", "api-key-missing", "api-key-invalid"),
	plain("invalid api key or insufficient permissions", "api-key-invalid", "insufficient-permission"),
	plain("api key is missing", "api-key-missing"),
	plain("api key missing", "api-key-missing"),
	plain("api key not provided", "api-key-missing"),
	plain("api key was not provided", "api-key-missing"),
	plain("api_key is missing", "api-key-missing"),
	plain("missing api-key", "api-key-missing"),
	plain("missing apikey", "api-key-missing"),
	plain("missing_api_key", "api-key-missing"),
	plain("api_key_missing", "api-key-missing"),
	plain("missing x-api-key", "api-key-missing"),
	plain("x-api-key header is required", "api-key-missing"),
	plain("x-api-key header required", "api-key-missing"),
	plain("x-api-key header is missing", "api-key-missing"),
	plain("x-api-key header missing", "api-key-missing"),
	plain("x-api-key is required", "api-key-missing"),
	plain("x-api-key is missing", "api-key-missing"),
	plain("missing subscription key", "api-key-missing"),
	plain("invalid api-key", "api-key-invalid"),
	plain("invalid apikey", "api-key-invalid"),
	plain("invalid_api_key", "api-key-invalid"),
	plain("invalid subscription key", "api-key-invalid"),
	plain("api key is invalid", "api-key-invalid"),
	plain("api key is not valid", "api-key-invalid"),
	plain("api key not valid", "api-key-invalid"),
	plain("api key invalid", "api-key-invalid"),
	plain("unknown api key", "api-key-invalid"),
	plain("wrong api key", "api-key-invalid"),
	plain("bad api key", "api-key-invalid"),
	plain("expired api key", "api-key-invalid"),
	plain("api key expired", "api-key-invalid"),
	plain("api key has expired", "api-key-invalid"),
	plain("api key is expired", "api-key-invalid"),
	plain("api_key_expired", "api-key-invalid"),
	plain("api key revoked", "api-key-invalid"),
	plain("api key has been revoked", "api-key-invalid"),
	plain("api key is revoked", "api-key-invalid"),
	plain("api key disabled", "api-key-invalid"),
	plain("api key is disabled", "api-key-invalid"),
	plain("api key has been disabled", "api-key-invalid"),
	plain("api key is inactive", "api-key-invalid"),
}
