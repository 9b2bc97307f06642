// What a URL's scheme, host and port decide, before anything is sent.

/** *Bad ports* (Fetch, 2.9): protocols that a forged HTTP request could be mistaken for. */
const BAD_PORTS = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

export const isHttp = (url: URL): boolean => url.protocol === 'http:' || url.protocol === 'https:';

/** *Should request be blocked due to a bad port* (Fetch, 2.9). */
export const hasBadPort = (url: URL): boolean =>
  isHttp(url) && url.port !== '' && BAD_PORTS.has(Number(url.port));

export const includesCredentials = (url: URL): boolean => url.username !== '' || url.password !== '';

/** Without user information and fragment: as a console and a log may show it. */
export function withoutSecrets(url: URL): string {
  const shown = new URL(url);
  shown.hash = '';
  if (includesCredentials(shown)) shown.username = shown.password = '';
  return shown.href;
}

/** An opaque origin, `null`, is the same as no other, itself included. */
export const isSameOrigin = (a: string, b: string): boolean => a === b && a !== 'null';

/** The host as an address or a name, without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

/** `localhost` and every name below it (RFC 6761, 6.3). */
export const isLocalhost = (host: string): boolean => /^(?:.+\.)?localhost\.?$/.test(host);

export const isLoopback = (host: string): boolean =>
  isLocalhost(host) || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '::1';

const isPrivate = (host: string): boolean =>
  /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)[\d.]+$/.test(host) ||
  /^(?:f[cd]|fe[89ab])[\da-f]*:/.test(host);

/** This machine or a network behind no router of the internet's. */
export const isLocalNetwork = (url: URL): boolean => isLoopback(hostOf(url)) || isPrivate(hostOf(url));

/** *Is url potentially trustworthy* (Secure Contexts, 3.2), for `http:` and `https:`. */
export const isPotentiallyTrustworthy = (url: URL): boolean =>
  url.protocol === 'https:' || isLoopback(hostOf(url));

/**
 * *Should fetching request be blocked as mixed content* (Mixed Content, 4.4). Of a page on
 * `http://localhost` the standard says the same as of one on `https:`, since both are trustworthy; every
 * browser goes by `https:` alone.
 */
export const isMixedContent = (origin: string, url: URL): boolean =>
  origin.startsWith('https://') && isHttp(url) && !isPotentiallyTrustworthy(url);

/**
 * *Same site* (HTML, 7.1.1): the scheme, and the registrable domain. Which suffixes are public is a list of
 * thousands that no library of this size can hold; so, of two hosts, the last two labels count, or three
 * where the second is one of the usual ones below a country's (`co.uk`).
 */
export function isSameSite(a: string, b: string): boolean {
  if (a === 'null' || b === 'null') return false;
  const [one, other] = [new URL(a), new URL(b)];
  return one.protocol === other.protocol && isSchemelesslySameSite(one, other);
}

export function isSchemelesslySameSite(a: URL, b: URL): boolean {
  return (
    a.hostname === b.hostname || (site(a.hostname) !== undefined && site(a.hostname) === site(b.hostname))
  );
}

function site(hostname: string): string | undefined {
  if (hostname.startsWith('[') || /^[\d.]+$/.test(hostname)) return undefined;
  const labels = hostname.replace(/\.$/, '').split('.');
  const [second = '', top = ''] = labels.slice(-2);
  const below = top.length === 2 && ['ac', 'co', 'com', 'edu', 'gov', 'net', 'or', 'org'].includes(second);
  const count = below ? 3 : 2;
  return labels.length < count ? undefined : labels.slice(-count).join('.');
}
