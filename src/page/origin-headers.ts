// What a browser adds of its own to a request of a page: where it comes from, and the cookies.

import { contains, isHeaderValue, type Header, type HeaderList } from './header-list.ts';
import { serializedRequestOrigin, type Request } from './request.ts';
import { isHttp, isPotentiallyTrustworthy, isSameOrigin, isSameSite, parseUrl } from './urls.ts';

export const USER_AGENT: Header = ['User-Agent', 'Mozilla/5.0 (compatible; with-cors/page)'];

/** The header list that HTTP-network-or-cache fetch (Fetch, 4.6) completes. */
export async function requestHeaders(request: Request): Promise<HeaderList> {
  const { headers, credentials, responseTainting, currentUrl, client } = request;
  const origin = originHeader(request);
  const added: Header[] = [...fetchMetadata(request)];
  if (origin !== undefined) added.unshift(['Origin', origin]);
  if (credentials === 'include' || (credentials === 'same-origin' && responseTainting === 'basic')) {
    const cookie = await client.cookies(currentUrl.href) ?? '';
    if (!isHeaderValue(cookie)) {
      const got = JSON.stringify(cookie);
      throw new TypeError(`Expected cookies() to give a Cookie header, such as 'a=1; b=2'; got ${got}.`);
    }
    if (cookie !== '') added.push(['Cookie', cookie]);
  }
  return [...headers, ...added.filter(([name]) => !contains(headers, name))];
}

/** *Append a request `Origin` header* (Fetch, 3.1), with the default referrer policy. */
function originHeader(request: Request): string | undefined {
  const { method, mode, currentUrl, responseTainting } = request;
  const origin = serializedRequestOrigin(request);
  if (responseTainting === 'cors') return origin;
  if (method === 'GET' || method === 'HEAD') return undefined;
  const downgrade = request.origin.startsWith('https:') && currentUrl.protocol !== 'https:';
  return mode !== 'cors' && downgrade ? 'null' : origin;
}

/** `Referer` with the default policy, Fetch Metadata (its 2), and what every request of a browser has. */
export function fetchMetadata(
  { origin, mode, urlList, currentUrl }: Pick<Request, 'origin' | 'mode' | 'urlList' | 'currentUrl'>,
): HeaderList {
  const headers: Header[] = [];
  // Referrer Policy, strict-origin-when-cross-origin: of the page's own URL only the origin is known here.
  const page = parseUrl(origin);
  const trustworthy = isPotentiallyTrustworthy(currentUrl);
  if (page !== undefined && isHttp(page) && (trustworthy || !isPotentiallyTrustworthy(page))) {
    headers.push(['Referer', `${origin}/`]);
  }
  if (trustworthy) {
    headers.push(
      ['Sec-Fetch-Dest', 'empty'], ['Sec-Fetch-Mode', mode], ['Sec-Fetch-Site', siteOf(origin, urlList)],
    );
  }
  return [...headers, USER_AGENT, ['Accept-Encoding', 'gzip, deflate, br']];
}

/** The farthest of the URLs that the request went to. */
function siteOf(origin: string, urlList: readonly URL[]): string {
  if (urlList.every((url) => isSameOrigin(url.origin, origin))) return 'same-origin';
  return urlList.every((url) => isSameSite(origin, url)) ? 'same-site' : 'cross-site';
}
