// What a preflight is answered (CONTRACT 4), by HTTP/1 and by HTTP/2.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CorsOptions, withCors } from 'with-cors';
import { ask, askHttp2, corsOf, DEADLINE, type Question, values, versions } from './support/exchange.ts';

const A = 'https://a.example';
const B = 'https://b.example';
const METHODS = 'GET, HEAD, PUT, PATCH, POST, DELETE';

const OPTIONS = (method: string, headers?: string | readonly string[], origin = A): Question => ({
  method: 'OPTIONS',
  fields: { 'Origin': origin, 'Access-Control-Request-Method': method, ...(headers !== undefined && { 'Access-Control-Request-Headers': headers }) },
});

/** The fields of an answer without `access-control-` before their names. */
type Cors = Record<string, string>;
const allow = (origin: string, others: Cors = {}): Cors => ({ 'allow-origin': origin, 'allow-methods': METHODS, ...others });
const named = (others: Cors = {}): Cors => ({ ...allow(A), vary: 'Origin', ...others });
const credentialed = (others: Cors = {}): Cors => named({ 'allow-credentials': 'true', ...others });
const HEADERS = 'Origin, Access-Control-Request-Headers';
const asked = (list: string): Cors => allow('*', { 'allow-headers': list, 'vary': 'Access-Control-Request-Headers' });
const long = (length: number) => 'x,'.repeat(length / 2 - 1).padEnd(length, 'x');

const accepted: [sentence: string, options: CorsOptions | undefined, question: Question, expected: Cors, status?: number][] = [
  ['by default any origin may use the usual methods', undefined, OPTIONS('PUT'), allow('*')],
  ['null is any origin too', undefined, OPTIONS('PUT', undefined, 'null'), allow('*')],
  ['an empty Origin too', undefined, OPTIONS('PUT', undefined, ''), allow('*')],
  ['by default any header is given back', undefined, OPTIONS('PUT', 'x-a,authorization'), asked('x-a,authorization')],
  ['origin: true is any origin', { origin: true }, OPTIONS('PUT'), allow('*')],
  ['a named origin is told, and Vary tells that there are others', { origin: A }, OPTIONS('PUT'), named()],
  ['a named origin and the asked headers', { origin: [A, B] }, OPTIONS('PUT', 'x-a', B), named({ 'allow-origin': B, 'allow-headers': 'x-a', 'vary': HEADERS })],
  ['a predicate allows like a name', { origin: () => true }, OPTIONS('PUT'), named()],
  ['a promise too', { origin: async () => true }, OPTIONS('PUT', 'x-a'), named({ 'allow-headers': 'x-a', 'vary': HEADERS })],

  ['the whole list of methods is told, whatever was asked', { methods: ['PUT', 'PROPFIND'] }, OPTIONS('DELETE'), allow('*', { 'allow-methods': 'PUT, PROPFIND' })],
  ['a list of methods in a string', { methods: 'put,PROPFIND' }, OPTIONS('PUT'), allow('*', { 'allow-methods': 'PUT, PROPFIND' })],
  ['any method, without credentials, is a star', { methods: '*' }, OPTIONS('PROPFIND'), allow('*', { 'allow-methods': '*' })],
  ['any method, with credentials, is the asked one', { origin: A, credentials: true, methods: '*' }, OPTIONS('PROPFIND'), credentialed({ 'allow-methods': 'PROPFIND', 'vary': 'Origin, Access-Control-Request-Method' })],
  ['in its case', { origin: A, credentials: true, methods: '*' }, OPTIONS('patch'), credentialed({ 'allow-methods': 'patch', 'vary': 'Origin, Access-Control-Request-Method' })],
  ['any method and any header, with credentials, are the asked ones', { origin: A, credentials: true, methods: '*' }, OPTIONS('PROPFIND', 'x-a'), credentialed({ 'allow-methods': 'PROPFIND', 'allow-headers': 'x-a', 'vary': `${HEADERS}, Access-Control-Request-Method` })],
  ['the whole list of headers is told, whatever was asked', { allowedHeaders: ['X-A', 'Authorization'] }, OPTIONS('PUT', 'x-b'), allow('*', { 'allow-headers': 'X-A, Authorization' })],
  ['even if none was asked', { origin: A, allowedHeaders: 'X-A,X-B' }, OPTIONS('PUT'), named({ 'allow-headers': 'X-A, X-B' })],
  ['an empty list of headers is none', { allowedHeaders: [] }, OPTIONS('PUT', 'x-a'), allow('*')],
  ['maxAge is told', { maxAge: 600 }, OPTIONS('PUT'), allow('*', { 'max-age': '600' })],
  ['0 too, which is not the default', { maxAge: 0 }, OPTIONS('PUT'), allow('*', { 'max-age': '0' })],
  ['credentials are told', { origin: A, credentials: true }, OPTIONS('PUT', 'x-a'), credentialed({ 'allow-headers': 'x-a', 'vary': HEADERS })],
  ['exposed headers are no matter of a preflight', { origin: A, exposedHeaders: ['ETag'] }, OPTIONS('PUT'), named()],
  ['everything at once', { origin: A, credentials: true, methods: 'PUT', allowedHeaders: 'X-A', exposedHeaders: 'ETag', maxAge: 86_400, optionsSuccessStatus: 200, blockDisallowed: true }, OPTIONS('PUT', 'x-a'),
    credentialed({ 'allow-methods': 'PUT', 'allow-headers': 'X-A', 'max-age': '86400' }), 200],
  ['another status', { optionsSuccessStatus: 200 }, OPTIONS('PUT'), allow('*'), 200],
  ['the last of the statuses that browsers take', { optionsSuccessStatus: 299 }, OPTIONS('PUT'), allow('*'), 299],

  ['a list that was split over two fields is one', undefined, OPTIONS('PUT', ['x-a', 'x-b,x-c']), asked('x-a, x-b,x-c')],
  ['a list that was padded', undefined, OPTIONS('PUT', 'x-a ,\tx-b\t,  x-c'), asked('x-a, x-b, x-c')],
  ['a list with empty members', undefined, OPTIONS('PUT', ',x-a,, ,x-b,'), asked('x-a, x-b')],
  ['a list with a space behind its commas', undefined, OPTIONS('PUT', 'x-a, x-b'), asked('x-a, x-b')],
  ['a list keeps its case, its order and its repetitions', undefined, OPTIONS('PUT', 'X-b,x-A,x-b'), asked('X-b,x-A,x-b')],
  ['a name of every character that a token can have', undefined, OPTIONS('PUT', "!#$%&'*+-.^_`|~09azAZ"), asked("!#$%&'*+-.^_`|~09azAZ")],
  ['a padded list of 1,024 characters', undefined, OPTIONS('PUT', `${long(1022)} ,`), asked(long(1022).replaceAll(',', ', '))],
  ['a padded list longer than any browser\'s, as it came', undefined, OPTIONS('PUT', `${long(1022)} ,,`), asked(`${long(1022)} ,,`)],
  ['a list longer than any browser\'s', undefined, OPTIONS('PUT', long(15_000)), asked(long(15_000))],
  ['a list as a browser writes it, as it came', undefined, OPTIONS('PUT', 'x-a,x-b'), asked('x-a,x-b')],
  ['an empty list is none', undefined, OPTIONS('PUT', ''), allow('*')],
  ['a list of nothing but commas is none', undefined, OPTIONS('PUT', ', ,,'), allow('*')],
  ['a long list of nothing but commas is none', undefined, OPTIONS('PUT', ','.repeat(2000)), allow('*')],
  ...['a b', 'x-a,b c', 'x-a;x-b', '"x-a"', 'x-a: b', 'x-a\tb', 'x-a,\xe4', '{}', 'a@b', 'a/b', '\x80', long(1025).replace('x', '(')].map((list): typeof accepted[number] => [
    `no list of tokens, ${JSON.stringify(list).slice(0, 20)}, is given back, and the preflight is answered`, undefined, OPTIONS('PUT', list), allow('*'),
  ]),
  ...['', 'P UT', 'PUT,DELETE', 'PUT;', '\xe4'].map((method): typeof accepted[number] => [
    `no token, '${method}', is given back as a method`, { origin: A, credentials: true, methods: '*' }, OPTIONS(method, 'x-a'), credentialed({ 'allow-headers': 'x-a', 'vary': HEADERS, 'allow-methods': '' }),
  ]),
];

const refused: [sentence: string, options: CorsOptions, question: Question, shown: string][] = [
  ['an origin that is not named', { origin: A, credentials: true, methods: 'PUT', allowedHeaders: 'X-A', maxAge: 5 }, OPTIONS('PUT', 'x-a', B), B],
  ['every origin, with origin: false', { origin: false }, OPTIONS('PUT'), A],
  ['an origin that the predicate refuses', { origin: () => false }, OPTIONS('PUT'), A],
  ['an origin that the promise refuses', { origin: async () => false }, OPTIONS('PUT'), A],
  ['null', { origin: A }, OPTIONS('PUT', undefined, 'null'), 'null'],
  ['an empty Origin', { origin: A }, OPTIONS('PUT', undefined, ''), ''],
  ['an Origin that is text in another encoding', { origin: A }, OPTIONS('PUT', undefined, 'https://\xe4<b>'), 'https://\\u00e4<b>'],
  ['its own origin: a page asks its own server no preflight', { origin: A }, { method: 'OPTIONS', fields: { 'Host': 'b.example', 'Origin': 'http://b.example', 'Access-Control-Request-Method': 'PUT' } }, 'http://b.example'],
  ['even before the handler could go on', { origin: A, preflightContinue: true }, OPTIONS('PUT', undefined, B), B],
];

for (const [version, send] of versions) {
  const never = () => assert.fail('the handler ran');

  for (const [sentence, options, question, expected, status = 204] of accepted) {
    test(`${version}: ${sentence}`, DEADLINE, async () => {
      const answer = await send(withCors(never, options), question);
      const names = Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== '').map(([name, value]) => [name === 'vary' ? name : `access-control-${name}`, value]));
      assert.deepEqual(corsOf(answer), names);
      assert.deepEqual([answer.status, answer.body], [status, '']);
      assert.deepEqual(values(answer, 'Content-Length'), status === 204 ? [] : ['0'], 'RFC 9110, 8.6');
      assert.deepEqual([...values(answer, 'Content-Type'), ...values(answer, 'Transfer-Encoding')], []);
    });
  }

  for (const [sentence, options, question, shown] of refused) {
    test(`${version}: refused is ${sentence}`, DEADLINE, async () => {
      const answer = await send(withCors(never, options), question);
      assert.deepEqual([answer.status, values(answer, 'Content-Type'), corsOf(answer)], [403, ['text/plain'], { vary: 'Origin' }]);
      assert.equal(answer.body, `Not allowed by CORS: the origin '${shown}' is not in the option 'origin'.`);
      assert.deepEqual(values(answer, 'Content-Length'), [`${answer.body.length}`]);
    });
  }

  for (const [sentence, question] of [
    ['OPTIONS without Origin', { method: 'OPTIONS', fields: { 'Access-Control-Request-Method': 'PUT' } }],
    ['OPTIONS without Access-Control-Request-Method', { method: 'OPTIONS', fields: { 'Origin': A, 'Access-Control-Request-Headers': 'x-a' } }],
    ['GET with the headers of a preflight', { ...OPTIONS('PUT'), method: 'GET' }],
    ['OPTIONS of everything', { method: 'OPTIONS', path: '*' }],
  ] as const) {
    test(`${version}: ${sentence} is the handler's`, DEADLINE, async () => {
      const answer = await send(withCors((_, res) => { res.writeHead(207, { Allow: 'GET' }).end(); }, { origin: A }), question);
      const allowed = 'fields' in question && 'Origin' in question.fields;
      assert.deepEqual([answer.status, values(answer, 'Allow'), corsOf(answer)], [207, ['GET'], { vary: 'Origin', ...(allowed && { 'access-control-allow-origin': A }) }]);
    });
  }

  test(`${version}: with preflightContinue the handler answers, with the headers of the preflight`, DEADLINE, async () => {
    const options = { origin: A, credentials: true, maxAge: 5, exposedHeaders: ['ETag'], preflightContinue: true } as const;
    const seen: unknown[] = [];
    const answer = await send(withCors((_, res) => {
      seen.push(res.getHeader('access-control-allow-methods'), res.getHeader('access-control-max-age'));
      res.setHeader('Access-Control-Allow-Methods', 'PUT');
      res.setHeader('Access-Control-Allow-Origin', '*');
      res.setHeader('Vary', 'Accept');
      res.writeHead(200).end('mine');
    }, options), OPTIONS('PUT', 'x-a'));
    assert.deepEqual(seen, [METHODS, '5']);
    assert.deepEqual([answer.status, answer.body], [200, 'mine']);
    assert.deepEqual(corsOf(answer), {
      'access-control-allow-credentials': 'true', 'access-control-allow-headers': 'x-a', 'access-control-allow-methods': 'PUT', 'access-control-allow-origin': A,
      'access-control-max-age': '5', 'vary': `Accept, ${HEADERS}`,
    });
  });
}

test('the usual names of the fields are kept', DEADLINE, async () => {
  const answer = await ask(withCors(() => {}, { origin: A, credentials: true, maxAge: 5 }), OPTIONS('PUT', 'x-a,x-b'));
  const names = answer.fields.map(([name]) => name).filter((name) => !['Date', 'Connection'].includes(name));
  assert.deepEqual(names.sort(), ['Access-Control-Allow-Credentials', 'Access-Control-Allow-Headers', 'Access-Control-Allow-Methods', 'Access-Control-Allow-Origin', 'Access-Control-Max-Age', 'Vary']);
});

test('a method in lower case is no OPTIONS', DEADLINE, async () => {
  const answer = await askHttp2(withCors((req, res) => { res.end(req.method); }), { ...OPTIONS('PUT'), method: 'options' });
  assert.deepEqual([answer.status, answer.body], [200, 'options']);
});
