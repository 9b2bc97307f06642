// Origins that are looked up elsewhere, as in a database of customers: with a deadline, and remembered for a
// while.
// A lookup that fails or takes too long refuses the request: 500, no CORS header, and the handler doesn't
// run.
// Try: curl -i -H 'Origin: https://customer.example' http://localhost:3000/
//      curl -i -H 'Origin: https://broken.example' http://localhost:3000/

import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { withCors } from 'with-cors';

const customers = new Set(['https://customer.example', 'https://other-customer.example']);

/**
 * Stands in for the database; one origin finds it broken, one finds it slow.
 *
 * @param {string} origin
 * @param {AbortSignal} signal
 */
async function isCustomer(origin, signal) {
  console.log(`looking up ${JSON.stringify(origin)}`);
  await delay(origin === 'https://slow.example' ? 60_000 : 10, undefined, { signal });
  if (origin === 'https://broken.example') throw new Error('the database is down');
  return customers.has(origin);
}

/** @type {Map<string, { answer: Promise<boolean>, until: number }>} */
const remembered = new Map();

/** @param {string} origin */
function isAllowed(origin) {
  const known = remembered.get(origin);
  if (known && known.until > Date.now()) return known.answer;

  const answer = isCustomer(origin, AbortSignal.timeout(500));
  // A failure isn't remembered: the next request asks again.
  answer.catch(() => remembered.delete(origin));
  // Anybody can send any origin, so what is remembered is bounded: the oldest goes first.
  remembered.delete(origin);
  if (remembered.size >= 1000) remembered.delete(/** @type {string} */ (remembered.keys().next().value));
  remembered.set(origin, { answer, until: Date.now() + 60_000 });
  return answer;
}

const server = http.createServer(withCors((req, res) => {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ msg: `Hello, ${req.headers.origin ?? 'whoever you are'}` }));
}, { origin: isAllowed }));

server.listen(Number(process.env.PORT ?? 3000), 'localhost', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`listening on http://localhost:${port}`);
});
