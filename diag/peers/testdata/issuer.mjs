// An issuer as a team would run it on panva's oidc-provider. Its one argument is
// JSON: the port (0: any), the paths of its realms, their private keys, the
// life of tokens in seconds. It prints a line for each request that it was sent.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import express from 'express';
import Provider from 'oidc-provider';

const given = JSON.parse(process.argv[2]);
process.stdin.resume().on('end', () => process.exit()); // it ends with whoever started it

const scopes = ['devices:read', 'devices:manage', 'logs:read'];
const none = { redirect_uris: [], response_types: [] };

const clients = [
  { client_id: 'job', client_secret: given.secret, grant_types: ['client_credentials'], scope: 'devices:read devices:manage', ...none },
  { client_id: 'api', client_secret: given.apiSecret, grant_types: ['client_credentials'], ...none },
  {
    client_id: 'portal', client_secret: given.secret, grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
    redirect_uris: ['https://portal.example/signed-in'],
  },
];

// A resource that is called opaque has tokens that only the issuer can read, and one
// that is called sealed has tokens that only it can read itself (RFC 7516).
const sealed = { sign: { alg: 'RS256' }, encrypt: { alg: 'dir', enc: 'A256GCM', key: randomBytes(32) } };
async function getResourceServerInfo(ctx, resource) {
  const accessTokenFormat = resource.includes('opaque') ? 'opaque' : 'jwt';
  const jwt = resource.includes('sealed') ? sealed : undefined;
  return { scope: scopes.join(' '), audience: resource, accessTokenFormat, accessTokenTTL: given.ttl, jwt };
}

// How and when the person signed in (RFC 9068, section 2.2.1).
function extraTokenClaims(ctx) {
  const code = ctx.oidc.entities.AuthorizationCode;
  return code && { acr: 'urn:example:password', auth_time: code.authTime };
}

function provider(issuer) {
  const p = new Provider(issuer, {
    clients,
    scopes: ['openid', 'offline_access', ...scopes],
    jwks: { keys: given.keys },
    cookies: { keys: [given.secret] },
    features: {
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => given.resource || undefined,
        useGrantedResource: () => true,
        getResourceServerInfo,
      },
    },
    rotateRefreshToken: true,
    extraTokenClaims,
  });
  p.use(async (ctx, next) => {
    await next();
    console.log(JSON.stringify({ line: `${ctx.method} ${ctx.url}`, headers: ctx.headers, body: ctx.oidc?.body }));
  });
  return p;
}

const app = express();
const server = createServer(app).listen(given.port, '127.0.0.1', () => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  for (const path of given.paths) app.use(path, provider(origin + path).callback());
  console.log(JSON.stringify({ listening: origin }));
});
