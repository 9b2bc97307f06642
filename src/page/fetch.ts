// What a browser does with a page's request, by the Fetch standard: https://fetch.spec.whatwg.org/#fetching
//
// The functions have the standard's names. Left out is what no page of `createPage` has: service workers, an
// HTTP cache, Content Security Policy, Integrity Policy, and what a user is asked for.

import {
  corsUnsafeRequestHeaderNames,
  extractTokens,
  get,
  isCorsNonWildcardRequestHeaderName,
  isCorsSafelistedMethod,
  isCorsSafelistedResponseHeaderName,
  isForbiddenResponseHeaderName,
  REQUEST_BODY_HEADERS,
  valuesOf,
  without,
  type Header,
  type HeaderList,
} from './header-list.ts';
import { corsCheck } from './cors-check.ts';
import { requestHeaders, serializedRequestOrigin } from './origin-headers.ts';
import type { PreflightCache } from './preflight-cache.ts';
import { cacheKey, corsPreflightFetch } from './cors-preflight.ts';
import { NetworkError } from './network-error.ts';
import { currentUrl, type Request } from './request.ts';
import {
  hasBadPort,
  includesCredentials,
  isHttp,
  isMixedContent,
  isPotentiallyTrustworthy,
  isSameOrigin,
  isSchemelesslySameSite,
} from './urls.ts';
import type { Send, WireResponse } from './wire.ts';

/** What a fetch needs beside its request. */
export interface Surroundings {
  readonly send: Send;
  readonly cache: PreflightCache;
  /** The `Cookie` header for a URL. */
  readonly cookies: (url: string) => string | null | undefined | Promise<string | null | undefined>;
  readonly note: (sentence: string) => void;
}

/** A *filtered response* (Fetch, 2.2.6): what a script sees of a response. */
export interface FilteredResponse {
  readonly type: 'basic' | 'cors' | 'opaque' | 'opaqueredirect';
  readonly headers: HeaderList;
  readonly internal: WireResponse;
}

const REDIRECT_STATUSES = [301, 302, 303, 307, 308];
const MAX_REDIRECTS = 20;

/** Main fetch (Fetch, 4.1). */
export async function mainFetch(request: Request, surroundings: Surroundings): Promise<FilteredResponse> {
  const { note } = surroundings;
  const url = currentUrl(request);
  if (hasBadPort(url)) throw new NetworkError('blocked-port', { value: url.port });
  if (isMixedContent(request.origin, url)) throw new NetworkError('mixed-content');
  if (
    request.origin.startsWith('http:') &&
    isPotentiallyTrustworthy(new URL(request.origin)) &&
    isHttp(url) &&
    !isPotentiallyTrustworthy(url)
  ) {
    note(
      `By the standard a page on ${request.origin} mixes content when it calls ${url.origin}; browsers ` +
        'go by https: alone.',
    );
  }

  if (isHttp(url) && isSameOrigin(url.origin, request.origin) && request.responseTainting === 'basic')
    return httpFetch(request, false, surroundings);
  if (url.protocol === 'data:') return dataFetch(url);
  if (request.mode === 'same-origin') throw new NetworkError('mode', { value: 'same-origin' });
  if (request.mode === 'no-cors') {
    if (request.redirect !== 'follow') throw new NetworkError('mode', { value: 'no-cors' });
    request.responseTainting = 'opaque';
    if (!isHttp(url)) throw new NetworkError('scheme');
    return httpFetch(request, false, surroundings);
  }
  if (!isHttp(url)) throw new NetworkError('scheme');

  request.responseTainting = 'cors';
  if (isCorsSafelistedMethod(request.method) && corsUnsafeRequestHeaderNames(request.headers).length === 0) {
    return httpFetch(request, false, surroundings);
  }
  try {
    return await httpFetch(request, true, surroundings);
  } catch (error) {
    // By the standard after a redirect that wasn't wanted, too; Chromium, Firefox and WebKit keep it then.
    const kept = error instanceof NetworkError && error.code === 'redirect-mode';
    // By its current URL, which a redirect may have changed.
    if (!kept) surroundings.cache.clear(cacheKey(request));
    throw error;
  }
}

/** HTTP fetch (Fetch, 4.4). */
async function httpFetch(
  request: Request,
  makeCorsPreflight: boolean,
  surroundings: Surroundings,
): Promise<FilteredResponse> {
  if (makeCorsPreflight) await corsPreflightFetch(request, surroundings);
  const url = currentUrl(request);
  const response = await surroundings.send({
    kind: 'request',
    method: request.method,
    url,
    headers: await requestHeaders(request, surroundings),
    body: request.body,
  });
  const origin = serializedRequestOrigin(request);
  if (request.responseTainting === 'cors') corsCheck(origin, request.credentials, response.headers, false);
  if (request.responseTainting === 'opaque') resourcePolicyCheck(request.origin, url, response.headers);

  if (REDIRECT_STATUSES.includes(response.status)) {
    if (request.redirect === 'error')
      throw new NetworkError('redirect-mode', { value: String(response.status) });
    if (request.redirect === 'manual') return { type: 'opaqueredirect', headers: [], internal: response };
    const location = locationUrl(response, url);
    if (location !== null) return httpRedirectFetch(request, response, location, surroundings);
  }
  return filtered(request, response);
}

/** HTTP-redirect fetch (Fetch, 4.5). */
function httpRedirectFetch(
  request: Request,
  response: WireResponse,
  location: URL,
  surroundings: Surroundings,
): Promise<FilteredResponse> {
  const url = currentUrl(request);
  if (!isHttp(location)) throw new NetworkError('redirect-scheme', { value: location.href });
  if (request.urlList.length > MAX_REDIRECTS)
    throw new NetworkError('redirect-count', { value: String(MAX_REDIRECTS) });
  if (includesCredentials(location)) {
    const crossOrigin = request.mode === 'cors' && !isSameOrigin(request.origin, location.origin);
    if (crossOrigin || request.responseTainting === 'cors')
      throw new NetworkError('redirect-user-information', { value: location.host });
  }

  const postToGet = [301, 302].includes(response.status) && request.method === 'POST';
  if (postToGet || (response.status === 303 && !['GET', 'HEAD'].includes(request.method))) {
    surroundings.note(
      `The ${response.status} made the ${request.method} a GET without its body; 307 and 308 keep both.`,
    );
    request.method = 'GET';
    request.body = null;
    request.headers = without(request.headers, ...REQUEST_BODY_HEADERS);
  }
  if (!isSameOrigin(url.origin, location.origin)) {
    if (request.headers.some(([name]) => isCorsNonWildcardRequestHeaderName(name))) {
      surroundings.note(
        `The redirect to ${location.origin} took Authorization away: it doesn't go to another origin.`,
      );
    }
    request.headers = request.headers.filter(([name]) => !isCorsNonWildcardRequestHeaderName(name));
  }
  const before = serializedRequestOrigin(request);
  request.urlList.push(location);
  if (serializedRequestOrigin(request) !== before) {
    surroundings.note(
      `After the redirect from ${url.origin} to ${location.origin} the request's Origin is null: ` +
        `neither of them is the page's own.`,
    );
  }
  return mainFetch(request, surroundings);
}

/** *Location URL* (Fetch, 2.2.6), or null where there is none. */
function locationUrl(response: WireResponse, base: URL): URL | null {
  const values = new Set(valuesOf(response.headers, 'Location'));
  if (values.size === 0) return null;
  const [value = ''] = values;
  // Browsers take the bytes for UTF-8, and as one what comes twice.
  const text = Buffer.from(value, 'latin1').toString();
  if (values.size > 1 || !URL.canParse(text, base.href))
    throw new NetworkError('redirect-location', { value: [...values].join(', ') });
  const location = new URL(text, base.href);
  if (location.hash === '') location.hash = base.hash;
  return location;
}

/**
 * *Cross-origin resource policy check* (Fetch, 3.7): what a server says to requests that ask for no
 * permission.
 */
function resourcePolicyCheck(origin: string, url: URL, headers: HeaderList): void {
  if (isSameOrigin(origin, url.origin)) return;
  const policy = get(headers, 'Cross-Origin-Resource-Policy');
  const sameSite =
    origin !== 'null' &&
    isSchemelesslySameSite(new URL(origin), url) &&
    (origin.startsWith('https:') || url.protocol !== 'https:');
  if (policy === 'same-origin' || (policy === 'same-site' && !sameSite))
    throw new NetworkError('resource-policy', { value: policy });
}

/** Scheme fetch (Fetch, 4.3) of what needs no network. */
async function dataFetch(url: URL): Promise<FilteredResponse> {
  const response = await fetch(url).catch(() => {
    throw new NetworkError('scheme');
  });
  const headers: Header[] = [['Content-Type', response.headers.get('content-type') ?? '']];
  const text = await response.text();
  return {
    type: 'basic',
    headers,
    internal: { status: 200, reason: 'OK', headers, body: () => Promise.resolve({ text }) },
  };
}

/** The last steps of main fetch: the *basic*, *CORS* or *opaque filtered response* (Fetch, 2.2.6). */
function filtered(request: Request, internal: WireResponse): FilteredResponse {
  switch (request.responseTainting) {
    case 'opaque':
      return { type: 'opaque', headers: [], internal };
    case 'basic':
      return {
        type: 'basic',
        headers: internal.headers.filter(([name]) => !isForbiddenResponseHeaderName(name)),
        internal,
      };
    case 'cors': {
      const names = extractTokens(internal.headers, 'Access-Control-Expose-Headers');
      let exposed = names === null || names === 'failure' ? [] : names;
      if (request.credentials !== 'include' && exposed.includes('*'))
        exposed = internal.headers.map(([name]) => name);
      return {
        type: 'cors',
        headers: internal.headers.filter(([name]) => isCorsSafelistedResponseHeaderName(name, exposed)),
        internal,
      };
    }
  }
}
