import type { CorsRequest } from './decision.ts';
import { warnOriginCheckFailed } from './diagnostics.ts';
import { isOriginLike } from './grammar.ts';
import type { OriginPredicate } from './options/options.ts';

/** Whether the `Origin` of a request is allowed. */
export type OriginVerdict =
  | { readonly outcome: 'allowed' }
  /** `returned` is there where a predicate returned something other than a boolean. */
  | { readonly outcome: 'refused'; readonly returned?: unknown }
  /**
   * The predicate threw or rejected. That is the server's fault and not the client's, so the status is 500.
   */
  | { readonly outcome: 'failed'; readonly error: unknown };

export type OriginCheck = (request: CorsRequest) => OriginVerdict | Promise<OriginVerdict>;
type OriginQuestion = (origin: string, request: CorsRequest) => OriginVerdict | Promise<OriginVerdict>;

export const ALLOWED: OriginVerdict = { outcome: 'allowed' };
export const REFUSED: OriginVerdict = { outcome: 'refused' };

/**
 * Puts the length and the form of an `Origin` before the question whether it is allowed: what is compared,
 * matched or reflected is bounded, and is one origin. In any doubt it is refused.
 */
export function compileOriginCheck(isAllowed: OriginQuestion): OriginCheck {
  return (request) => {
    const { origin } = request.headers;
    return origin !== undefined && isOriginLike(origin) ? isAllowed(origin, request) : REFUSED;
  };
}

/** Asks a predicate, and never throws or rejects. Only `true` allows; 1 and 'yes' are mistakes. */
export function askPredicate(predicate: OriginPredicate): OriginQuestion {
  let warned = false;
  const fail = (error: unknown): OriginVerdict => {
    if (!warned) warnOriginCheckFailed(error); // once: a predicate that throws may do so for every request
    warned = true;
    return { outcome: 'failed', error };
  };

  async function awaitVerdict(promise: PromiseLike<unknown>): Promise<OriginVerdict> {
    try {
      return verdictOn(await promise);
    } catch (error) {
      return fail(error);
    }
  }

  return (origin, request) => {
    try {
      const returned: unknown = predicate(origin, request);
      return isThenable(returned) ? awaitVerdict(returned) : verdictOn(returned);
    } catch (error) {
      return fail(error);
    }
  };
}

function verdictOn(returned: unknown): OriginVerdict {
  if (returned === true) return ALLOWED;
  return returned === false ? REFUSED : { outcome: 'refused', returned };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
