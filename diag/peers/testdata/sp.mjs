// A service provider's assertion consumer on node-saml. Its one argument is JSON: its
// own name, and the certificate and name of the issuer that it trusts.
import { createServer } from 'node:http';
import { SAML } from '@node-saml/node-saml';
import express from 'express';

const given = JSON.parse(process.argv[2]);
process.stdin.resume().on('end', () => process.exit()); // it ends with whoever started it

const app = express();
app.use(express.urlencoded());
const server = createServer(app).listen(0, '127.0.0.1', () => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  const saml = new SAML({
    callbackUrl: `${origin}/saml/acs`, entryPoint: 'https://idp.example/sso', issuer: given.audience, audience: given.audience,
    idpCert: given.cert, idpIssuer: given.issuer, wantAuthnResponseSigned: false,
  });
  app.post('/saml/acs', async (req, res) => {
    console.log(JSON.stringify({ line: 'POST /saml/acs', headers: req.headers, body: req.body }));
    try {
      const { profile } = await saml.validatePostResponseAsync(req.body);
      res.json({ user: profile.nameID });
    } catch (err) {
      res.status(401).json({ error: 'saml', message: err.message });
    }
  });
  console.log(JSON.stringify({ listening: origin }));
});
