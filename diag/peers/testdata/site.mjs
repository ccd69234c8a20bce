// A web application with a session in a cookie, on libraries that are in wide use.
// Its one argument is JSON: how it guards requests that change something, what it
// does with people who are not signed in, and the secret of its cookies.
import { createServer } from 'node:http';
import cookieParser from 'cookie-parser';
import { doubleCsrf } from 'csrf-csrf';
import express from 'express';
import session from 'express-session';
import lusca from 'lusca';

const given = JSON.parse(process.argv[2]);
process.stdin.resume().on('end', () => process.exit()); // it ends with whoever started it

// The double submit cookie, as csrf-csrf's README has it, without TLS.
function csrfCsrf() {
  const { doubleCsrfProtection } = doubleCsrf({
    getSecret: () => given.secret, getSessionIdentifier: (req) => req.session.id,
    cookieName: 'csrf-token', cookieOptions: { secure: false },
  });
  return [cookieParser(), doubleCsrfProtection];
}

const guards = {
  none: () => [], lusca: () => [lusca.csrf()], 'lusca-angular': () => [lusca.csrf({ angular: true })], 'csrf-csrf': csrfCsrf,
};

function signedIn(req, res, next) {
  if (req.session.user) return next();
  if (given.login === 'redirect') return res.redirect('/login');
  return res.status(401).json({ message: 'You are not signed in' });
}

const app = express();
app.use((req, res, next) => {
  console.log(JSON.stringify({ line: `${req.method} ${req.url}`, headers: req.headers }));
  next();
});
app.use(session({ secret: given.secret, resave: false, saveUninitialized: false }));
app.post('/session', (req, res) => { // signs anyone in
  req.session.user = 'robin';
  res.json({});
});
app.get('/login', (req, res) => res.send('<!DOCTYPE html><title>Sign in</title><form method="post"><input name="user"><input type="password" name="password"></form>'));
app.use(...guards[given.guard](), (req, res, next) => next());
app.use('/v2', signedIn);
app.get('/csrf', (req, res) => res.json({ token: req.csrfToken() }));
app.route('/v2/devices')
  .get((req, res) => res.json({ devices: [{ id: 'd-1041' }] }))
  .post((req, res) => res.status(201).json({ id: 'd-1042' }));

const server = createServer(app).listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ listening: `http://127.0.0.1:${server.address().port}` }));
});
