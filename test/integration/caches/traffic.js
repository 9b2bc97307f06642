// Thousands of requests through a cache, mixed so that answers made for one origin are asked for by the
// others at once.
import http from 'node:http';
import { bodyFor, ways } from './handlers.js';

export const APP = 'https://app.example';
export const ADMIN = 'https://admin.example';
export const STRANGER = 'https://stranger.example';

/**
 * @typedef {object} Planned
 * @property {string} way
 * @property {string} method
 * @property {Record<string, string>} headers
 *
 * @typedef {object} Result
 * @property {number} stored how many answers came from the cache's store
 * @property {number} storable how many requests it could have answered so: no preflight, no `Vary: *`
 * @property {string[]} strayed what was wrong with the CORS headers of an answer
 * @property {string[]} damaged what was wrong with anything else
 * @property {Set<string>} storedWays the ways with at least one answer from the store
 */

/** The same seed plans the same requests. @param {number} seed @param {number} count @returns {Planned[]} */
export function plan(seed, count) {
  const random = mulberry32(seed);
  /** @template T @param {readonly T[]} choices @returns {T} */
  const pick = (choices) => /** @type {T} */ (choices[Math.floor(random() * choices.length)]);
  return Array.from({ length: count }, () => {
    const origin = pick([APP, ADMIN, STRANGER, undefined]);
    const method = pick([...Array(18).fill('GET'), 'HEAD', origin === undefined ? 'GET' : 'OPTIONS']);
    return {
      way: pick(Object.keys(ways)),
      method,
      headers: {
        ...(origin === undefined ? {} : { origin }),
        'accept-language': pick(['de', 'en']),
        'x-device': pick(['desk', 'hand']),
        ...(method === 'OPTIONS' ? { 'access-control-request-method': 'PUT' } : {}),
      },
    };
  });
}

/**
 * Sends them over 32 connections at a time.
 * @param {number} port @param {Planned[]} requests
 * @param {(origin: string | undefined) => string} expected `Access-Control-Allow-Origin`, a comma,
 * `-Allow-Credentials`
 * @returns {Promise<Result>}
 */
export async function send(port, requests, expected) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
  /** @type {Result} */
  const result = { stored: 0, storable: 0, strayed: [], damaged: [], storedWays: new Set() };
  const waiting = [...requests].reverse();
  try {
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
          {
          judge(next, await ask(port, agent, next), expected(next.headers['origin']), result);
        }
      }),
    );
  } finally {
    waiting.length = 0; // the first failure ends them all
    agent.destroy();
  }
  return result;
}

/** @param {number} port @param {http.Agent} agent @param {Planned} planned */
function ask(port, agent, { way, method, headers }) {
  return new Promise((resolve, reject) => {
    const path = `/${encodeURIComponent(way)}`;
    const fail = (/** @type {Error} */ error) =>
      reject(new Error(`${method} ${path}: ${error.message}`, { cause: error }));
    const request = http.request({ port, host: '127.0.0.1', path, method, headers, agent }, (answer) => {
      let body = '';
      answer
        .setEncoding('utf8')
        .on('data', (text) => (body += text))
        .on('error', fail);
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headersDistinct, body }));
    });
    request.setTimeout(20_000, () => request.destroy(new Error('no answer for 20 seconds')));
    request.on('error', fail).end();
  });
}

/** @param {Planned} planned @param {any} answer @param {string} expected @param {Result} result */
function judge({ way, method, headers }, { status, headers: got, body }, expected, result) {
  const who = `${way}, ${method}, ${headers['origin'] ?? 'no origin'}`;
  const found = [got['access-control-allow-origin'], got['access-control-allow-credentials']].join();
  if (found !== expected) result.strayed.push(`${who}: got "${found}" for "${expected}"`);

  if (method === 'OPTIONS') return;
  if (status !== 200) result.damaged.push(`${who}: status ${status}`);
  if (method === 'GET' && body !== bodyFor(way, headers)) result.damaged.push(
    `${who}: got the body "${body}"`
  );
  const fromStore = /HIT|STALE|UPDATING|REVALIDATED/.test(got['x-cache']?.join() ?? '');
  if (fromStore) result.storedWays.add(way);
  if (ways[way]?.varies.includes('*')) return;
  result.storable += 1;
  if (fromStore) result.stored += 1;
}

/**
 * A small generator of numbers from 0 to 1 that gives the same ones for the same seed. @param {number} state
 */
function mulberry32(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
