package steps

var config = step{
	name:  "Config",
	title: "Config",
	asks:  "Which hop refuses, and is it set up for the issuer's good tokens?",
	waits: "the API past its gateway, and repeats",
	sends: "The request past the gateway where its origin is known, and repeats of the request.",
	learn: []Para{
		{"Hop by hop", "Where the API accepts what the gateway in front refuses, the gateway's own checks or its rewriting of headers are at fault."},
		{"Stale keys", "After a key rotation a validator that keeps old keys refuses new tokens and still takes old ones. It has to fetch the " +
			"key set again when it meets a kid that it does not know (RFC 7517, section 5; OpenID Connect Core, section 10.1.1)."},
		{"Settings that must match", "Issuer and audience are compared letter by letter (RFC 7519, section 4.1.1; RFC 3986, section 6.2.1): " +
			"a trailing slash, http for https, or another tenant is another issuer."},
		{"One of several", "Repeats that sometimes succeed point at one replica of several, deployed or configured differently."},
	},
	blocks: way,
}
