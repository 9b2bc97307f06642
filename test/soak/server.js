// The process under load. It swaps its policy all the time, and tells its parent, when asked, what it has
// kept.
import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import http from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { withCors } from '../../dist/index.js';
import { handlerBehind } from './handlers.js';
import { options } from './policies.js';

const SWAP_EVERY = 50; // milliseconds
const decisions = channel('with-cors:decision');
const counts = { requests: 0, swaps: 0, decisions: 0, afterGone: 0, mostSocketListeners: 0 };
/** @type {Record<string, number>} */
const warnings = {};
process.on(
  'warning',
  (/** @type {Error & { code?: string }} */ { name, code = name }) =>
    (warnings[code] = (warnings[code] ?? 0) + 1)
);

/** @param {http.IncomingMessage} req */
function seen(req) {
  if (req.headers.origin === 'https://gone.example' && req.socket.destroyed) counts.afterGone += 1;
  const listeners = req.socket.eventNames().reduce((sum, name) => sum + req.socket.listenerCount(name), 0);
  counts.mostSocketListeners = Math.max(counts.mostSocketListeners, listeners);
}

const names = Object.keys(options);
const make = (/** @type {string} */ name) =>
  ({ name, listener: withCors(handlerBehind(name, seen), options[name]?.()) });
let current = make('any');
const countDecision = () => (counts.decisions += 1);
setInterval(() => {
  counts.swaps += 1;
  current = make(/** @type {string} */ (names[counts.swaps % names.length]));
  // Those who watch come and go, too.
  if (counts.swaps % 20 === 0) decisions.subscribe(countDecision);
  if (counts.swaps % 20 === 10) decisions.unsubscribe(countDecision);
}, SWAP_EVERY);

const server = http.createServer((req, res) => {
  counts.requests += 1;
  // A preflight doesn't get to the handler, so its policy is named here.
  if (req.method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined) res.setHeader(
    'X-Policy', current.name
  );
  const { listener } = current;
  listener(req, res);
});
server.maxRequestsPerSocket = 0;
await once(server.listen(0, '127.0.0.1'), 'listening');
process.send?.({ port: /** @type {import('node:net').AddressInfo} */ (server.address()).port });

/** Called when nobody is connected any more. What is left then was kept. */
async function measure() {
  server.closeAllConnections();
  for (let turn = 0; turn < 20; turn += 1) {
    globalThis.gc?.();
    await setImmediate();
  }
  const listeners = [process, server].map((emitter) =>
    Object.fromEntries(
      emitter.eventNames().map((name) => [String(name), emitter.listenerCount(/** @type {any} */ (name))])
    ));
  return { heap: process.memoryUsage().heapUsed, listeners: JSON.stringify(listeners), warnings, ...counts };
}

process.on('message', async () => process.send?.(await measure()));
process.on('disconnect', () => process.exit());
