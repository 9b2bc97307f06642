// One attack, through the bare handler and through the library, at each length, in a process of its own.
import { withCors } from '../../dist/index.js';
import { requestMaker, time } from './exchange.js';
import { handlers } from './handlers.js';
import { attacks, policies } from './attacks.js';

/** @type {{ attackIndex: number, lengths: number[], rounds: number }} */
const { attackIndex, lengths, rounds } = JSON.parse(String(process.argv[2]));
const { policy, method, headers } = /** @type {import('./attacks.js').Attack} */ (attacks[attackIndex]);
const racers = /** @type {const} */ ([
  ['bare', handlers.setHeader],
  ['with-cors', withCors(handlers.setHeader, /** @type {any} */ (policies[policy]))],
]);

/** @type {Record<number, Record<string, number[]>>} */
const times = Object.fromEntries(lengths.map((length) => [length, { 'bare': [], 'with-cors': [] }]));
const makers = lengths.map((length) => /** @type {const} */ ([length, requestMaker(method, headers(length), false)]));
for (let round = -rounds; round < rounds; round++) {
  for (const [length, nextRequest] of makers) {
    for (const [name, listener] of racers) {
      const nanoseconds = await time(listener, nextRequest, 50);
      if (round >= 0) times[length]?.[name]?.push(nanoseconds);
    }
  }
}
process.send?.(times);
