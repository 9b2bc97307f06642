// What `ask` gives back.

import type { InvalidCode, NoAnswerCode, RefusalCode } from './errors.ts';
import type { Exchange } from './exchange.ts';

interface Told {
  /** What became of the call, in one sentence. */
  readonly message: string;
  /** Everything that went over the wire, in order. */
  readonly exchanges: readonly Exchange[];
  /**
   * What else is worth knowing: where browsers depart from the standard or from each other, what was left
   * out or cut.
   */
  readonly notes: readonly string[];
}

/** The usual causes of trouble, each of which has its own cure. */
export type Cause =
  | 'authentication-on-preflight' | 'preflight-redirected' | 'header-twice' | 'origin-differs'
  | 'error-without-headers' | 'cached-without-vary' | 'star-with-credentials' | 'credentials-not-allowed'
  | 'header-not-allowed' | 'method-not-allowed' | 'header-not-exposed' | 'opaque-no-cors'
  | 'cookie-attributes' | 'mixed-content' | 'no-server';

export interface Advice {
  /** Which of the usual causes it is, if it is one. */
  readonly cause?: Cause;
  /** What to do about it, and on which side. */
  readonly change?: string;
}

/** The page reads the response. */
export interface ReadableVerdict extends Told, Advice {
  readonly outcome: 'readable';
  readonly type: 'basic' | 'cors';
  readonly status: number;
  /** Where it came from in the end, as `response.url` and `response.redirected`. */
  readonly url: string;
  readonly redirected: boolean;
  /** What a script sees. */
  readonly headers: Headers;
  /** The names of the other headers of the response, in lower case. */
  readonly hidden: readonly string[];
  /** Decoded as UTF-8; its first megabyte. */
  readonly body: string;
}

/** The page learns no more than that something came back. */
export interface OpaqueVerdict extends Told, Advice {
  readonly outcome: 'opaque' | 'opaqueredirect';
}

/**
 * The browser keeps the response from the page, or doesn't send the request: `TypeError: Failed to fetch`.
 */
export interface RefusedVerdict extends Told, Advice {
  readonly outcome: 'refused';
  readonly code: RefusalCode;
  /** Whether a preflight is what failed. */
  readonly preflight: boolean;
  readonly change: string;
  /** What Chromium prints. */
  readonly console: string;
  /** The address of the rule in the standard. */
  readonly rule: string;
}

/** `fetch()` throws a `TypeError` before anything is sent. */
export interface InvalidVerdict extends Told {
  readonly outcome: 'invalid';
  readonly code: InvalidCode;
  readonly change: string;
  readonly console: string;
  readonly rule: string;
}

/** There is no response: no address, no server, no valid certificate, nothing in time. */
export interface NoAnswerVerdict extends Told, Advice {
  readonly outcome: 'no-answer';
  readonly code: NoAnswerCode;
  readonly change: string;
  readonly console: string;
}

export type Verdict = ReadableVerdict | OpaqueVerdict | RefusedVerdict | InvalidVerdict | NoAnswerVerdict;
