// Long headers that somebody sends on purpose: what they cost, for each byte and against the handler alone.
import { measureIn } from './child.js';
import { race } from './load.js';
import { median, spread } from './statistics.js';

const LENGTHS = [1, 5, 10, 15].map((kilobytes) => kilobytes * 1000);
const LONGEST = /** @type {number} */ (LENGTHS.at(-1));

/** @typedef {{ name: string, policy: string, method: string, headers: (length: number) => [string, string][] }} Attack */

/** @param {string} piece @param {number} length */
const fill = (piece, length) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
const asked = /** @type {[string, string]} */ (['Access-Control-Request-Method', 'PUT']);

/** @type {Attack[]} */
export const attacks = [
  { name: 'Origin, to a list', policy: 'list', method: 'GET', headers: (length) => [['Origin', `https://${fill('a.', length)}example.com`]] },
  { name: 'Origin, to patterns', policy: 'patterns', method: 'GET', headers: (length) => [['Origin', `https://${fill('a.', length)}example.com`]] },
  { name: 'Origin, to a RegExp', policy: 'regexp', method: 'GET', headers: (length) => [['Origin', `https://${fill('a', length)}!`]] },
  { name: 'Origin of a preflight', policy: 'list', method: 'OPTIONS', headers: (length) => [['Origin', `https://${fill('a.', length)}example.com`], asked] },
  {
    name: 'asked headers, any allowed', policy: 'list', method: 'OPTIONS',
    headers: (length) => [['Origin', 'https://app.example.com'], asked, ['Access-Control-Request-Headers', fill('x-a,', length - 1) + 'b']],
  },
  {
    name: 'asked headers, malformed at the end', policy: 'list', method: 'OPTIONS',
    headers: (length) => [['Origin', 'https://app.example.com'], asked, ['Access-Control-Request-Headers', fill('x-a,', length - 1) + '"']],
  },
  {
    name: 'asked headers, some listed', policy: 'listed headers', method: 'OPTIONS',
    headers: (length) => [['Origin', 'https://app.example.com'], asked, ['Access-Control-Request-Headers', fill('x-a,', length - 1) + 'b']],
  },
];

/** @param {boolean} quick @param {(line: string) => void} progress */
export async function hostile(quick, progress) {
  const results = [];
  for (const [attackIndex, { name }] of attacks.entries()) {
    progress(`hostile headers: ${name}`);
    /** @type {Record<number, Record<'bare' | 'with-cors', number[]>>} */
    const times = await measureIn('hostile-child.js', { attackIndex, lengths: LENGTHS, rounds: quick ? 30 : 100 });
    /** @param {number} length */
    const over = (length) => spread((times[length]?.['with-cors'] ?? []).map((time, round) => time / Number(times[length]?.bare[round])));
    /** @param {number} length */
    const own = (length) => median(times[length]?.['with-cors'] ?? []);
    const shortest = Number(LENGTHS[0]);
    results.push({
      name, nanosecondsAByte: (own(LONGEST) - own(shortest)) / (LONGEST - shortest),
      overBare: Object.fromEntries(LENGTHS.map((length) => [length, over(length)])),
      overBareOnTheWire: await onTheWire(attackIndex, quick, progress),
    });
  }
  return results;
}

/** The same over real connections, where the bare handler too has to receive the bytes. @param {number} attackIndex @param {boolean} quick @param {(line: string) => void} progress */
async function onTheWire(attackIndex, quick, progress) {
  const { method, headers } = /** @type {Attack} */ (attacks[attackIndex]);
  const names = ['hostile bare', `hostile ${attackIndex}`];
  const loads = await race(names, {
    rounds: quick ? 2 : 5, method, headers: headers(LONGEST).map((header) => header.join(': ')), anyStatus: true, progress,
  });
  const [bare = [], ours = []] = names.map((name) => loads[name]);
  return spread(ours.map(({ cpuMicroseconds }, round) => cpuMicroseconds / Number(bare[round]?.cpuMicroseconds)));
}
