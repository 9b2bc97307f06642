// What the generated calls ask: stories of one or two calls of a page to an address that may redirect, over
// three origins.

import type { AskOptions, HeaderList } from 'with-cors/page';
import { random, type Random } from '../matrix/random.ts';

/** The page's own server, another port of its host, and another host. */
export const PLACES = ['page', 'port', 'host'] as const;
export type Place = (typeof PLACES)[number];
export type Origins = Readonly<Record<Place, string>>;

/** A place on the way, and what it responds. */
export interface Stop {
  readonly at: Place;
  readonly status: number;
  /** Beside `Access-Control-Allow-Origin`, for which ECHO stands for the request's Origin. */
  readonly headers: HeaderList;
  /** Where it leads to: the next stop, or something that is none. */
  readonly location?: string;
  /** The response to a preflight, where it is another. */
  readonly preflight?: { readonly status: number; readonly headers: HeaderList; readonly location?: string };
}

export interface Story {
  readonly stops: readonly [Stop, ...Stop[]];
  /** To the first stop, one after the other. */
  readonly calls: readonly [Init, ...Init[]];
}

export type Init = AskOptions & { readonly headers: HeaderList };

export const NEXT = 'NEXT';
export const ECHO = 'ECHO';

export function storiesFrom(seed: number, count: number): Story[] {
  return [...HAND_PICKED, ...generateStories(random(seed), count)];
}

function generateStories(dice: Random, count: number): Story[] {
  return Array.from({ length: count }, () => {
    const calls: [Init, ...Init[]] = [generateInit(dice)];
    // The same again, or nearly, to find what a cached preflight allows.
    if (dice.chance(0.5)) calls[1] = dice.chance(0.5) ? calls[0] : vary(dice, calls[0]);
    return { stops: generateStops(dice) as [Stop, ...Stop[]], calls };
  });
}

function generateStops(dice: Random): Stop[] {
  const length = dice.one([1, 1, 1, 2, 2, 2, 3, 4]);
  return Array.from({ length }, (_, at): Stop => {
    const last = at === length - 1;
    const headers = dice.chance(0.4) ? EVERYTHING : generatePermission(dice);
    const stop = { at: dice.one(['page', 'port', 'port', 'host', 'host'] as const), headers };
    const preflight = dice.chance(0.15)
      ? dice.one([
          { status: 404, headers }, { status: 302, headers, location: NEXT }, { status: 204, headers: [] },
          { status: 299, headers: EVERYTHING }, { status: 200, headers: EVERYTHING },
        ])
      : undefined;
    const rest = preflight === undefined ? {} : { preflight };
    if (last) return { ...stop, status: dice.one([200, 200, 200, 404, 302]), ...rest };
    const location = dice.chance(0.9)
      ? NEXT
      : dice.one(
        ['http://user:password@NEXT', 'data:,x', 'http://', 'ftp://localhost/', 'http://localhost:22/', '#x']
      );
    return { ...stop, status: dice.one([301, 302, 303, 307, 307, 308]), location, ...rest };
  });
}

const EVERYTHING: HeaderList = [
  ['Access-Control-Allow-Origin', ECHO], ['Access-Control-Allow-Credentials', 'true'],
  ['Access-Control-Allow-Methods', 'PUT, PATCH, DELETE'],
  ['Access-Control-Allow-Headers', 'authorization, content-type, x-own, x-other'],
];

/** What chance may miss: each shows one thing in which an engine departs from the standard. */
const to = (at: Place, status = 200, more: Partial<Stop> = {}): Stop =>
  ({ at, status, headers: EVERYTHING, ...(status >= 301 && status <= 308 ? { location: NEXT } : {}),
    ...more });
const call = (init: Partial<Init>): Init =>
  ({ mode: 'cors', headers: [], credentials: 'same-origin', redirect: 'follow', ...init });
const put = call({ method: 'PUT' });
const patch = call({ method: 'PATCH', credentials: 'include' });
const anyMethod: HeaderList =
  [...EVERYTHING.slice(0, 2), ['Access-Control-Allow-Methods', '*'], ['Access-Control-Max-Age', '600']];
const HAND_PICKED: Story[] = [
  { stops: [to('page', 307), to('port')], calls: [call({ method: 'POST', mode: 'no-cors', body: 'body' })] },
  { stops: [to('port', 302, { location: 'ftp://localhost/' })], calls: [call({ redirect: 'manual' })] },
  { stops: [to('port', 302, { location: 'http://' })], calls: [call({ redirect: 'manual' })] },
  { stops: [to('page', 307, { location: `http://user:password@${NEXT}` }), to('port')],
    calls: [call({ method: 'PATCH' })] },
  { stops: [to('port', 200, { headers: [], preflight: { status: 204, headers: EVERYTHING } })],
    calls: [put, put] },
  { stops: [{ at: 'port', status: 302, headers: EVERYTHING }], calls: [call({ redirect: 'error' })] },
  { stops: [to('page', 302), to('page', 307), to('page')], calls: [call({ method: 'POST', body: 'body' })] },
  { stops: [to('page', 302, { location: `http://user:password@${NEXT}` }), to('page')], calls: [call({})] },
  { stops: [to('port', 307), to('host')], calls: [call({ method: 'DELETE' })] },
  { stops: [to('port', 303), to('port')],
    calls: [call({ method: 'POST', headers: [['Content-Type', 'application/json']] })] },
  { stops: [to('port', 200, { headers: anyMethod })], calls: [patch, { ...patch, credentials: 'omit' }] },
  { stops: [
    to('host', 307),
    to('port', 200, { headers: [['Access-Control-Allow-Origin', '*'], ...EVERYTHING.slice(2)] })
  ], calls: [put, put] },
  { stops: [to('port', 200, { headers: [...EVERYTHING, ['Access-Control-Max-Age', 'soon']] })],
    calls: [put, put] },
  { stops: [to('port', 200, { headers: [...EVERYTHING, ['Access-Control-Max-Age', '600']] })],
    calls: [put, put] },
  { stops: [to('port', 302), to('port')], calls: [call({})] },
  { stops: [to('port', 302), to('host')], calls: [call({ method: 'POST', body: 'body' })] },
];

function generatePermission(dice: Random): HeaderList {
  const headers: [string, string][] = [];
  const maybe = (name: string, values: readonly string[], chance: number): void => {
    if (dice.chance(chance)) headers.push([name, dice.one(values)]);
  };
  maybe(
    'Access-Control-Allow-Origin', [ECHO, ECHO, ECHO, ECHO, '*', 'null', 'https://elsewhere.example'], 0.95
  );
  maybe('Access-Control-Allow-Credentials', ['true'], 0.8);
  maybe('Access-Control-Allow-Methods', ['PUT, DELETE', 'PUT, DELETE', 'PUT', '*'], 0.9);
  maybe('Access-Control-Allow-Headers', ['x-own, x-other, content-type, authorization', 'X-Own', '*'], 0.9);
  maybe('Access-Control-Max-Age', ['600', '600', '0', '-1', 'soon'], 0.6);
  maybe('Access-Control-Expose-Headers', ['X-Seen', '*'], 0.5);
  maybe('Cross-Origin-Resource-Policy', ['same-origin', 'same-site', 'cross-origin'], 0.15);
  return headers;
}

function generateInit(dice: Random): Init {
  const mode = dice.one(['cors', 'cors', 'cors', 'cors', 'no-cors', 'same-origin'] as const);
  const method = dice.one(['GET', 'GET', 'HEAD', 'POST', 'POST', 'PUT', 'PUT', 'DELETE', 'PATCH']);
  const body = ['POST', 'PUT'].includes(method) && dice.chance(0.7) ? 'body' : undefined;
  return {
    method,
    mode,
    headers: dice.some([
      ['X-Own', '1'], ['X-Own', '1'], ['X-Other', '2'], ['Authorization', 'Bearer x'],
      ['Content-Type', 'application/json'], ['Accept-Language', 'de'], ['Range', 'bytes=0-1'],
    ] as const, 2),
    credentials: dice.one(['omit', 'same-origin', 'include', 'include'] as const),
    redirect: dice.one(['follow', 'follow', 'follow', 'follow', 'error', 'manual'] as const),
    ...(body === undefined ? {} : { body }),
  };
}

function vary(dice: Random, init: Init): Init {
  const { body: _, ...rest } = init;
  return dice.one<Init>([
    { ...init, credentials: init.credentials === 'include' ? 'omit' : 'include' },
    { ...rest, method: dice.one(['GET', 'PUT', 'DELETE']) },
    { ...init,
      headers: dice.some([['X-Own', '2'], ['X-Other', '2'], ['Authorization', 'Basic y']] as const, 3) },
  ]);
}
