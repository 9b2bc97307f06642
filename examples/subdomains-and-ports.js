// Patterns: every subdomain of one domain, and every port of this machine.
// `https://*.example.com` takes one or more labels, never `https://example.com` itself: that one is named
// beside it.
// Try: curl -i -H 'Origin: https://shop.eu.example.com' http://localhost:3000/
//      curl -i -H 'Origin: http://localhost:5173' http://localhost:3000/

import http from 'node:http';
import { withCors } from 'with-cors';

const server = http.createServer(withCors((req, res) => {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ msg: `Hello, ${req.headers.origin ?? 'whoever you are'}` }));
}, {
  origin: ['https://example.com', 'https://*.example.com', 'http://localhost:*'],
}));

server.listen(Number(process.env.PORT ?? 3000), 'localhost', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`listening on http://localhost:${port}`);
});
