// Requests per second and latency on loopback: the lines by hand, the library and its peers, and whole frameworks with a route of theirs.
import { FEW } from './cases.js';
import { generator, pins, race } from './load.js';
import { median, spread } from './statistics.js';

const REFERENCE = 'by hand';
// Those that are close together get more rounds.
const RACE = [REFERENCE, 'by hand again', 'with-cors'];
const WIDER_RACE = [REFERENCE, 'bare', 'cors', '@fastify/cors', '@koa/cors', 'hono/cors'];

/** @param {boolean} quick @param {(line: string) => void} progress */
export async function onTheWire(quick, progress) {
  const requests = { headers: [`Origin: ${FEW[0]}`], progress };
  const close = summarize(await race(RACE, { ...requests, processes: quick ? 2 : 6, rounds: quick ? 3 : 5 }));
  const wide = summarize(await race(WIDER_RACE, { ...requests, processes: quick ? 1 : 2, rounds: quick ? 2 : 3 }));
  return { generator, onDifferentCores: pins, servers: [...close, ...wide.filter(({ server }) => server !== REFERENCE)] };
}

/** @param {Awaited<ReturnType<typeof race>>} loads */
const summarize = (loads) => Object.entries(loads).map(([server, rounds]) => {
  /** @param {(load: (typeof rounds)[number]) => number} figure */
  const ratio = (figure) => spread(rounds.map((load, round) => figure(load) / figure(/** @type {typeof load} */ (loads[REFERENCE]?.[round]))));
  /** @param {'p50' | 'p90' | 'p99'} percentile */
  const latency = (percentile) => median(rounds.map((load) => load.latency[percentile]));
  return {
    server,
    ratio: ratio(({ requestsPerSecond }) => requestsPerSecond),
    // What the kernel and the generator do on the other core changes this less than the rate.
    cpuRatio: ratio(({ cpuMicroseconds }) => cpuMicroseconds),
    requestsPerSecond: Math.round(median(rounds.map(({ requestsPerSecond }) => requestsPerSecond))),
    latency: { p50: latency('p50'), p90: latency('p90'), p99: latency('p99') },
  };
});
