// What the matrix asks: pairs of a policy, with the handler behind it, and a request that a page's script
// makes.

import { METHODS } from 'node:http';
import type { CorsOptions } from 'with-cors';
import type { HeaderList, Verdict } from 'with-cors/page';
import { normalizeMethod } from '../../../dist/page/header-list.js';
import { HANDLERS, type HandlerName } from './handlers.ts';
import { random, type Random } from './random.ts';

/** The places that a request is made from, and the origin that a browser gives them. */
export interface Origins {
  /** The page. */
  readonly page: string;
  /** A frame in it from a subdomain. */
  readonly app: string;
  /** A sandboxed frame in it. */
  readonly sandbox: 'null';
  /** A frame from the very server that is asked. */
  readonly api: string;
}
export type Place = keyof Origins;

export interface Pair {
  readonly sentence: string;
  readonly from: Place;
  readonly policy: CorsOptions;
  readonly handler: HandlerName;
  readonly request: {
    readonly method: string;
    readonly headers: HeaderList;
    readonly credentials: 'omit' | 'same-origin' | 'include';
    readonly body?: string;
  };
  /**
   * What the pair itself says, so that not only the two halves are held against each other: whether the
   * origin is allowed,
   */
  readonly originAllowed?: boolean;
  /** and what becomes of the request. */
  readonly outcome?: Verdict['outcome'];
}

export function generatePairs(seed: number, count: number, origins: Origins): Pair[] {
  const dice = random(seed);
  return Array.from({ length: count }, (_, index) => {
    const from = dice.one(['page', 'page', 'page', 'app', 'app', 'sandbox', 'api'] as const);
    return {
      sentence: `generated ${index} with seed ${seed}`,
      from,
      ...generatePolicy(dice, origins, from),
      handler: dice.chance(0.4) ? 'plain' : dice.one(Object.keys(HANDLERS) as HandlerName[]),
      request: generateRequest(dice),
    };
  });
}

function generatePolicy(dice: Random, origins: Origins, from: Place): Pick<Pair, 'policy' | 'originAllowed'> {
  const credentials = dice.chance(0.4);
  const options: Record<string, unknown> = {};
  const maybe = (name: string, values: readonly unknown[], chance = 0.5) => {
    if (dice.chance(chance)) options[name] = dice.one(values);
  };
  if (credentials) options['credentials'] = true;
  const possible = originOptions(origins, from).filter(([origin]) => !credentials || isExplicit(origin));
  const [origin, letsIn] = dice.one(possible);
  if (origin !== undefined) options['origin'] = origin;
  maybe('methods', [
    '*', ['GET', 'PUT'], 'PUT, DELETE', ['GET', 'POST'], ['PROPFIND', 'PATCH'],
    'GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS',
  ]);
  maybe('allowedHeaders', [
    '*', ['X-Own'], 'Content-Type, Authorization', ['authorization', 'x-own', 'x-other'],
    'Accept,Range,Content-Type',
  ]);
  const exposed = ['x-two', ['ETag', 'X-One'], 'X-One, X-Two, Content-Length'];
  maybe('exposedHeaders', credentials ? exposed : ['*', ...exposed]);
  maybe('maxAge', [0, 600]);
  maybe('optionsSuccessStatus', [200, 204, 299]);
  maybe('preflightContinue', [true], 0.25);
  maybe('blockDisallowed', [true], 0.3);
  return { policy: options as CorsOptions, originAllowed: letsIn.includes(from) };
}

/** With credentials any origin is refused when the policy is made. */
const isExplicit = (origin: unknown) => origin !== undefined && origin !== '*' && typeof origin !== 'boolean';

/** Values of the option, each with the places that it lets in. */
function originOptions(origins: Origins, from: Place): [option: unknown, letsIn: readonly Place[]][] {
  const { page, app } = origins;
  const elsewhere = 'https://elsewhere.example';
  const everywhere: readonly Place[] = ['page', 'app', 'sandbox', 'api'];
  const later = () => new Promise(setImmediate);
  const exactly = (origin: string) => new RegExp(`^${origin.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$`);
  return [
    [undefined, everywhere], ['*', everywhere], [true, everywhere], [false, []],
    [page, ['page']], [page, ['page']], [app, ['app']], [elsewhere, []],
    [[elsewhere, app], ['app']], [[page, elsewhere], ['page']], [[page, app], ['page', 'app']],
    [[elsewhere], []],
    ['http://localhost:*', ['page', 'api']], ['http://*.localhost:*', ['app']],
    [['http://*.localhost:*', page], ['page', 'app']],
    [exactly(page), ['page']], [exactly(app), ['app']], [[elsewhere, exactly(app)], ['app']],
    [/^http:\/\/(app\.)?localhost:\d+$/, ['page', 'app', 'api']],
    [/^https:\/\/(api|www)\.elsewhere\.example$/, []],
    // Only a predicate can let a sandboxed frame in, or everybody with credentials. Its name shows where a
    // pair differs.
    [function onlyTheAskingOne(origin: string) { return origin === origins[from]; }, [from]],
    [async function onlyTheAskingOneLater(origin: string) { await later(); return origin === origins[from]; },
      [from]],
    [function everyone() { return true; }, everywhere],
    [async function nooneLater() { await later(); return false; }, []],
  ];
}

function generateRequest(dice: Random): Pair['request'] {
  const method = dice.one([
    'GET', 'GET', 'HEAD', 'POST', 'POST', 'PUT', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND',
    'get', 'head', 'post', 'put', 'Delete', 'patch', 'Patch', 'options', 'propfind', 'trace', 'CONNECT',
    'a b',
  ]);
  // Node's parser answers a method that it doesn't know, such as `patch`, while a body would still be on its
  // way, and ends the connection: what a browser makes of that is a race, not CORS. So these go without.
  const known = METHODS.includes(normalizeMethod(method));
  const mayHaveBody = known && (!/^(get|head)$/i.test(method) || dice.chance(0.02));
  const body = mayHaveBody ? dice.one([undefined, 'body']) : undefined;
  return {
    method,
    headers: dice.some([
      ['Accept', dice.one(['application/json', 'text/html, */*;q=0.5', 'a(b)', 'a'.repeat(129)])],
      ['Accept-Language', dice.one(['de-AT, *;q=0.5', 'de_AT'])],
      ['Content-Language', dice.one(['de', 'de/en'])],
      ['Content-Type', dice.one([
        'text/plain', 'TEXT/plain;charset=utf-8', 'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x', 'application/json', 'text/html', 'text', '',
      ])],
      ['Content-Type', dice.one(['application/json', 'text/plain'])],
      ['Range', dice.one(['bytes=0-', 'bytes=0-5', 'bytes=-5', 'bytes=5-1'])],
      ['Authorization', 'Basic YTpi'],
      ['authorization', 'Bearer x'],
      ['X-Own', dice.one(['1', ''])],
      ['x-other', '2'],
      ['X-Requested-With', 'XMLHttpRequest'],
      ['Cookie', 'not=yours'],
      ['Sec-Own', '1'],
      ['X-HTTP-Method-Override', dice.one(['PUT', 'TRACE'])],
    ] as const, 3),
    credentials: dice.one(['omit', 'same-origin', 'include', 'include']),
    ...(body === undefined ? {} : { body }),
  };
}
