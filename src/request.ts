import type { IncomingHttpHeaders } from 'node:http';
import type { CorsRequest } from './decision.ts';
import { DEFAULT_PORTS, splitOrigin } from './origins.ts';

/**
 * Fetch, 3.3.2: a CORS-preflight request is an `OPTIONS` request with both headers; every other `OPTIONS` is the handler's.
 * Presence counts and not the value: a malformed preflight must not pass for none.
 */
export function isPreflight(request: CorsRequest): boolean {
  return request.method === 'OPTIONS'
    && request.headers.origin !== undefined
    && request.headers['access-control-request-method'] !== undefined;
}

/** Whether a request has an `Origin` that is not the server's own. */
export function isCrossOrigin({ headers }: CorsRequest): boolean {
  return headers.origin !== undefined && !isSameOrigin(headers.origin, headers);
}

/**
 * Whether a request with an `Origin` comes from a page of this very server, as every same-origin `POST` does.
 * `Sec-Fetch-Site` is trusted since no script can set it (Fetch, 2.2.2: `Sec-` is forbidden); browsers leave it out where
 * the server's URL is not trustworthy (plain `http:`), and very old ones always. There the `Origin`'s host and port stand
 * against those that the request was sent to; the scheme can't be known behind a proxy that ends TLS. A client that is no
 * browser can send anything, but has no visitor's cookies to misuse.
 */
function isSameOrigin(origin: string, headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const authority = headers[':authority'] ?? headers.host; // RFC 9113, 8.3.1: the former is HTTP/2's Host
  if (typeof authority !== 'string' || origin.length > 512) return false;
  const { hostStart } = splitOrigin(origin);
  if (hostStart === 0) return false;
  const defaultPort = `:${DEFAULT_PORTS.get(origin.slice(0, hostStart - 3))}`;
  const host = authority.toLowerCase();
  return origin.slice(hostStart) === (host.endsWith(defaultPort) ? host.slice(0, -defaultPort.length) : host);
}
