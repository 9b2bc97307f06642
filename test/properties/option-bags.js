// Random options, right and wrong, and what makes each wrong one wrong.
import fc from 'fast-check';

const mistakes = (option, ...values) => fc.constantFrom(...values).map((value) => [option, value]);

/** One option each with a value that is refused, whatever the others are. */
export const refused = {
  origin: mistakes('origin', '', 'https://a.example/', 'https://A.example', 'https://a.example:443',
    'http://a.example:80', 'https://a.example/path',
    'https://user@a.example', 'https://a.example?q', 'https://a.example#f', ' https://a.example',
    'https://b\u00fccher.example', 'http://0x7f.1', 'http://127.1',
    'https://[2001:db8:0:0:0:0:0:1]', 'a.example', '//a.example', 'file:///x', '*://a.example',
    'https://a.example,https://b.example', 'null', 'https://a.*.example',
    'https://*a.example', 'https://a.example:80*', 'https://*', 'https://*.*.example.com',
    'http://*.127.0.0.1', 'https://**.example.com', 'https://a.example:99999', [], ['null'],
    ['https://a.example', 'https://b.example/'], ['https://a.example', 7], 7, {}, null, /example\.com/,
    /^https:\/\/a\.example/, /https:\/\/a\.example$/, [/a/, 'https://a.example'], 'https://a.example\n',
    'localhost:3000',
    undefined, 'ws://a.example', 'javascript:x', 'about:blank', 'https://a.example:0', /^(a+)+$/, /^(?=a)a$/,
    new Set(['https://a.example']), '/^https:\\/\\/a$/'),
  credentials: mistakes('credentials', 'true', 1, 0, null, 'include', {}),
  methods: mistakes('methods', 'patch', ['patch'], ['GET', 'query'], 'G T', ['GET', 'P(T'], 7, true, {}, [7],
    null, ['']),
  allowedHeaders: mistakes(
    'allowedHeaders', 'X Y', ['X-A', 'b\u00e9'], new Set(['X-A']), 7, true, [7], null, ['']
  ),
  exposedHeaders: mistakes('exposedHeaders', 'Set-Cookie', ['set-cookie2'], 'X Y', ['X-A', ':'], 7, true, [7],
    null, ['']),
  maxAge: mistakes('maxAge', '600', -1, 1.5, NaN, Infinity, 2 ** 53, null, true, 10n),
  optionsSuccessStatus: mistakes('optionsSuccessStatus', '204', 199, 300, 404, 204.5, NaN, null, true),
  preflightContinue: mistakes('preflightContinue', 'true', 1, null, {}),
  blockDisallowed: mistakes('blockDisallowed', 'false', 0, null, []),
  unknown: fc.constantFrom(['allowHeaders', ['X-A']], ['origins', ['https://a.example']],
    ['exposeHeaders', ['ETag']], ['allowMethods', ['GET']], ['maxAgeSeconds', 5],
    ['allowCredentials', true], ['Origin', '*'], ['headers', 'X-A'], ['max_age', 5], ['\u00fc', 1]),
};

const fine = fc.record({
  origin: fc.constantFrom('https://a.example', ['https://a.example', 'https://*.b.example'],
    'http://localhost:*', /^https:\/\/[a-z]+\.example\.com$/),
  credentials: fc.boolean(),
  methods: fc.constantFrom('GET,POST', ['PUT'], '*'),
  allowedHeaders: fc.constantFrom('*', ['X-A'], 'X-A, Content-Type'),
  exposedHeaders: fc.constantFrom('ETag', ['X-Total', 'Link']),
  maxAge: fc.constantFrom(0, 600),
  optionsSuccessStatus: fc.constantFrom(200, 204),
  preflightContinue: fc.boolean(),
  blockDisallowed: fc.boolean(),
}, { requiredKeys: [] });

/** `{ options, wrong }`: good options of which some were replaced by refused ones; `wrong` names those. */
export const spoiled = fc.tuple(fine,
  fc.shuffledSubarray(Object.values(refused), { maxLength: 4 }).chain((chosen) => fc.tuple(...chosen)))
  .map(([options, wrong]) => ({ options: { ...options, ...Object.fromEntries(wrong) },
    wrong: wrong.map(([option]) => option) }));

const anything = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, maxDepth: 2 }),
  fc.string(), fc.webUrl(), fc.constantFrom('*', true, false, undefined, 'https://a.example',
    'https://*.a.example', 'http://localhost:*', 'null', 'GET', 'X-A', 600),
);
const OPTIONS = ['origin', 'credentials', 'methods', 'allowedHeaders', 'exposedHeaders', 'maxAge',
  'optionsSuccessStatus', 'preflightContinue', 'blockDisallowed'];

/** Options of which any can be anything at all. */
export const anyBags = fc.oneof(
  { weight: 9, arbitrary: fc.array(fc.tuple(fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...OPTIONS) },
    { weight: 1, arbitrary: fc.string() }),
    fc.oneof({ weight: 3, arbitrary: anything },
      { weight: 1, arbitrary: fc.array(anything, { maxLength: 3 }) })), { maxLength: 3 }).map(
        Object.fromEntries
      ) },
  { weight: 1, arbitrary: fc.anything() },
);

/**
 * `origin[1]` set in a copy of the options; a list that was one string is replaced at its place in the
 * string.
 */
export function withSuggestion(options, { option, value, suggestion }) {
  const [, name, index] = /^(.*?)(?:\[([0-9]+)\])?$/s.exec(option);
  if (!OPTIONS.includes(name)) {
    const { [name]: moved, ...others } = options; // an unknown option: what is suggested is its right name
    return { ...others, [suggestion]: moved };
  }
  if (index === undefined) return { ...options, [name]: suggestion };
  const given = options[name];
  const list = typeof given === 'string' ? given.split(',').map((one) => one.trim()) : [...given];
  list[index] = suggestion;
  return { ...options, [name]: typeof given === 'string' ? list.join(',') : list };
}
