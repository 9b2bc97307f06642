// What a policy costs as its list of origins grows: to make, to hold, and to ask.
import { measureIn } from './child.js';
import { median, spread } from './statistics.js';

const SIZES = [1, 10, 100, 10_000, 1_000_000];
// Below this, what a heap is rounded to is more than what the list takes.
const LARGE = 10_000;

/** @param {boolean} quick @param {(line: string) => void} progress */
export async function growth(quick, progress) {
  const results = [];
  for (const kind of /** @type {const} */ (['exact', 'patterns'])) {
    for (const size of SIZES) {
      progress(`growth: ${size} allowed origins, ${kind}`);
      const { startUp, bytes, times } = await measureIn('growth-child.js', { kind, size, rounds: quick ? 40 : 150 }, ['--expose-gc']);
      /** @param {string} name @param {string} reference */
      const ratio = (name, reference) => spread(times[name].map((/** @type {number} */ time, /** @type {number} */ round) => time / times[reference][round]));
      results.push({
        kind, size,
        startUpMilliseconds: startUp,
        bytesAnOrigin: size < LARGE ? undefined : bytes,
        decisionNanoseconds: median(times['decision, any']),
        sameTenOverTen: ratio('decision, same ten', 'decision, of ten'),
        anyOverTen: ratio('decision, any', 'decision, of ten'),
        // A Set holds no patterns.
        requestOverByHand: kind === 'exact' ? ratio('request, any', 'request by hand, any') : undefined,
      });
    }
  }
  return results;
}
