/** Names in lower case, from one string to a line of the standard's text. */
const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Fetch, 2.2.1: a page needs no permission for these methods, https://fetch.spec.whatwg.org/#cors-safelisted-method. */
export const SAFELISTED_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);

/** Fetch, 2.2.1: `fetch()` writes these in upper case, and no others: `patch` stays `patch` and is then no `PATCH`. */
export const NORMALIZED_METHODS: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

/** Fetch, 2.2.1: `fetch()` throws on these, https://fetch.spec.whatwg.org/#forbidden-method. */
export const FORBIDDEN_METHODS: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);

const FORBIDDEN_REQUEST_HEADERS = names(`
  accept-charset accept-encoding access-control-request-headers access-control-request-method
  access-control-request-private-network connection content-length cookie cookie2 date dnt expect host keep-alive
  origin referer set-cookie te trailer transfer-encoding upgrade via`);

/** Fetch, 2.2.2: no script can set these, https://fetch.spec.whatwg.org/#forbidden-request-header. */
export function isForbiddenRequestHeader(name: string): boolean {
  return FORBIDDEN_REQUEST_HEADERS.has(name) || name.startsWith('proxy-') || name.startsWith('sec-');
}

/** Fetch, 2.2.2: no script can read these, https://fetch.spec.whatwg.org/#forbidden-response-header-name. */
export const FORBIDDEN_RESPONSE_HEADERS = names('set-cookie set-cookie2');

/** Fields that only a server sends (RFC 9110, 8 to 15; Fetch, 3.3.3): asking for them in `allowedHeaders` is a mix-up. */
export const RESPONSE_ONLY_HEADERS = names(`
  access-control-allow-credentials access-control-allow-headers access-control-allow-methods access-control-allow-origin
  access-control-expose-headers access-control-max-age age allow content-security-policy etag location retry-after server
  strict-transport-security timing-allow-origin vary www-authenticate x-frame-options`);

/** Fields that only a client sends (RFC 9110, 7 to 13; Fetch, 3.2 and 3.3.2): exposing them is a mix-up. */
export const REQUEST_ONLY_HEADERS = names(`
  accept accept-charset accept-language access-control-request-headers access-control-request-method authorization cookie
  cookie2 expect from host if-match if-modified-since if-none-match if-range if-unmodified-since max-forwards origin
  proxy-authorization range referer te upgrade-insecure-requests user-agent`);
