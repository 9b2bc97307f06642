// Random policies that are accepted. They are plain data, so that a counterexample can be read and pasted.
import fc from 'fast-check';

const label = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/),
  fc.constantFrom('shop', 'a-b', 'xn--bcher-kva', 'x1', 'app'),
);
const domain = fc.tuple(fc.array(label, { minLength: 1, maxLength: 3 }),
  fc.constantFrom('example', 'test', 'example.com', 'example.org'))
  .map(([labels, end]) => [...labels, end].join('.'));
const port = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom(':8080', ':3000', ':1', ':65535') },
  { weight: 1, arbitrary: fc.integer({ min: 1024, max: 65535 }).map((number) => `:${number}`) },
);
const starPort = fc.oneof({ weight: 3, arbitrary: port }, { weight: 1, arbitrary: fc.constant(':*') });

/** Origins and patterns that are fine with credentials: https, or a loopback address. */
const secureOrigin = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(domain, port).map(([host, end]) => `https://${host}${end}`) },
  { weight: 4, arbitrary: fc.tuple(domain, starPort).map(([host, end]) => `https://*.${host}${end}`) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('localhost', '127.0.0.1', '[::1]', 'app.localhost',
    '*.localhost'), starPort)
    .map(([host, end]) => `http://${host}${end}`) },
  { weight: 1, arbitrary: fc.constantFrom('https://192.0.2.7', 'https://[2001:db8::1]:8443',
    'https://[2001:db8::1]:*') },
);
const otherOrigin = fc.oneof(
  fc.tuple(domain, starPort).map(([host, end]) => `http://${host}${end}`),
  fc.tuple(domain, starPort).map(([host, end]) => `http://*.${host}${end}`),
  fc.constantFrom(
    'capacitor://localhost', 'chrome-extension://abcdefghijklmnop', 'ionic://localhost', 'app://x.y'
  ),
);

/** Expressions with an origin that each matches: what would be allowed must be asked too. */
export const EXPRESSIONS = [
  { expression: /^https:\/\/[a-z0-9-]+\.example\.com$/, sample: 'https://shop.example.com' },
  { expression: /^https:\/\/[a-z0-9-]+\.example\.com$/g, sample: 'https://shop.example.com' },
  { expression: /^https:\/\/(?:app|admin)\.example\.org$/i, sample: 'https://admin.example.org' },
  { expression: /^https:\/\/a\.example(?:\.evil)??$/, sample: 'https://a.example.evil' },
  { expression: /^(?:https:\/\/a\.example|https:\/\/ab\.example)$/, sample: 'https://ab.example' },
  { expression: /^http:\/\/localhost:[0-9]+$/y, sample: 'http://localhost:5173' },
  { expression: /^http:\/\/localhost:\d{1,5}$/gy, sample: 'http://localhost:5173' },
  { expression: /^https:\/\/shop\.test$/m, sample: 'https://shop.test' },
  { expression: /^https:\/\/(?<name>[a-z]+)\.b\.test$/u, sample: 'https://b.b.test' },
  { expression: /^https:\/\/([a-z]+\.)*shop\.test$/v, sample: 'https://a.b.shop.test' },
];
const LAX_EXPRESSIONS = [
  { expression: /^https:\/\/[^.]+\.example\.net$/, sample: 'https://_@(.example.net' },
  { expression: /^https:\/\/.+$/s, sample: 'https://x' },
  { expression: /^http:\/\/[^/]*$/g, sample: 'http://x' },
];
const expressions = (list) => fc.constantFrom(...list.map((each) => each.expression));

/** Who may read; `{ predicate: salt }` stands for a function, see `madeOf`. */
function originOption(credentials) {
  const string = credentials ? secureOrigin : fc.oneof(secureOrigin, otherOrigin);
  const expression = expressions(credentials ? EXPRESSIONS : [...EXPRESSIONS, ...LAX_EXPRESSIONS]);
  const one = fc.oneof({ weight: 3, arbitrary: string }, { weight: 1, arbitrary: expression });
  const some = [
    { weight: 3, arbitrary: string },
    { weight: 1, arbitrary: expression },
    { weight: 4, arbitrary: fc.uniqueArray(one, { minLength: 1, maxLength: 6, selector: String }) },
    { weight: 2, arbitrary: fc.record({ predicate: fc.nat(1000) }) },
    { weight: 1, arbitrary: fc.constant(false) },
  ];
  const any = { weight: 2, arbitrary: fc.constantFrom('*', true, undefined) };
  return fc.oneof(...some, ...(credentials ? [] : [any]));
}

/** An array, or the same as one string with commas. */
const listed = (names, maximum) => fc.tuple(fc.uniqueArray(names, { minLength: 1, maxLength: maximum }),
  fc.constantFrom(undefined, ',', ', '))
  .map(([list, separator]) => (separator === undefined ? list : list.join(separator)));

const methods = listed(fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND',
  'QUERY', 'X-OWN'), 6);
const requestHeaders = listed(fc.constantFrom('Content-Type', 'Authorization', 'X-Requested-With', 'x-token',
  'If-Match', 'a!b'), 4);
const responseHeaders = listed(fc.constantFrom('ETag', 'X-Total', 'x-request-id', 'Link', 'Location'), 4);
const mostly = (absent, arbitrary) => fc.oneof({ weight: absent, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary });

const policyWith = (credentials) => fc.record({
  origin: originOption(credentials),
  credentials: fc.constant(credentials),
  methods: mostly(1, fc.oneof({ weight: 3, arbitrary: methods }, { weight: 1, arbitrary: fc.constant('*') })),
  allowedHeaders: mostly(1, fc.oneof({ weight: 3, arbitrary: requestHeaders },
    { weight: 1, arbitrary: fc.constant('*') })),
  exposedHeaders: mostly(1, credentials ? responseHeaders : fc.oneof({ weight: 4,
    arbitrary: responseHeaders }, { weight: 1, arbitrary: fc.constant('*') })),
  maxAge: mostly(2, fc.oneof(fc.constantFrom(0, 5, 600, 86400), fc.integer({ min: 0, max: 86400 }))),
  optionsSuccessStatus: mostly(3, fc.integer({ min: 200, max: 299 })),
  preflightContinue: mostly(2, fc.boolean()),
  blockDisallowed: mostly(1, fc.boolean()),
});

/**
 * Options that are absent are left out or `undefined`; both mean the default. Not so an `undefined` origin,
 * of which nobody could say whether it was meant.
 */
export const policies = fc.tuple(fc.boolean().chain(policyWith), fc.boolean()).map(([policy, keep]) =>
  Object.fromEntries(Object.entries(policy).filter(([name,
    value]) => value !== undefined || (keep && name !== 'origin'))));

/** What the predicate with this salt does for an origin: a pure function,
the same one in the model and in the option. */
function predicateFor(salt) {
  const number = (origin) =>
    [...origin].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 10007, salt);
  const outcomes = [true, true, true, true, false, 'yes', 1, undefined, 'failed'];
  return {
    outcome: (origin) => outcomes[number(origin) % outcomes.length],
    later: (origin) => number(origin) % 5 < 2,
  };
}

/**
 * The options as a user would write them, with `answer` (what the model asks instead of the predicate),
 * `later` (does the predicate give a promise?) and `calls`, what the predicate was called with.
 */
export function madeOf(policy) {
  if (policy.origin?.predicate === undefined) return { options: policy, answer: undefined, later: () => false,
    calls: [] };
  const { outcome, later } = predicateFor(policy.origin.predicate);
  const calls = [];
  const origin = (asked, request) => {
    calls.push([asked, request]);
    const result = outcome(asked);
    if (!later(asked)) {
      if (result === 'failed') throw new Error('a secret of the predicate');
      return result;
    }
    return result === 'failed'
      ? Promise.reject(new Error('a secret of the predicate')) : Promise.resolve(result);
  };
  const answer = (asked) => (outcome(asked) === 'failed' ? 'failed' : outcome(asked) === true);
  return { options: { ...policy, origin }, answer, later, calls };
}

/** Origins that the policy lets in, to start from. */
export function samplesOf(policy) {
  if (typeof policy.origin === 'boolean' || policy.origin?.predicate !== undefined) return [
    'https://a.example', 'http://localhost:3000'
  ];
  return [policy.origin ?? '*'].flat().flatMap((one) => {
    if (one instanceof RegExp) return [...EXPRESSIONS,
      ...LAX_EXPRESSIONS].find((each) => each.expression === one)?.sample ?? [];
    if (one === '*') return ['https://a.example'];
    const host = one.replace('://*.', '://a1.b-c.');
    return host.endsWith(':*') ? [host.replace(':*', ':8081'), host.replace(':*', '')] : [host];
  });
}
