import { isToken } from '../grammar.ts';
import { type Problem, problem, type Report, wrongType } from './error.ts';

/** The names in an option, as they go on the wire, or `'*'` for any. */
export type Names = '*' | readonly string[];

/** What an option that lists names makes of each. */
interface Kind {
  /** The name as it goes on the wire. */
  normalize(name: string): string;
  problem(name: string): Problem | undefined;
  /** Why the name has no effect, if it has none. */
  noEffect(name: string): string | undefined;
}

/** Fetch, 2.2.1: a page needs no permission for these methods, https://fetch.spec.whatwg.org/#cors-safelisted-method. */
export const SAFELISTED_METHOD: RegExp = /^(?:GET|HEAD|POST)$/;

/** Fetch, 2.2.1, "normalize": `fetch()` writes these in upper case, and no others: `patch` stays `patch`. */
const NORMALIZED_METHOD = /^(?:DELETE|GET|HEAD|OPTIONS|POST|PUT)$/i;

/** Fetch, 2.2.1: `fetch()` throws on these, https://fetch.spec.whatwg.org/#forbidden-method. */
const FORBIDDEN_METHOD = /^(?:CONNECT|TRACE|TRACK)$/i;

/** Fetch, 2.2.2: no script can set these, https://fetch.spec.whatwg.org/#forbidden-request-header. */
const FORBIDDEN_REQUEST_HEADER = new RegExp(`^(?:${[
  'accept-charset|accept-encoding|access-control-request-.*|connection|content-length|cookie2?|date|dnt|expect|host',
  'keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*',
].join('|')})$`, 'i');

/** Fetch, 2.2.2: no script can read these, https://fetch.spec.whatwg.org/#forbidden-response-header-name. */
const FORBIDDEN_RESPONSE_HEADER = /^set-cookie2?$/i;

/** Headers that only servers send (RFC 9110, 8 to 15; Fetch, 3.3.3). */
const RESPONSE_HEADER = new RegExp(`^(?:${[
  'access-control-(?:allow-.*|expose-headers|max-age)|age|allow|content-security-policy|etag|location|retry-after|server',
  'strict-transport-security|timing-allow-origin|vary|www-authenticate|x-frame-options',
].join('|')})$`, 'i');

/** Headers that only clients send (RFC 9110, 7 to 13; Fetch, 3.2 and 3.3.2) and that no response has a use for. */
const REQUEST_HEADER = new RegExp(`^(?:${[
  'access-control-request-.*|cookie2?|expect|from|host|if-.*|max-forwards|origin|proxy-authorization|referer|sec-fetch-.*',
  'te|upgrade-insecure-requests|user-agent',
].join('|')})$`, 'i');

export const METHODS: Kind = {
  normalize: (name) => (NORMALIZED_METHOD.test(name) ? name.toUpperCase() : name),
  problem(name) {
    const upper = name.toUpperCase();
    if (METHODS.normalize(name) === upper || FORBIDDEN_METHOD.test(name)) return undefined;
    return problem('method-case', `'${name}' would not allow '${upper}': methods are case-sensitive (Fetch, 4.8). Write '${upper}'.`, upper);
  },
  noEffect: (name) => (FORBIDDEN_METHOD.test(name) ? 'no page can use this method (Fetch, 2.2.1)' : undefined),
};

export const REQUEST_HEADERS: Kind = {
  normalize: (name) => name,
  problem: () => undefined,
  noEffect(name) {
    if (FORBIDDEN_REQUEST_HEADER.test(name)) return 'no page can set this header (Fetch, 2.2.2), so none needs permission for it';
    return isResponseHeader(name) ? 'servers send this header, and pages have no use for it' : undefined;
  },
};

export const RESPONSE_HEADERS: Kind = {
  normalize: (name) => name,
  problem: (name) => (FORBIDDEN_RESPONSE_HEADER.test(name)
    ? problem('forbidden-response-header', `No page can read '${name}' (Fetch, 2.2.2), exposed or not. Leave it out.`)
    : undefined),
  noEffect: (name) => (REQUEST_HEADER.test(name) ? 'clients send this header, and servers do not' : undefined),
};

export function isResponseHeader(name: string): boolean {
  return RESPONSE_HEADER.test(name);
}

/** Reads an option that lists names: an array, a comma-separated string, or `'*'`. Of names that differ in case only, the first is kept. */
export function readNames(option: string, value: unknown, kind: Kind, report: Report, noEffect: string[]): Names {
  if (value === '*') return '*';
  if (typeof value !== 'string' && !Array.isArray(value)) {
    const names = value instanceof Set ? [...value as Set<unknown>] : undefined;
    const spread = names?.every((name) => typeof name === 'string') === true ? names : undefined;
    report(option, value, wrongType(value, `an array of names, a comma-separated string, or '*'${spread ? ' (write [...set])' : ''}`, spread));
    return [];
  }
  const names = new Map<string, string>();
  const items: readonly unknown[] = typeof value === 'string' ? value.split(',').map((name) => name.trim()) : [...value];
  items.forEach((item, index) => {
    const place = Array.isArray(value) ? `${option}[${index}]` : option;
    if (typeof item !== 'string') return report(place, item, wrongType(item, 'a name'));
    report(place, item, checkToken(item) ?? kind.problem(item));
    const why = kind.noEffect(item);
    if (why !== undefined) noEffect.push(`${place} '${item}': ${why}`);
    const name = kind.normalize(item);
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  });
  return [...names.values()];
}

function checkToken(name: string): Problem | undefined {
  if (name === '*') return problem('star-in-list', "Only a '*' that stands alone means any name. Write '*' in place of the list.", '*');
  if (isToken(name)) return undefined;
  const trimmed = name.trim();
  const suggestion = isToken(trimmed) ? trimmed : undefined;
  return problem('not-a-token', `'${name}' is not a valid name (RFC 9110, 5.6.2). Write ${suggestion ? `'${suggestion}'` : 'letters, digits and hyphens'}, one name an item.`, suggestion);
}
