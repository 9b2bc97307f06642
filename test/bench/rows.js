// The rows of the table: what the owner of a server wants, the requests that come in, and how its handler
// writes its head.

export const METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'];
export const HEADERS = ['Authorization', 'Content-Type', 'X-Requested-With'];
export const MAX_AGE = 600;

const APP = 'https://app.example.com';
const STRANGER = 'https://app.example.org';
const FEW = ['https://admin.example.com', APP, 'https://shop.example.com'];
const TEN_THOUSAND = Array.from({ length: 10_000 }, (_, n) => `https://tenant-${n}.example.com`);
const SOME_OF_THEM = Array.from({ length: 499 }, (_, n) => TEN_THOUSAND[n * 20 + 7]);

/**
 * @typedef Row
 * @property {string} name
 * @property {'setHeader' | 'writeHead'} handler
 * @property {'*' | string[]} list of allowed origins
 * @property {boolean} asynchronous whether the list is asked by a function that returns a promise
 * @property {string[]} origins of the requests, in turn
 * @property {boolean} preflight
 * @property {boolean} listed whether the policy lists the request headers that it allows, or reflects them
 */

/** @param {Partial<Row> & { name: string }} row @returns {Row} */
const row = (own) => ({
  handler: 'setHeader', list: FEW, asynchronous: false, origins: [APP], preflight: false, listed: false,
  ...own,
});

const many = { list: TEN_THOUSAND, origins: SOME_OF_THEM };

/** @type {Row[]} */
export const rows = [
  row({ name: 'handler uses `setHeader`, origin allowed' }),
  row({ name: 'handler uses `setHeader`, origin refused', origins: [STRANGER] }),
  row({ name: 'handler uses `setHeader`, any origin', list: '*' }),
  row({ name: 'handler uses `setHeader`, async predicate', asynchronous: true }),
  row({ name: 'handler uses `writeHead`, origin allowed', handler: 'writeHead' }),
  row({ name: 'handler uses `writeHead`, origin refused', handler: 'writeHead', origins: [STRANGER] }),
  row({ name: 'handler uses `writeHead`, async predicate', handler: 'writeHead', asynchronous: true }),
  row({ name: 'preflight, allowed, headers listed', preflight: true, listed: true }),
  row({ name: 'preflight, allowed, headers reflected', preflight: true }),
  row({ name: 'preflight, refused', preflight: true, listed: true, origins: [STRANGER] }),
  row({ ...many, name: 'one of 10,000 origins, `setHeader`' }),
  row({ ...many, name: 'one of 10,000 origins, `writeHead`', handler: 'writeHead' }),
];

/** What a browser sends: names and values, one request for each origin. @param {Row} row */
export const requestsOf = ({ origins, preflight }) => origins.map((origin) => [
  ['Host', 'api.example.com'],
  ['Connection', 'keep-alive'],
  ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
  ['Accept', '*/*'],
  ['Accept-Language', 'en-US,en;q=0.5'],
  ['Accept-Encoding', 'gzip, deflate, br, zstd'],
  ['Origin', origin],
  ...(preflight ? [
    ['Access-Control-Request-Method', 'PUT'],
    ['Access-Control-Request-Headers', 'content-type,x-requested-with'],
  ] : []),
  ['Sec-Fetch-Dest', 'empty'],
  ['Sec-Fetch-Mode', 'cors'],
  ['Sec-Fetch-Site', 'cross-site'],
]);
