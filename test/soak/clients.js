// The clients, each a loop that ends when it is told to: the well-behaved ones measure and judge every
// answer, the others make trouble, and judge what answers they get.
import { setTimeout } from 'node:timers/promises';
import { Connection } from './connection.js';
import { fault } from './expectation.js';
import { bytesOf, garbage, makeRequest } from './requests.js';

/**
 * @typedef {object} Load
 * @property {number} port
 * @property {() => boolean} goesOn
 * @property {() => number} random
 * @property {(kind: string, problem: string | undefined) => void} judged
 * @property {(milliseconds: number) => void} took
 *
 * @typedef {(load: Load) => Promise<void>} Client
 */

/** One request after another, sometimes over a new connection. @type {Client} */
async function keepAlive({ port, goesOn, random, judged, took }) {
  while (goesOn()) {
    const connection = new Connection(port);
    await connection.ready; // so that the times are those of the answers
    for (let left = 1 + Math.floor(random() * 100); left > 0 && goesOn(); left -= 1) {
      const asked = makeRequest(random);
      const sent = performance.now();
      connection.send(bytesOf(asked));
      const answer = await connection.answer(asked.method);
      took(performance.now() - sent);
      judged('keep-alive', verdict(asked, answer));
      if (answer === undefined) break;
    }
    await connection.leave();
  }
}

/** Up to sixteen requests in one write. @type {Client} */
async function pipelining({ port, goesOn, random, judged }) {
  while (goesOn()) {
    const connection = new Connection(port);
    for (let batch = 0; batch < 20 && goesOn(); batch += 1) {
      const all = Array.from({ length: 1 + Math.floor(random() * 16) }, () => makeRequest(random));
      connection.send(all.map(bytesOf).join(''));
      for (const asked of all) judged('pipelined', verdict(asked, await connection.answer(asked.method)));
    }
    await connection.leave();
  }
}

/** A few bytes at a time, and a long answer that it is slow to take. @type {Client} */
async function slow({ port, goesOn, random, judged }) {
  while (goesOn()) {
    const connection = new Connection(port);
    const asked = {
      ...makeRequest(random), method: 'GET', path: '/long', wantedMethod: undefined, wantedHeaders: undefined
    };
    const bytes = bytesOf({ ...asked, origin: asked.origin?.slice(0, 600) });
    for (let at = 0; at < bytes.length; at += 20) {
      connection.send(bytes.slice(at, at + 20));
      await setTimeout(2);
    }
    const answer = connection.answer('GET');
    for (let pause = 0; pause < 5; pause += 1) {
      connection.socket.pause();
      await setTimeout(10);
      connection.socket.resume();
      await setTimeout(1);
    }
    judged('slow', verdict(asked, await answer));
    await connection.leave();
  }
}

/**
 * Leaves at any moment: in the head, in the body, while a predicate is asked, in the answer. @type {Client}
 */
async function aborting({ port, goesOn, random, judged }) {
  while (goesOn()) {
    const connection = new Connection(port);
    const bytes = random() < 0.3
      ? 'POST /echo HTTP/1.1\r\nHost: api.example\r\nOrigin: https://later.example\r\nContent-Length: 100000\r\n\r\nbegun'
      : bytesOf(
        { ...makeRequest(random), path: '/late',
          ...(random() < 0.5 ? { origin: 'https://gone.example' } : {}) }
      );
    connection.send(bytes.slice(0, random() < 0.3 ? Math.floor(random() * bytes.length) : undefined));
    await setTimeout(random() * 10);
    await connection.leave();
    judged('aborted', undefined);
  }
}

/** What is no HTTP, or too much of it. @type {Client} */
async function garbling({ port, goesOn, random, judged }) {
  while (goesOn()) {
    const connection = new Connection(port);
    connection.send(String(garbage[Math.floor(random() * garbage.length)]));
    await Promise.race([connection.answer('GET'), setTimeout(20)]);
    await connection.leave();
    judged('garbage', undefined);
    await setTimeout(5);
  }
}

/**
 * @param {import('./expectation.js').Asked} asked @param {import('./expectation.js').Answer | undefined}
 * answer
 */
function verdict(asked, answer) {
  const wrong = answer === undefined ? 'the connection ended before the answer' : fault(asked, answer);
  return wrong
    && `${asked.method} ${asked.path} from ${asked.origin?.slice(0, 60)}, for ${asked.wantedMethod}: ${wrong}`.slice(0, 400);
}

/** Who takes part. @type {readonly Client[]} */
export const clients = [
  ...Array(64).fill(keepAlive), ...Array(8).fill(pipelining), ...Array(8).fill(slow),
  ...Array(12).fill(aborting), garbling,
];
