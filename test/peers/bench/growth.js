// What a policy costs as its list of origins grows: to make, to hold, and to ask.
import { measureIn } from './child.js';
import { median, spread } from './statistics.js';

const SIZES = [1, 10, 100, 10_000, 1_000_000];

/** @param {boolean} quick @param {(line: string) => void} progress */
export async function growth(quick, progress) {
  const results = [];
  for (const kind of ['exact', 'patterns']) {
    for (const size of SIZES) {
      progress(`growth: ${size} allowed origins, ${kind}`);
      const { startUp, bytes, times } = await measureIn('growth-child.js', { kind, size, rounds: quick ? 40 : 150 }, ['--expose-gc']);
      /** @param {Record<string, number[]>} figures @param {'same' | 'any'} which */
      const overTen = (figures, which) => spread((figures[which] ?? []).map((time, round) => time / Number(figures.ten?.[round])));
      results.push({
        kind, size, startUpMilliseconds: startUp, bytesAnOrigin: bytes,
        decision: { nanoseconds: median(times.decision.any), same: overTen(times.decision, 'same'), any: overTen(times.decision, 'any') },
        request: { nanoseconds: median(times.request.any), same: overTen(times.request, 'same'), any: overTen(times.request, 'any') },
      });
    }
  }
  return results;
}
