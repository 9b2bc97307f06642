import { MAX_ORIGIN_LENGTH } from '../grammar.ts';
import { type Problem, problem } from './error.ts';
import { isPlatform, isPublicSuffix, isThisMachine } from './hosts.ts';
import { checkRegExp } from './regexp.ts';

/** The two places for a star. Without its stars a pattern is an origin like any other, and checked as one. */
const LABEL_STAR = /^([^*]*:\/\/)\*\.(?!\.)/;
const PORT_STAR = /(?<!:\d*):\*$/;

/** What the URL parser leaves as it is, known without asking it: policies can have a million origins. */
const PLAIN_ORIGIN = /^https?:\/\/(\*\.)?((?:(?!xn--)[a-z\d-]+\.)*(?!xn--)[a-z][a-z\d-]*)$/;

/** Addresses with one of these schemes have the origin `null`, or that of the page behind (HTML, 7.1.1). */
const OPAQUE_SCHEME = /^(?:about|blob|data|filesystem|javascript|view-source):/i;

/** A host, maybe with a port, in place of an origin. */
const HOST = /^(?:\/\/)?((?:\*\.)?(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::(?:\d+|\*))?)\/?$/;

/** Hosts in a local network, for which a certificate is hardly to be had. */
const LOCAL_NETWORK = /^(?:\d+\.\d+\.\d+\.\d+|\[.*\]|[^.]+|.*\.(?:local|test|internal|lan|home\.arpa))\.?$/;

/** What a star can stand for in a RegExp: a part of a host name, or of a port. */
const STAR_IN_NAME =
  /^(?!.*(?:\*\*|\.\.))(?:https?:\/\/[\w.*-]*[\w-]\.[\w-]+(?::[\d*]+)?|(?!http)[a-z][\w+.-]*:\/\/[\w.*-]+)$/;

/**
 * What is wrong with an origin or a pattern. An origin is right if it is what the URL parser serializes it to
 * (HTML, 7.1.1 "serialization of an origin"): browsers send that and nothing else, and it is compared byte
 * for byte.
 */
export function checkOrigin(origin: string, credentials: boolean): Problem | undefined {
  const [, labelStar, name] = PLAIN_ORIGIN.exec(origin) ?? [];
  if (name !== undefined && origin.length <= MAX_ORIGIN_LENGTH) {
    return credentials ? checkCredentialed(origin, name, labelStar !== undefined) : undefined;
  }
  return checkText(origin, credentials) ?? checkAddress(origin, credentials);
}

/** The origin if nothing is wrong with it, or its correction if nothing is wrong with that. */
export function correctOrigin(origin: string, credentials: boolean): string | undefined {
  const found = checkOrigin(origin, credentials);
  const corrected = found === undefined ? origin : found.suggestion;
  const isSound = typeof corrected === 'string' && checkOrigin(corrected, credentials) === undefined;
  return isSound ? corrected : undefined;
}

/** What can be seen without the URL parser. */
function checkText(origin: string, credentials: boolean): Problem | undefined {
  if (origin === '*') {
    return problem('star-in-list', "Only a '*' that stands alone means any origin. Write origin: '*'.", '*');
  }
  if (origin === 'null') {
    const why = "Any site can have the origin 'null', in a sandboxed frame";
    return problem('null-origin', `${why}. Serve the page by HTTP, or ${inFunction(origin)}.`);
  }
  if (OPAQUE_SCHEME.test(origin)) {
    return problem('origin-opaque', `No page has the origin '${origin}'. Write that of the page.`);
  }
  const asText = checkRegExpAsText(origin, credentials) ?? checkListAsText(origin, credentials);
  if (asText !== undefined) return asText;
  if (origin.length > MAX_ORIGIN_LENGTH) {
    const why = `An Origin longer than ${MAX_ORIGIN_LENGTH} characters is always refused`;
    return problem('origin-too-long', `${why}. Leave it out.`);
  }
  return origin.includes('://') ? undefined : withoutScheme(origin, credentials);
}

function checkAddress(origin: string, credentials: boolean): Problem | undefined {
  const labels = LABEL_STAR.test(origin) ? '*.' : '';
  const port = PORT_STAR.test(origin) ? ':*' : '';
  const starless = origin.replace(LABEL_STAR, '$1').replace(PORT_STAR, '');
  if (starless.includes('*')) return misplacedStar(origin, credentials);
  const url = parse(starless);
  if (url === undefined || url.port === '0') {
    const why = `'${origin}' is not an address that a page can have`;
    return problem('origin-invalid', `${why}. Write scheme://host or scheme://host:port.`);
  }
  const { protocol, host, hostname } = url;
  if (protocol === 'file:') {
    const why = "A page from a file has the origin 'null', or 'file://' in some WebViews, like every file";
    return problem('origin-opaque', `${why}. Serve the page by HTTP, or ${inFunction('file://')}.`);
  }
  if (host === '') return problem('origin-opaque', `'${origin}' names no host. Write scheme://host.`);
  if (labels !== '' && /^\[|^\d+(?:\.\d+){3}$/.test(hostname)) {
    const why = `'${origin}' has a star before an IP address, which has no subdomains`;
    return problem('origin-star', `${why}. Name the host.`);
  }
  const isWebSocket = protocol === 'ws:' || protocol === 'wss:';
  const serialized = `${protocol.replace(/^ws/, 'http')}//${labels}${host}${port}`;
  if (serialized !== origin) {
    const suggestion = correctOrigin(serialized, credentials);
    if (suggestion === undefined) return checkOrigin(serialized, credentials); // which says the way out
    const why = isWebSocket ? "the page's own origin is sent, of http: or https:" : 'browsers write another';
    const message = `'${origin}' would match nothing: ${why}. Write '${suggestion}'.`;
    return problem('origin-not-serialized', message, suggestion);
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

/** With credentials, whoever is let in acts with the visitor's cookies. */
function checkCredentialed(origin: string, host: string, isPattern: boolean): Problem | undefined {
  if (isThisMachine(host)) return undefined;
  if (origin.startsWith('http:')) {
    const why = `Anyone on the visitor's network can be '${origin}' and act with the visitor's cookies`;
    const https = origin.replace('http:', 'https:');
    const secure = LOCAL_NETWORK.test(host) ? undefined : correctOrigin(https, true);
    const wayOut = secure === undefined ? 'Serve the page by https:' : `Write '${secure}'`;
    const message = `${why}. ${wayOut}, or in development ${inFunction(origin)}.`;
    return problem('insecure-origin-with-credentials', message, secure);
  }
  if (!isPattern || !isPublicSuffix(host)) return undefined;
  const name = host.replace(/\.$/, '');
  const why = `Anyone can have a name under '${name}' and act with the visitor's cookies`;
  const wayOut = isPlatform(name)
    ? `a RegExp with your own name in it: /${toExpression(`https://my-app-*.${name}`)}/`
    : `a pattern over your own name: 'https://*.example.${name}'`;
  return problem('public-suffix-with-credentials', `${why}. Name your own hosts, or write ${wayOut}.`);
}

/** The one way out for all that is refused and yet meant. */
function inFunction(origin: string): string {
  const test = origin.includes('*') ? 'allowed.has(origin)' : `origin === '${origin}'`;
  return `decide in a function for the whole option: origin: (origin) => ${test}`;
}

function withoutScheme(origin: string, credentials: boolean): Problem {
  const host = HOST.exec(origin)?.[1] ?? '';
  const scheme = isThisMachine(host.replace(/:.*/, '')) ? 'http' : 'https';
  const suggestion = host === '' ? undefined : correctOrigin(`${scheme}://${host}`, credentials);
  const wayOut = `Write '${suggestion ?? 'https://example.com'}'`;
  const message = `Every origin has a scheme, and '${origin}' has none. ${wayOut}.`;
  return problem('origin-without-scheme', message, suggestion);
}

/** `'/^https:…$/'`: a RegExp between quotes. */
function checkRegExpAsText(text: string, credentials: boolean): Problem | undefined {
  const [, inSlashes, flags = '', bare] = /^\/(?!\/)(.+)\/([a-z]*)$|^\/?(\^.+)$/s.exec(text) ?? [];
  const expression = toRegExp(inSlashes ?? bare ?? '', flags);
  if (expression === undefined) return undefined;
  const found = checkRegExp(expression, credentials);
  const why = `'${text}' is a RegExp in a string, and strings are compared as they are`;
  if (found) return problem('regexp-as-text', `${why}. Besides, ${found.message}`, found.suggestion);
  return problem('regexp-as-text', `${why}. Write it without quotes: ${String(expression)}.`, expression);
}

/** `'https://a.com, https://b.com'`: several origins in one string. */
function checkListAsText(text: string, credentials: boolean): Problem | undefined {
  const items = text.split(/[,;\s]+/).filter((item) => item !== '');
  const areOrigins = items.length > 1
    && (items.every((item) => item.includes('://')) || items.every((item) => HOST.test(item)));
  if (items.length === 0 || (!/[,;]/.test(text) && !areOrigins)) return undefined;
  const corrected = items.map((item) => correctOrigin(item, credentials));
  const message = 'A string is one origin. Write an array with an item for each';
  if (corrected.includes(undefined)) return problem('origin-list-in-string', `${message}.`);
  const list = corrected.map((item) => `'${String(item)}'`).join(', ');
  return problem('origin-list-in-string', `${message}: [${list}].`, corrected);
}

/** A star that is neither whole first labels nor the whole port. A RegExp can say what most of these mean. */
function misplacedStar(origin: string, credentials: boolean): Problem {
  const dotted = origin.replace(/^([^*]*:\/\/)\*(?=[a-z\d])/, '$1*.');
  const pattern = dotted === origin ? undefined : correctOrigin(dotted, credentials);
  const meant = STAR_IN_NAME.test(origin) ? toRegExp(toExpression(origin), '') : undefined;
  const expression = meant && checkRegExp(meant, credentials) === undefined ? meant : undefined;
  const why = `The star in '${origin}' is not whole first labels (https://*.example.com) or the whole port`;
  const example = String(expression ?? /^https:\/\/app-\d+\.example\.com$/);
  const wayOut = pattern === undefined ? `Write a RegExp, such as ${example}` : `Write '${pattern}'`;
  return problem('origin-star', `${why} (http://localhost:*). ${wayOut}.`, pattern ?? expression);
}

/** The source of a RegExp in which a star stands for a part of a label, or of the port. */
function toExpression(pattern: string): string {
  const body = pattern.replace(/[/.+]/g, '\\$&').replace(/:[\d*]+$|\*/g, (found) => (
    found === '*' ? '[a-z0-9-]+' : found.replace(/\*/g, '\\d*')));
  return `^${body}$`;
}

function toRegExp(source: string, flags: string): RegExp | undefined {
  try {
    return source === '' ? undefined : new RegExp(source, flags);
  } catch { // not a RegExp
    return undefined;
  }
}
