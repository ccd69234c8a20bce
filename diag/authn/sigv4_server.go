package authn

import (
	"html"
	"net/url"
	"regexp"
	"strings"

	"example.com/why401/diag"
)

// awsTold is what the refusing server says of its own computation. It may be
// anybody's text: it is shown and compared, and never signed.
type awsTold struct {
	canonical    string // its canonical request; "" where it shows none
	stringToSign string
	want         AWSScope // as far as it names one
	from         string   // who names it
}

// maxTold bounds what is read of a server's computation.
const maxTold = 16 << 10

var (
	toldCanonical = []*regexp.Regexp{
		regexp.MustCompile(`(?s)The Canonical String for this request should have been\s*'(.*?)'\s*The String-to-Sign`),
		regexp.MustCompile(`(?s)<CanonicalRequest>(.*?)</CanonicalRequest>`),
	}
	toldToSign = []*regexp.Regexp{
		regexp.MustCompile(`(?s)The String-to-Sign should have been\s*'(.*?)'`),
		regexp.MustCompile(`(?s)<StringToSign>(.*?)</StringToSign>`),
	}
	toldRegion = regexp.MustCompile(`<Region>([a-z0-9-]{2,40})</Region>`)
)

// heardAWS reads the refusing answer, and the host name, which says for AWS's
// own services which region and service it is.
func heardAWS(f diag.Facts, r diag.Request) awsTold {
	e := f.Reply.Last()
	text := plainText(e)
	t := awsTold{canonical: firstOf(toldCanonical, text), stringToSign: firstOf(toldToSign, text)}
	t.want, t.from = hostScope(r), "the host's name"
	for _, w := range f.Header.Words {
		switch low := strings.ToLower(w.Text); {
		case w.Expected == "":
		case strings.Contains(low, "service"):
			t.want.Service, t.from = w.Expected, "the API"
		case strings.Contains(low, "region"):
			t.want.Region, t.from = w.Expected, "the API"
		}
	}
	if m := toldRegion.FindStringSubmatch(text); m != nil {
		t.want.Region, t.from = m[1], "the API"
	} else if region := e.Header.Value("X-Amz-Bucket-Region"); region != "" {
		t.want.Region, t.from = bounded(region, 40), "the API"
	}
	return t
}

// plainText is a body with JSON's and XML's escapes undone, its line breaks kept.
func plainText(e diag.Exchange) string {
	s := string(e.Body[:min(len(e.Body), maxTold)])
	if strings.HasPrefix(strings.TrimSpace(s), "{") {
		s = jsonEscape.ReplaceAllStringFunc(s, unescapeJSON)
	}
	return strings.ReplaceAll(html.UnescapeString(s), "\r\n", "\n")
}

func firstOf(patterns []*regexp.Regexp, text string) string {
	for _, p := range patterns {
		if m := p.FindStringSubmatch(text); m != nil {
			return strings.Trim(m[1], "\n")
		}
	}
	return ""
}

// hostScope is the region and service that a host name of AWS stands for; what
// it does not say is "".
func hostScope(r diag.Request) AWSScope {
	u, err := url.Parse(r.URL)
	if err != nil {
		return AWSScope{}
	}
	for _, h := range awsHosts {
		if m := h.name.FindStringSubmatch(strings.ToLower(u.Hostname())); m != nil {
			return AWSScope{Region: m[1], Service: h.service}
		}
	}
	return AWSScope{}
}

// awsHosts are the host names of services that many call by hand. A name of
// which only the region is certain has no service: endpoints and signing names differ.
var awsHosts = []struct {
	name    *regexp.Regexp
	service string
}{
	{regexp.MustCompile(`\.execute-api\.([a-z0-9-]+)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$`), "execute-api"},
	{regexp.MustCompile(`\.appsync-api\.([a-z0-9-]+)\.amazonaws\.com$`), "appsync"},
	{regexp.MustCompile(`\.lambda-url\.([a-z0-9-]+)\.on\.aws$`), "lambda"},
	{regexp.MustCompile(`(?:^|\.)s3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?$`), "s3"},
	{regexp.MustCompile(`\.([a-z0-9-]+)\.es\.amazonaws\.com$`), "es"},
	{regexp.MustCompile(`\.([a-z0-9-]+)\.aoss\.amazonaws\.com$`), "aoss"},
	{regexp.MustCompile(`^bedrock-(?:runtime|agent|agent-runtime)\.([a-z0-9-]+)\.amazonaws\.com$`), "bedrock"},
	{regexp.MustCompile(`^(?:dynamodb|sqs|sns|lambda|kms|secretsmanager|ssm|sts)\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?$`), ""},
}
