// One policy with a given number of allowed origins beside one with ten, in a process of its own, so that the heap is its own.
import { createCorsPolicy, withCors } from '../../dist/index.js';
import { requestMaker, time } from './exchange.js';
import { handlers } from './handlers.js';

/** @type {{ kind: 'exact' | 'patterns', size: number, rounds: number }} */
const { kind, size, rounds } = JSON.parse(String(process.argv[2]));
const TEN = 10;
const COUNT = 500;

/** @param {number} n */
const allowedEntry = (n) => kind === 'exact' ? `https://tenant-${n}.example.com` : `https://*.tenant-${n}.example.com`;
/** @param {number} n */
const allowedOrigin = (n) => kind === 'exact' ? `https://tenant-${n}.example.com` : `https://eu.app.tenant-${n}.example.com`;
/** As the parser makes it: a string whose hash nobody has asked for yet. @param {string} text */
const fresh = (text) => Buffer.from(text, 'latin1').toString('latin1');

const collect = /** @type {() => void} */ (globalThis.gc);
const heap = () => {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
};

const list = Array.from({ length: size }, (_, n) => fresh(allowedEntry(n)));
// The first policy of a process also pays for compiling the library.
createCorsPolicy({ origin: list.slice(0, TEN) });
const heapBefore = heap();
const begun = performance.now();
const policy = createCorsPolicy({ origin: list });
const startUp = performance.now() - begun;
const bytes = (heap() - heapBefore) / size;

/** Numbers that follow no order: each visit to a large table is then to a part of it that no cache holds. @param {number} below */
function scattered(below) {
  let state = 12_345;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** @param {import('../../dist/index.js').CorsPolicy} asked @param {() => number} next */
function decisionTime(asked, next) {
  const requests = Array.from({ length: COUNT }, () => ({ method: 'GET', headers: { origin: fresh(allowedOrigin(next())) } }));
  let allowed = 0;
  const started = process.hrtime.bigint();
  for (const request of requests) if (/** @type {import('../../dist/index.js').CorsDecision} */ (asked.decide(request)).allowed) allowed++;
  const took = process.hrtime.bigint() - started;
  if (allowed !== COUNT) throw new Error(`Only ${allowed} of ${COUNT} allowed origins were allowed`);
  return Number(took) / COUNT;
}

/** @param {ReadonlySet<string>} allowed @returns {import('./exchange.js').Listener} */
const byHandOf = (allowed) => (req, res) => {
  const { origin } = req.headers;
  res.setHeader('Vary', 'Origin');
  if (origin !== undefined && allowed.has(origin)) res.setHeader('Access-Control-Allow-Origin', origin);
  return handlers.setHeader(req, res);
};

/** @param {import('./exchange.js').Listener} listener @param {() => number} next */
const requestTime = (listener, next) => time(listener, () => requestMaker('GET', [['Origin', allowedOrigin(next())]], true)(), COUNT);

const small = createCorsPolicy({ origin: list.slice(0, TEN).concat(Array.from({ length: Math.max(0, TEN - size) }, (_, n) => allowedEntry(size + n))) });
// Of ten; the same ten of the many; any of the many, which no cache can hold. Beside the latter, what a Set of the same size costs.
const anyOfTen = scattered(Math.min(TEN, size));
const anyOfAll = scattered(size);
const listener = withCors(handlers.setHeader, policy);
const listenerByHand = byHandOf(new Set(list));
/** @type {Record<string, () => number | Promise<number>>} */
const measurements = {
  'decision, of ten': () => decisionTime(small, anyOfTen),
  'decision, same ten': () => decisionTime(policy, anyOfTen),
  'decision, any': () => decisionTime(policy, anyOfAll),
  'request, any': () => requestTime(listener, anyOfAll),
  'request by hand, any': () => requestTime(listenerByHand, anyOfAll),
};

/** @type {Record<string, number[]>} */
const times = Object.fromEntries(Object.keys(measurements).map((name) => [name, []]));
const entries = Object.entries(measurements);
for (let round = 0; round < 2 * rounds; round++) {
  // Another one first each time: the garbage of one is collected while the next runs.
  for (const [name, measure] of [...entries.slice(round % entries.length), ...entries.slice(0, round % entries.length)]) {
    const nanoseconds = await measure();
    if (round >= rounds) times[name]?.push(nanoseconds);
  }
}
process.send?.({ startUp, bytes, times });
