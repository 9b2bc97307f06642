// What a request costs in each contender, as a ratio to the headers written by hand.
import { cases } from './cases.js';
import { measureIn } from './child.js';
import { median, spread } from './statistics.js';

const REFERENCE = 'by hand';
// Two that are equal: how far they seem to differ is the noise of the measurement.
const RACE = ['bare', REFERENCE, 'by hand again', 'with-cors', 'cors', 'corser'];
const CHANNEL_RACE = [REFERENCE, 'with-cors, no channel', 'with-cors'];

/**
 * A round of one contender is only ever compared with the same round of another. Several processes, because two processes with the same
 * code differ in speed by what the compiler decides when.
 * @param {{ caseIndex: number, read: boolean, names: string[] }} what
 * @param {{ processes: number, rounds: number, warmRounds: number, count: number }} effort
 * @param {string} reference
 */
async function measure({ names, ...what }, { processes, ...effort }, reference) {
  /** @type {{ times: Record<string, number[]>, departures: Record<string, { got: object, wanted: object }> }[]} */
  const runs = [];
  for (let n = 0; n < processes; n++) {
    // Each process meets them in another order.
    runs.push(await measureIn('in-process-child.js', { ...what, ...effort, names: [...names.slice(n), ...names.slice(0, n)] }));
  }
  return names.map((contender) => {
    const times = runs.flatMap((each) => /** @type {number[]} */ (each.times[contender]));
    const references = runs.flatMap((each) => /** @type {number[]} */ (each.times[reference]));
    return {
      contender, ratio: spread(times.map((time, round) => time / Number(references[round]))), nanoseconds: median(times),
      departs: runs[0]?.departures[contender],
    };
  });
}

/** @param {boolean} quick */
const effortOf = (quick) => quick
  ? { processes: 2, rounds: 100, warmRounds: 100, count: 100 }
  : { processes: 3, rounds: 200, warmRounds: 200, count: 100 };

/** @param {boolean} quick @param {(line: string) => void} progress @param {RegExp} [only] */
export async function inProcess(quick, progress, only) {
  const results = [];
  for (const [caseIndex, { group, name }] of cases.entries()) {
    if (only && !only.test(`${group}: ${name}`)) continue;
    for (const read of [false, true]) {
      progress(`in process: ${group}: ${name}, ${read ? 'headers read before' : 'headers not read yet'}`);
      const contenders = await measure({ caseIndex, read, names: RACE }, effortOf(quick), REFERENCE);
      const strays = contenders.filter(({ contender, departs }) => departs && /with-cors|by hand/.test(contender));
      if (strays.length > 0) throw new Error(`Not the answer that "${group}: ${name}" asks for: ${JSON.stringify(strays, null, 2)}`);
      results.push({ group, name, read, contenders });
    }
  }
  return results;
}

/** What it costs to look whether somebody listens to `with-cors:decision`. @param {boolean} quick @param {(line: string) => void} progress */
export async function silentChannel(quick, progress) {
  progress('in process: nobody listens to with-cors:decision');
  const caseIndex = cases.findIndex(({ name }) => name === 'allowed');
  const { processes, rounds, ...effort } = effortOf(quick);
  const contenders = await measure(
    { caseIndex, read: true, names: CHANNEL_RACE }, { processes: 2 * processes, rounds: 2 * rounds, ...effort }, 'with-cors, no channel');
  return contenders.find(({ contender }) => contender === 'with-cors');
}
