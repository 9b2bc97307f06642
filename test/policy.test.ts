// The decision without a server (CONTRACT 6), each sentence of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CorsDecision, type CorsOptions, type CorsRequest, createCorsPolicy } from 'with-cors';

const A = 'https://a.example';
const B = 'https://b.example';
const METHODS = 'GET, HEAD, PUT, PATCH, POST, DELETE';

type Fields = Readonly<Record<string, string>>;
const cors = (origin: string, others: Fields = {}): CorsRequest => ({ method: 'GET', headers: { origin, ...others } });
const preflight = (method: string, headers?: string, origin = A): CorsRequest => ({
  method: 'OPTIONS', headers: { origin, 'access-control-request-method': method, ...(headers !== undefined && { 'access-control-request-headers': headers }) },
});
const rules = { origin: A, methods: ['PUT', 'PATCH'], allowedHeaders: ['X-A', 'X-B'] } as const;
const rule = { 'Access-Control-Allow-Origin': A, 'Access-Control-Allow-Methods': 'PUT, PATCH', 'Access-Control-Allow-Headers': 'X-A, X-B', 'Vary': 'Origin' };
const named = { 'Access-Control-Allow-Origin': A, 'Vary': 'Origin' };
const vary = { Vary: 'Origin' };
const throws = () => { throw new Error('database'); };

const table: [sentence: string, options: CorsOptions, request: CorsRequest, decision: CorsDecision][] = [
  ['without an Origin it is no matter of CORS', { origin: A }, { method: 'GET', headers: {} },
    { kind: 'not-cors', allowed: true, reason: 'not-cors', message: 'The request has no Origin, so CORS is not asked.', headers: vary }],
  ['also where anybody may read', {}, { method: 'GET', headers: {} },
    { kind: 'not-cors', allowed: true, reason: 'not-cors', message: 'The request has no Origin, so CORS is not asked.', headers: { 'Access-Control-Allow-Origin': '*' } }],
  ['a preflight without an Origin is none', { origin: A }, { method: 'OPTIONS', headers: { 'access-control-request-method': 'PUT' } },
    { kind: 'not-cors', allowed: true, reason: 'not-cors', message: 'The request has no Origin, so CORS is not asked.', headers: vary }],
  ['an allowed origin', { origin: A, credentials: true, exposedHeaders: 'ETag' }, cors(A),
    { kind: 'cors', allowed: true, reason: 'allowed', message: `The origin '${A}' is allowed.`, headers: { ...named, 'Access-Control-Allow-Credentials': 'true', 'Access-Control-Expose-Headers': 'ETag' } }],
  ['a request without a method is as good as any', { origin: A }, { headers: { origin: A } }, { kind: 'cors', allowed: true, reason: 'allowed', message: `The origin '${A}' is allowed.`, headers: named }],
  ['any origin', {}, cors('null'), { kind: 'cors', allowed: true, reason: 'allowed', message: "The origin 'null' is allowed.", headers: { 'Access-Control-Allow-Origin': '*' } }],
  ['an allowed Origin with control characters is shown without them, too', {}, cors('a\r\nb'), { kind: 'cors', allowed: true, reason: 'allowed', message: "The origin 'a\\u000d\\u000ab' is allowed.", headers: { 'Access-Control-Allow-Origin': '*' } }],
  ['another origin', { origin: A }, cors(B), { kind: 'cors', allowed: false, reason: 'origin-not-allowed', message: `Not allowed by CORS: the origin '${B}' is not in the option 'origin'.`, headers: vary }],
  ['an Origin with control characters is shown without them', { origin: A }, cors('a\r\nb\x1b\u2028'), { kind: 'cors', allowed: false, reason: 'origin-not-allowed', message: "Not allowed by CORS: the origin 'a\\u000d\\u000ab\\u001b\\u2028' is not in the option 'origin'.", headers: vary }],
  ['an Origin of nothing else is, too', { origin: A }, cors('\u202e'), { kind: 'cors', allowed: false, reason: 'origin-not-allowed', message: "Not allowed by CORS: the origin '\\u202e' is not in the option 'origin'.", headers: vary }],
  ['an Origin of 512 characters is not cut', { origin: A }, cors('x'.repeat(512)), { kind: 'cors', allowed: false, reason: 'origin-not-allowed', message: `Not allowed by CORS: the origin '${'x'.repeat(512)}' is not in the option 'origin'.`, headers: vary }],
  ['a long Origin is cut', { origin: A }, cors('x'.repeat(15_000)), { kind: 'cors', allowed: false, reason: 'origin-not-allowed', message: `Not allowed by CORS: the origin '${'x'.repeat(512)}... (15000 characters)' is not in the option 'origin'.`, headers: vary }],
  ['the server\'s own page', { origin: A }, cors(B, { 'sec-fetch-site': 'same-origin' }), { kind: 'cors', allowed: true, reason: 'same-origin', message: `The origin '${B}' is the server's own, so CORS is not asked.`, headers: vary }],
  ['the server\'s own page, by its Host', { origin: A }, cors(B, { host: 'b.example' }), { kind: 'cors', allowed: true, reason: 'same-origin', message: `The origin '${B}' is the server's own, so CORS is not asked.`, headers: vary }],
  ['the server\'s own page, by its authority', { origin: false }, cors(B, { ':authority': 'b.example', 'host': 'c.example' }), { kind: 'cors', allowed: true, reason: 'same-origin', message: `The origin '${B}' is the server's own, so CORS is not asked.`, headers: vary }],
  ['the server\'s own page, of an origin of 512 characters', { origin: A }, cors(`https://${'b'.repeat(504)}`, { host: 'b'.repeat(504) }), { kind: 'cors', allowed: true, reason: 'same-origin', message: `The origin 'https://${'b'.repeat(504)}' is the server's own, so CORS is not asked.`, headers: vary }],
  ['no page of the server\'s: an Origin without a scheme', { origin: A }, cors('xxb.example', { host: 'b.example' }), { kind: 'cors', allowed: false, reason: 'origin-not-allowed', message: "Not allowed by CORS: the origin 'xxb.example' is not in the option 'origin'.", headers: vary }],
  ['the server\'s own page, of an origin that is allowed anyway', { origin: A }, cors(A, { host: 'a.example' }), { kind: 'cors', allowed: true, reason: 'allowed', message: `The origin '${A}' is allowed.`, headers: named }],
  ['a preflight is never the server\'s own page\'s', { origin: A }, { method: 'OPTIONS', headers: { 'origin': B, 'access-control-request-method': 'PUT', 'sec-fetch-site': 'same-origin', 'host': 'b.example' } },
    { kind: 'preflight', allowed: false, reason: 'origin-not-allowed', message: `Not allowed by CORS: the origin '${B}' is not in the option 'origin'.`, headers: vary }],

  ['a preflight that is allowed', rules, preflight('PUT', 'x-a, X-B'), { kind: 'preflight', allowed: true, reason: 'allowed', message: `The origin '${A}' is allowed.`, headers: rule }],
  ['a preflight of another origin', rules, preflight('PUT', 'x-a', B), { kind: 'preflight', allowed: false, reason: 'origin-not-allowed', message: `Not allowed by CORS: the origin '${B}' is not in the option 'origin'.`, headers: vary }],
  ['a method that is not listed', rules, preflight('DELETE'), { kind: 'preflight', allowed: false, reason: 'method-not-allowed', message: "Not allowed by CORS: the method 'DELETE' is not in the option 'methods'.", headers: rule }],
  ['a method in lower case that is not listed in upper case either', rules, preflight('delete'), { kind: 'preflight', allowed: false, reason: 'method-not-allowed', message: "Not allowed by CORS: the method 'delete' is not in the option 'methods'.", headers: rule }],
  ['a method in lower case', rules, preflight('patch'),
    { kind: 'preflight', allowed: false, reason: 'method-not-allowed', message: "Not allowed by CORS: the method 'patch' is not in the option 'methods', since methods are case-sensitive: write 'PATCH' in the page.", headers: rule }],
  ['a header that is not listed', rules, preflight('PUT', 'x-a,x-c'), { kind: 'preflight', allowed: false, reason: 'headers-not-allowed', message: "Not allowed by CORS: the header 'x-c' is not in the option 'allowedHeaders'.", headers: rule }],
  ['a method and a header: the method is what a browser looks at first', rules, preflight('DELETE', 'x-c'), { kind: 'preflight', allowed: false, reason: 'method-not-allowed', message: "Not allowed by CORS: the method 'DELETE' is not in the option 'methods'.", headers: rule }],
  ['no list of headers', rules, preflight('PUT', 'x a'), { kind: 'preflight', allowed: false, reason: 'headers-not-allowed', message: "Not allowed by CORS: 'x a' is no list of header names, which the option 'allowedHeaders' could allow.", headers: rule }],
  ['no list of headers, where any is allowed', {}, preflight('PUT', 'x\u00e4'),
    { kind: 'preflight', allowed: false, reason: 'headers-not-allowed', message: "Not allowed by CORS: 'x\\u00e4' is no list of header names, which the option 'allowedHeaders' could allow.", headers: { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': METHODS } }],
  ['no method', { methods: '*' }, preflight('P UT'), { kind: 'preflight', allowed: false, reason: 'method-not-allowed', message: "Not allowed by CORS: the method 'P UT' is not in the option 'methods'.", headers: { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': '*' } }],
  ['an empty method', rules, preflight(''), { kind: 'preflight', allowed: false, reason: 'method-not-allowed', message: "Not allowed by CORS: the method '' is not in the option 'methods'.", headers: rule }],

  ['a predicate that throws', { origin: throws, exposedHeaders: ['ETag'] }, cors(A),
    { kind: 'cors', allowed: false, reason: 'origin-check-failed', message: `The origin '${A}' could not be checked: the function in the option 'origin' threw or rejected.`, headers: vary }],
  ['a predicate that rejects', { origin: async () => throws() }, preflight('PUT'),
    { kind: 'preflight', allowed: false, reason: 'origin-check-failed', message: `The origin '${A}' could not be checked: the function in the option 'origin' threw or rejected.`, headers: vary }],
];
for (const [sentence, options, request, decision] of table) {
  test(sentence, async () => assert.deepEqual(await createCorsPolicy(options).decide(request), decision));
}

for (const method of ['GET', 'HEAD', 'POST']) {
  test(`${method} needs no permission, so it is never refused`, async () => assert.equal((await createCorsPolicy(rules).decide(preflight(method))).allowed, true));
}
for (const [sentence, headers] of [['an empty list', ''], ['nothing but commas', ', ,']] as const) {
  test(`${sentence} asks for no header`, async () => assert.equal((await createCorsPolicy(rules).decide(preflight('PUT', headers))).allowed, true));
}
for (const name of ['Authorization', '__proto__', 'constructor', 'x-any']) {
  test(`any header is any, ${name} too, and a list has only its own`, async () => {
    assert.equal((await createCorsPolicy({ origin: A, credentials: true, methods: '*' }).decide(preflight('PROPFIND', name))).allowed, true);
    assert.equal((await createCorsPolicy(rules).decide(preflight('PUT', name))).reason, 'headers-not-allowed');
  });
}

test('with credentials any method and any header are given back', async () => {
  const { headers } = await createCorsPolicy({ origin: A, credentials: true, methods: '*', maxAge: 5 }).decide(preflight('PROPFIND', 'x-a,x-b'));
  assert.deepEqual(headers, {
    'Access-Control-Allow-Origin': A, 'Access-Control-Allow-Credentials': 'true', 'Access-Control-Allow-Methods': 'PROPFIND', 'Access-Control-Allow-Headers': 'x-a,x-b', 'Access-Control-Max-Age': '5',
    'Vary': 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  });
});

const fields: [string, string][] = [['Origin', A], ['Access-Control-Request-METHOD', 'PUT'], ['ACCESS-control-request-headers', 'x-a']];
for (const [sentence, headers] of [
  ['an object with names in any case', Object.fromEntries(fields)],
  ['a Headers object', new Headers(fields)],
  ['a Map', new Map(fields)],
  ['an object without a prototype', Object.assign(Object.create(null), Object.fromEntries(fields))],
  ['an object with values that are undefined', { ...Object.fromEntries(fields), host: undefined, ORIGIN: undefined }],
  ['an object with values in arrays', { ...Object.fromEntries(fields), 'ACCESS-control-request-headers': ['x-a', 'X-B'] }],
] as const) {
  test(`headers may be ${sentence}`, async () => {
    const decision = await createCorsPolicy(rules).decide({ method: 'OPTIONS', headers: headers as CorsRequest['headers'] });
    assert.deepEqual([decision.kind, decision.reason], ['preflight', 'allowed']);
  });
}

test('a decision is a promise only where the predicate gives one', async () => {
  const decide = (origin: CorsOptions['origin'], request = cors(A)) => createCorsPolicy({ origin } as CorsOptions).decide(request);
  const answers = [1, 'yes', {}, null, undefined, Symbol('x'), Object.assign(() => true, { then: () => {} })].map((answer) => (() => answer) as unknown as () => boolean);
  for (const origin of answers) assert.equal((decide(origin) as CorsDecision).reason, 'origin-not-allowed', 'only true allows, and nothing else is an error');
  for (const origin of [A, () => true, throws, false, ...answers] as const) assert.ok(!(decide(origin) instanceof Promise));
  assert.ok(decide(async () => true) instanceof Promise);
  assert.ok(!(decide(async () => true, { method: 'GET', headers: {} }) instanceof Promise), 'without an Origin it is not asked');
});

test('a predicate gets the request as it was given', async () => {
  const request = { ...cors(A), url: '/page' };
  let asked: unknown;
  await createCorsPolicy({ origin: (origin, its) => { asked = its; return origin === A; } }).decide(request);
  assert.equal(asked, request);
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

test('a promise with a then of its own is waited for as await does it', async () => {
  const promise = Object.assign(Promise.resolve(true), { then() { throw new Error('hostile'); } });
  const decision = createCorsPolicy({ origin: () => promise }).decide({ method: 'GET', headers: { origin: 'https://a.example' } });
  assert.ok(decision instanceof Promise);
  assert.equal((await decision).allowed, true);
});
