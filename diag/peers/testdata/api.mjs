// An API as teams write it, on validators that are in wide use. Its one argument is
// JSON: which validator, the issuer and audience that it trusts, and what its
// settings are besides. It prints a line for each request.
import { createServer } from 'node:http';
import express from 'express';
import { auth, claimEquals, requiredScopes } from 'express-oauth2-jwt-bearer';
import { expressjwt } from 'express-jwt';
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify } from 'jose';
import jwksRsa from 'jwks-rsa';

const given = JSON.parse(process.argv[2]);
process.stdin.resume().on('end', () => process.exit()); // it ends with whoever started it

const { issuer, audience } = given;
const jwksUri = given.jwksUri ?? `${issuer}/jwks`;

// Auth0's middleware, as its README has it.
function oauth2JwtBearer() {
  return [auth({ issuerBaseURL: issuer, audience }), requiredScopes('devices:read')];
}

// The same with the address of the keys in its settings, for an API that may not ask for the metadata.
function withKeysAt() {
  return [auth({ issuer, jwksUri, audience, tokenSigningAlg: 'RS256', timeoutDuration: 1000 }), requiredScopes('devices:read')];
}

// The same for tokens that are bound to a key (RFC 9449).
function withDPoP() {
  return [auth({ issuerBaseURL: issuer, audience, dpop: { enabled: true, required: true } }), requiredScopes('devices:read')];
}

// The same where a sign-in with a password alone is not enough, or one of long ago (RFC 9470, section 3).
function stepUp() {
  const { acr, maxAge } = given;
  return [auth({ issuerBaseURL: issuer, audience }), (req, res, next) => {
    const claims = req.auth.payload;
    if (acr && claims.acr !== acr) {
      return res.status(401).set('WWW-Authenticate', `Bearer error="insufficient_user_authentication", error_description="A different authentication level is required", acr_values="${acr}"`).end();
    }
    if (maxAge && !(claims.auth_time + maxAge >= Date.now() / 1000)) {
      return res.status(401).set('WWW-Authenticate', `Bearer error="insufficient_user_authentication", error_description="More recent authentication is required", max_age="${maxAge}"`).end();
    }
    next();
  }];
}

// The same with a claim of one's own.
function withTenant() {
  return [auth({ issuerBaseURL: issuer, audience }), claimEquals('tenant', 'northwind')];
}

// express-jwt with jwks-rsa, as their READMEs have it.
function expressJwt() {
  return expressjwt({ secret: jwksRsa.expressJwtSecret({ jwksUri, cache: true }), audience, issuer, algorithms: ['RS256'] });
}

// A few lines on jose. With pinned the keys are those that the issuer had when the API started.
async function onJose() {
  const keys = given.pinned ? createLocalJWKSet(await (await fetch(jwksUri)).json()) : createRemoteJWKSet(new URL(jwksUri));
  return async (req, res, next) => {
    const [scheme, token] = (req.headers.authorization ?? '').split(' ');
    if (scheme.toLowerCase() !== 'bearer' || !token) {
      return res.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'unauthorized' });
    }
    try {
      await jwtVerify(token, keys, { issuer, audience, typ: 'at+jwt' });
    } catch (err) {
      return res.status(401).json({ code: err.code, message: err.message });
    }
    next();
  };
}

// The issuer is asked about every token (RFC 7662).
function introspection() {
  const basic = Buffer.from(`api:${given.apiSecret}`).toString('base64');
  return async (req, res, next) => {
    const token = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
    if (!token) return res.status(401).set('WWW-Authenticate', 'Bearer').end();
    const answer = await fetch(`${issuer}/token/introspection`, {
      method: 'POST', headers: { authorization: `Basic ${basic}` }, body: new URLSearchParams({ token }),
    });
    if (!(await answer.json()).active) {
      return res.status(401).set('WWW-Authenticate', 'Bearer error="invalid_token"').end();
    }
    next();
  };
}

const validators = {
  'oauth2-jwt-bearer': oauth2JwtBearer, 'oauth2-jwt-bearer-tenant': withTenant, 'express-jwt': expressJwt, jose: onJose, introspection,
  'oauth2-jwt-bearer-keys': withKeysAt, 'oauth2-jwt-bearer-dpop': withDPoP, 'step-up': stepUp,
};

const app = express();
app.use((req, res, next) => {
  console.log(JSON.stringify({ line: `${req.method} ${req.url}`, headers: req.headers }));
  next();
});
app.use(await validators[given.validator]());
app.get('/v2/devices', (req, res) => res.json({ devices: [{ id: 'd-1041' }] }));

const server = createServer(app).listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ listening: `http://127.0.0.1:${server.address().port}` }));
});
