// Methods and header lists, and their classes (Fetch, 2.2.1 and 2.2.2):
// https://fetch.spec.whatwg.org/#terminology-headers
//
// Header names and values are strings with a character for each byte, as JavaScript's own Headers has them.

import { isTokenList, splitList } from '../grammar.ts';
import {
  FORBIDDEN_METHOD, FORBIDDEN_REQUEST_HEADER, FORBIDDEN_RESPONSE_HEADER, NORMALIZED_METHOD, SAFELISTED_METHOD,
} from '../options/names.ts';

export type Header = readonly [name: string, value: string];
export type HeaderList = readonly Header[];

export function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

// --- Methods (Fetch, 2.2.1) ---

export function isCorsSafelistedMethod(method: string): boolean {
  return SAFELISTED_METHOD.test(method);
}

export function isForbiddenMethod(method: string): boolean {
  return FORBIDDEN_METHOD.test(method);
}

/** Upper-cases six methods; every other one keeps its case, `patch` too. */
export function normalizeMethod(method: string): string {
  return NORMALIZED_METHOD.test(method) ? method.toUpperCase() : method;
}

// --- Header lists (Fetch, 2.2.2) ---

export function contains(list: HeaderList, name: string): boolean {
  return list.some(([other]) => isSameName(other, name));
}

export function valuesOf(list: HeaderList, name: string): string[] {
  return list.filter(([other]) => isSameName(other, name)).map(([, value]) => value);
}

/**
 * Every value of that name, joined, or null: so two `Access-Control-Allow-Origin` are one value that
 * matches nothing.
 */
export function get(list: HeaderList, name: string): string | null {
  const values = valuesOf(list, name);
  return values.length === 0 ? null : values.join(', ');
}

/** One line for each name, in the order in which the names first come. */
export function combine(list: HeaderList): HeaderList {
  return [...groupByName(list).values()].map(({ name, values }) => [name, values.join(', ')]);
}

/** By each name in lower case, its spelling that comes first, and its values. */
export function groupByName(list: HeaderList): Map<string, { name: string; values: string[] }> {
  const groups = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of list) {
    const group = groups.get(name.toLowerCase());
    if (group === undefined) groups.set(name.toLowerCase(), { name, values: [value] });
    else group.values.push(value);
  }
  return groups;
}

export function isHeaderValue(value: string): boolean {
  return !/[\0\r\n]|^[\t ]|[\t ]$|[^\0-\xFF]/.test(value);
}

/** By hand: a regular expression for the end takes a time that grows by the square of what is inside. */
export function normalizeValue(value: string): string {
  let [start, end] = [0, value.length];
  while (start < end && /[\t\n\r ]/.test(value.charAt(start))) start++;
  while (end > start && /[\t\n\r ]/.test(value.charAt(end - 1))) end--;
  return value.slice(start, end);
}

/** *Extract header list values* where the grammar is a list of tokens, as it is in all of CORS. */
export function extractTokens(list: HeaderList, name: string): string[] | 'failure' {
  const values = valuesOf(list, name);
  // RFC 9110, 5.6.1.2: a recipient ignores empty members, even if there are no others.
  const isList = values.every((value) => isTokenList(value) || !/[^\t ,]/.test(value));
  return isList ? values.flatMap(splitList) : 'failure';
}

// --- Which request headers need no preflight (Fetch, 2.2.2) ---

/** *CORS-unsafe request-header names*: lower-cased and sorted, as a preflight asks for them. */
export function corsUnsafeRequestHeaderNames(list: HeaderList): string[] {
  const safelisted = list.filter(isCorsSafelistedRequestHeader);
  const size = safelisted.reduce((sum, [, value]) => sum + value.length, 0);
  const unsafe = size > 1024 ? list : list.filter((header) => !isCorsSafelistedRequestHeader(header));
  return [...new Set(unsafe.map(([name]) => name.toLowerCase()))].sort();
}

export function isCorsSafelistedRequestHeader([name, value]: Header): boolean {
  if (value.length > 128) return false;
  switch (name.toLowerCase()) {
    case 'accept': return !UNSAFE_BYTE.test(value);
    case 'accept-language':
    case 'content-language': return /^[0-9A-Za-z *,\-.;=]*$/.test(value);
    case 'content-type': return !UNSAFE_BYTE.test(value) && SAFELISTED_TYPE.test(mimeEssence(value));
    case 'range': return isSafelistedRange(value);
    default: return false;
  }
}

/** *No-CORS-safelisted request-header*: the only ones that a request of mode `no-cors` keeps. */
export function isNoCorsSafelistedRequestHeader([name, value]: Header): boolean {
  return !isSameName(name, 'Range') && isCorsSafelistedRequestHeader([name, value]);
}

const UNSAFE_BYTE = /[\0-\x08\x0A-\x1F"():<>?@[\\\]{}\x7F]/;

const SAFELISTED_TYPE = /^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)$/i;

/**
 * *Parse a MIME type* (MIME Sniffing, 4.4) as far as the essence: what follows the first `;` can't make it
 * fail.
 */
function mimeEssence(value: string): string {
  const [, type = '', subtype = ''] = /^([^/;]+)\/([^;]*)/.exec(normalizeValue(value)) ?? [];
  return `${type}/${normalizeValue(subtype)}`;
}

/**
 * *Parse a single range header value* without white space; and with a start, which browsers have always
 * sent.
 */
function isSafelistedRange(value: string): boolean {
  const [, start = '', end = ''] = /^bytes=(\d+)-(\d*)$/.exec(value) ?? [];
  return start !== '' && (end === '' || BigInt(start) <= BigInt(end));
}

/** *CORS non-wildcard request-header name*: by the standard, a preflight's `*` doesn't stand for it. */
export function isCorsNonWildcardRequestHeaderName(name: string): boolean {
  return isSameName(name, 'Authorization');
}

/** *Request-body-header names*: they go with the body when a redirect drops it. */
export const REQUEST_BODY_HEADER: RegExp = /^content-(?:encoding|language|location|type)$/i;

/** *Forbidden request-header*: one that a script can't set; it is left out without an error. */
export function isForbiddenRequestHeader([name, value]: Header): boolean {
  if (FORBIDDEN_REQUEST_HEADER.test(name)) return true;
  const methods = METHOD_OVERRIDE.test(name) ? value.split(',') : [];
  return methods.some((each) => isForbiddenMethod(normalizeValue(each)));
}

const METHOD_OVERRIDE = /^x-(?:http-method|http-method-override|method-override)$/i;

// --- Which response headers a script sees (Fetch, 2.2.2) ---

/** `exposed` are names in lower case. */
export function isCorsSafelistedResponseHeaderName(name: string, exposed: ReadonlySet<string>): boolean {
  if (SAFELISTED_RESPONSE_HEADER.test(name)) return true;
  return exposed.has(name.toLowerCase()) && !isForbiddenResponseHeaderName(name);
}

export function isForbiddenResponseHeaderName(name: string): boolean {
  return FORBIDDEN_RESPONSE_HEADER.test(name);
}

const SAFELISTED_RESPONSE_HEADER =
  /^(?:cache-control|content-(?:language|length|type)|expires|last-modified|pragma)$/i;
