// Package lab is the practice lab: an authorization server, an API with two
// replicas and a gateway, all real HTTP servers on 127.0.0.1, and one scenario
// for every cause that breaks one thing in them or in the request.
package lab
