// The model of a browser that the engines are held against is the one that `with-cors/page` gives its users.
// An engine that departs from it is the same model with each departure put between it and the wire.

import { isDeepStrictEqual } from 'node:util';
import type { AskOptions, HeaderList, Verdict } from 'with-cors/page';
import { ask } from '../../dist/page/ask.js';
import type { Send, WireRequest, WireResponse } from '../../dist/page/exchange.js';
import { PreflightCache } from '../../dist/page/preflight-cache.js';
import { openWire } from '../../dist/page/wire.js';
import type { Departure } from './departures.ts';

/** A call of `fetch(url, init)` in a page of that origin. */
export interface Call {
  readonly origin: string;
  readonly url: string;
  readonly init: AskOptions & { readonly headers: HeaderList };
}

export interface Prediction {
  readonly verdict: Verdict;
  /** The departures that have a part in it. */
  readonly by: readonly Departure[];
}

export class Model {
  readonly #departures: readonly Departure[];
  readonly #cookie: string;
  #cache = new PreflightCache();
  readonly #patience = new AbortController().signal; // the server is this test's own, and always responds

  constructor(cookie: string, departures: readonly Departure[] = []) {
    this.#cookie = cookie;
    this.#departures = departures;
  }

  async ask(given: Call): Promise<Prediction> {
    const by = new Set<Departure>();
    const alter = <T,>(before: T, how: (departure: Departure, value: T) => T | undefined): T =>
      this.#departures.reduce((value, departure) => {
        const after = how(departure, value) ?? value;
        if (!isDeepStrictEqual(value, after)) by.add(departure);
        return after;
      }, before);

    const headers = alter(given.init.headers, (departure, value) => departure.treatsHeadersAs?.(value));
    const call = { ...given, init: { ...given.init, headers } };
    const wire = openWire({}, this.#patience);
    const keeping = this.#departures.find(({ keepsPreflights }) => keepsPreflights);
    const cache = this.#cache;
    if (keeping !== undefined) cache.clear = () => { by.add(keeping); };
    const earlier: WireRequest[] = [];
    const send: Send = async (request) => {
      const sent = alter<WireRequest>(request, ({ sends }, value) => sends?.(value, call, earlier));
      if (sent.kind === 'request') earlier.push(sent);
      const response = await wire(sent);
      return alter<WireResponse>(response, ({ reads }, value) => reads?.(value, request, call));
    };
    const verdict = await ask(call.origin, call.url, call.init, {
      send,
      cache,
      cookies: (url) => (new URL(url).hostname === 'localhost' ? this.#cookie : undefined),
    });
    return { verdict, by: [...by] };
  }

  /** As a browser may at any time (Fetch, 4.9). */
  forgetPreflights(): void {
    this.#cache = new PreflightCache();
  }
}
