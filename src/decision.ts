import type { IncomingHttpHeaders } from 'node:http';
import { printable } from './grammar.ts';

/** The part of a request that a decision needs; a request of `node:http` or `node:http2` has it. */
export interface CorsRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Why a request is allowed or refused; stable, for programs. */
export type CorsReason =
  | 'allowed'
  | 'not-cors'
  | 'same-origin'
  | 'origin-not-allowed'
  | 'method-not-allowed'
  | 'headers-not-allowed'
  | 'origin-check-failed';

/** What a policy says of one request. */
export interface CorsDecision {
  /** `not-cors`: no `Origin`. `preflight`: a CORS-preflight request. `cors`: any other with `Origin`. */
  readonly kind: 'not-cors' | 'cors' | 'preflight';
  /** Whether a browser would let the page go on. */
  readonly allowed: boolean;
  readonly reason: CorsReason;
  /**
   * One sentence for people, with the offending value and what would allow it. It may name what the policy
   * allows, so it is for the server's own log; what a refused client is sent names nothing of the policy.
   */
  readonly message: string;
  /** The CORS response headers, `Vary` included, by their usual names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What the `diagnostics_channel` `with-cors:decision` publishes, once for every request. */
export interface CorsDecisionMessage {
  readonly request: CorsRequest;
  /** The response, or the socket of an upgrade request. */
  readonly response: object;
  readonly decision: CorsDecision;
  /** What the origin predicate threw or rejected with, where the reason is `origin-check-failed`. */
  readonly error?: unknown;
}

/** What the client is sent where the origin check failed; the error itself stays on the server. */
export const CHECK_FAILED = 'The origin of the request could not be checked.';

/**
 * Why a request is refused for its origin. Without a hint it is what the client is sent: it names the origin
 * that the client itself sent, and nothing that the policy holds.
 */
export function describeRefusal(origin: string | undefined, hint?: string): string {
  const why = origin === undefined
    ? 'the request has no Origin, and its Sec-Fetch-Site says that it comes from another origin'
    : `the origin '${printable(origin)}' is not in the option 'origin'`;
  return `Not allowed by CORS: ${hint === undefined ? why : `${why}; ${hint}`}.`;
}

/** What `Origin: null` and a page from a file are, and the way to let them in that the options accept. */
export function explainOpaque(origin: string): string | undefined {
  if (origin === 'null') {
    return 'a page sends it from a sandboxed frame, from a file or after a redirect, and a form of this very '
      + "server under 'Referrer-Policy: no-referrer' (send 'same-origin' instead); as any site can send it, "
      + "only a function lets it in: origin: (origin) => origin === 'null'";
  }
  if (origin !== 'file://') return undefined;
  return 'a WebView sends it for a page from a file; serve the page by HTTP, or let it in by a function: '
    + "origin: (origin) => origin === 'file://'";
}
