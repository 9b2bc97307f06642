import type { Problem } from './options-error.ts';
import { PUBLIC_SUFFIXES } from './public-suffixes.ts';

/** The two places for a star. Without it, what is left of a pattern is an origin like any other. */
const LABEL_STAR = /^([^*]*:\/\/)\*\./;
const PORT_STAR = /:\*$/;

/**
 * What is wrong with an origin or a pattern. An origin is right if it is what the WHATWG URL parser serialises it to
 * (HTML, 7.1.1 "serialization of an origin"): browsers send that and nothing else, and it is compared byte for byte.
 */
export function checkOrigin(origin: string, credentials: boolean): Problem | undefined {
  if (origin === 'null') {
    return { code: 'null-origin', message: "'null' is what any site can send from a sandboxed frame. Allow the site's real origin." };
  }
  if (origin.includes(',')) {
    const list = origin.split(',').map((item) => item.trim()).filter((item) => item !== '');
    return {
      code: 'origin-list-in-string',
      message: `${quote(origin)} is a list in one string. Write an array of origins.`,
      suggestion: list,
    };
  }
  if (origin.length > 512) {
    return { code: 'origin-too-long', message: 'is longer than 512 characters, and no Origin of that length is looked at.' };
  }
  if (origin === '*') {
    return { code: 'star-in-list', message: "'*' is any origin only where it stands alone. Write origin: '*'.", suggestion: '*' };
  }
  if (!origin.includes('://')) return withoutScheme(origin);
  const starredLabels = LABEL_STAR.test(origin);
  const starredPort = PORT_STAR.test(origin);
  const plain = origin.replace(LABEL_STAR, '$1').replace(PORT_STAR, '');
  if (plain.includes('*') || (starredPort && /:\d*$/.test(plain))) {
    return {
      code: 'origin-star',
      message: `${quote(origin)} has a star where none can stand. A star is the whole first labels of a host (https://*.example.com) or the whole port (http://localhost:*); any origin is the option origin: '*'.`,
    };
  }
  const url = parse(plain);
  if (url === undefined) {
    return { code: 'origin-invalid', message: `${quote(origin)} is no URL, so no browser can send it. Write scheme://host or scheme://host:port.` };
  }
  if (url.protocol === 'file:' || url.host === '') {
    return {
      code: 'origin-opaque',
      message: `${quote(origin)} has no host; browsers send Origin: null for it, as any site can. Serve the page by a scheme with a host.`,
    };
  }
  const stars = { labels: starredLabels ? '*.' : '', port: starredPort ? ':*' : '' };
  const serialized = `${url.protocol}//${stars.labels}${url.host}${stars.port}`;
  if (serialized !== origin) {
    return {
      code: 'origin-not-serialized',
      message: `${quote(origin)} is not how a browser writes that origin: no path, no trailing slash, no default port, lower case, Punycode. Write ${quote(serialized)}.`,
      suggestion: serialized,
    };
  }
  const { hostname } = url;
  if (starredLabels && (hostname.startsWith('[') || /^\d+(\.\d+){3}$/.test(hostname))) {
    return { code: 'origin-star', message: `${quote(origin)} has a star in front of an IP address, which has no names below it.` };
  }
  return credentials ? checkCredentialedOrigin(origin, url, starredLabels) : undefined;
}

/** Stricter, since what is let in here acts with the user's cookies. */
function checkCredentialedOrigin(origin: string, url: URL, starredLabels: boolean): Problem | undefined {
  if (url.protocol === 'http:' && !isLocal(url.hostname)) {
    return {
      code: 'insecure-origin-with-credentials',
      message: `${quote(origin)} is unencrypted: whoever is on the network can write a page there and use the visitor's cookies. Use https:, or decide in a function.`,
      suggestion: origin.replace('http:', 'https:'),
    };
  }
  const host = url.hostname.replace(/\.$/, '');
  if (starredLabels && host !== 'localhost' && (!host.includes('.') || PUBLIC_SUFFIXES.has(host))) {
    return {
      code: 'public-suffix-with-credentials',
      message: `${quote(origin)} lets in everybody who registers a name under ${host}, with the visitor's cookies. Name your own hosts, or decide in a function.`,
    };
  }
  return undefined;
}

/** Whether a host is this machine, which a network attacker can't impersonate (Secure Contexts, 3.1). */
export function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function withoutScheme(origin: string): Problem {
  const host = /^(?:\/\/)?((?:\*\.)?(?:[\w.-]+|\[[\da-f:.]+\])(?::(?:\d+|\*))?)\/?$/i.exec(origin)?.[1];
  const suggestion = host && `${/^(localhost|127\.|\[::1\])/.test(host) ? 'http' : 'https'}://${host}`;
  return {
    code: 'origin-without-scheme',
    message: `${quote(origin)} has no scheme, and every Origin has one. Write https:// and the host, or http:// on your own machine.`,
    ...(suggestion && checkOrigin(suggestion, false) === undefined && { suggestion }),
  };
}

function parse(origin: string): URL | undefined {
  return URL.canParse(origin) ? new URL(origin) : undefined;
}

function quote(value: string): string {
  return `'${value}'`;
}
