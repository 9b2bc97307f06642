// The requests: what browsers send, what nobody should send, and how both look on the wire.
import { origins } from './policies.js';

/** @typedef {import('./expectation.js').Asked} Asked */

const PATHS = ['/set', '/head', '/pairs', '/nothing', '/error', '/stream', '/late'];
const LONG_LIST = Array.from({ length: 1000 }, (_, n) => `x-header-${n}`).join(',');

/** @param {() => number} random numbers from 0 to 1 @returns {Asked} */
export function makeRequest(random) {
  /** @template T @param {readonly T[]} choices @returns {T} */
  const pick = (choices) => /** @type {T} */ (choices[Math.floor(random() * choices.length)]);
  const from = pick(origins);
  // Node takes 16 KB of head and no more; two long values would be refused before the library sees them.
  const lists =
    [undefined, 'x-token', 'X-Token,Content-Type', 'authorization, x-a', ',,', 'not a token', '__proto__'];
  const wantedHeaders = pick((from.origin?.length ?? 0) > 1000 ? lists : [...lists, LONG_LIST]);
  const preflight = random() < 0.25;
  return {
    ...from,
    method: preflight ? 'OPTIONS' : pick(['GET', 'GET', 'GET', 'HEAD', 'DELETE']),
    path: pick(PATHS),
    wantedMethod: preflight ? pick(['PUT', 'PUT', 'patch', 'PROPFIND', '__proto__']) : undefined,
    wantedHeaders: preflight ? wantedHeaders : undefined,
  };
}

/** @param {Asked} asked */
export function bytesOf({ method, path, origin, wantedMethod, wantedHeaders }) {
  return [
    `${method} ${path} HTTP/1.1`,
    'Host: api.example',
    ...(origin === undefined ? [] : [`Origin: ${origin}`]),
    ...(wantedMethod === undefined ? [] : [`Access-Control-Request-Method: ${wantedMethod}`]),
    ...(wantedHeaders === undefined ? [] : [`Access-Control-Request-Headers: ${wantedHeaders}`]),
    '\r\n',
  ].join('\r\n');
}

/** What Node itself turns away; and it must go on afterwards. */
export const garbage = [
  'GET\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'GET / HTTP/1.1\r\nHost: api.example\r\nOrigin: https://a.example\x00\r\n\r\n',
  `GET / HTTP/1.1\r\nHost: api.example\r\nOrigin: ${'a'.repeat(20_000)}\r\n\r\n`,
  'OP TIONS / HTTP/1.1\r\nHost: api.example\r\n\r\n',
  'POST /echo HTTP/1.1\r\nHost: api.example\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
];
