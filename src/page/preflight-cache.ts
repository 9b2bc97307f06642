// CORS-preflight cache (Fetch, 4.9): https://fetch.spec.whatwg.org/#cors-preflight-cache

import { isCorsNonWildcardRequestHeaderName, isSameName } from './header-list.ts';

/** What a cache entry is found by, beside a method or header name. A page is a partition of its own. */
export interface CacheKey {
  /** The serialized request origin, which a redirect may have made `null`. */
  readonly origin: string;
  readonly url: string;
  readonly credentials: boolean;
}

interface Entry extends CacheKey {
  readonly kind: 'method' | 'header';
  readonly name: string;
  expires: number;
}

export class PreflightCache {
  #entries: Entry[] = [];

  hasMethod(key: CacheKey, method: string): boolean {
    return this.#methods(key, method).length > 0;
  }

  hasHeaderName(key: CacheKey, name: string): boolean {
    const star = isCorsNonWildcardRequestHeaderName(name) ? [] : this.#headerNames(key, '*');
    return star.length > 0 || this.#headerNames(key, name).length > 0;
  }

  /**
   * The last steps of CORS-preflight fetch (Fetch, 4.8): what is there already is prolonged, or cut short.
   */
  store(key: CacheKey, seconds: number, methods: readonly string[], headerNames: readonly string[]): void {
    const expires = performance.now() + seconds * 1000;
    const renew = (matching: readonly Entry[], kind: Entry['kind'], name: string): void => {
      for (const entry of matching) entry.expires = expires;
      if (matching.length === 0) this.#entries.push({ ...key, kind, name, expires });
    };
    for (const method of methods) renew(this.#methods(key, method), 'method', method);
    for (const name of headerNames) renew(this.#headerNames(key, name), 'header', name);
  }

  clear({ origin, url }: CacheKey): void {
    this.#entries = this.#entries.filter((entry) => entry.origin !== origin || entry.url !== url);
  }

  /** *Method cache entry match*. */
  #methods(key: CacheKey, method: string): Entry[] {
    return this.#matches(key).filter(({ kind, name }) => (
      kind === 'method' && (name === method || name === '*')));
  }

  /** *Header-name cache entry match*, but for the `*`. */
  #headerNames(key: CacheKey, header: string): Entry[] {
    return this.#matches(key).filter(({ kind, name }) => kind === 'header' && isSameName(name, header));
  }

  /** *Cache entry match*: what was allowed with credentials is allowed without them, too. */
  #matches({ origin, url, credentials }: CacheKey): Entry[] {
    this.#entries = this.#entries.filter(({ expires }) => expires > performance.now());
    return this.#entries.filter((entry) => (
      entry.origin === origin && entry.url === url && (entry.credentials || !credentials)));
  }
}
