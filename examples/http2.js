// The same wrapper on node:http2 over TLS, which browsers require; clients that only know HTTP/1 are served
// too.
// Try: curl -ik --http2 -H 'Origin: https://app.example.com' https://localhost:3000/
//      curl -ik --http1.1 -H 'Origin: https://app.example.com' https://localhost:3000/

import http2 from 'node:http2';
import { withCors } from 'with-cors';
import { certificate } from './certificate.js';

/**
 * @param {http2.Http2ServerRequest} req
 * @param {http2.Http2ServerResponse} res
 */
function handler(req, res) {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ msg: `You asked for ${req.url} over HTTP/${req.httpVersion}` }));
}

const server = http2.createSecureServer(
  { ...certificate(), allowHTTP1: true },
  withCors(handler, { origin: 'https://app.example.com' }),
);

server.listen(Number(process.env.PORT ?? 3000), 'localhost', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`listening on https://localhost:${port}`);
});
