// The same wrapper on node:https.
// Try: curl -ik -H 'Origin: https://app.example.com' https://localhost:3000/

import https from 'node:https';
import { withCors } from 'with-cors';
import { certificate } from './certificate.js';

const server = https.createServer(certificate(), withCors((req, res) => {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ msg: `You asked for ${req.url} over TLS` }));
}, { origin: 'https://app.example.com' }));

server.listen(Number(process.env.PORT ?? 3000), 'localhost', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`listening on https://localhost:${port}`);
});
