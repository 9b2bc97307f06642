// A soak: one process serves, another sends good, hostile, slow and aborted requests as fast as they are
// answered, and this one looks at what is kept. The load is made in equal parts; after each, when nobody is
// connected any more, the server collects its garbage and is measured.
//
//   npm run test:soak                   two minutes
//   SOAK_SECONDS=20 npm run test:soak
//   SEED=1 npm run test:soak            the requests of another run
import { start } from './processes.js';

const PARTS = 12;
const MOST_PARTS = 24;
const GROWTH = 0.02;
const seconds = Number(process.env.SOAK_SECONDS ?? 120);
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
if (!(seconds >= 10 && seconds <= 3600)) throw new Error(
  'SOAK_SECONDS is the length of the soak in seconds, 10 to 3600'
);

/**
 * How much the heap grew, from the last but three to the last three measurements. V8 compiles and throws code
 * away all the time, and code lives in the heap: that moves single measurements by some percent, and medians
 * of three hold still.
 * @param {{ heap: number }[]} measurements
 */
function heapGrowth(measurements) {
  const heaps = measurements.slice(-6).map(({ heap }) => heap);
  const [before = NaN, after = NaN] =
    [heaps.slice(0, 3), heaps.slice(3)].map((three) => three.sort((a, b) => a - b)[1]);
  return after / before - 1;
}

const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(2)} %`;
/** @type {string[]} */
const problems = [];
/** @type {any[]} */
const measurements = [];
let exchanges = 0;
/** @type {[number, number][]} */
let percentiles = [];

// The server counts its warnings itself. It keeps code that was not run for a while, since each part would
// compile it anew.
const server = start('server.js', [], ['--expose-gc', '--no-flush-bytecode', '--no-warnings']);
const { port } = await server.ask();
const load = start('load.js', [String(port), String(seed)]);
console.log(`Soak of ${seconds} s on 127.0.0.1:${port}, seed ${seed}, Node ${process.versions.node}`);

try {
  // Where V8 hasn't settled after the two minutes, as on a slow machine, it goes on for at most as long
  // again. What leaks doesn't settle.
  while (measurements.length < PARTS
    || (heapGrowth(measurements) > GROWTH && measurements.length < MOST_PARTS)) {
    const report = await load.ask({ seconds: seconds / PARTS });
    const kept = await server.ask({ seconds: 0 });
    measurements.push(kept);
    for (const kind in report.answers) exchanges += report.answers[kind];
    percentiles = report.percentiles;
    console.log(
      `part ${measurements.length}: ${JSON.stringify(report.answers)}, heap ${(kept.heap / 1024).toFixed(0)} KiB`
    );
    if (report.wrongCount > 0) problems.push(
      `${report.wrongCount} wrong answers, among them:\n  ${report.wrong.join('\n  ')}`
    );
  }
} catch (error) {
  problems.push(/** @type {Error} */ (error).message);
} finally {
  await load.stop();
  await server.stop();
}

const [first, last] = [measurements[0], measurements.at(-1)];
if (last !== undefined) {
  console.log(
    `${exchanges} exchanges, ${last.requests} requests served, ${last.swaps} policy swaps, ${last.decisions} decisions published`
  );
  console.log(`latency in ms: ${percentiles.map(([at, value]) => `p${at} ${value.toFixed(2)}`).join(', ')}`);
  console.log(
    `heap growth at the end: ${percent(heapGrowth(measurements))}; warnings: ${JSON.stringify(last.warnings)}`
  );
  if (heapGrowth(measurements) > GROWTH) problems.push(
    `the heap grows: ${measurements.map(({ heap }) => heap).join(', ')} bytes`
  );
  if (last.listeners !== first.listeners) problems.push(
    `listeners grew from ${first.listeners} to ${last.listeners}`
  );
  if (last.mostSocketListeners > first.mostSocketListeners) {
    problems.push(
      `a socket's listeners grew from ${first.mostSocketListeners} to ${last.mostSocketListeners}`
    );
  }
  if (last.afterGone > 0) problems.push(`the handler ran ${last.afterGone} times for a client that had gone`);
  for (const code in last.warnings) {
    if (code !== 'WITH_CORS_ORIGIN_CHECK_FAILED') problems.push(`a process warning, ${code}`);
  }
  if (exchanges < seconds * 100) problems.push(`${exchanges} exchanges are no load`);
}

for (const problem of problems) console.error(`FAILED: ${problem}`);
console.log(
  problems.length === 0 ? 'The soak found nothing.' : `The soak found ${problems.length} problems.`
);
process.exitCode = problems.length === 0 ? 0 : 1;
