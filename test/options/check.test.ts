// The options as a whole, and those that are flags and numbers (README, "Refused when the wrapper is made").

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CorsOptions, CorsOptionsError, createCorsPolicy, withCors } from 'with-cors';
import { accepted, issuesOf, OPTIONS, refused } from './table.ts';

for (const [written, meant] of [
  ['allowHeaders', 'allowedHeaders'], ['allowedHeader', 'allowedHeaders'], ['headers', 'allowedHeaders'],
  ['origins', 'origin'], ['Origin', 'origin'], ['orgin', 'origin'], ['allowedOrigins', 'origin'],
  ['allowOrigin', 'origin'], ['exposeHeaders', 'exposedHeaders'], ['allowMethods', 'methods'],
  ['method', 'methods'], ['allowedMethods', 'methods'], ['maxAgeSeconds', 'maxAge'], ['maxage', 'maxAge'],
  ['credential', 'credentials'], ['allowCredentials', 'credentials'],
  ['optionSuccessStatus', 'optionsSuccessStatus'], ['successStatus', 'optionsSuccessStatus'],
  ['continuePreflight', 'preflightContinue'], ['blockDisalowed', 'blockDisallowed'], ['oriabc', 'origin'],
]) {
  refused(`${written} is not an option; ${meant} is meant`, { [written!]: undefined },
    [written!, undefined, 'unknown-option', meant]);
}
refused('an option that resembles none has no suggestion', { 'xyz': 1 }, ['xyz', 1, 'unknown-option']);
refused('an option without a name is unknown', { '': 1 }, ['', 1, 'unknown-option']);
refused('a name that every object has is not an option', { toString: 1 }, ['toString', 1, 'unknown-option']);
refused('__proto__ from JSON is not an option',
  JSON.parse('{ "__proto__": { "origin": "https://a.example" } }'),
  ['__proto__', { origin: 'https://a.example' }, 'unknown-option']);
refused('an unknown option that is inherited is refused too', Object.create({ origins: '*' }),
  ['origins', '*', 'unknown-option', 'origin']);

for (const [type, options] of [
  ['null', null], ['array', []], ['string', 'https://a.example'], ['function', () => true], ['number', 1],
  ['boolean', true],
] as const) {
  refused(`${type} is not options`, options, ['options', options, 'wrong-type']);
}

for (const flag of ['credentials', 'preflightContinue', 'blockDisallowed']) {
  const flagged = (value: unknown) => ({ origin: 'https://a.example', [flag]: value });
  refused(`${flag}: 'true' is a string`, flagged('true'), [flag, 'true', 'wrong-type', true]);
  refused(`${flag}: 'false' is a string`, flagged('false'), [flag, 'false', 'wrong-type', false]);
  for (const value of [null, 0, 1, '', 'yes', {}, []]) {
    refused(`${flag}: ${JSON.stringify(value)} is not a flag`, flagged(value), [flag, value, 'wrong-type']);
  }
  for (const value of [true, false, undefined]) accepted(`${flag}: ${value}`, flagged(value));
}

for (const [option, least, most] of [['maxAge', 0, 86_400], ['optionsSuccessStatus', 200, 299]] as const) {
  const within = least + 7;
  const table: [value: unknown, code: string, ...suggestion: [] | [unknown]][] = [
    [least - 1, 'out-of-range', least], [most + 1, 'out-of-range', most],
    [-Infinity, 'out-of-range', least], [Infinity, 'out-of-range', most],
    [within + 0.4, 'out-of-range', within], [NaN, 'out-of-range'],
    [`${within}`, 'wrong-type', within], [`${most + 1}`, 'wrong-type', most],
    ...['', ' ', 'soon', null, true, [], [within], {}, new Date(within), 10n, Symbol('x')]
      .map((value) => [value, 'wrong-type'] as [unknown, string]),
  ];
  for (const [value, ...rest] of table) {
    refused(`${option}: ${String(value)} (${typeof value}) is refused`, { [option]: value }, [option, value, ...rest]);
  }
  for (const value of [least, within, most, undefined]) accepted(`${option}: ${value}`, { [option]: value });
}

for (const option of OPTIONS) {
  refused(`${option}: null is not the default`, { origin: 'https://a.example', [option]: null },
    [option, null, 'wrong-type']);
  if (option === 'origin') continue;
  accepted(`${option}: undefined is the default`, { origin: 'https://a.example', [option]: undefined });
}
refused('origin: undefined would open the server where an environment variable is not set',
  { origin: undefined }, ['origin', undefined, 'wrong-type']);
accepted('no options', undefined);
accepted('empty options', {});
accepted('options without a prototype', Object.assign(Object.create(null), { origin: 'https://a.example' }));

refused('one error lists every issue', {
  origins: 1, origin: ['https://a.example', 'null', /a/], credentials: 'true', methods: 'GET,patch',
  allowedHeaders: ['A B'], exposedHeaders: 5, maxAge: -1,
}, ...[
  ['credentials', 'true', 'wrong-type', true],
  ['origin[1]', 'null', 'null-origin'],
  ['origin[2]', /a/, 'regexp-not-anchored', /^(?:a)$/],
  ['methods', 'patch', 'method-case', 'PATCH'],
  ['allowedHeaders[0]', 'A B', 'not-a-token'],
  ['exposedHeaders', 5, 'wrong-type'],
  ['maxAge', -1, 'out-of-range', 0],
  ['origins', 1, 'unknown-option', 'origin'],
] as const);

test('the error is a TypeError that names every issue and its place, and its issues are frozen', () => {
  assert.throws(() => createCorsPolicy({ origin: ['https://a.example/', 'null'], maxAge: -1 }), (error) => {
    assert.ok(error instanceof CorsOptionsError && error instanceof TypeError);
    assert.equal(error.name, 'CorsOptionsError');
    assert.equal(error.issues.length, 3);
    for (const issue of error.issues) {
      assert.ok(error.message.includes(`${issue.option}: ${issue.message}`));
      assert.ok(Object.isFrozen(issue));
    }
    assert.ok(Object.isFrozen(error.issues));
    return true;
  });
});

test('withCors refuses the same options with the same error', () => {
  assert.throws(() => withCors(() => {}, { origin: 'null' }),
    (error) => error instanceof CorsOptionsError && error.issues[0]?.code === 'null-origin');
});

test('each option is read once', () => {
  const reads: string[] = [];
  const values: Record<string, unknown> = {
    origin: ['https://a.example'], credentials: true, methods: ['PUT'], allowedHeaders: ['X-A'],
    exposedHeaders: ['X-B'], maxAge: 5, optionsSuccessStatus: 200, preflightContinue: false, blockDisallowed: false,
  };
  const getters = Object.keys(values).map((name): [string, PropertyDescriptor] =>
    [name, { enumerable: true, get() { reads.push(name); return values[name]; } }]);
  createCorsPolicy(Object.defineProperties({}, Object.fromEntries(getters)));
  assert.deepEqual(reads.sort(), [...OPTIONS].sort());
});

test('inherited options count, getters of a class too', async () => {
  class Settings {
    get origin(): string { return 'https://a.example'; }
  }
  for (const options of [Object.create({ origin: 'https://a.example' }), new Settings()] as CorsOptions[]) {
    const decision = await createCorsPolicy(options).decide({ headers: { origin: 'https://b.example' } });
    assert.deepEqual(decision.headers, { Vary: 'Origin' });
  }
});

test('what happens later to the options, their arrays and their RegExps has no effect', async () => {
  const expression = /^https:\/\/c\.example$/;
  const options = {
    origin: ['https://a.example', expression], credentials: false, methods: ['PUT'], allowedHeaders: ['X-A'],
    exposedHeaders: ['X-B'], maxAge: 5,
  };
  const policy = createCorsPolicy(options as CorsOptions);
  const requests = [
    { method: 'OPTIONS', headers: { 'origin': 'https://a.example', 'access-control-request-method': 'PUT' } },
    ...['a', 'b', 'c'].map((name) => ({ method: 'GET', headers: { origin: `https://${name}.example` } })),
  ];
  const decisions = () => Promise.all(requests.map((request) => policy.decide(request)));
  const before = await decisions();
  options.origin.push('https://b.example');
  options.origin[0] = 'https://b.example';
  expression.compile('^https://b\\.example$');
  for (const list of [options.methods, options.allowedHeaders, options.exposedHeaders]) {
    list.splice(0, 1, 'PATCH', 'DELETE');
  }
  Object.assign(options, { origin: 'https://b.example', credentials: true, maxAge: 7 });
  assert.deepEqual(await decisions(), before);
  assert.deepEqual(before.map(({ allowed }) => allowed), [true, true, false, true]);
});

test('a policy is frozen', () => assert.ok(Object.isFrozen(createCorsPolicy())));

test('a symbol of somebody\'s among the options is passed over', () => {
  assert.deepEqual(issuesOf({ [Symbol('mark')]: 1 }), []);
});
