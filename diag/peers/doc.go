// Package peers diagnoses faults of other people's products: panva's
// oidc-provider as issuer, Debian's nginx, Apache and Squid as gateways, servers
// and proxy, an S3 server, and APIs and sites on libraries that are in wide use,
// all on 127.0.0.1. It is tests only, behind the build tag peers; .ci/peers-setup
// installs what they need and says how to run them.
package peers
