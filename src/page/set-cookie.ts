// Whether a cookie that a response sets will come back with the page's next requests (RFC 6265bis, 5.6 and
// 5.7).

import { valuesOf, type HeaderList } from './header-list.ts';
import type { Finding } from './causes.ts';
import { currentUrl, type Request } from './request.ts';
import { isPotentiallyTrustworthy, isSameOrigin, isSameSite } from './urls.ts';

/** At most one finding, about the first cookie that doesn't suit. */
export function cookieFinding(request: Request, headers: HeaderList): Finding[] {
  const url = currentUrl(request);
  if (isSameOrigin(url.origin, request.origin)) return [];
  for (const line of valuesOf(headers, 'Set-Cookie')) {
    const change = changeFor(line, request, url);
    if (change !== undefined) return [{ cause: 'cookie-attributes', change }];
  }
  return [];
}

function changeFor(line: string, { origin, credentials }: Request, url: URL): string | undefined {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const name = pair.split('=')[0]!;
  const valueOf = (attribute: string): string | undefined =>
    attributes
      .map((each) => each.split('='))
      .reverse()
      .find(([key]) => key!.trim().toLowerCase() === attribute)?.[1]
      ?.trim()
      .toLowerCase();
  const has = (attribute: string): boolean =>
    attributes.some((each) => each.split('=')[0]!.trim().toLowerCase() === attribute);

  if (credentials !== 'include') {
    return (
      `The browser ignores the cookie ${name}. If the page needs it, in the page: call with ` +
      `credentials: 'include', ` +
      'and on the server: send Access-Control-Allow-Credentials: true.'
    );
  }
  if (has('secure') && !isPotentiallyTrustworthy(url))
    return `The browser ignores the cookie ${name}: on the server, serve it over https:, as Secure demands.`;
  const sameSite = valueOf('samesite') ?? 'lax (the default)';
  if (sameSite === 'none' && !has('secure'))
    return (
      `The browser ignores the cookie ${name}: on the server, add Secure, without which ` +
      `SameSite=None doesn't count.`
    );
  if (!isSameSite(origin, url.origin) && sameSite !== 'none') {
    return (
      `The browser neither keeps nor sends the cookie ${name} across sites, since its SameSite is ` +
      `${sameSite}: on the server, set it with ` +
      'SameSite=None; Secure. Safari and others block such cookies all the same, so one site for both ' +
      'is the safer way.'
    );
  }
  return undefined;
}
