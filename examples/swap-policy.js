// Swapping the policy while the server runs: a variable holds the wrapped listener, SIGHUP reads the origins
// again.
// Requests under way keep the policy they began with. A file with a mistake in it changes nothing.
// Try: curl -i -H 'Origin: http://localhost:8080' http://localhost:3000/
//      then change swap-policy.json (or the file that ORIGINS_FILE names) and `kill -HUP` the process

import { readFileSync } from 'node:fs';
import http from 'node:http';
import { withCors } from 'with-cors';

const file = process.env.ORIGINS_FILE ?? new URL('swap-policy.json', import.meta.url);

/** @type {http.RequestListener} */
function handler(req, res) {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ msg: `You asked for ${req.url}` }));
}

const readListener = () => withCors(handler, { origin: JSON.parse(readFileSync(file, 'utf8')) });

let listener = readListener();

process.on('SIGHUP', () => {
  try {
    listener = readListener();
    console.log('policy swapped');
  } catch (error) {
    console.log(`policy kept: ${error instanceof Error ? error.message : error}`);
  }
});

const server = http.createServer((req, res) => listener(req, res));

server.listen(Number(process.env.PORT ?? 3000), 'localhost', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`listening on http://localhost:${port}`);
});
