// The browser's half of CORS, as the Fetch standard writes it (https://fetch.spec.whatwg.org/): what
// `fetch()` does with a request that a script wrote and with the answers that come over the wire, and nothing
// else. It is the judge in the tests, so it knows no server and no library. The names are the standard's.
//
// Left out, because no test here comes near it: redirects, service workers, other modes than "cors", and the
// CORS-preflight cache (Fetch, 4.9), which is keyed by address: every request that is judged has an address
// of its own.

import {
  contains, corsUnsafeRequestHeaderNames, extractTokens, get, isCorsNonWildcardRequestHeaderName,
  isCorsSafelistedMethod, isCorsSafelistedResponseHeaderName, isForbiddenMethod, isForbiddenRequestHeader,
  isForbiddenResponseHeaderName, isHeaderValue, isToken, normalizeMethod, normalizeValue, type Header,
  type HeaderList,
} from './fetch-grammar.ts';

/** A call of `fetch(url, { method, headers, body, credentials })` in a page of that origin. */
export interface ScriptRequest {
  readonly origin: string;
  readonly url: string;
  readonly method: string;
  readonly headers: HeaderList;
  readonly credentials: 'omit' | 'same-origin' | 'include';
  readonly body?: string;
}

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  readonly body?: string;
  /** Whether the browser adds its cookies. */
  readonly withCookies: boolean;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: HeaderList;
}

export type Send = (request: WireRequest) => Promise<WireResponse>;

export type Verdict =
  | { readonly outcome: 'invalid'; readonly why: string } // a TypeError before anything is sent
  | { readonly outcome: 'refused'; readonly why: string } // a network error, for the script the same TypeError
  | {
      readonly outcome: 'readable';
      readonly type: 'basic' | 'cors';
      readonly status: number;
      readonly headers: HeaderList;
    };

class NetworkError extends Error {}

/**
 * What becomes of the call. `send` puts a request on the wire; the preflight comes first, where there is one.
 */
export async function fetchByTheStandard(call: ScriptRequest, send: Send): Promise<Verdict> {
  try {
    return await mainFetch(construct(call), send);
  } catch (error) {
    if (error instanceof TypeError) return { outcome: 'invalid', why: error.message };
    if (error instanceof NetworkError) return { outcome: 'refused', why: error.message };
    throw error;
  }
}

/** The Request constructor (Fetch, 5.4) and the filling of its headers (Fetch, 5.1). */
function construct(call: ScriptRequest): ScriptRequest {
  if (!isToken(call.method)) throw new TypeError(`${call.method} is not a method`);
  if (isForbiddenMethod(call.method)) throw new TypeError(`${call.method} is forbidden`);
  const method = normalizeMethod(call.method);
  const headers: Header[] = [];
  for (const [name, potentialValue] of call.headers) {
    const value = normalizeValue(potentialValue);
    if (!isToken(name) || !isHeaderValue(value)) throw new TypeError(`${name}: ${value} is not a header`);
    if (!isForbiddenRequestHeader([name, value])) headers.push([name, value]);
  }
  if (call.body !== undefined) {
    if (method === 'GET' || method === 'HEAD') throw new TypeError(`${method} has no body`);
    if (!contains(headers, 'Content-Type')) headers.push(['Content-Type', 'text/plain;charset=UTF-8']);
  }
  if (!contains(headers, 'Accept')) headers.push(['Accept', '*/*']); // Fetch, 4
  return { ...call, method, headers };
}

/** Main fetch (Fetch, 4.1) and HTTP fetch (Fetch, 4.4). */
async function mainFetch(request: ScriptRequest, send: Send): Promise<Verdict> {
  if (new URL(request.url).origin === request.origin) {
    const { status, headers } = await httpNetworkFetch(request, 'basic', send);
    return {
      outcome: 'readable',
      type: 'basic',
      status,
      headers: headers.filter(([name]) => !isForbiddenResponseHeaderName(name)),
    };
  }
  if (!isCorsSafelistedMethod(request.method) || corsUnsafeRequestHeaderNames(request.headers).length > 0) {
    await corsPreflightFetch(request, send);
  }
  const response = await httpNetworkFetch(request, 'cors', send);
  corsCheck(request, response);
  return {
    outcome: 'readable',
    type: 'cors',
    status: response.status,
    headers: corsFilteredHeaders(request, response),
  };
}

/** HTTP-network-or-cache fetch (Fetch, 4.6), without a cache. */
function httpNetworkFetch(
  request: ScriptRequest,
  tainting: 'basic' | 'cors',
  send: Send,
): Promise<WireResponse> {
  const includeCredentials =
    request.credentials === 'include' || (request.credentials === 'same-origin' && tainting === 'basic');
  // *Append a request `Origin` header* (Fetch, 3.2): always across origins, and for what may change
  // something.
  const sendsOrigin = tainting === 'cors' || !['GET', 'HEAD'].includes(request.method);
  return send({
    method: request.method,
    url: request.url,
    headers: sendsOrigin ? [...request.headers, ['Origin', request.origin]] : request.headers,
    ...(request.body === undefined ? {} : { body: request.body }),
    withCookies: includeCredentials,
  });
}

/** CORS-preflight fetch (Fetch, 4.8). */
async function corsPreflightFetch(request: ScriptRequest, send: Send): Promise<void> {
  const unsafeNames = corsUnsafeRequestHeaderNames(request.headers);
  const headers: Header[] = [['Accept', '*/*'], ['Access-Control-Request-Method', request.method]];
  if (unsafeNames.length > 0) headers.push(['Access-Control-Request-Headers', unsafeNames.join(',')]);
  headers.push(['Origin', request.origin]);
  const response = await send({ method: 'OPTIONS', url: request.url, headers, withCookies: false });

  corsCheck(request, response);
  if (response.status < 200 || response.status > 299)
    throw new NetworkError(`preflight: ${response.status} is not an ok status`);

  const methods = extractTokens(response.headers, 'Access-Control-Allow-Methods');
  const headerNames = extractTokens(response.headers, 'Access-Control-Allow-Headers');
  if (methods === 'failure')
    throw new NetworkError('preflight: Access-Control-Allow-Methods is not a list of methods');
  if (headerNames === 'failure')
    throw new NetworkError('preflight: Access-Control-Allow-Headers is not a list of names');
  const allowsHeader = (name: string) =>
    headerNames?.some((item) => item.toLowerCase() === name.toLowerCase()) ?? false;
  const starCounts = request.credentials !== 'include';

  if (
    !methods?.includes(request.method)
    && !isCorsSafelistedMethod(request.method)
    && !(starCounts && methods?.includes('*'))
  ) {
    throw new NetworkError(`preflight: the method ${request.method} is not allowed`);
  }
  for (const [name] of request.headers) {
    if (isCorsNonWildcardRequestHeaderName(name) && !allowsHeader(name))
      throw new NetworkError(`preflight: ${name} is not allowed by name`);
  }
  for (const name of unsafeNames) {
    if (!allowsHeader(name) && !(starCounts && headerNames?.includes('*')))
      throw new NetworkError(`preflight: the header ${name} is not allowed`);
  }
}

/** CORS check (Fetch, 4.10). */
function corsCheck(request: ScriptRequest, response: WireResponse): void {
  const origin = get(response.headers, 'Access-Control-Allow-Origin');
  if (origin === null) throw new NetworkError('there is no Access-Control-Allow-Origin');
  if (request.credentials !== 'include' && origin === '*') return;
  if (origin !== request.origin)
    throw new NetworkError(`Access-Control-Allow-Origin is ${origin}, not ${request.origin}`);
  if (request.credentials !== 'include') return;
  const credentials = get(response.headers, 'Access-Control-Allow-Credentials');
  if (credentials !== 'true')
    throw new NetworkError(`Access-Control-Allow-Credentials is ${credentials}, not true`);
}

/**
 * The header list of a CORS filtered response (Fetch, 2.2.6), with the exposed names as main fetch (Fetch,
 * 4.1) sets them.
 */
function corsFilteredHeaders(request: ScriptRequest, response: WireResponse): HeaderList {
  const names = extractTokens(response.headers, 'Access-Control-Expose-Headers');
  let exposed = names === null || names === 'failure' ? [] : names;
  if (request.credentials !== 'include' && exposed.includes('*'))
    exposed = response.headers.map(([name]) => name);
  return response.headers.filter(([name]) => isCorsSafelistedResponseHeaderName(name, exposed));
}
