package cause

import "example.com/why401/diag"

// signAnew lets curl sign the request by AWS Signature Version 4.
const signAnew = `curl -sS -i --aws-sigv4 "aws:amz:$AWS_REGION:execute-api" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$API_URL"`

var signedCauses = []Cause{
	{
		Code:  "signature-mismatch",
		Step:  diag.HeaderStep,
		Title: "The request's signature does not verify",
		Holds: holdsSignedRequest,
		Try:   tryMended("signature-mismatch"),
		Fixes: signRight,
		Means: "The request is signed: the client computed a code over method, path, query, some headers and the " +
			"body, with a secret that the server knows, too. The server computes the same from what arrived, and " +
			"comes to another result. Either the two compute over different texts (a path that is encoded once or " +
			"twice, a query in another order, a header or a body that changed after signing, another host, region " +
			"or service), or with different secrets, or the date is too old: AWS signatures live 5 minutes, those " +
			"of S3 15, and a request that is copied out of a log is older than that.",
		RFC: "AWS IAM User Guide, section Create a signed AWS API request; RFC 9421, section 3.2",
		Confirm: []string{
			signAnew,
			"curl signs for itself here. For another service put its signing name in the place of execute-api. If " +
				"this succeeds, keys and rights are in order, and the client's own computation is the cause. Write the " +
				"query in alphabetical order, and take a path without percent-encoding: not every curl signs these right.",
			`curl -sS -o /dev/null -D - "$API_URL" | grep -i '^date:'; date -u`,
			"The two times have to be within 5 minutes of each other, and of the date in the signed request.",
			`printf %s "$AWS_SECRET_ACCESS_KEY" | LC_ALL=C tr -d 'A-Za-z0-9/+' | od -c`,
			"It prints what does not belong into a secret of AWS, such as a line break: a single line with 0000000 " +
				"means that there is nothing.",
		},
		Mend: []diag.Fix{
			easy("Let the SDK, or curl, sign the request right before it is sent.", signAnew),
			easy("Ask AWS which account the keys belong to: an answer with an account says that id and secret fit each other.",
				`aws sts get-caller-identity`),
			medium("Lay the canonical request and the string to sign that the answer shows beside those that the "+
				"client logs: the first line that differs is the fault.", ""),
			medium("Sign last: whatever adds or changes a header, the query or the body has to run before the signer, "+
				"and a proxy on the way must leave the signed parts, the host among them, as they are.", ""),
			hard("Where a gateway has to rewrite path or host, let the gateway sign the request anew with keys of its own."),
		},
		Prevent: []string{
			"Use the signer of the platform's SDK in place of one written by hand, and test it with the published " +
				"examples.",
			"Keep the clocks of clients with NTP, and sign at the time of sending.",
			"Sign the host, the content type and the headers of the scheme, and no header that proxies change.",
		},
	},
}
