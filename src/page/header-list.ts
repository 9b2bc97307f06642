// Methods and header lists, and their classes (Fetch, 2.2.1 and 2.2.2):
// https://fetch.spec.whatwg.org/#terminology-headers
//
// Header names and values are strings with a character for each byte, as JavaScript's own Headers has them.

export type Header = readonly [name: string, value: string];
export type HeaderList = readonly Header[];

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/; // RFC 9110, 5.6.2

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const isOneOf = (name: string, list: readonly string[]): boolean => list.some((item) => sameName(item, name));

// --- Methods (Fetch, 2.2.1) ---

export const isToken = (text: string): boolean => TOKEN.test(text);
export const isCorsSafelistedMethod = (method: string): boolean => ['GET', 'HEAD', 'POST'].includes(method);
export const isForbiddenMethod = (method: string): boolean => isOneOf(method, ['CONNECT', 'TRACE', 'TRACK']);

/** Upper-cases six methods; every other one keeps its case, `patch` too. */
export function normalizeMethod(method: string): string {
  return (
    ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'].find((known) => sameName(known, method)) ?? method
  );
}

// --- Header lists (Fetch, 2.2.2) ---

export const contains = (list: HeaderList, name: string): boolean =>
  list.some(([other]) => sameName(other, name));

export const without = (list: HeaderList, ...names: readonly string[]): HeaderList =>
  list.filter(([name]) => !isOneOf(name, names));

export const valuesOf = (list: HeaderList, name: string): string[] =>
  list.filter(([other]) => sameName(other, name)).map(([, value]) => value);

/**
 * Every value of that name, joined, or null: so two `Access-Control-Allow-Origin` are one value that
 * matches nothing.
 */
export function get(list: HeaderList, name: string): string | null {
  return contains(list, name) ? valuesOf(list, name).join(', ') : null;
}

/** One line for each name, in the order in which the names first come. */
export function combine(list: HeaderList): HeaderList {
  const names = new Set(list.map(([name]) => name.toLowerCase()));
  return names.size === list.length ? list : [...names].map((name) => [name, get(list, name)!]);
}

export const isHeaderValue = (value: string): boolean => !/[\0\r\n]|^[\t ]|[\t ]$|[^\0-\xFF]/.test(value);
export const normalizeValue = (value: string): string => strip(value, '\t\n\r ');

/** By hand: a regular expression for the end takes a time that grows by the square of what is inside. */
function strip(value: string, characters: string): string {
  let [start, end] = [0, value.length];
  while (start < end && characters.includes(value[start]!)) start++;
  while (end > start && characters.includes(value[end - 1]!)) end--;
  return value.slice(start, end);
}

/**
 * *Extract header list values* for headers whose grammar is a list of tokens, which are all that CORS has.
 */
export function extractTokens(list: HeaderList, name: string): string[] | null | 'failure' {
  if (!contains(list, name)) return null;
  const tokens: string[] = [];
  for (const value of valuesOf(list, name)) {
    // RFC 9110, 5.6.1.2: a recipient ignores empty members.
    const members = value
      .split(',')
      .map((member) => strip(member, '\t '))
      .filter((member) => member !== '');
    if (!members.every(isToken)) return 'failure';
    tokens.push(...members);
  }
  return tokens;
}

// --- Which request headers need no preflight (Fetch, 2.2.2) ---

/** *CORS-unsafe request-header names*: lower-cased and sorted, as a preflight asks for them. */
export function corsUnsafeRequestHeaderNames(list: HeaderList): string[] {
  const safelisted = list.filter(isCorsSafelistedRequestHeader);
  const safelistValueSize = safelisted.reduce((size, [, value]) => size + value.length, 0);
  const unsafe =
    safelistValueSize > 1024 ? list : list.filter((header) => !isCorsSafelistedRequestHeader(header));
  return [...new Set(unsafe.map(([name]) => name.toLowerCase()))].sort();
}

export function isCorsSafelistedRequestHeader([name, value]: Header): boolean {
  if (value.length > 128) return false;
  switch (name.toLowerCase()) {
    case 'accept':
      return !hasCorsUnsafeByte(value);
    case 'accept-language':
    case 'content-language':
      return /^[0-9A-Za-z *,\-.;=]*$/.test(value);
    case 'content-type':
      return !hasCorsUnsafeByte(value) && SAFELISTED_TYPES.includes(mimeEssence(value) ?? '');
    case 'range':
      return isSafelistedRange(value);
    default:
      return false;
  }
}

/** *No-CORS-safelisted request-header*: the only ones that a request of mode `no-cors` keeps. */
export function isNoCorsSafelistedRequestHeader([name, value]: Header): boolean {
  return (
    isOneOf(name, ['Accept', 'Accept-Language', 'Content-Language', 'Content-Type']) &&
    isCorsSafelistedRequestHeader([name, value])
  );
}

const SAFELISTED_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

const hasCorsUnsafeByte = (value: string): boolean => /[\0-\x08\x0A-\x1F"():<>?@[\\\]{}\x7F]/.test(value);

/**
 * *Parse a MIME type* (MIME Sniffing, 4.4) as far as the essence: what follows the first `;` can't make it
 * fail.
 */
function mimeEssence(value: string): string | null {
  const [, type, subtype] = /^([^/;]+)\/([^;]*)/.exec(normalizeValue(value)) ?? [];
  if (type === undefined || subtype === undefined) return null;
  const trimmed = subtype.trimEnd();
  return isToken(type) && isToken(trimmed) ? `${type}/${trimmed}`.toLowerCase() : null;
}

/**
 * *Parse a single range header value* without white space; and with a start, which browsers have always
 * sent.
 */
function isSafelistedRange(value: string): boolean {
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(value) ?? [];
  return start !== undefined && (end === '' || BigInt(start) <= BigInt(end!));
}

/** *CORS non-wildcard request-header name*: by the standard, a preflight's `*` doesn't stand for it. */
export const isCorsNonWildcardRequestHeaderName = (name: string): boolean => sameName(name, 'Authorization');

/** *Request-body-header names*: they go with the body when a redirect drops it. */
export const REQUEST_BODY_HEADERS: readonly string[] = [
  'Content-Encoding',
  'Content-Language',
  'Content-Location',
  'Content-Type',
];

/** *Forbidden request-header*: one that a script can't set; it is left out without an error. */
export function isForbiddenRequestHeader([name, value]: Header): boolean {
  if (isOneOf(name, FORBIDDEN_REQUEST_HEADERS) || /^(proxy|sec)-/i.test(name)) return true;
  return (
    isOneOf(name, METHOD_OVERRIDES) &&
    value.split(',').some((method) => isForbiddenMethod(normalizeValue(method)))
  );
}

const FORBIDDEN_REQUEST_HEADERS = [
  'Accept-Charset',
  'Accept-Encoding',
  'Access-Control-Request-Headers',
  'Access-Control-Request-Method',
  'Connection',
  'Content-Length',
  'Cookie',
  'Cookie2',
  'Date',
  'DNT',
  'Expect',
  'Host',
  'Keep-Alive',
  'Origin',
  'Referer',
  'Set-Cookie',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
  'Via',
];
const METHOD_OVERRIDES = ['X-HTTP-Method', 'X-HTTP-Method-Override', 'X-Method-Override'];

// --- Which response headers a script sees (Fetch, 2.2.2) ---

export function isCorsSafelistedResponseHeaderName(name: string, exposed: readonly string[]): boolean {
  return (
    isOneOf(name, SAFELISTED_RESPONSE_HEADERS) ||
    (isOneOf(name, exposed) && !isForbiddenResponseHeaderName(name))
  );
}

export const isForbiddenResponseHeaderName = (name: string): boolean =>
  isOneOf(name, ['Set-Cookie', 'Set-Cookie2']);

const SAFELISTED_RESPONSE_HEADERS = [
  'Cache-Control',
  'Content-Language',
  'Content-Length',
  'Content-Type',
  'Expires',
  'Last-Modified',
  'Pragma',
];
