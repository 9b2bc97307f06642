import { types } from 'node:util';
import { MAX_ORIGIN_LENGTH } from '../grammar.ts';
import { type Problem, problem, type Report, wrongType } from './error.ts';
import { isPublicSuffix, isThisMachine } from './hosts.ts';
import type { OriginPredicate } from './options.ts';
import { checkRegExp } from './regexp.ts';

/** The option `origin` after the check: any origin, a predicate, or what a list names. */
export type CheckedOrigin = '*' | OriginPredicate | readonly (string | RegExp)[];

/** The two places for a star. Without its stars a pattern is an origin like any other, and is checked as one. */
const LABEL_STAR = /^([^*]*:\/\/)\*\.(?!\.)/;
const PORT_STAR = /(?<!:\d*):\*$/;

/** What the URL parser leaves as it is, known without asking it: policies can have a million origins. */
const PLAIN_ORIGIN = /^https?:\/\/(\*\.)?((?:(?!xn--)[a-z\d-]+\.)*(?!xn--)[a-z][a-z\d-]*)$/;

/** Addresses with one of these schemes have the origin `null`, or that of the page behind them (HTML, 7.1.1). */
const OPAQUE_SCHEME = /^(?:about|blob|data|filesystem|javascript|view-source):/i;

/** Hosts on a network of one's own, where `https:` is often not to be had. */
const PRIVATE_HOST = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|\[f[cde])|\.(?:local|test|internal|lan|home\.arpa)$|^[^.]+$/;

const ANY_ORIGIN = "Any origin, with credentials, lets every site act with its visitors' cookies. Name the origins (in "
  + "development 'http://localhost:*' is any port of this machine), or decide in a function: "
  + 'origin: (origin) => allowed.has(origin).';

/** Reads the option `origin`, and reports whatever is wrong with it. */
export function readOrigin(value: unknown, credentials: boolean, report: Report): CheckedOrigin {
  if (value === '*' || value === true) {
    if (credentials) report('origin', value, problem('any-origin-with-credentials', ANY_ORIGIN));
    return '*';
  }
  if (typeof value === 'function') return value as OriginPredicate;
  if (value === false) return [];
  if (!Array.isArray(value)) {
    report('origin', value, checkItem(value, credentials, ', an array of these, a function, true or false'));
    return [value as string | RegExp];
  }
  if (value.length === 0) {
    report('origin', value, problem('empty-origin-list', 'An empty list allows no origin. Write false if that is meant.', false));
  }
  const items: unknown[] = [...value]; // a gap becomes undefined
  items.forEach((item, index) => {
    const found = checkItem(item, credentials, '');
    const isForWhole = Array.isArray(found?.suggestion); // which can't take the place of an item
    report(`origin[${index}]`, item, found && isForWhole ? problem(found.code, found.message) : found);
  });
  return items as (string | RegExp)[];
}

function checkItem(value: unknown, credentials: boolean, others: string): Problem | undefined {
  if (typeof value === 'string' && value.trim() !== '') return checkOrigin(value, credentials);
  if (types.isRegExp(value)) return checkRegExp(value, credentials);
  const expected = `an origin (https://example.com), a pattern (https://*.example.com) or a RegExp${others}`;
  if (value === undefined || typeof value === 'string') {
    return problem('wrong-type', `Expected ${expected}; got ${value === undefined ? value : 'an empty string'}. `
      + 'Is an environment variable not set? Give it an origin; false allows no other origin.');
  }
  if (value instanceof URL) return wrongType(value, `${expected} (write url.origin)`, correct(value.origin, credentials));
  const items = value instanceof Set ? [...value as Set<unknown>] : undefined;
  if (items) {
    const sound = items.length > 0 && items.every((item) => checkItem(item, credentials, '') === undefined);
    return wrongType(value, `${expected} (write [...set])`, sound ? items : undefined);
  }
  return wrongType(value, expected);
}

/**
 * What is wrong with an origin or a pattern. An origin is right if it is what the URL parser serializes it to (HTML,
 * 7.1.1 "serialization of an origin"): browsers send that and nothing else, and it is compared byte for byte.
 */
export function checkOrigin(origin: string, credentials: boolean): Problem | undefined {
  const [, labelStar, name] = PLAIN_ORIGIN.exec(origin) ?? [];
  if (name !== undefined && origin.length <= MAX_ORIGIN_LENGTH) {
    return credentials ? checkCredentialed(origin, name, labelStar !== undefined) : undefined;
  }
  if (origin === '*') return problem('star-in-list', "Only a '*' that stands alone means any origin. Write origin: '*'.", '*');
  if (origin === 'null') {
    return problem('null-origin', "Any site can have the origin 'null', in a sandboxed frame. Serve the page by HTTP and name "
      + "its origin, or decide in a function: origin: (origin) => origin === 'null'.");
  }
  const asText = checkRegExpAsText(origin, credentials) ?? checkListAsText(origin, credentials);
  if (asText !== undefined) return asText;
  if (origin.length > MAX_ORIGIN_LENGTH) {
    return problem('origin-too-long', `An Origin longer than ${MAX_ORIGIN_LENGTH} characters is always refused. Leave it out.`);
  }
  if (OPAQUE_SCHEME.test(origin)) return problem('origin-opaque', `No page has the origin '${origin}'. Write the origin of the page, scheme://host.`);
  if (!origin.includes('://')) return withoutScheme(origin, credentials);

  const starred = origin.includes('*');
  const labels = starred && LABEL_STAR.test(origin) ? '*.' : '';
  const port = starred && PORT_STAR.test(origin) ? ':*' : '';
  const starless = starred ? origin.replace(LABEL_STAR, '$1').replace(PORT_STAR, '') : origin;
  if (starless.includes('*')) return misplacedStar(origin, credentials);
  const url = parse(starless);
  if (url === undefined || url.port === '0') return problem('origin-invalid', `'${origin}' is not a URL that a page can have. Write scheme://host or scheme://host:port.`);
  const { protocol, host, hostname } = url;
  if (protocol === 'file:') {
    return problem('origin-opaque', "A page from a file has the origin 'null', in some WebViews 'file://', and so can any other file. Serve "
      + `the page by HTTP, or decide in a function: origin: (origin) => origin === 'null' || origin === 'file://'.`);
  }
  if (host === '') return problem('origin-opaque', `No page has the origin '${origin}', because it names no host. Write scheme://host.`);
  if (/^wss?:$/.test(protocol)) {
    const suggestion = correct(origin.replace(/^ws/i, 'http'), credentials);
    return problem('origin-websocket', `A page that opens a WebSocket sends its own origin, which is not '${protocol}'. Write '${suggestion ?? 'https://example.com'}'.`, suggestion);
  }
  if (labels && /^\[|^\d+(\.\d+){3}$/.test(hostname)) {
    return problem('origin-star', `'${origin}' has a star before an IP address, which has no subdomains. Name the host.`);
  }
  const serialized = `${protocol}//${labels}${host}${port}`;
  if (serialized !== origin) {
    const suggestion = correct(serialized, credentials);
    return problem('origin-not-serialized', `No browser writes '${origin}' for that origin, so it would match nothing. Write '${suggestion ?? serialized}'.`, suggestion);
  }
  return credentials ? checkCredentialed(origin, hostname, labels !== '') : undefined;
}

function parse(origin: string): URL | undefined {
  try {
    return new URL(origin);
  } catch {
    return undefined;
  }
}

/** The origin if nothing is wrong with it, or else its own correction, so that a suggestion is never refused in turn. */
function correct(origin: string, credentials: boolean): string | undefined {
  const found = checkOrigin(origin, credentials);
  if (found === undefined) return origin;
  const { suggestion } = found;
  return typeof suggestion === 'string' && checkOrigin(suggestion, credentials) === undefined ? suggestion : undefined;
}

/** With credentials, whoever is let in acts with the visitor's cookies. */
function checkCredentialed(origin: string, host: string, isPattern: boolean): Problem | undefined {
  if (origin.startsWith('http:') && !isThisMachine(host)) {
    const why = `Anyone on the visitor's network can put a page at '${origin}' and act with the visitor's cookies.`;
    const inFunction = origin.includes('*') ? 'origin: (origin) => allowed.has(origin)' : `origin: (origin) => origin === '${origin}'`;
    if (PRIVATE_HOST.test(host)) return problem('insecure-origin-with-credentials', `${why} In development, decide in a function: ${inFunction}.`);
    const secure = correct(origin.replace('http:', 'https:'), true);
    return problem('insecure-origin-with-credentials', `${why} ${secure ? `Write '${secure}'` : 'Write https:'}, or decide in a function: ${inFunction}.`, secure);
  }
  if (isPattern && !isThisMachine(host) && isPublicSuffix(host)) {
    const name = host.replace(/\.$/, '');
    const own = `https://my-app-*.${name}`;
    return problem('public-suffix-with-credentials', `Anyone can have a host under '${name}' and act with the visitor's cookies. Name your own hosts, or, for `
      + `names like '${own}', write a RegExp with your own name in it: ${new RegExp(toExpression(own))}.`);
  }
  return undefined;
}

function withoutScheme(origin: string, credentials: boolean): Problem {
  const host = /^(?:\/\/)?((?:\*\.)?(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::(?:\d+|\*))?)\/?$/.exec(origin)?.[1];
  const suggestion = host && correct(`${isThisMachine(host.split(':')[0]!) ? 'http' : 'https'}://${host}`, credentials);
  return problem('origin-without-scheme', `Every origin has a scheme, and '${origin}' has none. Write '${suggestion ?? 'https://example.com'}'.`, suggestion);
}

/** `'/^https:…$/'`: a RegExp between quotes. */
function checkRegExpAsText(origin: string, credentials: boolean): Problem | undefined {
  const [, source, flags] = /^\/(.*[\^$\\].*)\/([a-z]*)$/s.exec(origin) ?? /^(\^.*)()$/s.exec(origin) ?? [];
  if (source === undefined) return undefined;
  let expression: RegExp | undefined;
  try {
    expression = new RegExp(source, flags);
  } catch { /* then nothing can be suggested */ }
  const suggestion = expression && !checkRegExp(expression, credentials) ? expression : undefined;
  return problem('regexp-as-text', `'${origin}' is a string, which is compared as it is. Write the RegExp without quotes${suggestion ? `: ${suggestion}` : ''}.`, suggestion);
}

/** `'https://a.com, https://b.com'`: several origins in one string. */
function checkListAsText(origin: string, credentials: boolean): Problem | undefined {
  const items = origin.split(/[,;\s]+/).filter((item) => item !== '');
  if (!/[,;]/.test(origin) && !(items.length > 1 && items.every((item) => item.includes('://')))) return undefined;
  const corrected = items.map((item) => correct(item, credentials));
  const sound = corrected.length > 0 && corrected.every((item) => item !== undefined);
  const shown = (sound ? corrected : items).map((item) => `'${item}'`).join(', ');
  return problem('origin-list-in-string', `A string is one origin. Write an array with an item for each: [${shown}].`, sound ? corrected : undefined);
}

/** A star that is not whole first labels or the whole port. A RegExp can say what most of these mean. */
function misplacedStar(origin: string, credentials: boolean): Problem {
  const why = `A star in '${origin}' is in a place where it can't be: it stands for whole first labels (https://*.example.com) or the whole port (http://localhost:*).`;
  const subdomains = correct(origin.replace(/^([^*]*:\/\/)\*(?=[a-z\d])/, '$1*.'), credentials);
  if (subdomains !== undefined) return problem('origin-star', `${why} Write '${subdomains}'.`, subdomains);
  const expression = /^https?:\/\/[^/@]*[a-z\d-][^/@]*\.[a-z\d-]+(?::[\d*]+)?$|^(?!http)[a-z][a-z\d+.-]*:\/\/[\w.*-]+$/.test(origin) && new RegExp(toExpression(origin));
  const suggestion = expression && !checkRegExp(expression, credentials) ? expression : undefined;
  return problem('origin-star', `${why} ${suggestion ? `Write a RegExp: ${suggestion}` : 'A RegExp or a function can say more'}.`, suggestion);
}

/** The source of a RegExp in which a star is a part of a label, or of the port. */
function toExpression(pattern: string): string {
  const source = pattern.replace(/[/.+]/g, '\\$&').replace(/(?<=:\d*)\*(?=\d*$)/, '\\d*').replace(/(?<!d)\*/g, '[a-z0-9-]+');
  return `^${source}$`;
}
