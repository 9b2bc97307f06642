// CORS-preflight cache (Fetch, 4.9): https://fetch.spec.whatwg.org/#cors-preflight-cache

import { isCorsNonWildcardRequestHeaderName } from './header-list.ts';

/** What a cache entry is found by, beside a method or header name. A page is a partition of its own. */
export interface CacheKey {
  /** The serialized request origin, which a redirect may have made `null`. */
  readonly origin: string;
  readonly url: string;
  readonly credentials: boolean;
}

interface Entry extends CacheKey {
  expires: number;
  readonly method: string | null;
  readonly headerName: string | null;
}

export class PreflightCache {
  #entries: Entry[] = [];

  hasMethod(key: CacheKey, method: string): boolean {
    return this.#matches(key).some((entry) => entry.method === method || entry.method === '*');
  }

  hasHeaderName(key: CacheKey, headerName: string): boolean {
    return this.#matches(key).some(
      (entry) =>
        entry.headerName?.toLowerCase() === headerName.toLowerCase() ||
        (entry.headerName === '*' && !isCorsNonWildcardRequestHeaderName(headerName)),
    );
  }

  /**
   * The last steps of CORS-preflight fetch (Fetch, 4.8): what is there already is prolonged, or cut short.
   */
  store(key: CacheKey, seconds: number, methods: readonly string[], headerNames: readonly string[]): void {
    const expires = performance.now() + seconds * 1000;
    for (const method of methods) {
      const matching = this.#matches(key).filter((entry) => entry.method === method || entry.method === '*');
      for (const entry of matching) entry.expires = expires;
      if (matching.length === 0) this.#entries.push({ ...key, expires, method, headerName: null });
    }
    for (const headerName of headerNames) {
      const matching = this.#matches(key).filter(
        (entry) => entry.headerName?.toLowerCase() === headerName.toLowerCase(),
      );
      for (const entry of matching) entry.expires = expires;
      if (matching.length === 0) this.#entries.push({ ...key, expires, method: null, headerName });
    }
  }

  clear({ origin, url }: CacheKey): void {
    this.#entries = this.#entries.filter((entry) => entry.origin !== origin || entry.url !== url);
  }

  /** *Cache entry match*: what was allowed with credentials is allowed without them, too. */
  #matches({ origin, url, credentials }: CacheKey): Entry[] {
    this.#entries = this.#entries.filter(({ expires }) => expires > performance.now());
    return this.#entries.filter(
      (entry) => entry.origin === origin && entry.url === url && (entry.credentials || !credentials),
    );
  }
}
