// What a browser does with a page's request, by the Fetch standard: https://fetch.spec.whatwg.org/#fetching
//
// The functions have the standard's names. Left out is what no page of `createPage` has: service workers, an
// HTTP cache, Content Security Policy, Integrity Policy, and what a user is asked for.

import { corsCheck } from './cors-check.ts';
import { cacheKey, corsPreflightFetch } from './cors-preflight.ts';
import { NetworkError } from './errors.ts';
import { REDIRECT_STATUSES, type WireResponse } from './exchange.ts';
import {
  corsUnsafeRequestHeaderNames, extractTokens, get, isCorsNonWildcardRequestHeaderName,
  isCorsSafelistedMethod, isCorsSafelistedResponseHeaderName, isForbiddenResponseHeaderName,
  REQUEST_BODY_HEADER, valuesOf, type HeaderList,
} from './header-list.ts';
import { requestHeaders } from './origin-headers.ts';
import { serializedRequestOrigin, type Request } from './request.ts';
import {
  hasBadPort, includesCredentials, isHttp, isMixedContent, isPotentiallyTrustworthy, isSameOrigin,
  isSchemelesslySameSite, parseUrl,
} from './urls.ts';

/** A *filtered response* (Fetch, 2.2.6): what a script sees of a response. */
export interface FilteredResponse {
  readonly type: 'basic' | 'cors' | 'opaque' | 'opaqueredirect';
  readonly headers: HeaderList;
  readonly internal: Pick<WireResponse, 'status' | 'headers' | 'body'>;
}

const MAX_REDIRECTS = 20;

/** Main fetch (Fetch, 4.1). */
export async function mainFetch(request: Request): Promise<FilteredResponse> {
  const { origin, mode, currentUrl: url, client } = request;
  if (hasBadPort(url)) throw new NetworkError('blocked-port', { value: url.port });
  if (isMixedContent(origin, url)) throw new NetworkError('mixed-content');
  const page = parseUrl(origin);
  if (page && isPotentiallyTrustworthy(page) && isHttp(url) && !isPotentiallyTrustworthy(url)) {
    client.note(`By the standard a page on ${origin} mixes content when it calls ${url.origin}; browsers `
      + 'go by https: alone.');
  }
  const isBasic = isSameOrigin(url.origin, origin) && request.responseTainting === 'basic';
  if (isHttp(url) && isBasic) return httpFetch(request);
  if (url.protocol === 'data:') return dataFetch(url);
  if (mode === 'same-origin') throw new NetworkError('mode', { value: mode });
  if (mode === 'no-cors' && request.redirect !== 'follow') throw new NetworkError('mode', { value: mode });
  if (!isHttp(url)) throw new NetworkError('scheme');

  request.responseTainting = mode === 'no-cors' ? 'opaque' : 'cors';
  const isSafelisted = isCorsSafelistedMethod(request.method)
    && corsUnsafeRequestHeaderNames(request.headers).length === 0;
  if (mode === 'no-cors' || isSafelisted) return httpFetch(request);
  try {
    await corsPreflightFetch(request);
    return await httpFetch(request);
  } catch (error) {
    // By the standard after a redirect that wasn't wanted, too; Chromium, Firefox and WebKit keep it then.
    const kept = error instanceof NetworkError && error.code === 'redirect-mode';
    // By its current URL, which a redirect may have changed.
    if (!kept) client.cache.clear(cacheKey(request));
    throw error;
  }
}

/** HTTP fetch (Fetch, 4.4), but for the preflight. */
async function httpFetch(request: Request): Promise<FilteredResponse> {
  const { method, currentUrl: url, body, responseTainting, redirect, client } = request;
  const headers = await requestHeaders(request);
  const response = await client.send({ kind: 'request', method, url, headers, body });
  if (responseTainting === 'cors') corsCheck(request, response.headers, false);
  if (responseTainting === 'opaque') resourcePolicyCheck(request.origin, url, response.headers);

  const { status } = response;
  if (!REDIRECT_STATUSES.includes(status)) return filtered(request, response);
  if (redirect === 'error') throw new NetworkError('redirect-mode', { value: `${status}` });
  if (redirect === 'manual') return { type: 'opaqueredirect', headers: [], internal: response };
  const location = locationUrl(response, url);
  if (location === undefined) return filtered(request, response);
  if (get(response.headers, 'Location') === '') client.note('Chromium takes an empty Location for none.');
  httpRedirectFetch(request, status, location);
  return mainFetch(request);
}

/** HTTP-redirect fetch (Fetch, 4.5), but for the fetch: what the redirect makes of the request. */
function httpRedirectFetch(request: Request, status: number, location: URL): void {
  const { origin, currentUrl: url, method, client: { note } } = request;
  if (!isHttp(location)) throw new NetworkError('redirect-scheme', { value: location.href });
  if (request.urlList.length > MAX_REDIRECTS) {
    throw new NetworkError('redirect-count', { value: `${MAX_REDIRECTS}` });
  }
  if (includesCredentials(location)) {
    const isCrossOrigin = request.mode === 'cors' && !isSameOrigin(origin, location.origin);
    if (isCrossOrigin || request.responseTainting === 'cors') {
      throw new NetworkError('redirect-user-information', { value: location.host });
    }
  }

  const isPostToGet = (status === 301 || status === 302) && method === 'POST';
  if (isPostToGet || (status === 303 && method !== 'GET' && method !== 'HEAD')) {
    note(`The ${status} made the ${method} a GET without its body; 307 and 308 keep both.`);
    request.method = 'GET';
    request.body = null;
    request.headers = request.headers.filter(([name]) => !REQUEST_BODY_HEADER.test(name));
  }
  if (!isSameOrigin(url.origin, location.origin)) {
    const kept = request.headers.filter(([name]) => !isCorsNonWildcardRequestHeaderName(name));
    if (kept.length < request.headers.length) {
      note(`The redirect to ${location.origin} took Authorization away: it doesn't go to another origin.`);
    }
    request.headers = kept;
  }
  const before = serializedRequestOrigin(request);
  request.urlList.push(location);
  request.currentUrl = location;
  if (serializedRequestOrigin(request) !== before) {
    note(`After the redirect from ${url.origin} to ${location.origin} the request's Origin is null: `
      + "neither of them is the page's own.");
  }
}

/** *Location URL* (Fetch, 2.2.6), if there is one. */
function locationUrl({ headers }: WireResponse, base: URL): URL | undefined {
  const [value, ...others] = new Set(valuesOf(headers, 'Location'));
  if (value === undefined) return undefined;
  // Browsers take the bytes for UTF-8, and as one what comes twice.
  const location = parseUrl(Buffer.from(value, 'latin1').toString(), base.href);
  if (location === undefined || others.length > 0) {
    throw new NetworkError('redirect-location', { value: [value, ...others].join(', ') });
  }
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
  const page = parseUrl(origin);
  const isSameSite = page !== undefined && isSchemelesslySameSite(page, url)
    && (page.protocol === 'https:' || url.protocol !== 'https:');
  if (policy === 'same-origin' || (policy === 'same-site' && !isSameSite)) {
    throw new NetworkError('resource-policy', { value: policy });
  }
}

/** Scheme fetch (Fetch, 4.3) of what needs no network. */
async function dataFetch(url: URL): Promise<FilteredResponse> {
  const response = await fetch(url).catch(() => { throw new NetworkError('scheme'); });
  const headers = [...response.headers];
  const body = { text: await response.text() };
  return { type: 'basic', headers, internal: { status: 200, headers, body: () => Promise.resolve(body) } };
}

/** The last steps of main fetch: the *basic*, *CORS* or *opaque filtered response* (Fetch, 2.2.6). */
function filtered(request: Request, internal: WireResponse): FilteredResponse {
  const { responseTainting: type, credentials } = request;
  const filter = (isSeen: (name: string) => boolean): FilteredResponse => (
    { type, headers: internal.headers.filter(([name]) => isSeen(name)), internal });
  if (type === 'opaque') return filter(() => false);
  if (type === 'basic') return filter((name) => !isForbiddenResponseHeaderName(name));
  const tokens = extractTokens(internal.headers, 'Access-Control-Expose-Headers');
  const exposed = new Set((tokens === 'failure' ? [] : tokens).map((name) => name.toLowerCase()));
  if (credentials !== 'include' && exposed.has('*')) {
    return filter((name) => !isForbiddenResponseHeaderName(name));
  }
  return filter((name) => isCorsSafelistedResponseHeaderName(name, exposed));
}
