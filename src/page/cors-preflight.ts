// CORS-preflight fetch (Fetch, 4.8): https://fetch.spec.whatwg.org/#cors-preflight-fetch

import { corsCheck } from './cors-check.ts';
import {
  contains,
  corsUnsafeRequestHeaderNames,
  extractTokens,
  isCorsNonWildcardRequestHeaderName,
  isCorsSafelistedMethod,
  valuesOf,
  type Header,
} from './header-list.ts';
import type { Surroundings } from './fetch.ts';
import { NetworkError } from './network-error.ts';
import { fetchMetadata, serializedRequestOrigin } from './origin-headers.ts';
import type { CacheKey } from './preflight-cache.ts';
import { currentUrl, type Request } from './request.ts';
import { clip } from './sentences.ts';
import type { WireResponse } from './wire.ts';

/** Seconds for which a browser remembers a preflight that doesn't say for how long. */
const DEFAULT_MAX_AGE = 5;

export function cacheKey(request: Request): CacheKey {
  return {
    origin: serializedRequestOrigin(request),
    url: currentUrl(request).href, // with its fragment, to the standard and to browsers
    credentials: request.credentials === 'include',
  };
}

/** Asks for permission, unless the cache knows that it is given; throws where it isn't. */
export async function corsPreflightFetch(
  request: Request,
  { send, cache, note }: Surroundings,
): Promise<void> {
  const key = cacheKey(request);
  const unsafeNames = corsUnsafeRequestHeaderNames(request.headers);
  const methodKnown = isCorsSafelistedMethod(request.method) || cache.hasMethod(key, request.method);
  if (methodKnown && unsafeNames.every((name) => cache.hasHeaderName(key, name))) {
    note("An earlier preflight's permission is still in the page's cache, so none was sent.");
    return;
  }

  const url = currentUrl(request);
  const headers: Header[] = [
    ['Accept', '*/*'],
    ['Access-Control-Request-Method', request.method],
  ];
  if (unsafeNames.length > 0) headers.push(['Access-Control-Request-Headers', unsafeNames.join(',')]);
  headers.push(['Origin', key.origin], ...fetchMetadata({ ...request, mode: 'cors' }));
  const response = await send({ kind: 'preflight', method: 'OPTIONS', url, headers, body: null });

  if (
    response.status >= 301 &&
    response.status <= 308 &&
    ![304, 305, 306].includes(response.status) &&
    contains(response.headers, 'Location')
  ) {
    throw new NetworkError('preflight-redirect', { value: valuesOf(response.headers, 'Location')[0]! });
  }
  corsCheck(key.origin, request.credentials, response.headers, true);
  if (response.status < 200 || response.status > 299)
    throw new NetworkError('preflight-status', { value: String(response.status) });
  const { methods, headerNames } = checkPermission(request, unsafeNames, response, note);
  cache.store(key, maxAge(response, note), methods, headerNames);
}

interface Permission {
  readonly methods: readonly string[];
  readonly headerNames: readonly string[];
}

function checkPermission(
  request: Request,
  unsafeNames: readonly string[],
  { headers }: WireResponse,
  note: Surroundings['note'],
): Permission {
  const lists = ['Access-Control-Allow-Methods', 'Access-Control-Allow-Headers'].map((header) => {
    const tokens = extractTokens(headers, header);
    if (tokens === 'failure')
      throw new NetworkError('preflight-list', { header, value: valuesOf(headers, header).join(', ') });
    return tokens ?? [];
  });
  const [methods, headerNames] = lists as [string[], string[]];
  const listed = (name: string): boolean =>
    headerNames.some((item) => item.toLowerCase() === name.toLowerCase());
  const starCounts = request.credentials !== 'include';

  if (
    !methods.includes(request.method) &&
    !isCorsSafelistedMethod(request.method) &&
    !(starCounts && methods.includes('*'))
  ) {
    throw new NetworkError('preflight-method', { header: methods.join(', '), value: request.method });
  }
  for (const name of unsafeNames) {
    if (listed(name)) continue;
    if (!starCounts || !headerNames.includes('*'))
      throw new NetworkError('preflight-header', { header: headerNames.join(', '), value: name });
    if (isCorsNonWildcardRequestHeaderName(name)) {
      // https://crbug.com/1176753: Chromium, Firefox and WebKit all let it pass.
      note(
        "By the standard Access-Control-Allow-Headers: * doesn't cover Authorization; every browser " +
          'lets it pass. List it by its name.',
      );
    }
  }
  return { methods, headerNames };
}

function maxAge({ headers }: WireResponse, note: Surroundings['note']): number {
  const values = valuesOf(headers, 'Access-Control-Max-Age');
  // By the standard not a number of seconds; Chromium, Firefox and WebKit take it for none.
  if (/^-\d+$/.test(values.join())) return 0;
  if (values.length !== 1 || !/^\d+$/.test(values[0]!)) {
    if (values.length > 0)
      note(
        `Access-Control-Max-Age: ${clip(values.join(', '))} is not a number of seconds, so the ` +
          `preflight is remembered for ${DEFAULT_MAX_AGE} s.`,
      );
    return DEFAULT_MAX_AGE;
  }
  const seconds = Number(values[0]);
  const caps = [
    ['WebKit', 600],
    ['Chromium', 7200],
    ['Firefox', 86_400],
  ] as const;
  const capped = caps.filter(([, cap]) => seconds > cap).map(([name, cap]) => `${name} for ${cap} s`);
  if (capped.length > 0)
    note(`Access-Control-Max-Age: ${seconds} is more than some browsers keep: ${capped.join(', ')}.`);
  return seconds;
}
