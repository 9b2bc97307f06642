import { checkOptions } from './check-options.ts';
import type { CorsRequest } from './decision.ts';
import type { CorsOptions } from './options.ts';
import { compileOriginCheck, type OriginCheck } from './origin-check.ts';
import { compilePreflight, type Preflight } from './preflight.ts';
import type { ResponseHead } from './response-fields.ts';

/** What `withCors` goes by: what can be settled before a request comes is settled here. */
export interface CompiledPolicy {
  readonly blockDisallowed: boolean;
  readonly preflightContinue: boolean;
  readonly optionsSuccessStatus: number;
  readonly checkOrigin: OriginCheck;
  readonly objection: Preflight['objection'];
  /** The head of the response to anything but an allowed preflight. */
  head(request: CorsRequest, allowed: boolean): ResponseHead;
  readonly preflight: Preflight['answer'];
}

export function compilePolicy(options: CorsOptions): CompiledPolicy {
  const checked = checkOptions(options);
  const { origin, credentials: allowCredentials, exposedHeaders } = checked;
  const { answer: preflight, objection } = compilePreflight(checked);
  const exposeHeaders = (exposedHeaders === '*' ? '*' : exposedHeaders.join(', ')) || undefined;
  // An answer for any origin is one answer for all, with an Origin or without, so that a cache keeps it once.
  const anyHead: ResponseHead = { allowOrigin: '*', allowCredentials, exposeHeaders, vary: '' };
  // `origin: false` names Origin as well: the resource's next policy may allow one, and caches keep what they have.
  const noHead: ResponseHead = { allowOrigin: undefined, allowCredentials: false, exposeHeaders: undefined, vary: 'Origin' };

  function head(request: CorsRequest, allowed: boolean): ResponseHead {
    if (origin === '*') return anyHead;
    return allowed ? { allowOrigin: request.headers.origin, allowCredentials, exposeHeaders, vary: 'Origin' } : noHead;
  }

  const { blockDisallowed, preflightContinue, optionsSuccessStatus } = checked;
  return { blockDisallowed, preflightContinue, optionsSuccessStatus, checkOrigin: compileOriginCheck(origin), objection, head, preflight };
}
