// CORS-preflight cache (Fetch, 4.9): https://fetch.spec.whatwg.org/#cors-preflight-cache

import { isCorsNonWildcardRequestHeaderName } from './header-list.ts';

/** What a cache entry is found by, beside a method or header name. A page is a partition of its own. */
export interface CacheKey {
  /** The serialized request origin, which a redirect may have made `null`. */
  readonly origin: string;
  readonly url: string;
  readonly credentials: boolean;
}

type Kind = 'method' | 'header';

/** When each entry of an origin and URL expires, by its credentials, kind and name. */
type Entries = Map<string, number>;

/** A server may list names by the ten thousand, so none is looked for among the others. */
export class PreflightCache {
  readonly #places = new Map<string, Entries>();

  hasMethod(key: CacheKey, method: string): boolean {
    return methodMatches(this.#entriesOf(key), key, method).length > 0;
  }

  hasHeaderName(key: CacheKey, name: string): boolean {
    const entries = this.#entriesOf(key);
    const star = isCorsNonWildcardRequestHeaderName(name) ? [] : starMatches(entries, key, 'header');
    return star.length > 0 || headerNameMatches(entries, key, name).length > 0;
  }

  /**
   * The last steps of CORS-preflight fetch (Fetch, 4.8): what is there already is prolonged, or cut short.
   */
  store(key: CacheKey, seconds: number, methods: readonly string[], headerNames: readonly string[]): void {
    this.#forgetExpired();
    const entries = this.#entriesOf(key);
    this.#places.set(placeOf(key), entries);
    const expires = performance.now() + seconds * 1000;
    const renew = (matching: readonly string[], kind: Kind, name: string): void => {
      const entry = entryOf(key.credentials, kind, name);
      for (const each of matching.length > 0 ? matching : [entry]) entries.set(each, expires);
    };
    for (const method of methods) renew(methodMatches(entries, key, method), 'method', method);
    for (const name of headerNames) {
      renew(headerNameMatches(entries, key, name), 'header', name.toLowerCase());
    }
  }

  clear(key: CacheKey): void {
    this.#places.delete(placeOf(key));
  }

  #entriesOf(key: CacheKey): Entries {
    return this.#places.get(placeOf(key)) ?? new Map<string, number>();
  }

  #forgetExpired(): void {
    for (const [place, entries] of this.#places) {
      for (const entry of entries.keys()) if (live(entries, [entry]).length === 0) entries.delete(entry);
      if (entries.size === 0) this.#places.delete(place);
    }
  }
}

/** *Method cache entry match*. */
function methodMatches(entries: Entries, key: CacheKey, method: string): string[] {
  return [...matches(entries, key, 'method', method), ...starMatches(entries, key, 'method')];
}

/** *Header-name cache entry match*, but for the `*`. */
function headerNameMatches(entries: Entries, key: CacheKey, name: string): string[] {
  return matches(entries, key, 'header', name.toLowerCase());
}

/**
 * A `*` that stands for all. By the standard's letter, one from a preflight with credentials does so, too,
 * once it is in the cache, though not in the preflight's own response; to Chromium and Firefox it is a name
 * there as well, and they ask again.
 */
function starMatches(entries: Entries, { credentials }: CacheKey, kind: Kind): string[] {
  return credentials ? [] : live(entries, [entryOf(false, kind, '*')]);
}

/** *Cache entry match*: what was allowed with credentials is allowed without them, too. */
function matches(entries: Entries, { credentials }: CacheKey, kind: Kind, name: string): string[] {
  const names = (credentials ? [true] : [true, false]).map((its) => entryOf(its, kind, name));
  return live(entries, names);
}

function live(entries: Entries, names: readonly string[]): string[] {
  const now = performance.now();
  return names.filter((name) => (entries.get(name) ?? now) > now);
}

function placeOf({ origin, url }: CacheKey): string {
  return `${origin} ${url}`;
}

function entryOf(credentials: boolean, kind: Kind, name: string): string {
  return `${String(credentials)} ${kind} ${name}`;
}
