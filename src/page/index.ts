// The browser's half of CORS: `with-cors/page`.

import { ask } from './ask.ts';
import { checkPageOptions, checkPageOrigin, type PageOptions } from './page-options.ts';
import { PreflightCache } from './preflight-cache.ts';
import type { AskOptions } from './request.ts';
import { DEFAULT_TIMEOUT, unlessAborted, withTimeLimit } from './time-limit.ts';
import type { Verdict } from './verdict.ts';
import { openWire } from './wire.ts';

export type { InvalidCode, NoAnswerCode, RefusalCode } from './errors.ts';
export type { Exchange } from './exchange.ts';
export type { Header, HeaderList } from './header-list.ts';
export type { PageOptions } from './page-options.ts';
export type { AskOptions } from './request.ts';
export type {
  Cause, InvalidVerdict, NoAnswerVerdict, OpaqueVerdict, ReadableVerdict, RefusedVerdict, Verdict,
} from './verdict.ts';

/** A page of an origin, as far as its `fetch()` goes. */
export interface Page {
  /** The serialized origin. */
  readonly origin: string;
  /**
   * Makes the call `fetch(url, init)` of that page over the wire, and tells what the page would get. `init`
   * has the names and the defaults of `fetch()`. A relative URL is resolved by the page's origin.
   *
   * It rejects only with an error of `cookies`, or of a value that can't be made a string. What the network
   * does, and what `fetch()` itself would throw, is a verdict.
   */
  ask(url: string | URL, init?: AskOptions | null): Promise<Verdict>;
}

/**
 * A page on that origin, which asks servers as a browser would: with preflights and their cache, redirects,
 * credentials and the CORS check of the Fetch standard. `'null'` is the origin of a sandboxed frame or of a
 * file.
 *
 * ```js
 * import assert from 'node:assert/strict';
 * import { createPage } from 'with-cors/page';
 *
 * const page = createPage('https://app.example.com');
 * const verdict = await page.ask('http://localhost:3000/items', { method: 'PUT', credentials: 'include' });
 * assert.equal(verdict.outcome, 'readable', verdict.message);
 * ```
 *
 * Throws a `TypeError` if the origin is not a serialized origin, or an option is unknown or of a wrong type.
 */
export function createPage(origin: string, options: PageOptions = {}): Page {
  checkPageOrigin(origin);
  checkPageOptions(options);
  const { cookies = () => undefined, timeout = DEFAULT_TIMEOUT, signal, ca, insecure = false } = options;
  const cache = new PreflightCache();
  return {
    origin,
    ask(url, init) {
      const call = init ?? {};
      const signals = [signal, call.signal].filter((each) => each instanceof AbortSignal);
      return withTimeLimit(timeout, signals, (limit) => ask(origin, url, call, {
        send: openWire({ ca, insecure }, limit),
        cache,
        cookies: (of) => unlessAborted(limit, () => cookies(of)),
      }));
    },
  };
}
