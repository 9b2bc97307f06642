// Seeing what was decided, and why, for each request: a subscriber to the `with-cors:decision` channel.
// (`NODE_DEBUG=with-cors node …` prints such lines without a change to the program.)
// Try: curl -i -H 'Origin: https://evil.example' http://localhost:3000/
// curl -i -X OPTIONS -H 'Origin: https://app.example.com' -H 'Access-Control-Request-Method: PURGE'
// http://localhost:3000/

import { subscribe } from 'node:diagnostics_channel';
import http from 'node:http';
import { withCors } from 'with-cors';

subscribe('with-cors:decision', (published) => {
  const { request, decision, error } = /** @type {import('with-cors').CorsDecisionMessage} */ (published);
  console.log(`${request.method} ${request.url} ${decision.kind} ${decision.reason}: ${decision.message}`);
  if (error) console.log(error);
});

const server = http.createServer(withCors((req, res) => {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ msg: `You asked for ${req.url}` }));
}, { origin: 'https://app.example.com', methods: ['GET', 'PUT'] }));

server.listen(Number(process.env.PORT ?? 3000), 'localhost', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`listening on http://localhost:${port}`);
});
