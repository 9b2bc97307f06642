// The situations that are measured: what the owner of a server wants, and the requests that come in.

export const METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'];
export const HEADERS = ['Authorization', 'Content-Type', 'X-Requested-With'];
export const MAX_AGE = 600;
const APP = 'https://app.example.com';
const STRANGER = 'https://app.example.org';
export const FEW = ['https://admin.example.com', APP, 'https://shop.example.com'];
const ASKED = 'content-type,x-requested-with';

/** @param {number} count */
export const manyOrigins = (count) => Array.from({ length: count }, (_, n) => `https://tenant-${n}.example.com`);

/** @param {string} origin */
const isOurs = (origin) => origin.startsWith('https://') && origin.endsWith('.example.com');

/**
 * @typedef {'any' | 'checked' | 'credentials' | 'asynchronous'} Way which headers are written, and when
 * @typedef {'setHeader' | 'writeHead'} HandlerKind
 *
 * @typedef Case
 * @property {string} group the row of the targets that it belongs to
 * @property {string} name
 * @property {Way} way
 * @property {string[]} list the allowed origins, where the policy is a list
 * @property {((origin: string) => boolean) | undefined} predicate what allows, where it is none
 * @property {HandlerKind} handler
 * @property {(string | undefined)[]} origins of the requests, asked in turn
 * @property {{ headers: string[] | undefined } | undefined} preflight `headers`: those that the policy lists, otherwise any
 * @property {number} status
 * @property {(origin: string) => Record<string, string>} cors the CORS headers and `Vary` of a right answer
 */

/** @param {Partial<Case> & Pick<Case, 'group' | 'name'>} own @returns {Case} */
const define = (own) => ({
  way: 'checked', list: FEW, predicate: undefined, handler: 'setHeader', origins: [APP], preflight: undefined, status: 200,
  cors: (origin) => ({ 'Access-Control-Allow-Origin': origin, Vary: 'Origin' }), ...own,
});

const ten_thousand = manyOrigins(10_000);
const tenants = Array.from({ length: 499 }, (_, n) => /** @type {string} */ (ten_thousand[n * 20 + 7]));

/** @type {HandlerKind[]} */
const kinds = ['setHeader', 'writeHead'];
const actual = kinds.flatMap((handler) => {
  const group = `actual, handler uses ${handler}`;
  return [
    define({ group, handler, name: 'allowed' }),
    define({ group, handler, name: 'refused', origins: [STRANGER], cors: () => ({ Vary: 'Origin' }) }),
    define({ group, handler, name: 'no Origin', origins: [undefined], cors: () => ({ Vary: 'Origin' }) }),
    define({ group, handler, name: 'any origin', way: 'any', cors: () => ({ 'Access-Control-Allow-Origin': '*' }) }),
    define({
      group, handler, name: 'credentials', way: 'credentials',
      cors: (origin) => ({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true', Vary: 'Origin' }),
    }),
    define({ group, handler, name: 'predicate', predicate: isOurs }),
    define({ group, handler, name: 'async predicate', way: 'asynchronous', predicate: isOurs }),
  ];
});

const group = 'preflight';
const listed = { 'Access-Control-Allow-Methods': METHODS.join(', '), 'Access-Control-Allow-Headers': HEADERS.join(', '), 'Access-Control-Max-Age': `${MAX_AGE}` };
const reflected = { ...listed, 'Access-Control-Allow-Headers': ASKED, Vary: 'Origin, Access-Control-Request-Headers' };
const preflight = [
  define({ group, name: 'allowed, listed headers', preflight: { headers: HEADERS }, status: 204, cors: (origin) => ({ 'Access-Control-Allow-Origin': origin, ...listed, Vary: 'Origin' }) }),
  define({ group, name: 'allowed, asked headers given back', preflight: { headers: undefined }, status: 204, cors: (origin) => ({ 'Access-Control-Allow-Origin': origin, ...reflected }) }),
  define({ group, name: 'refused', preflight: { headers: HEADERS }, origins: [STRANGER], status: 403, cors: () => ({ Vary: 'Origin' }) }),
];

const many = kinds.map((handler) => define({
  group: '10,000 origins, any of them', handler, name: handler, list: ten_thousand, origins: tenants,
}));

export const cases = [...actual, ...preflight, ...many];

/**
 * What a browser sends with each of the case's requests.
 * @param {Case} situation
 * @returns {[string, string][][]}
 */
export const requestHeaders = ({ origins, preflight: isPreflight }) => origins.map((origin) => [
  ['Host', 'api.example.com'],
  ['Connection', 'keep-alive'],
  ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
  ['Accept', '*/*'],
  ['Accept-Language', 'en-US,en;q=0.5'],
  ['Accept-Encoding', 'gzip, deflate, br, zstd'],
  ...(origin === undefined ? [] : [/** @type {[string, string]} */ (['Origin', origin])]),
  ...(isPreflight ? [
    /** @type {[string, string]} */ (['Access-Control-Request-Method', 'PUT']),
    /** @type {[string, string]} */ (['Access-Control-Request-Headers', ASKED]),
  ] : []),
  ['Sec-Fetch-Dest', 'empty'],
  ['Sec-Fetch-Mode', 'cors'],
  ['Sec-Fetch-Site', 'same-site'],
]);
