import type { IncomingHttpHeaders } from 'node:http';
import { warnOriginCheckFailed } from './diagnostics.ts';
import type { CorsRequest } from './decision.ts';
import type { CheckedOptions } from './check-options.ts';
import type { OriginPredicate } from './options.ts';
import { compileOrigins } from './origins.ts';

/** Longer than any origin: a host name has at most 253 characters (RFC 1035, 2.3.4). It bounds all work on an `Origin`. */
const MAX_ORIGIN_LENGTH = 512;

/** What `node:http` refuses to write back into a header; nothing with such characters is an origin. */
const UNWRITABLE = /[^\t\x20-\x7e\x80-\xff]/;

/** The predicate threw or rejected. Unlike a refusal this is the server's fault, so it is answered with 500. */
export class OriginCheckFailure {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

export type OriginVerdict = boolean | OriginCheckFailure;

/** A promised verdict: goes on when it is there, by a callback, since a second promise costs 2 % of a small request. */
export type PendingVerdict = <Result>(proceed: (verdict: OriginVerdict) => Result) => Promise<Result>;
export type OriginCheck = (request: CorsRequest, headers?: IncomingHttpHeaders) => OriginVerdict | PendingVerdict;

/** Compiles the option `origin`. No `Origin`, none that is looked at, and any doubt are all a `false`. */
export function compileOriginCheck(option: CheckedOptions['origin']): OriginCheck {
  if (option === '*') return () => true; // whoever asks: not even the headers are parsed
  const check = typeof option === 'function' ? compilePredicate(option) : compileOrigins(option);
  const reads = typeof option === 'function' || option.some((item) => item instanceof RegExp);
  return (request, headers) => {
    const { origin } = headers ?? request.headers;
    if (origin === undefined || origin === '' || origin.length > MAX_ORIGIN_LENGTH) return false;
    return !(reads && UNWRITABLE.test(origin)) && check(origin, request);
  };
}

function compilePredicate(predicate: OriginPredicate): (origin: string, request: CorsRequest) => OriginVerdict | PendingVerdict {
  let warned = false;
  const fail = (error: unknown): OriginCheckFailure => {
    if (!warned) warnOriginCheckFailed(error);
    warned = true;
    return new OriginCheckFailure(error);
  };
  return (origin, request) => {
    try {
      const answer: unknown = predicate(origin, request);
      if (typeof answer === 'boolean') return answer;
      if (!isThenable(answer)) return false; // only `true` allows: 1, 'yes' and an object are somebody's mistake
      const settling = Promise.resolve(answer);
      // As `await` does it: a `then` that somebody has put on a promise could throw here, where nothing catches it.
      return (proceed) => Promise.prototype.then.call(settling, (settled) => proceed(settled === true), (error) => proceed(fail(error))) as Promise<never>;
    } catch (error) {
      return fail(error);
    }
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
