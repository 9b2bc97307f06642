// A request of a page, and what `fetch()` takes for it.

import type { Send } from './exchange.ts';
import type { HeaderList } from './header-list.ts';
import type { PreflightCache } from './preflight-cache.ts';
import { isSameOrigin } from './urls.ts';

export type Mode = 'cors' | 'no-cors' | 'same-origin';
export type Credentials = 'omit' | 'same-origin' | 'include';
export type Redirect = 'follow' | 'error' | 'manual';

/** The second argument of `fetch()`, with its names and its defaults. */
export interface AskOptions {
  /** `GET` by default. Six common methods are upper-cased, as `fetch()` does it; `patch` stays `patch`. */
  readonly method?: string;
  readonly headers?:
    Headers | Readonly<Record<string, string>> | readonly (readonly [name: string, value: string])[];
  readonly body?: string | URLSearchParams | Uint8Array | ArrayBuffer | Blob | FormData | null;
  /** Whether cookies go along: `same-origin` by default. */
  readonly credentials?: Credentials;
  /** `cors` by default. */
  readonly mode?: Mode;
  /** `follow` by default. */
  readonly redirect?: Redirect;
  /** Ends this call alone. */
  readonly signal?: AbortSignal | null;
}

/** The `Cookie` header for a URL, or nothing. */
export type Cookies = (url: string) => string | null | undefined | Promise<string | null | undefined>;

/** A request's client (Fetch, 2.2.5): what the page has that makes it, for one call. */
export interface Client {
  readonly origin: string;
  readonly send: Send;
  readonly cache: PreflightCache;
  readonly cookies: Cookies;
  /** Is told what happens without a word. */
  readonly note: (sentence: string) => void;
}

/** A request (Fetch, 2.2.5), as far as a script's `fetch()` can change it. */
export interface Request {
  readonly client: Client;
  readonly origin: string;
  method: string;
  headers: HeaderList;
  body: Uint8Array | null;
  readonly mode: Mode;
  readonly credentials: Credentials;
  readonly redirect: Redirect;
  /** The URL of the call. */
  readonly url: URL;
  /** That, and those of the redirects that were followed. */
  readonly urlList: URL[];
  /** The last of them. */
  currentUrl: URL;
  responseTainting: 'basic' | 'cors' | 'opaque';
}

/**
 * *Serializing a request origin* (Fetch, 3.1): `null` after a redirect between two origins of which neither
 * is the page's.
 */
export function serializedRequestOrigin({ origin, urlList }: Pick<Request, 'origin' | 'urlList'>): string {
  const tainted = urlList.some((url, at) => {
    const last = urlList[at - 1]?.origin;
    return last !== undefined && !isSameOrigin(url.origin, last) && !isSameOrigin(origin, last);
  });
  return tainted ? 'null' : origin;
}
