// The options as a whole, and those that are flags and numbers (README, "Refused when the wrapper is made").

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { type CorsDecision, type CorsOptions, CorsOptionsError, createCorsPolicy, withCors } from 'with-cors';
import { accepted, harmless, issuesOf, OPTIONS, refused } from './table.ts';

for (const [written, meant] of [
  ['allowHeaders', 'allowedHeaders'], ['allowedHeader', 'allowedHeaders'], ['headers', 'allowedHeaders'],
  ['origins', 'origin'], ['Origin', 'origin'], ['orgin', 'origin'], ['allowedOrigins', 'origin'],
  ['allowOrigin', 'origin'], ['exposeHeaders', 'exposedHeaders'], ['allowMethods', 'methods'],
  ['method', 'methods'], ['allowedMethods', 'methods'], ['maxAgeSeconds', 'maxAge'], ['maxage', 'maxAge'],
  ['credential', 'credentials'], ['allowCredentials', 'credentials'],
  ['optionSuccessStatus', 'optionsSuccessStatus'], ['successStatus', 'optionsSuccessStatus'],
  ['continuePreflight', 'preflightContinue'], ['blockDisalowed', 'blockDisallowed'], ['oriabc', 'origin'],
  ['whitelist', 'origin'], ['allowList', 'origin'], ['Access-Control-Allow-Origin', 'origin'],
  ['access-control-allow-credentials', 'credentials'], ['Access-Control-Max-Age', 'maxAge'],
  ['Access-Control-Allow-Headers', 'allowedHeaders'], ['Access-Control-Expose-Headers', 'exposedHeaders'],
]) {
  refused(`${written} is not an option; ${meant} is meant`, { [written!]: undefined },
    [written!, undefined, 'unknown-option', meant]);
}
refused('an option that resembles none has no suggestion', { 'xyz': 1 }, ['xyz', 1, 'unknown-option']);
test('where no option is meant, all are named', () => {
  assert.match(issuesOf({ 'xyz': 1 })[0]!.message,
    /^There is no option 'xyz'\. The options are origin, credentials, .+, blockDisallowed\.$/);
});
refused('an option without a name is unknown', { '': 1 }, ['', 1, 'unknown-option']);
refused('a name that every object has is not an option', { toString: 1 }, ['toString', 1, 'unknown-option']);
refused('__proto__ from JSON is not an option',
  JSON.parse('{ "__proto__": { "origin": "https://a.example" } }'),
  ['__proto__', { origin: 'https://a.example' }, 'unknown-option']);
refused('an unknown option that is inherited is refused too', Object.create({ origins: '*' }),
  ['origins', '*', 'unknown-option', 'origin']);

/** Each in place of options, and how it is named. */
const notOptions: [options: unknown, named: string][] = [
  [null, 'null'], [[], 'an array'], [['https://a.example'], 'an array'], ['https://a.example', 'a string'],
  ['*', 'a string'],
  [() => true, 'a function'], [1, 'a number'], [true, 'a boolean'],
  [new Map([['origin', 'https://a.example']]), 'a Map'],
  [new Set(), 'a Set'], [/^https:\/\/a\.example$/, 'a RegExp'], [new Date(0), 'a Date'],
  [new URL('https://a.example'), 'a URL'],
  [new Headers(), 'a Headers'], [new WeakMap(), 'a WeakMap'], [new Error('x'), 'an Error'],
  [Symbol('x'), 'a symbol'],
];
for (const [options, named] of notOptions) {
  test(`${named} is not options: ${String(options)}`, () => {
    for (const make of [() => createCorsPolicy(options as CorsOptions),
      () => withCors(() => {}, options as CorsOptions)]) {
      assert.throws(make, (error) => {
        assert.ok(error instanceof CorsOptionsError);
        assert.deepEqual(error.issues.map(({ option, value, code }) => [option, value, code]),
          [['options', options, 'wrong-type']]);
        assert.equal(error.issues[0]?.message,
          `Expected an object, such as withCors(handler, { origin: 'https://example.com' }); got ${named}.`);
        return true;
      });
    }
  });
}
for (const policy of [Object.freeze({ decide() {} }), createCorsPolicy()]) {
  test('a policy of another copy, or in place of options, is not options', () => {
    const [issue, ...others] = issuesOf(policy);
    assert.deepEqual([issue?.option, issue?.code, others], ['options', 'wrong-type', []]);
    assert.match(issue!.message, /got a policy .+\. Pass the options that it is made of, or load one copy/);
  });
}
refused('decide beside options is an unknown option', { origin: 'https://a.example', decide: 1 },
  ['decide', 1, 'unknown-option']);
for (const options of [Promise.resolve({ origin: 'https://a.example' }), { then() {} }]) {
  test(`${String(options)} with a then is not options, and wants an await`, () => {
    assert.match(issuesOf(options)[0]!.message, /\(write await before it\)/);
  });
}
const options = { origin: 'https://a.example' };
const MODULE: string = "data:text/javascript,export const origin = 'https://a.example'";
for (const [sentence, kind] of [
  ['of another realm', runInNewContext("({ origin: 'https://a.example' })")],
  ['of a class', new (class { origin = options.origin; })()],
  ['that are frozen', Object.freeze({ ...options })], ['that a Proxy stands before', new Proxy(options, {})],
  ['that are an ES module', await import(MODULE)],
]) {
  accepted(`options ${sentence} are options`, kind);
  test(`options ${sentence} are read`, () => {
    assert.equal(
      (createCorsPolicy(kind).decide({ headers: { origin: 'https://b.example' } }) as CorsDecision).allowed,
      false
    );
  });
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

refused(
  'a flag that is no flag counts as false', { credentials: 'yes' }, ['credentials', 'yes', 'wrong-type']
);

for (const [options, message] of [
  [{ maxAge: -1 }, 'Expected a whole number, 0 or more (write 0); got -1.'],
  [{ optionsSuccessStatus: 404 }, 'Expected a whole number from 200 to 299 (write 299); got 404.'],
] as const) {
  test(`${JSON.stringify(options)}: ${message}`, () => {
    assert.equal(issuesOf(options)[0]!.message, message);
  });
}

const numbers: [option: string, least: number, most: number, beyond: [] | [number]][] = [
  ['maxAge', 0, Infinity, []], ['optionsSuccessStatus', 200, 299, [299]],
];
for (const [option, least, most, beyond] of numbers) {
  const within = least + 7;
  const table: [value: unknown, code: string, ...suggestion: [] | [unknown]][] = [
    [least - 1, 'out-of-range', least], [-Infinity, 'out-of-range', least],
    [Infinity, 'out-of-range', ...beyond],
    [2 ** 53, 'out-of-range', ...beyond], [within + 0.4, 'out-of-range', within], [NaN, 'out-of-range'],
    [`${within}`, 'wrong-type', within],
    ...(most < Infinity ? [[`${most + 1}`, 'wrong-type', most]] as [unknown, string, number][] : []),
    ...['', ' ', 'soon', null, true, [], [within], {}, new Date(within), 10n, Symbol('x')]
      .map((value) => [value, 'wrong-type'] as [unknown, string]),
  ];
  for (const [value, ...rest] of table) {
    refused(
      `${option}: ${String(value)} (${typeof value}) is refused`, { [option]: value },
      [option, value, ...rest]
    );
  }
  for (const value of [least, within, Math.min(most, 86_400), undefined]) {
    accepted(`${option}: ${value}`, { [option]: value });
  }
}
for (const maxAge of [86_401, 1_728_000, 86_400_000, Number.MAX_SAFE_INTEGER]) {
  harmless(`maxAge: ${maxAge} is more than any browser keeps`, { maxAge },
    /^maxAge \d+: it is in seconds; browsers keep 86400 at most$/);
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

refused("credentials: 'true' is judged as it is meant, with the origin that it needs",
  { credentials: 'true' },
  ['credentials', 'true', 'wrong-type', true], ['origin', '*', 'any-origin-with-credentials']);

refused('one error lists every issue', {
  origins: 1, origin: ['https://a.example', 'null', /a/], credentials: 'true', methods: 'GET,patch',
  allowedHeaders: ['A B'], exposedHeaders: 5, maxAge: -1,
}, ...[
  ['credentials', 'true', 'wrong-type', true],
  ['origin[1]', 'null', 'null-origin'],
  ['origin[2]', /a/, 'regexp-not-anchored'],
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
    exposedHeaders: ['X-B'], maxAge: 5, optionsSuccessStatus: 200, preflightContinue: false,
    blockDisallowed: false,
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
