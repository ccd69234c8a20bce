package lab

import (
	"context"
	"crypto"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/MicahParks/jwkset"
)

var (
	errNoKeySet   = errors.New("the issuer's key set cannot be read")
	errUnknownKey = errors.New("no such key")
)

// keyCache is the issuer's key set as an API knows it. It is read again when a
// token names a key that is not in it.
type keyCache struct {
	issuer string
	client *http.Client

	mu     sync.Mutex
	keys   map[string]crypto.PublicKey
	pinned bool // the fault: it is never read again
}

// pin fills the cache and keeps it as it is.
func (c *keyCache) pin(keys []signingKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keys, c.pinned = map[string]crypto.PublicKey{}, true
	for _, k := range keys {
		c.keys[k.id] = k.public()
	}
}

func (c *keyCache) key(ctx context.Context, kid string) (crypto.PublicKey, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keys[kid] == nil && !c.pinned {
		keys, err := c.read(ctx)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errNoKeySet, err)
		}
		c.keys = keys
	}
	if key := c.keys[kid]; key != nil {
		return key, nil
	}
	return nil, errUnknownKey
}

// read fetches the issuer's metadata and the key set that it names.
func (c *keyCache) read(ctx context.Context) (map[string]crypto.PublicKey, error) {
	var metadata struct {
		Issuer  string `json:"issuer"`
		JWKSURI string `json:"jwks_uri"`
	}
	if err := c.get(ctx, c.issuer+"/.well-known/openid-configuration", &metadata); err != nil {
		return nil, err
	}
	if metadata.Issuer != c.issuer { // OpenID Connect Discovery, section 4.3
		return nil, errors.New("the metadata names another issuer")
	}
	var set jwkset.JWKSMarshal
	if err := c.get(ctx, metadata.JWKSURI, &set); err != nil {
		return nil, err
	}
	jwks, err := set.JWKSlice()
	if err != nil {
		return nil, err
	}
	keys := make(map[string]crypto.PublicKey, len(jwks))
	for _, jwk := range jwks {
		keys[jwk.Marshal().KID] = jwk.Key()
	}
	return keys, nil
}

func (c *keyCache) get(ctx context.Context, url string, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	return askJSON(c.client, r, into)
}

// maxAnswer is far more than the answers of a lab's issuers.
const maxAnswer = 1 << 20

// askJSON sends a request to an issuer and reads its answer.
func askJSON(client *http.Client, r *http.Request, into any) error {
	res, err := client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", res.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return err
	}
	return json.Unmarshal(body, into)
}
