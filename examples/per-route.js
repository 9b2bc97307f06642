// One policy for each route: wrap each handler with its own and choose between the listeners.
// Try: curl -i -H 'Origin: https://anyone.example' http://localhost:3000/public
//      curl -i -H 'Origin: https://app.example.com' http://localhost:3000/account

import http from 'node:http';
import { createCorsPolicy, withCors } from 'with-cors';

/** @type {(msg: string) => http.RequestListener} */
const answer = (msg) => (req, res) => {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ msg }));
};

// A policy is checked once and may serve any number of routes.
const ownApp =
  createCorsPolicy({ origin: 'https://app.example.com', credentials: true, blockDisallowed: true });

const routes = new Map([
  ['/public', withCors(answer('for every page'))],
  ['/account', withCors(answer('for our app, with its cookies'), ownApp)],
  ['/orders', withCors(answer('for our app as well'), ownApp)],
  ['/internal', withCors(answer('for no other origin'), { origin: false, blockDisallowed: true })],
]);
const notFound = withCors((req, res) => { res.writeHead(404).end(); });

const server = http.createServer((req, res) => {
  const path = (req.url ?? '').replace(/\?.*/, '');
  return (routes.get(path) ?? notFound)(req, res);
});

server.listen(Number(process.env.PORT ?? 3000), 'localhost', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`listening on http://localhost:${port}`);
});
