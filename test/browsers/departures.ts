// Where an engine departs from the model, and so from the Fetch standard, as the matrix or the generated
// calls have seen it. They take what is written here for right, and fail when it isn't seen any more, so that
// the list stays true.

import type { Header, HeaderList } from 'with-cors/page';
import {
  contains, corsUnsafeRequestHeaderNames, get, isCorsSafelistedMethod, isCorsSafelistedRequestHeader,
  isForbiddenRequestHeader, normalizeValue,
} from '../../dist/page/header-list.js';
import { fetchMetadata } from '../../dist/page/origin-headers.js';
import type { WireRequest, WireResponse } from '../../dist/page/exchange.js';
import type { Engine } from './browsers.ts';
import { NEXT, type Story } from './calls/stories.ts';
import type { Call } from './model.ts';

export interface Departure {
  readonly engine: Engine['name'];
  /** The version that was seen to do it. */
  readonly version: string;
  readonly seenIn: 'matrix' | 'calls';
  readonly what: string;
  readonly reference: string;
  /** The headers that the standard would treat as this engine treats those of the script. */
  readonly treatsHeadersAs?: (headers: HeaderList) => HeaderList;
  /**
   * What this engine sends instead of a request; the call's earlier requests, as they were sent, help to
   * tell.
   */
  readonly sends?: (request: WireRequest, call: Call, earlier: readonly WireRequest[]) => WireRequest;
  /**
   * The response that the standard would read as this engine reads the one it got; `to` is as the standard
   * sends it.
   */
  readonly reads?: (response: WireResponse, to: WireRequest, call: Call) => WireResponse;
  /** Nothing makes it forget a preflight before its time. */
  readonly keepsPreflights?: true;
  /** The stories that it touches, where what comes of it can't be told in that way: they are not compared. */
  readonly touches?: (story: Story) => boolean;
}

const COMBINED = {
  seenIn: 'matrix',
  what:
    'Headers that a script gives several times under one name are combined before they are judged, not judged one by one: '
    + 'so a second Content-Type hides behind a parameter of the first, and two values of 80 bytes are one that is too long.',
  reference:
    'Fetch, 2.2.2, CORS-unsafe request-header names, step 4; https://github.com/whatwg/fetch/issues/748',
  treatsHeadersAs: combine,
} as const;

const FORGOTTEN = {
  seenIn: 'calls',
  what: 'A preflight whose Origin a redirect has made null is not remembered.',
  reference: 'Fetch, 4.9',
  reads: (response: WireResponse, to: WireRequest, { origin }: Call): WireResponse =>
    to.kind === 'preflight' && get(to.headers, 'Origin') !== origin
      ? { ...response,
        headers: [...without(response.headers, 'Access-Control-Max-Age'), ['Access-Control-Max-Age', '0']] }
      : response,
} as const;

const KEPT = {
  seenIn: 'calls',
  what: 'A preflight is remembered although the response to the request itself was refused.',
  reference: 'Fetch, 4.1, main fetch, step 13, "corsWithPreflight"',
  keepsPreflights: true,
} as const;

const ERROR_WITHOUT_LOCATION = {
  seenIn: 'calls',
  what: "With redirect: 'error' a response with a redirect's status but without a Location is readable.",
  reference: 'Fetch, 4.4, HTTP fetch, step 8',
  touches: ({ stops: [{ status, location }], calls }: Story) =>
    status >= 300 && status < 400 && location === undefined
      && calls.some(({ redirect }) => redirect === 'error'),
} as const;

const BODY_HEADERS_RETURN = {
  seenIn: 'calls',
  what: 'A Content-Type that went with the body at one redirect is there again after the next.',
  reference: 'Fetch, 4.5, HTTP-redirect fetch, step 12',
  touches: ({ stops: [first, second], calls }: Story) =>
    (first.location === '#x' || (first.location === NEXT && second?.location !== undefined))
    && calls.some(({ body, headers }) => body !== undefined || contains(headers, 'Content-Type')),
} as const;

const PREFLIGHT_BY_THE_CALL = {
  seenIn: 'calls',
  what:
    'After redirects, what needs a preflight is told by the call, not by what is left of it: a request that has become a '
    + 'GET, or lost its Authorization, is asked permission for all the same.',
  reference: 'Fetch, 4.5, HTTP-redirect fetch, steps 12 and 13',
  touches: ({ stops, calls }: Story) =>
    stops[0].location === NEXT && calls.some(({ method = 'GET', headers }) => {
      const needed = !isCorsSafelistedMethod(method) || corsUnsafeRequestHeaderNames(headers).length > 0;
      const becomesGet = stops.some(({ status, location }) =>
        location !== undefined && (method === 'POST' ? status < 304 : status === 303));
      return needed && (stops[0].at === 'page' || becomesGet || contains(headers, 'Authorization'));
    }),
} as const;

export const DEPARTURES: readonly Departure[] = [
  { engine: 'Chromium', version: '156.0.8078.108', ...COMBINED },
  { engine: 'WebKit', version: '2.50.6', ...COMBINED },
  {
    engine: 'Chromium',
    version: '156.0.8078.108',
    seenIn: 'matrix',
    what: 'A User-Agent that a script sets is left out, as if it were forbidden.',
    reference: 'Fetch, 2.2.2, forbidden request-header; https://issues.chromium.org/issues/40450316',
    treatsHeadersAs: (headers) => headers.filter(([name]) => name.toLowerCase() !== 'user-agent'),
  },
  {
    engine: 'Firefox',
    version: '153.7.0',
    seenIn: 'matrix',
    what: 'Bytes above 0x7F count as CORS-unsafe in Accept and Content-Type.',
    reference: 'Fetch, 2.2.2, CORS-unsafe request-header byte',
    treatsHeadersAs: (headers) =>
      headers.map(([name, value]): Header => [
        name,
        /^(accept|content-type)$/i.test(name) ? value.replace(/[\x80-\xFF]/g, '"') : value,
      ]),
  },
  {
    engine: 'Firefox',
    version: '153.7.0',
    seenIn: 'matrix',
    what: 'A header that a script gives twice is asked for twice in Access-Control-Request-Headers, which should be a set.',
    reference: 'Fetch, 2.2.2, convert header names to a sorted-lowercase set',
    sends: (request, { init }) =>
      replaced(request, 'Access-Control-Request-Headers', () =>
        init.headers
          .map(([name, value]): Header => [name, normalizeValue(value)])
          .filter((header) => !isForbiddenRequestHeader(header) && !isCorsSafelistedRequestHeader(header))
          .map(([name]) => name.toLowerCase())
          .sort()
          .join(','),
      ),
  },
  { engine: 'Chromium', version: '156.0.8078.108', ...FORGOTTEN },
  { engine: 'WebKit', version: '2.50.6', ...FORGOTTEN },
  { engine: 'Chromium', version: '156.0.8078.108', ...KEPT },
  { engine: 'WebKit', version: '2.50.6', ...KEPT },
  { engine: 'Chromium', version: '156.0.8078.108', ...ERROR_WITHOUT_LOCATION },
  { engine: 'WebKit', version: '2.50.6', ...ERROR_WITHOUT_LOCATION },
  { engine: 'Firefox', version: '153.7.0', ...BODY_HEADERS_RETURN },
  { engine: 'WebKit', version: '2.50.6', ...BODY_HEADERS_RETURN },
  { engine: 'Firefox', version: '153.7.0', ...PREFLIGHT_BY_THE_CALL },
  { engine: 'WebKit', version: '2.50.6', ...PREFLIGHT_BY_THE_CALL },
  {
    engine: 'Chromium',
    version: '156.0.8078.108',
    seenIn: 'calls',
    what: "A preflight's Sec-Fetch-Site tells of the URL that it goes to, not of those that redirected there.",
    reference: 'Fetch Metadata, 2.3',
    sends: siteOfPreflight,
  },
  {
    engine: 'Chromium',
    version: '156.0.8078.108',
    seenIn: 'calls',
    what: "In mode no-cors, a request that is redirected to another origin has the Origin null.",
    reference: 'Fetch, 3.1, append a request Origin header',
    sends: (request, { init }, earlier) =>
      init.mode === 'no-cors' && earlier.some(({ url }) => url.origin !== request.url.origin)
        ? replaced(request, 'Origin', () => 'null')
        : request,
  },
  {
    engine: 'Chromium',
    version: '156.0.8078.108',
    seenIn: 'calls',
    what: "With redirect: 'manual' a Location that is not a URL is an error, not an opaque redirect.",
    reference: 'Fetch, 4.4, HTTP fetch, step 8',
    touches: ({ stops: [{ location }], calls }) => location === 'http://'
      && calls.some(({ redirect }) => redirect === 'manual'),
  },
  {
    engine: 'WebKit',
    version: '2.50.6',
    seenIn: 'calls',
    what: 'A redirect to a URL with user information, which will be refused, is asked permission for all the same.',
    reference: 'Fetch, 4.5, HTTP-redirect fetch, step 8',
    touches: ({ stops }) => stops.some(({ location }) => location?.includes('@')),
  },
  {
    engine: 'Chromium',
    version: '156.0.8078.108',
    seenIn: 'calls',
    what: "A redirect to a URL with user information is an error, also within an origin and in mode no-cors.",
    reference: 'Fetch, 4.5, HTTP-redirect fetch, steps 8 and 9',
    touches: ({ stops }) => stops.some(({ location }) => location?.includes('@')),
  },
  {
    engine: 'Firefox',
    version: '153.7.0',
    seenIn: 'calls',
    what: "After a redirect Sec-Fetch-Site is cross-site, unless all is of the page's own origin.",
    reference: 'Fetch Metadata, 2.3',
    sends: (request, _, earlier) =>
      request.kind === 'request' && earlier.length > 0
        ? replaced(request, 'Sec-Fetch-Site', (site) => (site === 'same-site' ? 'cross-site' : site))
        : request,
  },
  {
    engine: 'Firefox',
    version: '153.7.0',
    seenIn: 'calls',
    what: "A preflight has the page's Origin, also where the request that it is for has null, and Sec-Fetch-Site goes by it.",
    reference: 'Fetch, 3.1, serializing a request origin',
    sends: (request, call) =>
      request.kind === 'preflight'
        ? replaced(siteOfPreflight(request, call), 'Origin', () => call.origin) : request,
    // And where that is the origin that it goes to, nothing is checked.
    reads: (response, to, { origin }) => {
      if (to.kind !== 'preflight' || get(to.headers, 'Origin') !== 'null') return response;
      const name = 'Access-Control-Allow-Origin';
      const given = get(response.headers, name);
      const read = to.url.origin === origin || given === origin ? 'null' : given === 'null' ? origin : given;
      return read === null
        ? response : { ...response, headers: [...without(response.headers, name), [name, read]] };
    },
  },
  {
    engine: 'Firefox',
    version: '153.7.0',
    seenIn: 'calls',
    what: 'A Max-Age that is not a number is none at all.',
    reference: 'Fetch, 4.8, step 7.9',
    reads: (response) => ({
      ...response,
      headers: response.headers.map(([name, value]): Header =>
        [name, name === 'Access-Control-Max-Age' && value === 'soon' ? '0' : value]),
    }),
  },
  {
    engine: 'WebKit',
    version: '2.50.6',
    seenIn: 'calls',
    what: 'In mode cors, a request that is redirected to another origin has no Sec-Fetch headers.',
    reference: 'Fetch Metadata, 2',
    sends: (request, { init }, earlier) =>
      request.kind === 'request' && init.mode === 'cors' && earlier.length > 0
        && earlier.at(-1)!.url.origin !== request.url.origin
        ? { ...request,
          headers: without(request.headers, 'Sec-Fetch-Site', 'Sec-Fetch-Mode', 'Sec-Fetch-Dest') }
        : request,
  },
  {
    engine: 'WebKit',
    version: '2.50.6',
    seenIn: 'calls',
    what: 'A POST that a redirect has made a GET keeps its Origin.',
    reference: 'Fetch, 3.1, append a request Origin header',
    sends: (request, { origin, init }, earlier) =>
      request.kind === 'request' && earlier.length > 0 && !['GET', 'HEAD'].includes(init.method ?? 'GET')
        && !contains(request.headers, 'Origin')
        ? { ...request, headers: [...request.headers, ['Origin', origin]] }
        : request,
    touches: ({ stops: [{ location }], calls }) =>
      location === NEXT && calls.some(({ mode, method }) => mode === 'no-cors' && method === 'POST'),
  },
  {
    engine: 'WebKit',
    version: '2.50.6',
    seenIn: 'calls',
    what: 'A DELETE is a GET after a redirect, whatever its status.',
    reference: 'Fetch, 4.5, HTTP-redirect fetch, step 12',
    touches: ({ stops: [{ location }], calls }) => location === NEXT
      && calls.some(({ method }) => method === 'DELETE'),
  },
  {
    engine: 'WebKit',
    version: '2.50.6',
    seenIn: 'calls',
    what: 'A preflight whose Origin a redirect has made null is cross-site to Sec-Fetch-Site.',
    reference: 'Fetch Metadata, 2.3',
    sends: (request) =>
      request.kind === 'preflight' && get(request.headers, 'Origin') === 'null'
        ? replaced(request, 'Sec-Fetch-Site', () => 'cross-site')
        : request,
  },
  {
    engine: 'WebKit',
    version: '2.50.6',
    seenIn: 'calls',
    what: "With redirect: 'manual' a redirect to what can't be fetched is an error, not an opaque redirect.",
    reference: 'Fetch, 4.4, HTTP fetch, step 8',
    touches: ({ stops: [{ location = NEXT }], calls }) =>
      !location.includes(NEXT) && calls.some(({ redirect }) => redirect === 'manual'),
  },
  {
    engine: 'WebKit',
    version: '2.50.6',
    seenIn: 'calls',
    what: 'A preflight that was refused for its method or its header names is remembered.',
    reference: 'Fetch, 4.8, step 7',
    touches: ({ calls: [first, second = first] }) => second !== first,
  },
];

function combine(headers: HeaderList): HeaderList {
  const allowed = headers.filter((header) => !isForbiddenRequestHeader(header));
  const names = new Set(allowed.map(([name]) => name.toLowerCase()));
  return names.size === allowed.length ? headers : [...names].map((name) => [name, get(allowed, name)!]);
}

/** With another value in a header that is there. */
function replaced(request: WireRequest, name: string, value: (before: string) => string): WireRequest {
  const headers = request.headers.map(
    ([each, before]): Header => [each, each === name ? value(before) : before],
  );
  return { ...request, headers };
}

function siteOfPreflight(request: WireRequest, { origin }: Call): WireRequest {
  const site = get(
    fetchMetadata({ origin, mode: 'cors', urlList: [request.url], currentUrl: request.url }), 'Sec-Fetch-Site'
  )!;
  return request.kind === 'preflight' ? replaced(request, 'Sec-Fetch-Site', () => site) : request;
}

function without(list: HeaderList, ...names: readonly string[]): HeaderList {
  return list.filter(([name]) => !names.some((each) => each.toLowerCase() === name.toLowerCase()));
}
