import { IncomingMessage, type IncomingHttpHeaders } from 'node:http';
import type { CorsRequest } from './decision.ts';
import { isOriginLike, toPairs } from './grammar.ts';

/** RFC 9110, 9.2.1: a request with one of these methods should change nothing, whoever causes it. */
const SAFE_METHOD = /^(?:GET|HEAD|OPTIONS)$/;

/** The scheme and the rest of an origin that a server of HTTP can have. */
const HTTP_ORIGIN = /^(https?):\/\/(.+)$/;

/** RFC 9112, 3.2.2: a request target in absolute form names the host itself, and `Host` doesn't count. */
const ABSOLUTE_TARGET = /^https?:\/\/(?:[^/?#]*@)?([^/?#]*)/i;

/**
 * The request with its headers as Node has them: names in lower case, several values of one name joined.
 * Neither an `Origin` nor a header that a predicate decides by may be overlooked for its case, so a request
 * that is not Node's, with Fetch's `Headers`, a flat list or pairs, is copied where it differs.
 */
export function readRequest(given: unknown): CorsRequest {
  const request = Object(given) as Partial<CorsRequest>;
  if (request.constructor === IncomingMessage) return request; // not an adapter's
  const source: object = request.headers ?? {};
  const fields = listFields(source);
  const isAsNodes = fields.every(([name, value]) => (
    name === name.toLowerCase() && (typeof value === 'string' || name === 'set-cookie')));
  const isObject = source === request.headers && !(Symbol.iterator in source);
  if (isAsNodes && isObject) return request as CorsRequest;
  const headers = Object.create(null) as IncomingHttpHeaders;
  for (const [name, value] of fields) {
    if (value === undefined || value === null) continue;
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? String(value) : `${String(headers[key])}, ${String(value)}`;
  }
  const { method, url } = request;
  const own = { method: { value: method }, url: { value: url }, headers: { value: headers } };
  return Object.create(request, own) as CorsRequest;
}

type Header = [name: string, value: string | readonly string[] | null | undefined];

function listFields(headers: object): Header[] {
  if (Array.isArray(headers) && !Array.isArray(headers[0])) return toPairs(headers) as Header[];
  return Symbol.iterator in headers ? [...headers as Iterable<Header>] : Object.entries(headers) as Header[];
}

/**
 * Fetch, 3.3.2: a CORS-preflight request is an `OPTIONS` request with both headers; every other `OPTIONS` is
 * the handler's. Presence counts and not the value, so that a malformed preflight doesn't pass for something
 * else.
 */
export function isPreflight(request: CorsRequest): boolean {
  return request.method === 'OPTIONS'
    && request.headers.origin !== undefined
    && request.headers['access-control-request-method'] !== undefined;
}

/**
 * Whether a request asks for a tunnel or a WebSocket, with HTTP/1 (RFC 6455, 4.1) or HTTP/2 (RFC 8441, 4).
 * Node gives the latter to a `'connect'` listener with a response, as engine.io gives both to middleware.
 */
export function isHandshake({ method, headers }: CorsRequest): boolean {
  return method === 'CONNECT' || headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Whether a page of another origin is behind a request, as far as the request tells.
 *
 * `Sec-Fetch-Site` is trusted where it is there, since no script can set it (Fetch, 2.2.2: `Sec-` is
 * forbidden): `same-origin` is a page of this very server, `none` the user, such as one who shares something
 * to an installed application. Browsers leave it out where the server's URL is not trustworthy (plain
 * `http:`), and very old ones always do; then the host and port of `Origin` are compared with those that the
 * request was sent to. The scheme can't be compared, because a proxy may end TLS. A client that is not a
 * browser can send anything, but has no visitor's cookies to misuse.
 *
 * Without an `Origin` a request is a navigation, an image, or not a browser's, and passes: browsers send
 * `Origin` with every cross-origin request that may change something. One that may, and says itself that it
 * is from elsewhere, has lost its `Origin` on the way.
 */
export function isCrossOrigin(request: CorsRequest): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin === undefined) {
    return !SAFE_METHOD.test(request.method ?? 'GET') && (site === 'cross-site' || site === 'same-site');
  }
  return site === undefined ? !isOwnOrigin(origin, request) : site !== 'same-origin' && site !== 'none';
}

function isOwnOrigin(origin: string, { url, headers }: CorsRequest): boolean {
  const [, scheme, host] = HTTP_ORIGIN.exec(origin) ?? [];
  const authority = ABSOLUTE_TARGET.exec(url ?? '')?.[1]
    ?? headers[':authority'] // RFC 9113, 8.3.1
    ?? headers.host;
  if (scheme === undefined || typeof authority !== 'string' || !isOriginLike(origin)) return false;
  const defaultPort = scheme === 'https' ? ':443' : ':80';
  const own = authority.toLowerCase();
  return host === (own.endsWith(defaultPort) ? own.slice(0, -defaultPort.length) : own);
}
