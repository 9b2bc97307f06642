// Where an engine departs from the Fetch standard, as the matrix has seen it; each has a hand-picked pair
// that shows it alone. The matrix takes what is written here for right, and fails when it isn't seen any
// more, so that the list stays true.

import type { Engine } from './browsers.ts';
import {
  extractTokens, get, isCorsSafelistedRequestHeader, isForbiddenRequestHeader, normalizeValue, type Header,
  type HeaderList,
} from './fetch-grammar.ts';
import type { ScriptRequest, WireResponse } from './fetch-protocol.ts';

export interface Departure {
  readonly engine: Engine['name'];
  /** The version that was seen to do it. */
  readonly version: string;
  readonly what: string;
  readonly reference: string;
  /** The headers that the standard would treat as this engine treats those of the script. */
  readonly treatsHeadersAs?: (headers: HeaderList) => HeaderList;
  /** What this engine asks for in `Access-Control-Request-Headers` instead. */
  readonly asksFor?: (call: ScriptRequest) => string;
  /** The answer to a preflight that the standard would read as this engine reads the one it got. */
  readonly readsPreflightAs?: (call: ScriptRequest, answer: WireResponse) => WireResponse;
}

const COMBINED = {
  what:
    'Headers that a script gives several times under one name are combined before they are judged, not judged one by one: '
    + 'so a second Content-Type hides behind a parameter of the first, and two values of 80 bytes are one that is too long.',
  reference:
    'Fetch, 2.2.2, CORS-unsafe request-header names, step 4; https://github.com/whatwg/fetch/issues/748',
  treatsHeadersAs: combine,
} as const;

const STARRED = {
  what: "A preflight's Access-Control-Allow-Headers: * stands for Authorization too.",
  reference:
    'Fetch, 2.2.2, CORS non-wildcard request-header name, and 4.8, step 7.6; https://crbug.com/1176753',
  readsPreflightAs: letStarStandForAuthorization,
} as const;

export const DEPARTURES: readonly Departure[] = [
  { engine: 'Chromium', version: '156.0.8078.79', ...COMBINED },
  { engine: 'WebKit', version: '2.50.6', ...COMBINED },
  { engine: 'Chromium', version: '156.0.8078.79', ...STARRED },
  { engine: 'Firefox', version: '153.7.0', ...STARRED },
  { engine: 'WebKit', version: '2.50.6', ...STARRED },
  {
    engine: 'Chromium',
    version: '156.0.8078.79',
    what: 'A User-Agent that a script sets is left out, as if it were forbidden.',
    reference: 'Fetch, 2.2.2, forbidden request-header; https://issues.chromium.org/issues/40450316',
    treatsHeadersAs: (headers) => headers.filter(([name]) => name.toLowerCase() !== 'user-agent'),
  },
  {
    engine: 'Firefox',
    version: '153.7.0',
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
    what: 'A header that a script gives twice is asked for twice in Access-Control-Request-Headers, which should be a set.',
    reference: 'Fetch, 2.2.2, convert header names to a sorted-lowercase set',
    asksFor: ({ headers }) =>
      headers
        .map(([name, value]): Header => [name, normalizeValue(value)])
        .filter((header) => !isForbiddenRequestHeader(header) && !isCorsSafelistedRequestHeader(header))
        .map(([name]) => name.toLowerCase())
        .sort()
        .join(','),
  },
];

function combine(headers: HeaderList): HeaderList {
  const allowed = headers.filter((header) => !isForbiddenRequestHeader(header));
  const names = new Set(allowed.map(([name]) => name.toLowerCase()));
  return names.size === allowed.length ? headers : [...names].map((name) => [name, get(allowed, name)!]);
}

function letStarStandForAuthorization(call: ScriptRequest, answer: WireResponse): WireResponse {
  const names = extractTokens(answer.headers, 'Access-Control-Allow-Headers');
  if (call.credentials === 'include' || !names?.includes('*')) return answer;
  return { ...answer, headers: [...answer.headers, ['Access-Control-Allow-Headers', 'Authorization']] };
}
