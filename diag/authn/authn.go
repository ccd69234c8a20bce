// Package authn is pure knowledge of protocols: challenges, credentials, JSON
// Web Tokens, key sets, OAuth answers, and the texts by which products refuse.
// It opens nothing and asks no clock.
package authn
