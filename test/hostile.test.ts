// Hostile requests get an answer and change nothing. Each is sent to a server that is asked afterwards by an honest client,
// who gets what it got before.

import assert from 'node:assert/strict';
import http from 'node:http';
import http2 from 'node:http2';
import { test } from 'node:test';
import { type CorsOptions, withCors } from 'with-cors';
import { type Answer, corsOf, DEADLINE, type Question, send, sendBytes, sendHttp2, serve, versions, withSession } from './support/exchange.ts';

const A = 'https://a.example';
const METHODS = 'GET, HEAD, PUT, PATCH, POST, DELETE';
const LONG = 15_000;

const policies: [sentence: string, options: CorsOptions][] = [
  ['any origin', {}],
  ['a named origin', { origin: A, credentials: true, methods: '*', blockDisallowed: true }],
  ['patterns', { origin: ['https://*.a.example:*', A] }],
  ['a RegExp that backtracks', { origin: /^(https:\/\/(a|a)+)+(\.example)?$|^https:\/\/a\.example$/ }],
  ['a predicate', { origin: (origin) => origin === A }],
  ['a promise', { origin: async (origin) => origin === A, blockDisallowed: true }],
];

const origin = (value: string | string[], others: Question['fields'] = {}): Question => ({ fields: { Origin: value, ...others } });
const preflight = (method: string | string[], headers?: string | string[], from: string | string[] = A): Question => ({
  method: 'OPTIONS', fields: { 'Origin': from, 'Access-Control-Request-Method': method, ...(headers !== undefined && { 'Access-Control-Request-Headers': headers }) },
});

const attacks: [sentence: string, question: Question][] = [
  ['an Origin of 15 KB', origin(`https://${'a'.repeat(LONG)}.example`)],
  ['an Origin of 15 KB of labels', origin(`https://${'a.'.repeat(LONG / 2)}a.example`)],
  ['an Origin of 15 KB of digits for a port', origin(`https://b.a.example:${'1'.repeat(LONG)}`)],
  ['an Origin of 512 characters, on which a RegExp backtracks', origin(`https://${'a'.repeat(503)}!`)],
  ['an Origin of 513 characters, on which a RegExp would backtrack', origin(`https://${'a'.repeat(504)}!`)],
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
  ['15 KB of asked headers', preflight('PUT', 'x'.repeat(LONG))],
  ['15 KB of asked headers of one letter', preflight('PUT', 'x,'.repeat(LONG / 2))],
  ['15 KB of commas', preflight('PUT', ','.repeat(LONG))],
  ['15 KB of spaces between commas', preflight('PUT', `x${' '.repeat(LONG)},y`)],
  ['15 KB of spaces that no comma ends', preflight('PUT', `x${' '.repeat(LONG)}y`)],
  ['asked headers that are no list', preflight('PUT', 'x a;b\t"c"')],
  ['asked headers in another encoding', preflight('PUT', 'x-\xe4')],
  ['empty asked headers', preflight('PUT', '')],
  ['asked headers a hundred times', preflight('PUT', Array.from({ length: 100 }, (_, index) => `x-${index}`))],
  ['asked headers called __proto__', preflight('PUT', '__proto__,constructor,toString')],
  ['an asked method that is no token', preflight('P UT;')],
  ['an asked method in another encoding', preflight('\xc4')],
  ['an asked method called __proto__', preflight('__proto__')],
  ['an asked method of 15 KB', preflight('X'.repeat(LONG))],
  ['an empty asked method', preflight('')],
  ['an asked method twice', preflight(['PUT', 'DELETE'])],
  ['a header called __proto__', origin(A, { ['__proto__']: 'x' })],
  ['a Sec-Fetch-Site of 15 KB', origin('https://evil.example', { 'Sec-Fetch-Site': 'same-origin'.repeat(LONG / 11) })],
  ['a Host that is none', origin('https://evil.example', { Host: '///::[' })],
  ['a Host in another case of another site', origin('https://evil.example', { Host: 'EVIL.example.' })],
];

/** What the client of node:http2 doesn't send: a header twice that is single, and authorities and names that are none. */
function onlyByHttp1({ fields = {} }: Question): boolean {
  return Array.isArray(fields['Access-Control-Request-Method']) || fields['Host'] !== undefined || Object.hasOwn(fields, '__proto__');
}

/** What is wanted of every answer to an attack: a status of CORS's or the handler's, and nobody allowed who is not. */
function assertHarmless(answer: Answer, options: CorsOptions, question: Question): void {
  assert.ok([200, 204, 403].includes(answer.status), `${answer.status}`);
  const { 'access-control-allow-origin': allowed, ...others } = corsOf(answer);
  if (options.origin === undefined) assert.equal(allowed, '*');
  else assert.equal(allowed, question.fields?.['Origin'] === A ? A : undefined);
  for (const value of Object.values(others).flat()) {
    assert.match(value, /^[!#$%&'*+\-.^_`|~\w\t ,]+$/, 'nothing but tokens is given back');
    assert.doesNotMatch(value, /[^\t ,][\t ]+[^\t ,]/, 'with a comma between each two');
  }
  assert.ok(answer.body.length < 700 && /^[ -~]*$/.test(answer.body), 'the text is short and visible');
}

for (const [sentence, options] of policies) {
  for (const [version] of versions) {
    test(`${version}, ${sentence}: every attack gets an answer, and the next client gets what it always gets`, DEADLINE, async (t) => {
      let ran = 0;
      const listener = withCors((_: unknown, res: http.ServerResponse) => { ran += 1; res.end('page'); }, options);
      const attack = async (ask: (question: Question) => Promise<Answer>) => {
        const honest = async () => JSON.stringify((await Promise.all([origin(A), preflight('PUT', 'x-a'), origin('https://b.example')].map(ask))).map(({ status, body, ...answer }) => [status, body, corsOf({ status, body, ...answer })]));
        const before = await honest();
        assert.match(before, options.origin === undefined ? /"\*"/ : /"https:\/\/a\.example"/);
        for (const [name, question] of attacks) {
          if (version === 'HTTP/2' && onlyByHttp1(question)) continue;
          await t.test(name, DEADLINE, async () => assertHarmless(await ask(question), options, question));
        }
        assert.equal(await honest(), before);
      };
      if (version === 'HTTP/1') await serve(http.createServer(listener), (port) => attack((question) => send(port, question)));
      else await serve(http2.createServer(listener as never), (port) => withSession(port, (session) => attack((question) => sendHttp2(session, question))));
      assert.ok(ran > 0);
      assert.deepEqual(Object.keys(Object.prototype), [], 'no prototype has got anything');
    });
  }
}

test('a request of HTTP/1.0, which has no Host, and one with every header empty, are answered', DEADLINE, async () => {
  const listener = withCors((_, res) => { res.end('page'); }, { origin: A, blockDisallowed: true });
  const heads = await serve(http.createServer(listener), (port) => Promise.all([
    `GET / HTTP/1.0\r\nOrigin: ${A}\r\n\r\n`,
    'GET / HTTP/1.0\r\nOrigin: https://b.example\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost:\r\nConnection: close\r\nOrigin:\r\nAccess-Control-Request-Method:\r\nAccess-Control-Request-Headers:\r\nSec-Fetch-Site:\r\n\r\n',
  ].map((bytes) => sendBytes(port, bytes))));
  assert.deepEqual(heads.map((head) => head.slice(9, 12)), ['200', '403', '403']);
});

test('a body that goes with a preflight is passed over, and the connection serves the next request', DEADLINE, async () => {
  const listener = withCors((_, res) => { res.end('page'); }, { origin: A });
  const received = await serve(http.createServer(listener), (port) => sendBytes(port, [
    `OPTIONS / HTTP/1.1\r\nHost: x\r\nOrigin: ${A}\r\nAccess-Control-Request-Method: PUT\r\nContent-Length: 5\r\n\r\nhello`,
    `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: ${A}\r\n\r\n`,
  ].join('')));
  assert.deepEqual(received.match(/^HTTP\/1\.1 .*$/gm)?.map((line) => line.trim()), ['HTTP/1.1 204 No Content', 'HTTP/1.1 200 OK']);
  assert.ok(received.includes(`Access-Control-Allow-Methods: ${METHODS}\r\n`));
});
