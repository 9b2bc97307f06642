// What long headers cost: for each byte, and against the same request through the bare handler.
import { attacks } from './attacks.js';
import { measureIn } from './child.js';
import { race } from './load.js';
import { median, spread } from './statistics.js';

const LENGTHS = [1, 5, 10, 15].map((kilobytes) => kilobytes * 1000);
const SHORTEST = 1000;
const LONGEST = 15_000;

/** @param {boolean} quick @param {(line: string) => void} progress */
export async function hostile(quick, progress) {
  const results = [];
  for (const [attackIndex, { name, method, headers }] of attacks.entries()) {
    progress(`hostile headers: ${name}`);
    /** @type {Record<number, Record<string, number[]>>} */
    const times = await measureIn('hostile-child.js', { attackIndex, lengths: LENGTHS, rounds: quick ? 30 : 100 });
    /** @param {number} length @param {string} which */
    const at = (length, which) => /** @type {number[]} */ (times[length]?.[which]);
    const overBare = LENGTHS.map((length) => ({
      length, ratio: spread(at(length, 'with-cors').map((time, round) => time / Number(at(length, 'bare')[round]))),
    }));
    // The longest need not cost most: what is too long to be looked at is cheap again.
    const { length: worst } = overBare.reduce((most, each) => each.ratio.median > most.ratio.median ? each : most);
    const bareServer = 'bare';
    const server = `attack ${attackIndex}`;
    const loads = await race([bareServer, server], {
      processes: 1, rounds: quick ? 2 : 5, method, headers: headers(worst).map((header) => header.join(': ')), anyStatus: true, progress: () => {},
    });
    results.push({
      name,
      nanosecondsAByte: (median(at(LONGEST, 'with-cors')) - median(at(SHORTEST, 'with-cors'))) / (LONGEST - SHORTEST),
      // Without a socket the bare handler never touches the long header; with one its server has to receive it.
      overBare,
      worst,
      overBareOnTheWire: spread((loads[server] ?? []).map(({ cpuMicroseconds }, round) => cpuMicroseconds / Number(loads[bareServer]?.[round]?.cpuMicroseconds))),
    });
  }
  return results;
}
