// Asks a server what it says to an origin, without changing anything: OPTIONS, GET and HEAD only, and each
// time at an address of its own, so that no cache between here and there keeps the response for somebody
// else.

import { randomUUID } from 'node:crypto';
import type { Send } from './exchange.ts';
import { get, type Header, type HeaderList } from './header-list.ts';
import { USER_AGENT } from './origin-headers.ts';

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
}

export async function probe(
  send: Send, target: URL, { origin = '', method, requestMethod = '', requestHeaders = '' }: Probe,
): Promise<Reply> {
  const url = new URL(target);
  // By hand: `searchParams` would write the rest of the query anew.
  url.search = `${url.search === '' ? '?' : `${url.search}&`}with-cors-probe=${randomUUID()}`;
  const given: Header[] = [
    ['Origin', origin],
    ['Access-Control-Request-Method', requestMethod], ['Access-Control-Request-Headers', requestHeaders],
  ];
  const sent: Header[] = [['Accept', '*/*'], USER_AGENT, ...given.filter(([, value]) => value !== '')];
  const kind = method === 'OPTIONS' ? 'preflight' : 'request';
  const { headers, close } = await send({ kind, method, url, headers: sent, body: null });
  close();
  return {
    allowOrigin: get(headers, 'Access-Control-Allow-Origin'),
    allowCredentials: get(headers, 'Access-Control-Allow-Credentials') === 'true',
    headers,
  };
}
