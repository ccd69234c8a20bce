package authn

import (
	"regexp"
	"strings"
)

// tokenHeaders are header names under which clients send access tokens although
// the standard name is Authorization; written without hyphens and underscores.
var tokenHeaders = nameSet(`authentication authenticate authorisation auth xauth xauthorization xauthorisation
	xauthentication httpauthorization accesstoken xaccesstoken authtoken xauthtoken authorizationtoken
	xauthorizationtoken bearer bearertoken xbearertoken token xtoken usertoken xusertoken jwt xjwt jwttoken
	xjwttoken xjwtassertion idtoken xidtoken oauthtoken xoauthtoken xforwardedaccesstoken xforwardedauthorization
	sessiontoken xsessiontoken privatetoken jobtoken xvaulttoken xgitlabtoken xshopifyaccesstoken xamzaccesstoken`)

// keyHeaders are header names that hold API keys.
var keyHeaders = nameSet(`apikey xapikey apitoken xapitoken key xkey xauthkey xapisecret apisecret apiaccesskey
	accesskey xaccesskey ocpapimsubscriptionkey subscriptionkey xsubscriptiontoken xsubscriptionkey
	xfunctionskey xgoogapikey xrapidapikey xmashapeauthorization xappkey xclientsecret xsecretkey ddapikey
	ddapplicationkey xalgoliaapikey xsecret`)

// companionHeaders belong to a credential and are nothing without it: they go
// with it, but are none of their own.
var companionHeaders = nameSet(`dpop signature signatureinput xsignature xhubsignature xhubsignature256 xhmacsignature xamzsecuritytoken`)

// plainHeaders never hold the client's credentials for the API, whatever their value looks like.
var plainHeaders = nameSet(`authorization proxyauthorization cookie xsignature dpop signature signatureinput xamzsecuritytoken
	xcsrftoken xxsrftoken csrftoken xcsrf accept acceptlanguage useragent referer origin host contenttype
	ifmatch ifnonematch idempotencykey xidempotencykey traceparent tracestate xrequestid xcorrelationid
	secwebsocketkey wwwauthenticate baggage`)

// tokenParams are query parameters that hold access tokens, keyParams other
// credentials. weakParams are such only where the value looks like one: the
// names have other uses too.
var (
	tokenParams = nameSet(`accesstoken token authtoken bearertoken bearer jwt idtoken oauthtoken`)
	keyParams   = nameSet(`apikey xapikey apitoken subscriptionkey ocpapimsubscriptionkey apisecret clientsecret
		xamzsignature xamzsecuritytoken xamzcredential xgoogsignature xgoogcredential awsaccesskeyid sharedaccesssignature samlresponse`)
	weakParams = nameSet(`key sig signature auth authorization session sessionid sid secret password`)
)

// plainCookies are cookies that hold no credentials: analytics, consent, load balancing, taste.
var plainCookies = regexp.MustCompile(`(?i)^(_ga.*|_gid|_gat.*|_gcl.*|_fbp|_hj.*|__utm.*|amplitude.*|mp_.*|ajs_.*|optimizely.*|cookie_?consent.*|consent.*|` +
	`euconsent.*|OptanonConsent|awsalb.*|arraffinity.*|__cf_bm|_cfuvid|cf_clearance|bigipserver.*|theme|dark_?mode|lang|language|locale|i18n.*|` +
	`timezone|tz|currency|country|(x-)?(c|x)srf[-_]?token|csrf.*|xsrf.*)$`)

func nameSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// bareName is a name as the lists above have it.
func bareName(name string) string {
	return strings.NewReplacer("-", "", "_", "", ".", "", " ", "").Replace(strings.ToLower(name))
}

// misspelt says whether a header name was meant to be Authorization.
func misspelt(name string) bool {
	name = bareName(name)
	return name != "authorization" && len(name) >= 11 && len(name) <= 15 && Distance(name, "authorization") <= 2
}

// Distance is the number of letters to insert, delete or change to get from a to b (Levenshtein).
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
