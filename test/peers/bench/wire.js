// Requests per second and latency on loopback: the lines by hand, the library and its peers, and whole frameworks with a route of theirs.
import { FEW } from './cases.js';
import { generator, pins, race } from './load.js';
import { median, spread } from './statistics.js';

const REFERENCE = 'by hand';
const SERVERS = ['bare', REFERENCE, 'by hand again', 'with-cors', 'cors', '@fastify/cors', '@koa/cors', 'hono/cors'];

/** @param {boolean} quick @param {(line: string) => void} progress */
export async function onTheWire(quick, progress) {
  const loads = await race(SERVERS, { rounds: quick ? 4 : 15, headers: [`Origin: ${FEW[0]}`], progress });
  const servers = SERVERS.map((server) => {
    const rounds = loads[server] ?? [];
    const references = loads[REFERENCE] ?? [];
    /** @param {(load: (typeof rounds)[number]) => number} figure */
    const ratio = (figure) => spread(rounds.map((load, round) => figure(load) / figure(/** @type {typeof load} */ (references[round]))));
    /** @param {'p50' | 'p90' | 'p99'} percentile */
    const latency = (percentile) => median(rounds.map((load) => load.latency[percentile]));
    return {
      server,
      ratio: ratio(({ requestsPerSecond }) => requestsPerSecond),
      // What the kernel and the generator do with the other core changes this less than the rate.
      cpuRatio: ratio(({ cpuMicroseconds }) => cpuMicroseconds),
      requestsPerSecond: Math.round(median(rounds.map(({ requestsPerSecond }) => requestsPerSecond))),
      latency: { p50: latency('p50'), p90: latency('p90'), p99: latency('p99') },
    };
  });
  return { generator, onDifferentCores: pins, servers };
}
