// Contenders in turns, each in a process of its own. A round of one is only ever compared with the same round
// of another, so that whatever else the machine does harms all alike.
import { fork } from 'node:child_process';
import { once } from 'node:events';

export const CONTENDERS = ['by hand', 'by hand again', 'with-cors', 'cors', 'corser'];
const REFERENCE = 'by hand';

/** @param {readonly number[]} numbers */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

/** @param {string} node the binary @param {string} row @param {string} name */
async function start(node, row, name) {
  const child = fork(new URL('child.js', import.meta.url), [row, name], { execPath: node, execArgv: [] });
  const exit = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${code} in: ${row}`);
  });
  exit.catch(() => {});
  const message = async () => (await Promise.race([once(child, 'message'), exit]))[0];
  await message();
  return {
    name,
    ask(order, how = {}) {
      child.send({ order, ...how });
      return message();
    },
    stop: () => child.disconnect(),
  };
}

/**
 * @param {string} node the binary
 * @param {string} row
 * @param {(child: Awaited<ReturnType<typeof start>>) => Promise<number>} measure one round of one contender
 * @param {{ processes: number, warmUp: number, rounds: number }} effort several processes of each, because
 *   two with the same code differ in speed by what the compiler decides when
 */
export async function race(node, row, measure, { processes, warmUp, rounds }) {
  const ratios = Object.fromEntries(CONTENDERS.map((name) => [name, []]));
  const responses = {};
  const figures = [];
  for (let n = 0; n < processes; n++) {
    const children = await Promise.all(CONTENDERS.map((name) => start(node, row, name)));
    try {
      for (const { name, ask } of children) responses[name] = await ask('response');
      for (let round = -warmUp; round < rounds; round++) {
        // Another one first each time and every second time backwards, so that each is as often after each
        // other.
        const order = children.map((_, index) => children[(index + round + n + warmUp) % children.length]);
        if (round % 2) order.reverse();
        const measured = {};
        for (const child of order) measured[child.name] = await measure(child);
        if (round < 0) continue;
        figures.push(measured[REFERENCE]);
        for (const name of CONTENDERS) ratios[name].push(measured[name] / measured[REFERENCE]);
      }
    } finally {
      for (const { stop } of children) stop();
    }
  }
  if (differences(responses['with-cors'], responses[REFERENCE]).length > 0) {
    throw new Error(`Not as by hand in: ${row}\n${JSON.stringify(responses, null, 2)}`);
  }
  return {
    ratios: Object.fromEntries(CONTENDERS.map((name) => [name, median(ratios[name])])),
    byHand: median(figures),
    differences: CONTENDERS
      .map((name) => [name, differences(responses[name], responses[REFERENCE])])
      .filter(([, names]) => names.length > 0)
      .map(([name, names]) => `${name}: ${names.join(', ')}`),
  };
}

/** The parts of a response that are not as in another; upper and lower case mean the same. */
function differences(one, other) {
  const flat = ({ status, headers, body }) => ({ status, ...headers, body });
  const [ones, others] = [flat(one), flat(other)];
  return Object.keys({ ...ones, ...others }).filter((name) => (
    `${ones[name]}`.toLowerCase() !== `${others[name]}`.toLowerCase())).sort();
}
