import { MAX_ORIGIN_LENGTH } from '../grammar.ts';
import type { Mistake } from './error.ts';
import { inFunction, isPublicSuffix, isThisMachine, ownUnder, platformOf } from './hosts.ts';

/** The two places for a star. Without its stars a pattern is an origin like any other, and checked as one. */
const LABEL_STAR = /^([^*]*:\/\/)\*\.(?!\.)/;
const PORT_STAR = /(?<!:\d*):\*$/;

/** What the URL parser leaves as it is, known without asking it: policies can have a million origins. */
const PLAIN_ORIGIN = /^https?:\/\/(?:\*\.)?((?:(?!xn--)[a-z\d-]+\.)*(?!xn--)[a-z][a-z\d-]*)$/;

/** Origins that any site can have, or none has (HTML, 7.1.1). */
const NEVER_OWN: readonly (Mistake & { readonly looks: RegExp })[] = [{
  looks: /^null$/i, code: 'null-origin', why: "Any site can have the origin 'null', in a sandboxed frame",
  wayOut: `Serve the page by HTTP, or write ${inFunction('null')}`,
}, {
  looks: /^file:/i, code: 'origin-opaque',
  why: "A page from a file has the origin 'null', or 'file://' in some WebViews, like every file",
  wayOut: `Serve the page by HTTP, or write ${inFunction('file://')}`,
}, {
  looks: /^(?:about|blob|data|filesystem|javascript|view-source):/i, code: 'origin-opaque',
  why: 'No page has an origin of this scheme', wayOut: 'Write that of the page',
}, {
  looks: /^(?:true|false)$/i, code: 'origin-without-scheme', why: 'A flag in a string is not an origin',
  wayOut: "Write 'https://example.com'",
}];

/** A host in place of an origin: with a dot, in brackets or with a port, or else it could be any word. */
const HOST =
  /^(?:(https?):\/?|\/\/)?((?:\*\.)?(?:localhost|\[.+\]|[\w-]+(?:\.[\w-]+)+|[\w-]+(?=:\d)))(:[\d*]+)?\/?$/i;

/** Hosts in a local network, for which a certificate is hardly to be had. */
const LOCAL_NETWORK = /^(?:\d+\.\d+\.\d+\.\d+|\[.*\]|[^.]+|.*\.(?:local|test|internal|lan|home\.arpa))\.?$/;

/** What stars can stand for in a RegExp: the scheme, parts of the host, or of the port. */
const STARRED = /^(?!.*(?:\*\*|\.\.))((?:http)?\*|[a-z][\w+.-]*):\/\/([\w.*-]+)((?::[\d*]+)?)$/;

/**
 * What is wrong with an origin or a pattern. An origin is right if it is what the URL parser serializes it to
 * (HTML, 7.1.1 "serialization of an origin"): browsers send that and nothing else, and it is compared byte
 * for byte.
 */
export function mistakeInOrigin(origin: string, credentials: boolean): Mistake | undefined {
  const name = origin.length > MAX_ORIGIN_LENGTH ? undefined : PLAIN_ORIGIN.exec(origin)?.[1];
  const mistake = name === undefined ? mistakeInText(origin) ?? mistakeInAddress(origin) : undefined;
  if (mistake !== undefined || !credentials) return mistake;
  return mistakeWithCredentials(origin, name ?? new URL(starless(origin)).hostname);
}

/** What can be seen without the URL parser. */
function mistakeInText(text: string): Mistake | undefined {
  const never = NEVER_OWN.find(({ looks }) => looks.test(text));
  if (never !== undefined) return never;
  const expression = expressionIn(text);
  if (expression !== undefined) {
    const why = `'${text}' is a RegExp in a string, and strings are compared as they are`;
    return { code: 'regexp-as-text', why, meant: [expression] };
  }
  const quoted = /^\s*(["'`])([^"'`]*)\1\s*$/.exec(text)?.[2];
  if (quoted !== undefined) {
    const why = `The quotes in ${text} are a part of the string`;
    return { code: 'origin-not-serialized', why, meant: [quoted] };
  }
  // Between the items, or around them as in JSON; an IPv6 address has brackets of its own.
  const items = text.split(/[,;\s"'`]+|\[(?=\s*["'`])|(?<=["'`]\s*)\]/).filter((item) => item !== '');
  const isList = /[,;]|^\s*\[\s*["'`]/.test(text) || (items.length > 1 && (
    items.every((item) => item.includes('://')) || items.every((item) => HOST.test(item))));
  if (isList && items.length > 0) {
    const why = 'A string is one origin, and a list of them is an array';
    return { code: 'origin-list-in-string', why, meant: [items] };
  }
  if (text.length > MAX_ORIGIN_LENGTH) {
    const why = `An Origin longer than ${MAX_ORIGIN_LENGTH} characters is always refused`;
    return { code: 'origin-too-long', why, wayOut: 'Leave it out' };
  }
  return text.includes('://') ? undefined : schemeless(text);
}

function schemeless(text: string): Mistake {
  const code = 'origin-without-scheme';
  const [, given, name = '', port = ''] = HOST.exec(text) ?? [];
  const isHere = isThisMachine(name) || LOCAL_NETWORK.test(name);
  const why = `Every origin has a scheme and '://', which '${text}' has not`;
  if (name === '') return { code, why, wayOut: "Write 'https://example.com'" };
  return { code, why, meant: [`${given ?? (isHere ? 'http' : 'https')}://${name}${port}`] };
}

function mistakeInAddress(origin: string): Mistake | undefined {
  const labels = LABEL_STAR.test(origin) ? '*.' : '';
  const port = PORT_STAR.test(origin) ? ':*' : '';
  if (starless(origin).includes('*')) return misplacedStar(origin);
  const url = parse(starless(origin));
  if (url === undefined || url.port === '0') {
    const wayOut = 'Write scheme://host or scheme://host:port';
    return { code: 'origin-invalid', why: `'${origin}' is not an address that a page can have`, wayOut };
  }
  const { protocol, host, hostname } = url;
  if (host === '') {
    return { code: 'origin-opaque', why: `'${origin}' names no host`, wayOut: 'Write scheme://host' };
  }
  if (labels !== '' && /^\[|^\d+(?:\.\d+){3}$/.test(hostname)) {
    const why = `'${origin}' has a star before an IP address, which has no subdomains`;
    return { code: 'origin-star', why, wayOut: 'Name the host' };
  }
  const serialized = `${protocol.replace(/^ws(?=s?:)/, 'http')}//${labels}${host}${port}`;
  if (serialized === origin) return undefined;
  const sent = /^wss?:$/.test(protocol) ? "the page's own origin is sent, of http: or https:"
    : 'browsers write another';
  const why = `'${origin}' would match nothing: ${sent}`;
  return { code: 'origin-not-serialized', why, meant: [serialized] };
}

/** A star that is neither whole first labels nor the whole port. A RegExp can say what most of these mean. */
function misplacedStar(origin: string): Mistake {
  const where = 'is not whole first labels (https://*.example.com) or the whole port (http://localhost:*)';
  const withoutEnd = origin.replace(/(?<!\/)\/\**$/, '');
  const dotted = origin.replace(/^([^*]*:\/\/)\*(?=[a-z\d])/, '$1*.');
  const meant = [withoutEnd, dotted, starredExpression(origin) ?? origin].filter((each) => each !== origin);
  const mistake = { code: 'origin-star', why: `The star in '${origin}' ${where}` };
  if (meant.length > 0) return { ...mistake, meant };
  return { ...mistake, wayOut: 'Write a RegExp, such as /^https:\\/\\/app-\\d+\\.example\\.com$/' };
}

function starredExpression(origin: string): RegExp | undefined {
  const [, scheme, host = '', port = ''] = STARRED.exec(origin) ?? [];
  if (scheme === undefined) return undefined;
  const isAny = host === '*' && scheme.startsWith('http');
  const part = isAny ? '.*' : /^[\d.*]*\d[\d.*]*$/.test(host) ? '\\d+' : '[a-z0-9-]+';
  const source = `${scheme.replace(/^(?:http)?\*$/, 'https?')}://${host}`.replace(/[/.+]/g, '\\$&');
  const ports = port === ':*' ? '(:\\d+)?' : port.replace(/\*/g, '\\d*');
  return new RegExp(`^${source.replace(/\*/g, part)}${isAny ? '' : ports}$`);
}

/** `'/^https:…$/'`: a RegExp between quotes. */
function expressionIn(text: string): RegExp | undefined {
  const [, inSlashes, flags, bare] = /^\/(?!\/)(.+)\/([a-z]*)$|^\/?(\^.+)$/s.exec(text) ?? [];
  const source = inSlashes ?? bare;
  try {
    return source === undefined ? undefined : new RegExp(source, flags);
  } catch { // not a RegExp
    return undefined;
  }
}

function starless(origin: string): string {
  return origin.replace(LABEL_STAR, '$1').replace(PORT_STAR, '');
}

function parse(origin: string): URL | undefined {
  try {
    return new URL(origin);
  } catch {
    return undefined;
  }
}

/** With credentials, whoever is let in acts with the visitor's cookies. */
function mistakeWithCredentials(origin: string, host: string): Mistake | undefined {
  if (isThisMachine(host)) return undefined;
  if (origin.startsWith('http:')) {
    const code = 'insecure-origin-with-credentials';
    const why = `Anyone on the visitor's network can be '${origin}' and act with the visitor's cookies`;
    const https = LOCAL_NETWORK.test(host) ? [] : [origin.replace('http:', 'https:')];
    const orElse = `, or in development write ${inFunction(origin)}`;
    return { code, why, meant: https, wayOut: 'Serve the page by https:', orElse };
  }
  if (!LABEL_STAR.test(origin) || !isPublicSuffix(host)) return undefined;
  const name = host.replace(/\.$/, '');
  const why = `Anyone can have a name under '${name}' and act with the visitor's cookies`;
  const own = platformOf(name) === name ? ownUnder(name)
    : `a pattern over your own name: 'https://*.example.${name}'`;
  return { code: 'public-suffix-with-credentials', why, wayOut: `Name your own hosts, or write ${own}` };
}
