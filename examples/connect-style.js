// Connect-style middleware, `(req, res, next)`: a handler that only calls `next()` makes `withCors` a link of
// the chain.
// Try: curl -i -H 'Origin: https://app.example.com' http://localhost:3000/

import http from 'node:http';
import { withCors } from 'with-cors';

/**
 * @typedef {(req: http.IncomingMessage, res: http.ServerResponse, next: () => void) => unknown} Middleware
 */

/** @type {(...chain: Middleware[]) => http.RequestListener} */
const connect = (...chain) => (req, res) => {
  /** @type {(at: number) => unknown} */
  const run = (at) => chain[at]?.(req, res, () => run(at + 1));
  return run(0);
};

/** @type {Middleware} */
const poweredBy = (req, res, next) => {
  res.setHeader('X-Powered-By', 'ten lines');
  next();
};

/** @type {Middleware} */
const application = (req, res) => {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ msg: `You asked for ${req.url}` }));
};

/** @type {Middleware} */
const passOn = (req, res, next) => next();

const cors = withCors(passOn, { origin: 'https://app.example.com' });

const server = http.createServer(connect(poweredBy, cors, application));

server.listen(Number(process.env.PORT ?? 3000), 'localhost', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`listening on http://localhost:${port}`);
});
