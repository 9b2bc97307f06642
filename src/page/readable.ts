// What a page that may read a response still misses: headers that it doesn't see, and cookies that won't come
// back (RFC 6265bis, 5.6 and 5.7).

import { printable } from '../grammar.ts';
import { get, normalizeValue, valuesOf, type HeaderList } from './header-list.ts';
import type { Request } from './request.ts';
import { isPotentiallyTrustworthy, isSameOrigin, isSameSite } from './urls.ts';
import type { Advice } from './verdict.ts';

/** What says nothing to a page, or is about the connection. */
const UNINTERESTING = new RegExp(`^(?:${[
  'accept-ranges|age|alt-svc|connection|content-encoding|date|etag|keep-alive|nel',
  'origin-agent-cluster|permissions-policy|referrer-policy|report-to|reporting-endpoints|server|set-cookie2?',
  'strict-transport-security|transfer-encoding|vary|via|x-content-type-options|x-dns-prefetch-control',
  'x-download-options|x-frame-options|x-permitted-cross-domain-policies|x-powered-by|x-varnish',
  'x-xss-protection|access-control-.*|cross-origin-.*|content-security-policy.*|x-cache.*',
].join('|')})$`);

/** Of a response of another origin; `hidden` are the names of the headers that the page doesn't see. */
export function adviceOnReadable(request: Request, headers: HeaderList, hidden: readonly string[]): Advice[] {
  const advice: Advice[] = [];
  const isOwn = isSameOrigin(request.currentUrl.origin, request.origin);
  for (const line of isOwn ? [] : valuesOf(headers, 'Set-Cookie')) {
    const change = cookieChange(line, request);
    if (change === undefined) continue;
    advice.push({ cause: 'cookie-attributes', change });
    break;
  }
  const missed = hidden.filter((name) => !UNINTERESTING.test(name)).join(', ');
  if (missed !== '') {
    const exposed = get(headers, 'Access-Control-Expose-Headers') ?? '';
    const star = request.credentials === 'include' && exposed.includes('*')
      ? ' (with credentials a * there is the name of a header)'
      : '';
    const change = `The page doesn't see ${missed}. If it needs to, on the server: send `
      + `Access-Control-Expose-Headers: ${missed}${star}.`;
    advice.push({ cause: 'header-not-exposed', change });
  }
  return advice;
}

function cookieChange(line: string, { origin, credentials, currentUrl }: Request): string | undefined {
  const parts = line.split(';').map((part) => part.split('=').map(normalizeValue));
  const [[name = ''] = [], ...pairs] = parts;
  const attributes = new Map(pairs.map(([key = '', value = '']) => [key.toLowerCase(), value.toLowerCase()]));
  const cookie = `the cookie ${printable(name)}`;
  if (credentials !== 'include') {
    return `The browser ignores ${cookie}. If the page needs it, in the page: call with credentials: `
      + "'include', and on the server: send Access-Control-Allow-Credentials: true.";
  }
  if (attributes.has('secure') && !isPotentiallyTrustworthy(currentUrl)) {
    return `The browser ignores ${cookie}: on the server, serve it over https:, as Secure demands.`;
  }
  const sameSite = printable(attributes.get('samesite') ?? 'lax (the default)');
  if (sameSite === 'none') {
    if (attributes.has('secure')) return undefined;
    return `The browser ignores ${cookie}: on the server, add Secure, without which SameSite=None doesn't `
      + 'count.';
  }
  if (isSameSite(origin, currentUrl)) return undefined;
  return `The browser neither keeps nor sends ${cookie} across sites, since its SameSite is `
    + `${sameSite}: on the server, set it with SameSite=None; Secure. Safari and others block such cookies `
    + 'all the same, so one site for both is the safer way.';
}
