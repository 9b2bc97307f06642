// The decision without a server, `policy.decide`: each kind, each reason, each sentence.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { type CorsDecision, type CorsOptions, type CorsReason, type CorsRequest,
  createCorsPolicy } from 'with-cors';

const A = 'https://a.example';
const B = 'https://b.example';

const cors = (origin: string, others: Record<string, string> = {}): CorsRequest =>
  ({ method: 'GET', headers: { origin, ...others } });
const preflight = (method: string, headers?: string, origin = A): CorsRequest => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': method,
    ...(headers !== undefined && { 'access-control-request-headers': headers }) },
});

type Headers = Record<string, string>;
const vary: Headers = { Vary: 'Origin' };
const any: Headers = { 'Access-Control-Allow-Origin': '*' };
const named: Headers = { 'Access-Control-Allow-Origin': A, 'Vary': 'Origin' };
const reflecting: Headers = { Vary: 'Origin, Access-Control-Request-Headers' };
const rules = { origin: A, methods: ['PUT', 'PATCH'], allowedHeaders: ['X-A', 'X-B'] } as const;
const rule: Headers = { ...named, 'Access-Control-Allow-Methods': 'PUT, PATCH',
  'Access-Control-Allow-Headers': 'X-A, X-B' };

const decided = (kind: CorsDecision['kind'], reason: CorsReason, message: string,
  headers = vary): CorsDecision =>
  ({ kind, allowed: ['allowed', 'not-cors', 'same-origin'].includes(reason), reason, message, headers });
const notCors = (headers = vary) => decided('not-cors', 'not-cors',
  'The request has no Origin, so CORS does not apply.', headers);
const allowed = (headers: Headers, shown = A, kind: 'cors' | 'preflight' = 'cors') =>
  decided(kind, 'allowed', `The origin '${shown}' is allowed.`, headers);
const own = (shown = B) => decided('cors', 'same-origin',
  `The origin '${shown}' is the server's own, so CORS does not apply.`);
const refused = (shown = B, kind: 'cors' | 'preflight' = 'cors', headers = vary) =>
  decided(kind, 'origin-not-allowed',
    `Not allowed by CORS: the origin '${shown}' is not in the option 'origin'.`, headers);
const badMethod = (method: string, more = '', headers = rule) =>
  decided('preflight', 'method-not-allowed',
    `Not allowed by CORS: the method '${method}' is not in the option 'methods'${more}.`, headers);
const badHeaders = (what: string, headers = rule) =>
  decided('preflight', 'headers-not-allowed', `Not allowed by CORS: ${what}.`, headers);
const unlisted = "the header 'x-c' is not in the option 'allowedHeaders'";
const notAList = (shown: string) =>
  `'${shown}' is not a list of header names, and can't be allowed`;
const failed = (kind: 'cors' | 'preflight', headers = vary) =>
  decided(kind, 'origin-check-failed',
    `The origin '${A}' could not be checked: the function in the option 'origin' threw or rejected.`,
    headers);
const lost = decided('not-cors', 'origin-not-allowed', 'Not allowed by CORS: the request has no Origin, '
  + 'and its Sec-Fetch-Site says that it comes from another origin.');

const throws = () => { throw new Error('database'); };
const long = `https://${'b'.repeat(504)}`;
const ownPreflight = { 'origin': B, 'access-control-request-method': 'PUT', 'sec-fetch-site': 'same-origin',
  'host': 'b.example' };
const defaults = { ...any, 'Vary': 'Access-Control-Request-Headers',
  'Access-Control-Allow-Methods': 'GET, HEAD, PUT, PATCH, POST, DELETE' };

const table: [sentence: string, options: CorsOptions, request: CorsRequest, decision: CorsDecision][] = [
  ['without an Origin CORS does not apply', { origin: A }, { method: 'GET', headers: {} }, notCors()],
  ['also where anybody may read', {}, { method: 'GET', headers: {} }, notCors(any)],
  ['a preflight has an Origin', { origin: A },
    { method: 'OPTIONS', headers: { 'access-control-request-method': 'PUT' } },
    notCors()],
  ['an allowed origin', { origin: A, credentials: true, exposedHeaders: 'ETag' }, cors(A),
    allowed({ ...named, 'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Expose-Headers': 'ETag' })],
  ['a request without a method is decided like any', { origin: A }, { headers: { origin: A } },
    allowed(named)],
  ['any origin', {}, cors('null'), allowed(any, 'null')],
  ['an allowed Origin with control characters is shown without them, too', {}, cors('a\r\nb'),
    allowed(any, 'a\\u000d\\u000ab')],
  ['another origin', { origin: A }, cors(B), refused()],
  ['an Origin with control characters is shown without them', { origin: A }, cors('a\r\nb\x1b\u2028'),
    refused('a\\u000d\\u000ab\\u001b\\u2028')],
  ['so is an Origin of nothing else', { origin: A }, cors('\u202e'), refused('\\u202e')],
  ['an Origin of 512 characters is not cut', { origin: A }, cors('x'.repeat(512)), refused('x'.repeat(512))],
  ['a longer Origin is cut', { origin: A }, cors('x'.repeat(15_000)),
    refused(`${'x'.repeat(512)}... (15000 characters)`)],
  ["the server's own page", { origin: A }, cors(B, { 'sec-fetch-site': 'same-origin' }), own()],
  ["the server's own page, by its Host", { origin: A }, cors(B, { host: 'b.example' }), own()],
  ["the server's own page, by its authority", { origin: false },
    cors(B, { ':authority': 'b.example', 'host': 'c.example' }),
    own()],
  ["the server's own page, of an origin of 512 characters", { origin: A },
    cors(long, { host: long.slice(8) }), own(long)],
  ['an Origin without a scheme is not of the same origin', { origin: A },
    cors('xxb.example', { host: 'b.example' }),
    refused('xxb.example')],
  ["the server's own page, of an origin that is allowed anyway", { origin: A },
    cors(A, { host: 'a.example' }), allowed(named)],
  ["a preflight is never from the server's own page", { origin: A },
    { method: 'OPTIONS', headers: ownPreflight },
    refused(B, 'preflight', reflecting)],

  ['a preflight that is allowed', rules, preflight('PUT', 'x-a, X-B'), allowed(rule, A, 'preflight')],
  ['a preflight from another origin', rules, preflight('PUT', 'x-a', B), refused(B, 'preflight')],
  ['a method that is not listed', rules, preflight('DELETE'), badMethod('DELETE')],
  ['a method that is not listed in either case', rules, preflight('delete'), badMethod('delete')],
  ['a method in lower case', rules, preflight('patch'),
    badMethod('patch', "; methods are case-sensitive, so write 'PATCH' there")],
  ['a header that only servers send', rules, preflight('PUT', 'access-control-allow-origin'),
    badHeaders("the header 'access-control-allow-origin' is not in the option 'allowedHeaders'; "
      + 'servers send it, so the page should not')],
  ['a header that is not listed', rules, preflight('PUT', 'x-a,x-c'), badHeaders(unlisted)],
  ['a method and a header: browsers check the method first', rules, preflight('DELETE', 'x-c'),
    badMethod('DELETE')],
  ['not a list of headers', rules, preflight('PUT', 'x a'), badHeaders(notAList('x a'))],
  ['not a list of headers, where any is allowed', {}, preflight('PUT', 'x\u00e4'),
    badHeaders(notAList('x\\u00e4'), defaults)],
  ['not a method', { methods: '*' }, preflight('P UT'),
    badMethod('P UT', '', { ...defaults, 'Access-Control-Allow-Methods': '*' })],
  ['an empty method', rules, preflight(''), badMethod('')],

  ['a predicate that throws', { origin: throws, exposedHeaders: ['ETag'] }, cors(A), failed('cors')],
  ['headers that throw where they are read', { origin: A },
    { method: 'GET', get headers(): never { return throws(); } },
    decided('not-cors', 'origin-check-failed', 'The headers of the request could not be read.')],
  ['a predicate that rejects', { origin: async () => throws() }, preflight('PUT'),
    failed('preflight', reflecting)],
  ...['POST', 'GETX', 'XGET', 'get'].map((method): typeof table[number] => [
    `a ${method} of another site that has lost its Origin`,
    { origin: A }, { method, headers: { 'sec-fetch-site': 'cross-site' } }, lost,
  ]),
  ['a request without a method is a GET, which needs no Origin', { origin: A },
    { headers: { 'sec-fetch-site': 'cross-site' } },
    notCors()],
];
for (const [sentence, options, request, decision] of table) {
  test(sentence, async () => assert.deepEqual(await createCorsPolicy(options).decide(request), decision));
}

// What the owner of the policy is told of an origin that nearly matches, and of a predicate that did not
// answer.
const only = (what: string, near: string) => `; only ${what} differs from '${near}', which is`;
const hints: [sentence: string, origin: unknown, asked: string, hint: string][] = [
  ['the scheme', A, 'http://a.example', only('the scheme', A)],
  ['the scheme the other way', 'http://a.example', A, only('the scheme', 'http://a.example')],
  ['the port', A, `${A}:8443`, only('the port', A)],
  ['a port that is missing', 'http://localhost:5173', 'http://localhost',
    only('the port', 'http://localhost:5173')],
  ['another port', ['https://x.example', 'http://localhost:5173'], 'http://localhost:5174',
    only('the port', 'http://localhost:5173')],
  ['www. too much', A, 'https://www.a.example', only('the host', A)],
  ['www. missing', 'https://www.a.example', A, only('the host', 'https://www.a.example')],
  ['the address of localhost', 'http://localhost:5173', 'http://127.0.0.1:5173',
    only('the host', 'http://localhost:5173')],
  ['localhost for its address', 'http://127.0.0.1:5173', 'http://localhost:5173',
    only('the host', 'http://127.0.0.1:5173')],
  ['localhost for its IPv6 address', 'http://[::1]:5173', 'http://localhost:5173',
    only('the host', 'http://[::1]:5173')],
  ['a slash', A, `${A}/`, only('the slash at the end', A)],
  ['a dot', A, `${A}.`, only('the dot at the end', A)],
  ['a dot before a port', `${A}:8443`, `${A}.:8443`, only('the dot at the end', `${A}:8443`)],
  ['upper case', A, 'https://A.example', only('the spelling', A)],
  ['the host that a pattern is over', 'https://*.a.example', A, only('the host', 'https://*.a.example')],
  ['one of a pattern, by its scheme', 'https://*.a.example', 'http://b.a.example',
    only('the scheme', 'https://b.a.example')],
  ['one of a pattern, by its port', 'https://*.a.example', 'https://b.a.example:1',
    only('the port', 'https://b.a.example')],
  ['one of a RegExp', /^https:\/\/(a|b)\.example$/, 'http://b.example', only('the scheme', B)],
  ['two things', A, 'http://www.a.example', `; the scheme and the host differ from '${A}', which is`],
  ['what differs least', ['https://www.a.example', 'http://a.example:8443'], `${A}:8443`,
    only('the scheme', 'http://a.example:8443')],
  ['a scheme that is missing', A, 'a.example', only('the scheme', A)],
  ['a port behind an IPv6 address', 'http://[::1]:3000', 'http://[::1]:3001',
    only('the port', 'http://[::1]:3000')],
  ['a slash behind an IPv6 address', 'http://[::1]:3000', 'http://[::1]:3000/',
    only('the slash at the end', 'http://[::1]:3000')],
  ['a slash behind a scheme with a digit', 'web3://a', 'web3://a/', only('the slash at the end', 'web3://a')],
  ['three things, which is not near', A, 'http://www.a.example:8443', ''],
  ['a host below it, which is not near', A, 'https://b.a.example', ''],
  ['a host that only ends alike', A, 'https://evila.example', ''],
  ['an origin that is too long to be looked at', /^.*$/, `http://${'a'.repeat(600)}`, ''],
  ['a function that returns false', () => false, 'http://a.example', ''],
  ['a function that returns false for null', () => false, 'null', ''],
  ['a function that returns a string', () => 'yes', A, "; the function returned 'yes', and only true allows"],
  ['a function that returns 1', () => 1, A, '; the function returned 1, and only true allows'],
  ['a promise of nothing', async () => {}, A, '; the function returned undefined, and only true allows'],
  ['an object, of which no value is shown', () => ({ password: 'x' }), A,
    '; the function returned [Object], and only true allows'],
  ['a Proxy, into which nobody looks',
    () => new Proxy({}, { getPrototypeOf() { throw new Error('hostile'); } }), A,
    // Node 26 says that it is one.
    `; the function returned ${inspect(new Proxy({}, {}), { depth: -1 })}, and only true allows`],
];
for (const [sentence, origin, asked, hint] of hints) {
  test(`a refusal names ${sentence}`, async () => {
    const { message } = await createCorsPolicy({ origin } as CorsOptions).decide(cors(asked));
    const shown = asked.length > 512 ? `${asked.slice(0, 512)}... (${asked.length} characters)` : asked;
    assert.equal(message, `Not allowed by CORS: the origin '${shown}' is not in the option 'origin'${hint}.`);
  });
}

for (const asked of ['null', 'file://']) {
  test(`a refusal of ${asked} says what it is, and shows the function that lets it in`, async () => {
    const { message } = await createCorsPolicy({ origin: A }).decide(cors(asked));
    assert.match(
      message, asked === 'null' ? /sandboxed frame.+'Referrer-Policy: no-referrer'/ : /WebView.+by HTTP/
    );
    const [, source] = /origin: (\(origin\) => .+)\.$/.exec(message)!;
    const origin = runInNewContext(source!) as (origin: string) => boolean;
    assert.equal((await createCorsPolicy({ origin, credentials: true }).decide(cors(asked))).allowed, true);
    assert.equal((await createCorsPolicy({ origin, credentials: true }).decide(cors(B))).allowed, false);
  });
}
test('an Origin that ends the string in a function shows none', async () => {
  const { message } = await createCorsPolicy({ origin: A }).decide(cors("file://' || true || '"));
  assert.match(message, /is not in the option 'origin'\.$/);
});

test('whatever is sent or returned, a message is one line of visible characters', async () => {
  const hostile = 'https://a\x1b[31m\x9b0m\u202e\u2028\r\n\ud800.example';
  const thrown = { toString() { return hostile; } };
  for (const value of [hostile, Symbol(hostile), { [hostile]: hostile }, [hostile], new Error(hostile),
    thrown,
    Object.defineProperty(() => {}, 'name', { value: hostile }),
    new (class { get [Symbol.toStringTag]() { return hostile; } })()]) {
    for (const origin of [A, () => value, async () => value] as unknown[]) {
      for (const request of [
        cors(hostile), cors(A), preflight(hostile, hostile), preflight('PUT', hostile, hostile)
      ]) {
        const { message } =
          await createCorsPolicy({ origin, allowedHeaders: 'X-A' } as CorsOptions).decide(request);
        assert.match(message, /^[^\p{C}\p{Zl}\p{Zp}]+\.$/u);
        assert.ok(message.length < 1500);
      }
    }
  }
});

const reasonOf = async (request: CorsRequest, options: CorsOptions = rules) =>
  (await createCorsPolicy(options).decide(request)).reason;

for (const method of ['GET', 'HEAD', 'POST']) {
  test(`${method} is safelisted, and never refused`,
    async () => assert.equal(await reasonOf(preflight(method)), 'allowed'));
}
for (const method of ['XGET', 'GETX', 'head']) {
  test(`${method} is not safelisted`, async () => assert.equal(await reasonOf(preflight(method)),
    'method-not-allowed'));
}
for (const [sentence, headers] of [['an empty list', ''], ['nothing but commas', ', ,']] as const) {
  test(`${sentence} requests no header`, async () =>
    assert.equal(await reasonOf(preflight('PUT', headers)), 'allowed'));
}
for (const name of ['Authorization', '__proto__', 'constructor', 'x-any']) {
  test(`any header is any, ${name} too, and a list has only its own`, async () => {
    assert.equal(await reasonOf(preflight('PROPFIND', name), { origin: A, credentials: true, methods: '*' }),
      'allowed');
    assert.equal(await reasonOf(preflight('PUT', name)), 'headers-not-allowed');
  });
}

test('with credentials any method and any header are reflected', async () => {
  const policy = createCorsPolicy({ origin: A, credentials: true, methods: '*', maxAge: 5 });
  assert.deepEqual((await policy.decide(preflight('PROPFIND', 'x-a,x-b'))).headers, {
    'Access-Control-Allow-Origin': A, 'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Allow-Methods': 'PROPFIND', 'Access-Control-Allow-Headers': 'x-a,x-b',
      'Access-Control-Max-Age': '5',
    'Vary': 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  });
});

const pairs: [string, string][] = [['Origin', A], ['Access-Control-Request-METHOD', 'PUT'],
  ['ACCESS-control-request-headers', 'x-a']];
for (const [sentence, headers] of [
  ['an object with names in any case', Object.fromEntries(pairs)],
  ['a Headers object', new Headers(pairs)],
  ['a Map', new Map(pairs)],
  ['an object without a prototype', Object.assign(Object.create(null), Object.fromEntries(pairs))],
  ['an object with values that are undefined',
    { ...Object.fromEntries(pairs), host: undefined, ORIGIN: undefined }],
  ['an object with values in arrays',
    { ...Object.fromEntries(pairs), 'ACCESS-control-request-headers': ['x-a', 'X-B'] }],
] as const) {
  test(`headers may be ${sentence}`, async () => {
    const decision = await createCorsPolicy(rules).decide({ method: 'OPTIONS',
      headers: headers as CorsRequest['headers'] });
    assert.deepEqual([decision.kind, decision.reason], ['preflight', 'allowed']);
  });
}

test('a decision is a promise only where the predicate returns one', async () => {
  const decide = (origin: unknown, request = cors(A)) =>
    createCorsPolicy({ origin } as CorsOptions).decide(request);
  for (const value of [1, 'yes', {}, null, undefined, Symbol('x'),
    Object.assign(() => true, { then: () => {} })]) {
    assert.equal((decide(() => value) as CorsDecision).reason, 'origin-not-allowed',
      'only true allows, and nothing else is an error');
  }
  for (const origin of [A, () => true, throws, false]) assert.ok(!(decide(origin) instanceof Promise));
  assert.ok(decide(async () => true) instanceof Promise);
  assert.ok(!(decide(async () => true, { method: 'GET', headers: {} }) instanceof Promise),
    'without an Origin it is not called');
});

test('a decision can be changed without changing the next', async () => {
  const policy = createCorsPolicy(rules);
  for (const request of [cors(A), preflight('PUT'), cors(B)]) {
    const first = await policy.decide(request);
    const copy = structuredClone(first);
    Object.assign(first.headers, { 'Access-Control-Allow-Origin': '*' });
    assert.deepEqual(await policy.decide(request), copy);
  }
});
