/** Fetch, 2.2.1: a page needs no permission for these methods, https://fetch.spec.whatwg.org/#cors-safelisted-method. */
export const SAFELISTED_METHOD = /^(GET|HEAD|POST)$/;

/** Fetch, 2.2.1: `fetch()` writes these in upper case, and no others: `patch` stays `patch`, which is no `PATCH`. */
export const NORMALIZED_METHOD = /^(DELETE|GET|HEAD|OPTIONS|POST|PUT)$/i;

/** Fetch, 2.2.1: `fetch()` throws on these, https://fetch.spec.whatwg.org/#forbidden-method. */
export const FORBIDDEN_METHOD = /^(CONNECT|TRACE|TRACK)$/i;

/** Fetch, 2.2.2: no script can set these, https://fetch.spec.whatwg.org/#forbidden-request-header. */
export const FORBIDDEN_REQUEST_HEADER = new RegExp(`^(${[
  'accept-charset|accept-encoding|access-control-request-.*|connection|content-length|cookie2?|date|dnt|expect|host',
  'keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*',
].join('|')})$`, 'i');

/** Fetch, 2.2.2: no script can read these, https://fetch.spec.whatwg.org/#forbidden-response-header-name. */
export const FORBIDDEN_RESPONSE_HEADER = /^set-cookie2?$/i;

/** Fields that only servers send (RFC 9110, 8 to 15; Fetch, 3.3.3): among `allowedHeaders` they are a mix-up. */
export const RESPONSE_HEADER = new RegExp(`^(${[
  'access-control-(allow-.*|expose-headers|max-age)|age|allow|content-security-policy|etag|location|retry-after|server',
  'strict-transport-security|timing-allow-origin|vary|www-authenticate|x-frame-options',
].join('|')})$`, 'i');

/** Fields that only clients send (RFC 9110, 7 to 13; Fetch, 3.2 and 3.3.2): among `exposedHeaders` they are a mix-up. */
export const REQUEST_HEADER = new RegExp(`^(${[
  'accept|accept-(charset|language)|access-control-request-.*|authorization|cookie2?|expect|from|host|if-.*|max-forwards',
  'origin|proxy-authorization|range|referer|sec-fetch-.*|te|upgrade-insecure-requests|user-agent',
].join('|')})$`, 'i');
