// The response to a preflight (Fetch, 3.3.3 and 4.8), over HTTP/1 and over HTTP/2.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CorsOptions, withCors } from 'with-cors';
import { corsOf, send, type SentRequest, values, versions } from './support/exchange.ts';

const A = 'https://a.example';
const B = 'https://b.example';
const METHODS = 'GET, HEAD, PUT, PATCH, POST, DELETE';

const OPTIONS = (method: string, headers?: string | readonly string[], origin = A): SentRequest => ({
  method: 'OPTIONS',
  headers: {
    'Origin': origin,
    'Access-Control-Request-Method': method,
    ...(headers !== undefined && { 'Access-Control-Request-Headers': headers }),
  },
});

/** The headers of a response without `access-control-` before their names. */
type Cors = Record<string, string>;
const HEADERS = 'Access-Control-Request-Headers';
const METHOD = 'Access-Control-Request-Method';
const allow = (origin: string, others: Cors = {}): Cors =>
  ({ 'allow-origin': origin, 'allow-methods': METHODS, 'vary': HEADERS, ...others });
const named = (others: Cors = {}): Cors => ({ ...allow(A), vary: `Origin, ${HEADERS}`, ...others });
const credentialed = (others: Cors = {}): Cors => named({ 'allow-credentials': 'true', ...others });
const reflected = (list: string): Cors => allow('*', { 'allow-headers': list });
const long = (length: number) => 'x,'.repeat(length / 2 - 1).padEnd(length, 'x');

type Options = CorsOptions | undefined;
type Accepted = [sentence: string, options: Options, request: SentRequest, expected: Cors, status?: number];
const accepted: Accepted[] = [
  ['by default any origin is allowed the usual methods, and Vary says what is reflected', undefined,
    OPTIONS('PUT'), allow('*')],
  ['a policy that reflects nothing varies by nothing', { allowedHeaders: 'X-A', methods: '*' },
    OPTIONS('PUT', 'x-a'),
    allow('*', { 'allow-methods': '*', 'allow-headers': 'X-A', 'vary': '' })],
  ['a policy that reflects the method alone varies by it',
    { origin: A, credentials: true, methods: '*', allowedHeaders: [] },
    OPTIONS('PUT', 'x-a'), credentialed({ 'allow-methods': 'PUT', 'vary': `Origin, ${METHOD}` })],
  ['null is any origin too', undefined, OPTIONS('PUT', undefined, 'null'), allow('*')],
  ['an empty Origin too', undefined, OPTIONS('PUT', undefined, ''), allow('*')],
  ['by default the requested headers are reflected', undefined, OPTIONS('PUT', 'x-a,authorization'),
    reflected('x-a,authorization')],
  ['origin: true is any origin', { origin: true }, OPTIONS('PUT'), allow('*')],
  ['a named origin is sent back, and Vary says that others get something else', { origin: A }, OPTIONS('PUT'),
    named()],
  ['a named origin and the requested headers', { origin: [A, B] }, OPTIONS('PUT', 'x-a', B),
    named({ 'allow-origin': B, 'allow-headers': 'x-a' })],
  ['a predicate allows like a name', { origin: () => true }, OPTIONS('PUT'), named()],
  ['a promise too', { origin: async () => true }, OPTIONS('PUT', 'x-a'), named({ 'allow-headers': 'x-a' })],

  ['the whole list of methods is sent, whatever was requested', { methods: ['PUT', 'PROPFIND'] },
    OPTIONS('DELETE'),
    allow('*', { 'allow-methods': 'PUT, PROPFIND' })],
  ['a list of methods in a string', { methods: 'put,PROPFIND' }, OPTIONS('PUT'),
    allow('*', { 'allow-methods': 'PUT, PROPFIND' })],
  ['any method, without credentials, is a star', { methods: '*' }, OPTIONS('PROPFIND'),
    allow('*', { 'allow-methods': '*' })],
  ['any method, with credentials, is the requested one', { origin: A, credentials: true, methods: '*' },
    OPTIONS('PROPFIND'),
    credentialed({ 'allow-methods': 'PROPFIND', 'vary': `Origin, ${HEADERS}, ${METHOD}` })],
  ['a reflected method keeps its case', { origin: A, credentials: true, methods: '*' }, OPTIONS('patch'),
    credentialed({ 'allow-methods': 'patch', 'vary': `Origin, ${HEADERS}, ${METHOD}` })],
  ['any method and any header, with credentials, are the requested ones',
    { origin: A, credentials: true, methods: '*' },
    OPTIONS('PROPFIND', 'x-a'),
    credentialed(
      { 'allow-methods': 'PROPFIND', 'allow-headers': 'x-a', 'vary': `Origin, ${HEADERS}, ${METHOD}` }
    )],
  ['the whole list of headers is sent, whatever was requested', { allowedHeaders: ['X-A', 'Authorization'] },
    OPTIONS('PUT', 'x-b'), allow('*', { 'allow-headers': 'X-A, Authorization', 'vary': '' })],
  ['even if none was requested', { origin: A, allowedHeaders: 'X-A,X-B' }, OPTIONS('PUT'),
    named({ 'allow-headers': 'X-A, X-B', 'vary': 'Origin' })],
  ['an empty list of headers is not sent', { allowedHeaders: [] }, OPTIONS('PUT', 'x-a'),
    allow('*', { vary: '' })],
  ['maxAge is sent', { maxAge: 600 }, OPTIONS('PUT'), allow('*', { 'max-age': '600' })],
  ['maxAge 0 too, which is not the default', { maxAge: 0 }, OPTIONS('PUT'), allow('*', { 'max-age': '0' })],
  ['credentials are allowed', { origin: A, credentials: true }, OPTIONS('PUT', 'x-a'),
    credentialed({ 'allow-headers': 'x-a' })],
  ['exposed headers do not belong in a preflight', { origin: A, exposedHeaders: ['ETag'] }, OPTIONS('PUT'),
    named()],
  ['everything at once',
    { origin: A, credentials: true, methods: 'PUT', allowedHeaders: 'X-A', exposedHeaders: 'ETag',
    maxAge: 86_400, optionsSuccessStatus: 200, blockDisallowed: true }, OPTIONS('PUT', 'x-a'),
    credentialed({ 'allow-methods': 'PUT', 'allow-headers': 'X-A', 'max-age': '86400', 'vary': 'Origin' }),
    200],
  ['another status', { optionsSuccessStatus: 200 }, OPTIONS('PUT'), allow('*'), 200],
  ['the last status that browsers accept', { optionsSuccessStatus: 299 }, OPTIONS('PUT'), allow('*'), 299],

  ['a list that was split over two headers is one', undefined, OPTIONS('PUT', ['x-a', 'x-b,x-c']),
    reflected('x-a, x-b,x-c')],
  ['a list that was padded is reflected as it came', undefined, OPTIONS('PUT', 'x-a ,\tx-b\t,  x-c'),
    reflected('x-a ,\tx-b\t,  x-c')],
  ['a list with empty members, which RFC 9110, 5.6.1.2, says to ignore', undefined,
    OPTIONS('PUT', ',x-a,, ,x-b,'),
    reflected(',x-a,, ,x-b,')],
  ['a list with a space behind its commas', undefined, OPTIONS('PUT', 'x-a, x-b'), reflected('x-a, x-b')],
  ['a list keeps its case, its order and its repetitions', undefined, OPTIONS('PUT', 'X-b,x-A,x-b'),
    reflected('X-b,x-A,x-b')],
  ['a name of every character that a token can have', undefined, OPTIONS('PUT', "!#$%&'*+-.^_`|~09azAZ"),
    reflected("!#$%&'*+-.^_`|~09azAZ")],
  ['a list longer than any browser\'s is reflected', undefined, OPTIONS('PUT', long(15_000)),
    reflected(long(15_000))],
  ['a list as a browser writes it is reflected as it came', undefined, OPTIONS('PUT', 'x-a,x-b'),
    reflected('x-a,x-b')],
  ['an empty list is not reflected', undefined, OPTIONS('PUT', ''), allow('*')],
  ['a list of nothing but commas is not reflected', undefined, OPTIONS('PUT', ', ,,'), allow('*')],
  ['a long list of nothing but commas is not reflected', undefined, OPTIONS('PUT', ','.repeat(2000)),
    allow('*')],
  ...[
    'a b', 'x-a,b c', 'x-a;x-b', '"x-a"', 'x-a: b', 'x-a\tb', 'x-a,\xe4', '{}', 'a@b', 'a/b', '\x80',
    long(1025).replace('x', '('),
  ].map((list): Accepted => [
    `what is not a list of tokens, ${JSON.stringify(list).slice(0, 20)}, is not reflected`,
    undefined, OPTIONS('PUT', list), allow('*'),
  ]),
  ...['', 'P UT', 'PUT,DELETE', 'PUT;', '\xe4'].map((method): Accepted => [
    `what is not a token, '${method}', is not reflected as a method`,
    { origin: A, credentials: true, methods: '*' }, OPTIONS(method, 'x-a'),
    credentialed({ 'allow-headers': 'x-a', 'allow-methods': '', 'vary': `Origin, ${HEADERS}, ${METHOD}` }),
  ]),
];

type Refused = [sentence: string, options: CorsOptions, request: SentRequest, shown: string, vary?: string];
const refused: Refused[] = [
  ['an origin that is not named',
    { origin: A, credentials: true, methods: 'PUT', allowedHeaders: 'X-A', maxAge: 5 },
    OPTIONS('PUT', 'x-a', B), B, 'Origin'],
  ['an origin that is not named, by a policy that reflects a method',
    { origin: A, credentials: true, methods: '*' },
    OPTIONS('PUT', 'x-a', B), B, `Origin, ${HEADERS}, ${METHOD}`],
  ['an origin that differs from an allowed one only by its scheme', { origin: A },
    OPTIONS('PUT', undefined, 'http://a.example'), 'http://a.example'],
  ['every origin, with origin: false', { origin: false }, OPTIONS('PUT'), A],
  ['an origin that the predicate refuses', { origin: () => false }, OPTIONS('PUT'), A],
  ['an origin that the promise refuses', { origin: async () => false }, OPTIONS('PUT'), A],
  ['null', { origin: A }, OPTIONS('PUT', undefined, 'null'), 'null'],
  ['an empty Origin', { origin: A }, OPTIONS('PUT', undefined, ''), ''],
  ['an Origin in another encoding', { origin: A }, OPTIONS('PUT', undefined, 'https://\xe4<b>'),
    'https://\\u00e4<b>'],
  ['its own origin, since a page sends its own server no preflight', { origin: A },
    { ...OPTIONS('PUT'),
      headers: { ...OPTIONS('PUT', undefined, 'http://b.example').headers, Host: 'b.example' } },
    'http://b.example'],
  ['even before the handler could go on', { origin: A, preflightContinue: true },
    OPTIONS('PUT', undefined, B), B],
];

for (const [version, send] of versions) {
  const never = () => assert.fail('the handler ran');

  for (const [sentence, options, request, expected, status = 204] of accepted) {
    test(`${version}: ${sentence}`, async () => {
      const response = await send(withCors(never, options), request);
      const sent = Object.entries(expected).filter(([, value]) => value !== '')
        .map(([name, value]) => [name === 'vary' ? name : `access-control-${name}`, value]);
      assert.deepEqual(corsOf(response), Object.fromEntries(sent));
      assert.deepEqual([response.status, response.body], [status, '']);
      assert.deepEqual(values(response, 'Content-Length'), status === 204 ? [] : ['0'], 'RFC 9110, 8.6');
      assert.deepEqual([...values(response, 'Content-Type'), ...values(response, 'Transfer-Encoding')], []);
    });
  }

  for (const [sentence, options, request, shown, vary = `Origin, ${HEADERS}`] of refused) {
    test(`${version}: refused is ${sentence}`, async () => {
      const response = await send(withCors(never, options), request);
      assert.deepEqual([response.status, corsOf(response)], [403, { vary }]);
      assert.equal(
        response.body, `Not allowed by CORS: the origin '${shown}' is not in the option 'origin'.`
      );
      assert.deepEqual(values(response, 'Content-Type'), ['text/plain']);
      assert.deepEqual(values(response, 'Content-Length'), [`${response.body.length}`]);
    });
  }

  test(`${version}: with preflightContinue the preflight's headers join the handler's`, async () => {
    const options =
      { origin: A, credentials: true, maxAge: 5, exposedHeaders: ['ETag'], preflightContinue: true };
    const response = await send(withCors((_, res) => {
      res.setHeader('Access-Control-Allow-Methods', 'PUT');
      res.setHeader('Access-Control-Allow-Origin', '*');
      res.setHeader('Vary', 'Accept');
      res.writeHead(200).end('mine');
    }, options), OPTIONS('PUT', 'x-a'));
    assert.deepEqual([response.status, response.body], [200, 'mine']);
    assert.deepEqual(corsOf(response), {
      'access-control-allow-credentials': 'true', 'access-control-allow-headers': 'x-a',
      'access-control-allow-methods': 'PUT', 'access-control-allow-origin': A,
      'access-control-max-age': '5', 'vary': `Accept, Origin, ${HEADERS}`,
    });
  });
}

test('the headers have their usual names', async () => {
  const options = { origin: A, credentials: true, maxAge: 5 };
  const { headers } = await send(withCors(() => {}, options), OPTIONS('PUT', 'x-a,x-b'));
  const cors = headers.map(([name]) => name).filter((name) => !['Date', 'Connection'].includes(name));
  assert.deepEqual(cors.sort(), [
    'Access-Control-Allow-Credentials', 'Access-Control-Allow-Headers', 'Access-Control-Allow-Methods',
    'Access-Control-Allow-Origin', 'Access-Control-Max-Age', 'Vary',
  ]);
});
