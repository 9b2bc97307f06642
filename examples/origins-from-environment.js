// One program for production and development: ORIGINS lists who may read, and no ORIGINS means the pages of
// this machine.
// A mistake in the list, or an empty one, ends the program at the start with what to write instead.
// Try: ORIGINS='https://app.example.com, https://admin.example.com' node examples/origins-from-environment.js
//      curl -i -H 'Origin: https://admin.example.com' http://localhost:3000/

import http from 'node:http';
import { withCors } from 'with-cors';

const development = ['http://localhost:*', 'http://127.0.0.1:*'];

const server = http.createServer(withCors((req, res) => {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ msg: `You asked for ${req.url}` }));
}, { origin: process.env.ORIGINS?.split(/[,\s]+/) ?? development, credentials: true }));

server.listen(Number(process.env.PORT ?? 3000), 'localhost', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`listening on http://localhost:${port}`);
});
