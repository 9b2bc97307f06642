import type { IncomingHttpHeaders } from 'node:http';

/** The part of a request that a decision needs; a request of `node:http` or `node:http2` is one. */
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
  /** `not-cors`: no `Origin`. `preflight`: `OPTIONS` with `Origin` and `Access-Control-Request-Method`. `cors`: the rest. */
  readonly kind: 'not-cors' | 'cors' | 'preflight';
  /** Whether a browser would let the page go on. */
  readonly allowed: boolean;
  readonly reason: CorsReason;
  /** One sentence for people, with the offending value and the option that would allow it. */
  readonly message: string;
  /** The CORS response headers and `Vary`, by their usual names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What the `diagnostics_channel` `with-cors:decision` publishes, once for every request. */
export interface CorsDecisionMessage {
  readonly request: CorsRequest;
  readonly response: object;
  readonly decision: CorsDecision;
  /** What the origin predicate threw or rejected with, where the reason is `origin-check-failed`. */
  readonly error?: unknown;
}
