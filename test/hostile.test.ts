// Hostile requests get a response and change nothing: an honest client gets the same afterwards as before.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CorsOptions, withCors } from 'with-cors';
import { corsOf, DEADLINE, type ReceivedResponse, sendBytes, type SentRequest,
  versions } from './support/exchange.ts';

const A = 'https://a.example';
const LONG = 15_000;

const policies: [sentence: string, options: CorsOptions][] = [
  ['any origin', {}],
  ['a named origin', { origin: A, credentials: true, methods: '*', blockDisallowed: true }],
  ['patterns', { origin: ['https://*.a.example:*', A] }],
  ['a RegExp', { origin: /^https:\/\/([a-z0-9-]+\.)*a\.example(:\d+)?$/ }],
  ['a predicate', { origin: (origin) => origin === A }],
  ['a promise', { origin: async (origin) => origin === A, blockDisallowed: true }],
];

const origin = (value: string | string[], others: SentRequest['headers'] = {}): SentRequest =>
  ({ headers: { Origin: value, ...others } });
const preflight = (method: string | string[], headers?: string | string[], from = A): SentRequest => ({
  method: 'OPTIONS',
  headers: {
    'Origin': from,
    'Access-Control-Request-Method': method,
    ...(headers !== undefined && { 'Access-Control-Request-Headers': headers }),
  },
});

const attacks: [sentence: string, request: SentRequest][] = [
  ['an Origin of 15 KB', origin(`https://${'a'.repeat(LONG)}.example`)],
  ['an Origin of 15 KB of labels', origin(`https://${'a.'.repeat(LONG / 2)}a.example`)],
  ['an Origin of 15 KB of digits for a port', origin(`https://b.a.example:${'1'.repeat(LONG)}`)],
  ['an Origin of 512 characters', origin(`https://${'a'.repeat(503)}!`)],
  ['an Origin of 513 characters', origin(`https://${'a'.repeat(504)}!`)],
  ['a preflight with an Origin of 15 KB', preflight('PUT', undefined, 'a'.repeat(LONG))],
  ['Origin: null', origin('null')],
  ['an empty Origin', origin('')],
  ['an Origin twice', origin([A, A])],
  ['an Origin twice, the second another', origin([A, 'https://evil.example'])],
  ['an Origin in another encoding', origin('https://\xe4\xff.example')],
  ['an Origin with markup', origin('https://<script>alert(1)</script>')],
  ['an Origin called __proto__', origin('__proto__')],
  ['an Origin called constructor', origin('constructor')],
  ['a pattern as an Origin', origin('https://*.a.example:*')],
  ['15 KB of requested headers', preflight('PUT', 'x'.repeat(LONG))],
  ['15 KB of requested headers of one letter', preflight('PUT', 'x,'.repeat(LONG / 2))],
  ['15 KB of commas', preflight('PUT', ','.repeat(LONG))],
  ['15 KB of spaces between commas', preflight('PUT', `x${' '.repeat(LONG)},y`)],
  ['15 KB of spaces that no comma ends', preflight('PUT', `x${' '.repeat(LONG)}y`)],
  ['requested headers that are not a list', preflight('PUT', 'x a;b\t"c"')],
  ['requested headers in another encoding', preflight('PUT', 'x-\xe4')],
  ['empty requested headers', preflight('PUT', '')],
  ['requested headers a hundred times',
    preflight('PUT', Array.from({ length: 100 }, (_, index) => `x-${index}`))],
  ['requested headers called __proto__', preflight('PUT', '__proto__,constructor,toString')],
  ['a requested method that is not a token', preflight('P UT;')],
  ['a requested method in another encoding', preflight('\xc4')],
  ['a requested method called __proto__', preflight('__proto__')],
  ['a requested method of 15 KB', preflight('X'.repeat(LONG))],
  ['an empty requested method', preflight('')],
  ['a requested method twice', preflight(['PUT', 'DELETE'])],
  ['a header called __proto__', origin(A, { ['__proto__']: 'x' })],
  ['a Sec-Fetch-Site of 15 KB',
    origin('https://evil.example', { 'Sec-Fetch-Site': 'same-origin'.repeat(LONG / 11) })],
  ['what is not a Host', origin('https://evil.example', { Host: '///::[' })],
  ['the Host of another site, in upper case', origin('https://evil.example', { Host: 'EVIL.example.' })],
];

/**
 * What the client of node:http2 doesn't send: a header twice that is single, and authorities and names that
 * are none.
 */
function onlyByHttp1({ headers = {} }: SentRequest): boolean {
  return Array.isArray(headers['Access-Control-Request-Method']) || headers['Host'] !== undefined
    || Object.hasOwn(headers, '__proto__');
}

/**
 * What is wanted of every response to an attack: a status of CORS's or the handler's, and nobody allowed who
 * is not.
 */
function assertHarmless(response: ReceivedResponse, options: CorsOptions, request: SentRequest): void {
  assert.ok([200, 204, 403].includes(response.status), `${response.status}`);
  const { 'access-control-allow-origin': allowed, ...others } = corsOf(response);
  if (options.origin === undefined) assert.equal(allowed, '*');
  else assert.equal(allowed, request.headers?.['Origin'] === A ? A : undefined);
  for (const value of Object.values(others).flat()) {
    assert.match(value, /^[!#$%&'*+\-.^_`|~\w\t ,]+$/, 'nothing but tokens is reflected');
    assert.doesNotMatch(value, /[^\t ,][\t ]+[^\t ,]/, 'with a comma between each two');
  }
  assert.ok(response.body.length < 700 && /^[ -~]*$/.test(response.body), 'the text is short and visible');
}

for (const [sentence, options] of policies) {
  for (const [version, send] of versions) {
    test(`${version}, ${sentence}: every attack gets a response and changes nothing`, DEADLINE, async (t) => {
      const listener = withCors((_, res) => { res.end('page'); }, options);
      const honest = async () => {
        const responses: unknown[] = [];
        for (const request of [origin(A), preflight('PUT', 'x-a'), origin('https://b.example')]) {
          const response = await send(listener, request);
          responses.push([response.status, response.body, corsOf(response)]);
        }
        return JSON.stringify(responses);
      };
      const before = await honest();
      assert.match(before, options.origin === undefined ? /"\*"/ : /"https:\/\/a\.example"/);
      for (const [name, request] of attacks) {
        if (version === 'HTTP/2' && onlyByHttp1(request)) continue;
        await t.test(name, async () => assertHarmless(await send(listener, request), options, request));
      }
      assert.equal(await honest(), before);
      assert.deepEqual(Object.keys(Object.prototype), [], 'no prototype has got anything');
    });
  }
}

const page = withCors((_, res) => { res.end('page'); }, { origin: A, blockDisallowed: true });

for (const [sentence, status, bytes] of [
  ['a request of HTTP/1.0, which has no Host', '200', `GET / HTTP/1.0\r\nOrigin: ${A}\r\n\r\n`],
  ['one from another origin', '403', 'GET / HTTP/1.0\r\nOrigin: https://b.example\r\n\r\n'],
  ['a preflight with every header empty', '403',
    'OPTIONS * HTTP/1.1\r\nHost:\r\nConnection: close\r\nOrigin:\r\n'
    + 'Access-Control-Request-Method:\r\nAccess-Control-Request-Headers:\r\nSec-Fetch-Site:\r\n\r\n'],
] as const) {
  test(`${sentence} gets a response`, async () => assert.equal((await sendBytes(page, bytes)).slice(9, 12),
    status));
}

test('a body that comes with a preflight is passed over, and the connection serves the next request',
  async () => {
  const received = await sendBytes(page, [
    `OPTIONS / HTTP/1.1\r\nHost: x\r\nOrigin: ${A}\r\nAccess-Control-Request-Method: PUT\r\nContent-Length: 5\r\n\r\nhello`,
    `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: ${A}\r\n\r\n`,
  ].join(''));
  assert.deepEqual(received.match(/(?<=^HTTP\/1\.1 )\d+/gm), ['204', '200']);
  assert.match(received, /^Access-Control-Allow-Methods: GET, HEAD, PUT, PATCH, POST, DELETE\r$/m);
});
