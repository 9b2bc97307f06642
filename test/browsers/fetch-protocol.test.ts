// The judge is tested before it judges: each row is a sentence about the standard, the call a script makes,
// the head that a server sends, and what must come of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetchByTheStandard, type ScriptRequest, type WireRequest } from './fetch-protocol.ts';
import { corsUnsafeRequestHeaderNames, isForbiddenRequestHeader, type HeaderList } from './fetch-grammar.ts';

const ORIGIN = 'https://page.example';
const ORIGINS = 'Access-Control-Allow-Origin';
const METHODS = 'Access-Control-Allow-Methods';
const HEADERS = 'Access-Control-Allow-Headers';
const ALLOW: HeaderList = [[ORIGINS, ORIGIN]];
const ANY: HeaderList = [[ORIGINS, '*']];
const CREDENTIALS: HeaderList = [['Access-Control-Allow-Credentials', 'true']];

type Call = Partial<ScriptRequest>;
interface More { readonly status?: number; readonly actual?: HeaderList }

/** Runs the model with one head for the preflight and for what follows, unless another is given. */
async function run(call: Call, head: HeaderList, { status = 204, actual = head }: More = {}) {
  const wire: WireRequest[] = [];
  const request: ScriptRequest = {
    origin: ORIGIN, url: 'https://api.example/', method: 'GET', headers: [], credentials: 'same-origin',
    ...call,
  };
  const verdict = await fetchByTheStandard(request, async (sent) => {
    wire.push(sent);
    return sent.method === 'OPTIONS' ? { status, headers: head } : { status: 200, headers: actual };
  });
  return { verdict, wire, sent: wire.map(({ method }) => method).join(' ') };
}

const put = { method: 'PUT' };
const allowPut: HeaderList = [...ALLOW, [METHODS, 'PUT']];
const own = { headers: [['X-Own', '1']] } as const;
const include = { credentials: 'include' } as const;

type Row = [
  sentence: string, call: Call, head: HeaderList, outcome: string, sent: string, more?: More,
];
const table: Row[] = [
  // 4.10 CORS check
  ['a response without Access-Control-Allow-Origin is refused', {}, [], 'refused', 'GET'],
  ['the page\'s origin is allowed', {}, ALLOW, 'readable', 'GET'],
  ['a star is allowed', {}, ANY, 'readable', 'GET'],
  ['another origin is refused', {}, [[ORIGINS, 'https://other.example']], 'refused', 'GET'],
  ['origins are compared byte by byte', {}, [[ORIGINS, 'https://PAGE.example']], 'refused', 'GET'],
  ['two values are one value that matches nothing', {}, [...ALLOW, ...ALLOW], 'refused', 'GET'],
  ['credentials with a star are refused', include, [...ANY, ...CREDENTIALS], 'refused', 'GET'],
  ['credentials without their header are refused', include, ALLOW, 'refused', 'GET'],
  ['credentials with their header are allowed', include, [...ALLOW, ...CREDENTIALS], 'readable', 'GET'],
  ['only a lower-case true counts', include, [...ALLOW, ['Access-Control-Allow-Credentials', 'True']], 'refused', 'GET'],
  ['credentials mode omit does not look at the credentials header', { credentials: 'omit' }, ANY, 'readable', 'GET'],
  ['null is an origin like others', { origin: 'null' }, [[ORIGINS, 'null']], 'readable', 'GET'],
  // 4.1 main fetch
  ['the same origin needs no permission', { ...put, url: `${ORIGIN}/x` }, [], 'readable', 'PUT'],
  ['another port is another origin', { url: `${ORIGIN}:444/x` }, [], 'refused', 'GET'],
  ['POST with plain text needs no preflight', { method: 'POST', body: 'x' }, ALLOW, 'readable', 'POST'],
  ['an own header needs one', own, [...ALLOW, [HEADERS, 'x-own']], 'readable', 'OPTIONS GET'],
  // 4.8 CORS-preflight fetch
  ['an allowed method goes on', put, allowPut, 'readable', 'OPTIONS PUT'],
  ['a preflight refused for its origin ends it', put, [[METHODS, 'PUT']], 'refused', 'OPTIONS'],
  ['a preflight with 404 ends it', put, allowPut, 'refused', 'OPTIONS', { status: 404 }],
  ['a preflight with 302 ends it', put, allowPut, 'refused', 'OPTIONS', { status: 302 }],
  ['a preflight with 299 is fine', put, allowPut, 'readable', 'OPTIONS PUT', { status: 299 }],
  ['a method that is not listed is refused', { method: 'DELETE' }, allowPut, 'refused', 'OPTIONS'],
  ['methods are compared with their case', { method: 'PATCH' }, [...ALLOW, [METHODS, 'patch']], 'refused', 'OPTIONS'],
  ['patch stays in lower case', { method: 'patch' }, [...ALLOW, [METHODS, 'PATCH']], 'refused', 'OPTIONS'],
  ['put is upper-cased', { method: 'put' }, allowPut, 'readable', 'OPTIONS PUT'],
  ['GET, HEAD and POST need no listing', own, [...ALLOW, [METHODS, 'PUT'], [HEADERS, '*']], 'readable', 'OPTIONS GET'],
  ['a star stands for every method', put, [...ALLOW, [METHODS, '*']], 'readable', 'OPTIONS PUT'],
  ['but not with credentials', { ...put, ...include }, [...ALLOW, ...CREDENTIALS, [METHODS, '*']], 'refused', 'OPTIONS'],
  ['with credentials a star is the method called *', { method: '*', ...include }, [...ALLOW, ...CREDENTIALS, [METHODS, '*']],
    'readable', 'OPTIONS *'],
  ['a list over two header lines is one list', put, [...ALLOW, [METHODS, 'GET'], [METHODS, 'PUT']], 'readable', 'OPTIONS PUT'],
  ['empty members of a list count for nothing', put, [...ALLOW, [METHODS, ',,\tPUT ,']], 'readable', 'OPTIONS PUT'],
  ['methods that are not a list are an error', put, [...ALLOW, [METHODS, 'PUT, @']], 'refused', 'OPTIONS'],
  ['even if the method needs no listing', own, [...ALLOW, [METHODS, 'a b'], [HEADERS, 'x-own']], 'refused', 'OPTIONS'],
  ['header names that are not a list are an error', put, [...allowPut, [HEADERS, 'a:b']], 'refused', 'OPTIONS'],
  ['a header that is not listed is refused', own, [...ALLOW, [HEADERS, 'x-other']], 'refused', 'OPTIONS'],
  ['header names are compared without their case', own, [...ALLOW, [HEADERS, 'x-OWN']], 'readable', 'OPTIONS GET'],
  ['a star stands for every header', own, [...ALLOW, [HEADERS, '*']], 'readable', 'OPTIONS GET'],
  ['but not with credentials', { ...own, ...include }, [...ALLOW, ...CREDENTIALS, [HEADERS, '*']], 'refused', 'OPTIONS'],
  ['a star never stands for Authorization', { headers: [['authorization', 'x']] }, [...ALLOW, [HEADERS, '*']], 'refused',
    'OPTIONS'],
  ['Authorization by its name is allowed', { headers: [['authorization', 'x']] }, [...ALLOW, [HEADERS, '*, Authorization']],
    'readable', 'OPTIONS GET'],
  ['a preflight with credentials needs their header', { ...put, ...include }, allowPut, 'refused', 'OPTIONS'],
  ['an allowed preflight does not excuse what follows', put, allowPut, 'refused', 'OPTIONS PUT', { actual: [] }],
  // 5.4 the Request constructor
  ['a forbidden method is an error of the script', { method: 'trace' }, ALLOW, 'invalid', ''],
  ['a method that is not a token too', { method: 'a b' }, ALLOW, 'invalid', ''],
  ['a GET with a body too', { method: 'get', body: 'x' }, ALLOW, 'invalid', ''],
  ['a header name that is not a token too', { headers: [['a b', 'x']] }, ALLOW, 'invalid', ''],
  ['a header value with a line break too', { headers: [['a', 'x\ny']] }, ALLOW, 'invalid', ''],
  ['a forbidden header is left out in silence', { headers: [['Cookie', 'a=b'], ['Sec-Own', 'x'], ['proxy-own', 'x']] }, ALLOW,
    'readable', 'GET'],
];

for (const [sentence, call, head, outcome, sent, more] of table) {
  test(sentence, async () => {
    const seen = await run(call, head, more);
    assert.deepEqual([seen.verdict.outcome, seen.sent], [outcome, sent],
      'why' in seen.verdict ? seen.verdict.why : '');
  });
}

test('a preflight carries what 4.8 says and no cookie', async () => {
  const { wire: [preflight, actual] } = await run(
    { ...put, ...include, headers: [['X-B', '1'], ['Accept', 'text/html'], ['x-a', '1'], ['X-b', '2']] },
    [...allowPut, ...CREDENTIALS, [HEADERS, 'x-a, x-b']],
  );
  assert.deepEqual(preflight, {
    method: 'OPTIONS', url: 'https://api.example/', withCookies: false,
    headers: [
      ['Accept', '*/*'], ['Access-Control-Request-Method', 'PUT'],
      ['Access-Control-Request-Headers', 'x-a,x-b'], ['Origin', ORIGIN],
    ],
  });
  assert.equal(actual?.withCookies, true);
});

test('cookies go with include, and with same-origin to the same origin only', async () => {
  const cookies = async (call: Call) => (await run(call, ANY)).wire[0]?.withCookies;
  const home = { url: `${ORIGIN}/` };
  assert.deepEqual(
    [
      await cookies({ credentials: 'omit', ...home }), await cookies({ credentials: 'same-origin' }),
      await cookies(home), await cookies(include),
    ],
    [false, false, true, true],
  );
});

const bytes = (length: number) => 'a'.repeat(length);
const safelist: [header: [string, string], safelisted: boolean][] = [
  [['Accept', 'text/html;q=0.5, */*'], true], [['Accept', 'a(b)'], false], [['Accept', 'a\tb'], true],
  [['Accept', 'a\x01b'], false], [['Accept', 'ä'], true], [['ACCEPT', bytes(128)], true],
  [['Accept', bytes(129)], false], [['Accept-Language', 'de-AT, *;q=0.5'], true],
  [['Accept-Language', 'de_AT'], false], [['Content-Language', 'de/en'], false],
  [['Content-Language', ''], true], [['Content-Type', 'text/plain'], true],
  [['Content-Type', 'TEXT/PLAIN ; charset=utf-8'], true],
  [['content-type', 'multipart/form-data; boundary=x'], true],
  [['Content-Type', 'application/x-www-form-urlencoded'], true],
  [['Content-Type', 'application/json'], false], [['Content-Type', 'text/plain, application/json'], false],
  [['Content-Type', 'text/plain; a="b"'], false], [['Content-Type', 'text'], false],
  [['Content-Type', 'text /plain'], false], [['Content-Type', ''], false],
  [['Content-Type', 'text/html'], false], [['Range', 'bytes=0-'], true], [['Range', 'bytes=1-2'], true],
  [['Range', 'bytes=2-1'], false], [['Range', 'bytes=-5'], false], [['Range', 'bytes=1-2,4-5'], false],
  [['Range', 'bytes = 1-2'], false], [['Range', 'Bytes=1-2'], false], [['X-Own', ''], false],
  [['Authorization', ''], false], [['Cache-Control', 'no-cache'], false],
];
for (const [header, safelisted] of safelist) {
  test(`${header.join(': ').slice(0, 60)} is ${safelisted ? '' : 'not '}CORS-safelisted`, () => {
    assert.deepEqual(corsUnsafeRequestHeaderNames([header]), safelisted ? [] : [header[0].toLowerCase()]);
  });
}

test('above 1024 bytes in sum, safelisted headers lose their place', () => {
  const headers = (count: number): HeaderList => Array.from({ length: count },
    () => ['Accept', bytes(128)] as const);
  assert.deepEqual(corsUnsafeRequestHeaderNames(headers(8)), []);
  assert.deepEqual(corsUnsafeRequestHeaderNames([...headers(8), ['Content-Language', 'a']]),
    ['accept', 'content-language']);
});

test('method overrides are forbidden only with a forbidden method in them', () => {
  const forbidden = (value: string) => isForbiddenRequestHeader(['x-http-method-override', value]);
  assert.deepEqual([forbidden('PUT'), forbidden('PUT, trace'), forbidden('TRACER')], [false, true, false]);
});

const visible: [sentence: string, call: Call, expose: string[], names: string[]][] = [
  ['without exposed names a script sees the safelisted ones', {}, [], ['content-type']],
  ['and the exposed ones, whatever their case', {}, ['X-ONE, etag'], ['x-one', 'content-type', 'etag']],
  ['a star exposes all but Set-Cookie', {}, ['*'], ['x-one', 'content-type', 'etag', 'access-control-allow-origin',
    'access-control-allow-credentials', 'access-control-expose-headers']],
  ['with credentials a star is a name', include, ['*'], ['content-type']],
  ['Set-Cookie is never exposed', {}, ['Set-Cookie'], ['content-type']],
  ['what is not a list exposes nothing', {}, ['x-one', 'a b'], ['content-type']],
];
const response: HeaderList = [
  ['x-one', '1'], ['content-type', 'text/plain'], ['set-cookie', 'a=b'], ['etag', '"1"'],
];
for (const [sentence, call, expose, names] of visible) {
  test(sentence, async () => {
    const exposed = expose.map((value) => ['Access-Control-Expose-Headers', value] as const);
    const { verdict } = await run(call, [...response, ...ALLOW, ...CREDENTIALS, ...exposed]);
    assert.ok('headers' in verdict);
    assert.deepEqual([...new Set(verdict.headers.map(([name]) => name.toLowerCase()))], names);
  });
}
