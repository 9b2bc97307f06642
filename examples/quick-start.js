// A plain node:http server whose responses the pages of one other origin may read.
// Try: curl -i -H 'Origin: http://localhost:8080' http://localhost:3000/

import http from 'node:http';
import { withCors } from 'with-cors';

const server = http.createServer(withCors((req, res) => {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ msg: `You asked for ${req.url}` }));
}, { origin: 'http://localhost:8080' }));

server.listen(Number(process.env.PORT ?? 3000), 'localhost', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`listening on http://localhost:${port}`);
});
