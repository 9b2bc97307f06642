// The contenders in one situation, in a process that does nothing else: so what V8 learns from one situation doesn't colour another.
// It checks the answers, warms up, and times.
import { answer, requestMaker, time } from './exchange.js';
import { cases, requestHeaders } from './cases.js';
import { contenders } from './contenders.js';

/** @type {{ caseIndex: number, read: boolean, names: string[], rounds: number, warmRounds: number, count: number }} */
const { caseIndex, read, names, rounds, warmRounds, count } = JSON.parse(String(process.argv[2]));
const situation = /** @type {import('./cases.js').Case} */ (cases[caseIndex]);

const makers = requestHeaders(situation).map((headers) => requestMaker(situation.preflight ? 'OPTIONS' : 'GET', headers, read));
let turn = 0;
const nextRequest = () => /** @type {() => import('node:http').IncomingMessage} */ (makers[turn++ % makers.length])();

/** What the CORS protocol reads, by lower-case name; the members of a list in alphabetical order. @param {[string, string][]} headers */
const corsOf = (headers) => Object.fromEntries(headers
  .map(([name, value]) => [name.toLowerCase(), value.split(/ *, */).sort().join(', ')])
  .filter(([name = '']) => name === 'vary' || name.startsWith('access-control-'))
  .sort());

/** @type {Record<string, { got: object, wanted: object }>} */
const departures = {};
/** @type {{ name: string, listener: import('./exchange.js').Listener }[]} */
const racers = [];
for (const name of names) {
  const listener = await /** @type {(typeof contenders)[string]} */ (contenders[name])(situation);
  racers.push({ name, listener });
  turn = 0;
  const given = await answer(listener, nextRequest());
  const wanted = { status: situation.status, ...corsOf(Object.entries(situation.cors(String(situation.origins[0])))) };
  const got = { status: given.status, ...corsOf(given.headers) };
  if (JSON.stringify(got) !== JSON.stringify(wanted)) departures[name] = { got, wanted };
}

// Short rounds, one contender after the other, another one first each time and every second time backwards, so that each is as often
// after each other: whatever else the machine does harms all alike.
/** @type {Record<string, number[]>} */
const times = Object.fromEntries(names.map((name) => [name, []]));
for (let round = 0; round < warmRounds + rounds; round++) {
  const order = racers.map((_, index) => /** @type {(typeof racers)[number]} */ (racers[(round + index) % racers.length]));
  if (round % 2 === 1) order.reverse();
  for (const { name, listener } of order) {
    const nanoseconds = await time(listener, nextRequest, count);
    if (round >= warmRounds) times[name]?.push(nanoseconds);
  }
}
process.send?.({ times, departures });
