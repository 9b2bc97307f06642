// Where an engine departs from the model, and so from the Fetch standard, as the matrix or the generated calls
// have seen it. They take what is written here for right, and fail when it isn't seen any more, so that the
// list stays true.

import type { Header, HeaderList } from 'with-cors/page';
import {
  get, isCorsSafelistedRequestHeader, isForbiddenRequestHeader, normalizeValue,
} from '../../dist/page/header-list.js';
import type { WireRequest, WireResponse } from '../../dist/page/wire.js';
import type { Engine } from './browsers.ts';
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
  /** What this engine sends instead of a request. */
  readonly sends?: (request: WireRequest, call: Call) => WireRequest;
  /** The response that the standard would read as this engine reads the one it got. */
  readonly reads?: (response: WireResponse, to: WireRequest, call: Call) => WireResponse;
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
