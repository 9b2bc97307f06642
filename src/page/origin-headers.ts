// What a browser adds of its own to a request of a page: where it comes from, and the cookies.

import type { Surroundings } from './fetch.ts';
import { contains, isHeaderValue, type Header, type HeaderList } from './header-list.ts';
import type { Request } from './request.ts';
import { isHttp, isPotentiallyTrustworthy, isSameOrigin, isSameSite } from './urls.ts';

/**
 * *Serializing a request origin* (Fetch, 3.1): `null` after a redirect between two origins of which neither
 * is the page's.
 */
export function serializedRequestOrigin({ origin, urlList }: Request): string {
  const tainted = urlList.some((url, at) => {
    const last = urlList[at - 1];
    return last !== undefined && !isSameOrigin(url.origin, last.origin) && !isSameOrigin(origin, last.origin);
  });
  return tainted ? 'null' : origin;
}

/** The header list that HTTP-network-or-cache fetch (Fetch, 4.6) completes. */
export async function requestHeaders(
  request: Request,
  { cookies }: Pick<Surroundings, 'cookies'>,
): Promise<HeaderList> {
  const { headers, credentials, responseTainting, urlList } = request;
  const origin = originHeader(request);
  const added: Header[] = [
    ...(origin === undefined ? [] : [['Origin', origin] as const]),
    ...fetchMetadata(request),
  ];
  if (credentials === 'include' || (credentials === 'same-origin' && responseTainting === 'basic')) {
    const cookie = await cookies(urlList.at(-1)!.href);
    if (typeof cookie === 'string' && cookie !== '') {
      if (!isHeaderValue(cookie))
        throw new TypeError(
          `Expected cookies() to give a Cookie header, such as 'a=1; b=2'; got ${JSON.stringify(cookie)}.`,
        );
      added.push(['Cookie', cookie]);
    }
  }
  return [...headers, ...added.filter(([name]) => !contains(headers, name))];
}

/** *Append a request `Origin` header* (Fetch, 3.1), with the default referrer policy. */
function originHeader(request: Request): string | undefined {
  const origin = serializedRequestOrigin(request);
  if (request.responseTainting === 'cors') return origin;
  if (['GET', 'HEAD'].includes(request.method)) return undefined;
  const downgrade = request.origin.startsWith('https:') && request.urlList.at(-1)!.protocol !== 'https:';
  return request.mode !== 'cors' && downgrade ? 'null' : origin;
}

/** `Referer` with the default policy, Fetch Metadata (its 2), and what every request of a browser has. */
export function fetchMetadata({
  origin,
  mode,
  urlList,
}: Pick<Request, 'origin' | 'mode' | 'urlList'>): HeaderList {
  const url = urlList.at(-1)!;
  const headers: Header[] = [];
  // Referrer Policy, strict-origin-when-cross-origin: of the page's own URL only the origin is known here.
  const page = URL.canParse(origin) ? new URL(origin) : undefined;
  if (
    page !== undefined &&
    isHttp(page) &&
    (!isPotentiallyTrustworthy(page) || isPotentiallyTrustworthy(url))
  )
    headers.push(['Referer', `${origin}/`]);
  if (isPotentiallyTrustworthy(url)) {
    headers.push(
      ['Sec-Fetch-Dest', 'empty'],
      ['Sec-Fetch-Mode', mode],
      ['Sec-Fetch-Site', siteOf(origin, urlList)],
    );
  }
  headers.push(
    ['User-Agent', 'Mozilla/5.0 (compatible; with-cors/page)'],
    ['Accept-Encoding', 'gzip, deflate, br'],
  );
  return headers;
}

/** The farthest of the URLs that the request went to. */
function siteOf(origin: string, urlList: readonly URL[]): string {
  if (urlList.every((url) => isSameOrigin(url.origin, origin))) return 'same-origin';
  return urlList.every((url) => isSameSite(url.origin, origin)) ? 'same-site' : 'cross-site';
}
