// Asks a server what it says to an origin, without changing anything: OPTIONS, GET and HEAD only, and each
// time at an address of its own, so that no cache between here and there keeps the response for somebody
// else.

import { randomUUID } from 'node:crypto';
import { get, type Header, type HeaderList } from './header-list.ts';
import { headersOnTheWire, type Send } from './wire.ts';
import type { Exchange } from './verdict.ts';

export interface Probe {
  /** What goes into `Origin`; absent for a request without it. */
  readonly origin?: string;
  readonly method: 'OPTIONS' | 'GET' | 'HEAD';
  /** Of a preflight. */
  readonly requestMethod?: string;
  readonly requestHeaders?: string;
}

export interface Reply {
  readonly allowOrigin: string | null;
  readonly allowCredentials: boolean;
  readonly headers: HeaderList;
  readonly exchange: Exchange;
}

export async function probe(
  send: Send,
  target: URL,
  { origin, method, requestMethod, requestHeaders }: Probe,
): Promise<Reply> {
  const url = new URL(target);
  // By hand: `searchParams` would write the rest of the query anew.
  url.search = `${url.search === '' ? '?' : `${url.search}&`}with-cors-probe=${randomUUID()}`;
  const headers: Header[] = [
    ['Accept', '*/*'],
    ['User-Agent', 'Mozilla/5.0 (compatible; with-cors/page)'],
  ];
  if (origin !== undefined) headers.push(['Origin', origin]);
  if (requestMethod !== undefined) headers.push(['Access-Control-Request-Method', requestMethod]);
  if (requestHeaders) headers.push(['Access-Control-Request-Headers', requestHeaders]);
  const kind = method === 'OPTIONS' ? 'preflight' : 'request';
  const response = await send({ kind, method, url, headers, body: null });
  response.close?.();
  return {
    allowOrigin: get(response.headers, 'Access-Control-Allow-Origin'),
    allowCredentials: get(response.headers, 'Access-Control-Allow-Credentials') === 'true',
    headers: response.headers,
    exchange: {
      kind,
      sent: { method, url: url.href, headers: headersOnTheWire({ method, url, headers, body: null }) },
      received: { status: response.status, reason: response.reason ?? '', headers: response.headers },
    },
  };
}
