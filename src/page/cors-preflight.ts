// CORS-preflight fetch (Fetch, 4.8): https://fetch.spec.whatwg.org/#cors-preflight-fetch

import { printable } from '../grammar.ts';
import { corsCheck } from './cors-check.ts';
import { NetworkError } from './errors.ts';
import { REDIRECT_STATUSES, type WireResponse } from './exchange.ts';
import {
  corsUnsafeRequestHeaderNames, extractTokens, get, isCorsNonWildcardRequestHeaderName,
  isCorsSafelistedMethod, valuesOf, type Header, type HeaderList,
} from './header-list.ts';
import { fetchMetadata } from './origin-headers.ts';
import type { CacheKey } from './preflight-cache.ts';
import { serializedRequestOrigin, type Client, type Request } from './request.ts';

/** Seconds for which a browser remembers a preflight that doesn't say for how long. */
const DEFAULT_MAX_AGE = 5;

/** Seconds for which browsers remember a preflight at most. */
const CAPS = [['WebKit', 600], ['Chromium', 7200], ['Firefox', 86_400]] as const;

export function cacheKey(request: Request): CacheKey {
  return {
    origin: serializedRequestOrigin(request),
    url: request.currentUrl.href, // with its fragment, to the standard and to browsers
    credentials: request.credentials === 'include',
  };
}

/** Asks for permission, unless the cache knows that it is given; throws where it isn't. */
export async function corsPreflightFetch(request: Request): Promise<void> {
  const { client: { cache, note, send }, method, currentUrl: url } = request;
  const key = cacheKey(request);
  const unsafeNames = corsUnsafeRequestHeaderNames(request.headers);
  const isMethodKnown = isCorsSafelistedMethod(method) || cache.hasMethod(key, method);
  if (isMethodKnown && unsafeNames.every((name) => cache.hasHeaderName(key, name))) {
    note("An earlier preflight's permission is still in the page's cache, so none was sent.");
    return;
  }

  const headers: Header[] = [['Accept', '*/*'], ['Access-Control-Request-Method', method]];
  if (unsafeNames.length > 0) headers.push(['Access-Control-Request-Headers', unsafeNames.join(',')]);
  headers.push(['Origin', key.origin], ...fetchMetadata({ ...request, mode: 'cors' }));
  const response = await send({ kind: 'preflight', method: 'OPTIONS', url, headers, body: null });

  const [location] = valuesOf(response.headers, 'Location');
  if (REDIRECT_STATUSES.includes(response.status) && location !== undefined) {
    throw new NetworkError('preflight-redirect', { value: location });
  }
  corsCheck(request, response.headers, true);
  if (response.status < 200 || response.status > 299) {
    throw new NetworkError('preflight-status', { value: `${response.status}` });
  }
  const methods = readList(response, 'Access-Control-Allow-Methods');
  const headerNames = readList(response, 'Access-Control-Allow-Headers');
  checkPermission(request, unsafeNames, methods, headerNames);
  cache.store(key, maxAge(response.headers, note), methods, headerNames);
}

function readList({ headers }: WireResponse, list: string): string[] {
  const tokens = extractTokens(headers, list);
  if (tokens !== 'failure') return tokens;
  throw new NetworkError('preflight-list', { list, value: valuesOf(headers, list).join(', ') });
}

function checkPermission(
  { method, credentials, client }: Request,
  unsafeNames: readonly string[], methods: readonly string[], headerNames: readonly string[],
): void {
  const isAny = (list: readonly string[]): boolean => credentials !== 'include' && list.includes('*');
  if (!methods.includes(method) && !isCorsSafelistedMethod(method) && !isAny(methods)) {
    throw new NetworkError('preflight-method', { list: methods.join(', '), value: method });
  }
  const listed = new Set(headerNames.map((name) => name.toLowerCase()));
  const isAnyHeader = isAny(headerNames);
  for (const name of unsafeNames) {
    if (listed.has(name)) continue;
    if (!isAnyHeader) {
      throw new NetworkError('preflight-header', { list: headerNames.join(', '), value: name });
    }
    if (isCorsNonWildcardRequestHeaderName(name)) {
      // https://crbug.com/1176753: Chromium, Firefox and WebKit all let it pass.
      client.note("By the standard Access-Control-Allow-Headers: * doesn't cover Authorization; every "
        + 'browser lets it pass. List it by its name.');
    }
  }
}

function maxAge(headers: HeaderList, note: Client['note']): number {
  const value = get(headers, 'Access-Control-Max-Age');
  // By the standard not a number of seconds; Chromium, Firefox and WebKit take it for none.
  if (value !== null && /^-\d+$/.test(value)) return 0;
  if (value === null || !/^\d+$/.test(value)) {
    if (value !== null) {
      note(`Access-Control-Max-Age: ${printable(value)} is not a number of seconds, so the preflight is `
        + `remembered for ${DEFAULT_MAX_AGE} s.`);
    }
    return DEFAULT_MAX_AGE;
  }
  const seconds = Number(value);
  const capped = CAPS.filter(([, cap]) => seconds > cap).map(([name, cap]) => `${name} for ${cap} s`);
  if (capped.length > 0) {
    note(`Access-Control-Max-Age: ${seconds} is more than some browsers keep: ${capped.join(', ')}.`);
  }
  return seconds;
}
