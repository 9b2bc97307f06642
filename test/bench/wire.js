// On the wire, where it counts: the server's own processor time for a request, over real sockets that are
// kept alive. That is steadier than requests a second, of which the kernel and the load generator have the
// larger part.
import autocannon from 'autocannon';
import { requestsOf, rows } from './rows.js';

/** What most servers do most of the time. */
export const ROW = rows[0];
const CONNECTIONS = 16;
const REQUESTS = 10_000;
const [{ Host, Connection, ...headers }] = requestsOf(ROW).map(Object.fromEntries);

/** By process. @type {WeakMap<object, number>} */
const ports = new WeakMap();

/** Microseconds for a request. @param {{ ask: (order: string) => Promise<number> }} child */
export async function cpuTime(child) {
  if (!ports.has(child)) ports.set(child, await child.ask('listen'));
  const url = `http://127.0.0.1:${ports.get(child)}/products/1`;
  const before = await child.ask('cpuMicroseconds');
  const load = { url, headers, connections: CONNECTIONS, amount: REQUESTS, sampleInt: 100 };
  const { errors, '2xx': served } = await autocannon(load);
  const took = await child.ask('cpuMicroseconds') - before;
  if (errors > 0 || served !== REQUESTS) throw new Error(`${served} of ${REQUESTS} served, ${errors} failed`);
  return took / REQUESTS;
}
