// The process that makes the load: told to, it lets all clients loose for some seconds, waits until the last
// has left, and reports.
import { createHistogram } from 'node:perf_hooks';
import { clients } from './clients.js';

const [, , port, seed] = process.argv.map(Number);
const latency = createHistogram();
let state = Number(seed);

/** Mulberry32: the same seed gives the same requests, in whatever order the answers let them out. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}

process.on('message', async (/** @type {{ seconds: number }} */ { seconds }) => {
  const end = performance.now() + seconds * 1000;
  /** @type {Record<string, number>} */
  const answers = {};
  /** @type {string[]} */
  const wrong = [];
  let wrongCount = 0;
  await Promise.all(clients.map((client) => client({
    port: Number(port),
    random,
    goesOn: () => performance.now() < end,
    took: (milliseconds) => latency.record(Math.max(1, Math.round(milliseconds * 1000))),
    judged(kind, problem) {
      answers[kind] = (answers[kind] ?? 0) + 1;
      if (problem === undefined) return;
      wrongCount += 1;
      if (wrong.length < 20) wrong.push(`${kind}: ${problem}`);
    },
  })));
  const percentiles =
    [50, 90, 99, 99.9, 100].map((percentile) => [percentile, latency.percentile(percentile) / 1000]);
  process.send?.({ answers, wrong, wrongCount, percentiles });
});
process.on('disconnect', () => process.exit());
