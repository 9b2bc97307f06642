// What a URL's scheme, host and port decide, before anything is sent.

import { isPublicSuffix, isThisMachine } from '../options/hosts.ts';

/** *Bad ports* (Fetch, 2.9): protocols that a forged HTTP request could be mistaken for. */
const BAD_PORTS = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** Hosts of networks behind no router of the internet's. */
const PRIVATE_HOST =
  /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)[\d.]+$|^\[(?:f[cd]|fe[89ab])[\da-f]*:/;

/** The URL, if the text is one. */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

export function isHttp(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

/** *Should request be blocked due to a bad port* (Fetch, 2.9). */
export function hasBadPort(url: URL): boolean {
  return isHttp(url) && url.port !== '' && BAD_PORTS.has(Number(url.port));
}

export function includesCredentials(url: URL): boolean {
  return url.username !== '' || url.password !== '';
}

/** Without user information and fragment: as a console and a log may show it. */
export function withoutSecrets(url: URL): string {
  const shown = new URL(url);
  shown.username = shown.password = shown.hash = '';
  return shown.href;
}

/** An opaque origin, `null`, is the same as no other, itself included. */
export function isSameOrigin(a: string, b: string): boolean {
  return a === b && a !== 'null';
}

/** This machine or a network of one's own. */
export function isLocalNetwork({ hostname }: URL): boolean {
  return isThisMachine(hostname) || PRIVATE_HOST.test(hostname);
}

/** *Is url potentially trustworthy* (Secure Contexts, 3.2), for `http:` and `https:`. */
export function isPotentiallyTrustworthy({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isThisMachine(hostname);
}

/**
 * *Should fetching request be blocked as mixed content* (Mixed Content, 4.4). Of a page on
 * `http://localhost` the standard says the same as of one on `https:`, since both are trustworthy; every
 * browser goes by `https:` alone.
 */
export function isMixedContent(origin: string, url: URL): boolean {
  return origin.startsWith('https://') && isHttp(url) && !isPotentiallyTrustworthy(url);
}

/** *Same site* (HTML, 7.1.1): the scheme, and the registrable domain. */
export function isSameSite(origin: string, url: URL): boolean {
  const page = parseUrl(origin);
  return page?.protocol === url.protocol && isSchemelesslySameSite(page, url);
}

export function isSchemelesslySameSite(a: URL, b: URL): boolean {
  return a.hostname === b.hostname || (siteOf(a) !== undefined && siteOf(a) === siteOf(b));
}

/** *Registrable domain* (HTML, 7.1.1), by those public suffixes that the server's half knows. */
function siteOf({ hostname }: URL): string | undefined {
  if (/^\[|^[\d.]+$/.test(hostname)) return undefined;
  // No public suffix has more than four labels; a host in a URL may have them by the ten thousand.
  const labels = hostname.replace(/\.$/, '').split('.').slice(-5);
  const names = labels.map((_, at) => labels.slice(-1 - at).join('.'));
  return names.find((name) => !isPublicSuffix(name));
}
