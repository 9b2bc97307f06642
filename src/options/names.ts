import { isToken } from '../grammar.ts';
import { inCode, type Problem, problem, type Report, wrongType } from './error.ts';

/** The names in an option, as they go on the wire, or `'*'` for any. */
export type Names = '*' | readonly string[];

/**
 * Fetch, 2.2.1: a page needs no permission for these, https://fetch.spec.whatwg.org/#cors-safelisted-method.
 */
export const SAFELISTED_METHOD: RegExp = /^(?:GET|HEAD|POST)$/;

/** Fetch, 2.2.1: `fetch()` writes these in upper case, and no others: `patch` stays `patch`. */
export const NORMALIZED_METHOD: RegExp = /^(?:DELETE|GET|HEAD|OPTIONS|POST|PUT)$/i;

/** Fetch, 2.2.1: `fetch()` throws at these, https://fetch.spec.whatwg.org/#forbidden-method. */
export const FORBIDDEN_METHOD: RegExp = /^(?:CONNECT|TRACE|TRACK)$/i;

/** Fetch, 2.2.2: no script can set these, https://fetch.spec.whatwg.org/#forbidden-request-header. */
export const FORBIDDEN_REQUEST_HEADER: RegExp = new RegExp(`^(?:${[
  'accept-charset|accept-encoding|access-control-request-(?:headers|method|private-network)|connection',
  'content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer',
  'transfer-encoding|upgrade|via|proxy-.*|sec-.*',
].join('|')})$`, 'i');

/** Fetch, 2.2.2: no script can read these, https://fetch.spec.whatwg.org/#forbidden-response-header-name. */
export const FORBIDDEN_RESPONSE_HEADER: RegExp = /^set-cookie2?$/i;

/** Headers that only servers send (RFC 9110, 8 to 15; Fetch, 3.3.3). */
export const RESPONSE_HEADER: RegExp = new RegExp(`^(?:${[
  'access-control-(?:allow-.*|expose-headers|max-age)|age|allow|content-security-policy|etag|location',
  'retry-after|server|strict-transport-security|timing-allow-origin|vary|www-authenticate|x-frame-options',
].join('|')})$`, 'i');

/** Headers that only clients send (RFC 9110, 7 to 13; Fetch, 3.2 and 3.3.2) and no response needs. */
const REQUEST_HEADER = new RegExp(`^(?:${[
  'access-control-request-.*|cookie2?|expect|from|host|if-.*|max-forwards|origin|proxy-authorization|referer',
  'sec-fetch-.*|te|upgrade-insecure-requests|user-agent',
].join('|')})$`, 'i');

/** Names that an option accepts and that have no effect there, each with the reason. */
const WITHOUT_EFFECT: Readonly<Record<string, readonly (readonly [names: RegExp, reason: string])[]>> = {
  methods: [[FORBIDDEN_METHOD, 'no page can use this method (Fetch, 2.2.1)']],
  allowedHeaders: [
    [FORBIDDEN_REQUEST_HEADER, 'no page can set this header (Fetch, 2.2.2), so none needs permission for it'],
    [RESPONSE_HEADER, 'servers send this header, and pages have no use for it'],
  ],
  exposedHeaders: [[REQUEST_HEADER, 'clients send this header, and servers do not']],
};

/**
 * Reads an option that lists names: an array, a comma-separated string, or `'*'`. Of names that differ in
 * case only, the first is kept. What has no effect is added to that list.
 */
export function readNames(option: string, value: unknown, report: Report, noEffect: string[]): Names {
  if (value === '*') return '*';
  if (typeof value !== 'string' && !Array.isArray(value)) {
    const hint = value instanceof Set ? ' (write [...set])' : '';
    report(option, value, wrongType(value, `an array of names, a comma-separated string, or '*'${hint}`));
    return [];
  }
  const names = new Map<string, string>();
  const isText = typeof value === 'string';
  const items: unknown[] = isText ? value.split(',').map((name) => name.trim()) : [...value as unknown[]];
  if (isText && items.some((item) => !/^[^\s;]+$/.test(item as string))) {
    report(option, value, checkSeparators(option, value));
    return [];
  }
  items.forEach((item, index) => {
    const place = isText ? option : `${option}[${index}]`;
    if (typeof item !== 'string') return report(place, item, wrongType(item, 'a name'));
    report(place, item, checkName(option, item));
    const reason = WITHOUT_EFFECT[option]?.find(([effectless]) => effectless.test(item))?.[1];
    if (reason !== undefined) noEffect.push(`${place} '${item}': ${reason}`);
    const name = option === 'methods' && NORMALIZED_METHOD.test(item) ? item.toUpperCase() : item;
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  });
  return [...names.values()];
}

/** A list in a string with something else than one comma between two names. */
function checkSeparators(option: string, text: string): Problem {
  const names = text.split(/[\s,;]+/).filter((name) => name !== '');
  const isSound = names.every((name) => checkName(option, name) === undefined);
  const meant = names.length === 0 ? [] : isSound ? names.join(', ') : undefined;
  const wayOut = names.length === 0 ? '[] for none' : inCode(meant ?? ['X-One', 'X-Two']);
  const why = `'${text}' is not a list of names with one comma between each and the next`;
  return problem('not-a-token', `${why}. Write ${wayOut}.`, meant);
}

function checkName(option: string, name: string): Problem | undefined {
  if (name === '*') {
    const why = "Only a '*' that stands alone means any name";
    return problem('star-in-list', `${why}. Write '*' in place of the list.`, '*');
  }
  if (!isToken(name)) {
    const token = isToken(name.trim()) ? name.trim() : undefined;
    const wayOut = token === undefined ? 'letters, digits and hyphens, one name an item' : `'${token}'`;
    return problem('not-a-token', `'${name}' is not a valid name (RFC 9110, 5.6.2). Write ${wayOut}.`, token);
  }
  const upper = name.toUpperCase();
  const keepsCase = !NORMALIZED_METHOD.test(name) && !FORBIDDEN_METHOD.test(name);
  if (option === 'methods' && name !== upper && keepsCase) {
    const why = `'${name}' would not allow '${upper}', because methods are case-sensitive (Fetch, 4.8)`;
    return problem('method-case', `${why}. Write '${upper}'.`, upper);
  }
  if (option === 'exposedHeaders' && FORBIDDEN_RESPONSE_HEADER.test(name)) {
    const why = `No page can read '${name}' (Fetch, 2.2.2), exposed or not`;
    return problem('forbidden-response-header', `${why}. Leave it out.`);
  }
  return undefined;
}
