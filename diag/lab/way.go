package lab

import (
	"crypto/tls"
	"net/url"
)

// wayScenarios are the faults on the way to the API.
var wayScenarios = []Scenario{
	{"proxy-auth-required", "The job's requests go through the company's proxy, which wants a user and password.", func(l *Lab) {
		l.noClient()
		l.overTLS(&tls.Config{})
		l.through(&forward{user: url.UserPassword("sync", secret())})
	}},
	{"blocked-by-proxy", "The company's proxy does not allow the API's host, and answers with a page of its own.", func(l *Lab) {
		l.noClient()
		l.through(&forward{blocks: true})
	}},
	{"client-certificate-required", "The API has come to ask for client certificates, and the client has none.", func(l *Lab) {
		l.noClient()
		l.onlyFor("Example Devices Client CA")
	}},
}
