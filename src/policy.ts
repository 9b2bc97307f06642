import type { IncomingHttpHeaders } from 'node:http';
import { checkOptions } from './check-options.ts';
import { describeDecision } from './decide.ts';
import type { CorsDecision, CorsRequest } from './decision.ts';
import type { CorsOptions } from './options.ts';
import { compileOriginCheck, type OriginCheck } from './origin-check.ts';
import { compilePreflight, type Preflight } from './preflight.ts';
import type { ResponseHead } from './response-head.ts';

/** A policy: options that were checked once. It is immutable, and one can serve many wrappers. */
export interface CorsPolicy {
  /**
   * What this policy says of a request: a pure function of it, which sends nothing. A promise only where an origin
   * predicate returns one; it never throws or rejects, a predicate that does is the reason `origin-check-failed`.
   *
   * @param request Its method and headers; names in any case, a `Headers` object too.
   *
   * @example
   * ```ts
   * import { createCorsPolicy } from 'with-cors';
   *
   * const policy = createCorsPolicy({ origin: 'https://app.example.com' });
   * const decision = await policy.decide({ method: 'GET', headers: { origin: 'https://evil.example' } });
   * console.log(decision.allowed, decision.reason); // prints: false origin-not-allowed
   * console.log(decision.headers); // prints: { Vary: 'Origin' }
   * ```
   */
  decide(request: CorsRequest): CorsDecision | Promise<CorsDecision>;
}

/**
 * Checks options and compiles them to a policy, for several wrappers or for `decide` alone.
 *
 * @param options See {@link CorsOptions}; by default any origin may read, without credentials.
 * @throws CorsOptionsError if the options can't work or would be unsafe; it lists every issue.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { createCorsPolicy, withCors } from 'with-cors';
 *
 * const policy = createCorsPolicy({ origin: ['https://example.com', 'https://*.example.com'], credentials: true });
 * const server = createServer(withCors((req, res) => res.end('hello'), policy));
 * ```
 */
export function createCorsPolicy(options: CorsOptions = {}): CorsPolicy {
  const compiled = compilePolicy(options);
  const policy: CorsPolicy = Object.freeze({
    decide(request: CorsRequest) {
      const plain = { method: request.method, headers: lowerCaseNames(request.headers) };
      const verdict = compiled.checkOrigin(request, plain.headers);
      return verdict instanceof Promise
        ? verdict.then((settled) => describeDecision(compiled, plain, settled))
        : describeDecision(compiled, plain, verdict);
    },
  });
  compiledPolicies.set(policy, compiled);
  return policy;
}

/** What `withCors` goes by: what can be settled before a request comes is settled here. */
export interface CompiledPolicy {
  readonly blockDisallowed: boolean;
  readonly preflightContinue: boolean;
  readonly optionsSuccessStatus: number;
  readonly checkOrigin: OriginCheck;
  readonly objection: Preflight['objection'];
  /** The head of the response to anything but an allowed preflight. */
  head(request: CorsRequest, allowed: boolean): ResponseHead;
  /** The head of the response to an allowed preflight, and the fields that only such a response has. */
  preflight(request: CorsRequest): { readonly head: ResponseHead; readonly fields: readonly string[] };
}

const compiledPolicies = new WeakMap<object, CompiledPolicy>();

/** The compiled form of a policy, or of options. */
export function compilePolicy(options: CorsOptions | CorsPolicy = {}): CompiledPolicy {
  const known = compiledPolicies.get(options);
  if (known !== undefined) return known;
  const checked = checkOptions(options as CorsOptions);
  const { origin, credentials: allowCredentials, exposedHeaders } = checked;
  const { answer, objection } = compilePreflight(checked);
  const exposeHeaders = (exposedHeaders === '*' ? '*' : exposedHeaders.join(', ')) || undefined;
  // An answer for any origin is one answer for all, with an Origin or without, so that a cache keeps it once.
  const anyHead: ResponseHead = { allowOrigin: '*', allowCredentials, exposeHeaders, vary: '' };
  // `origin: false` names Origin as well: the resource's next policy may allow one, and caches keep what they have.
  const noHead: ResponseHead = { allowOrigin: undefined, allowCredentials: false, exposeHeaders: undefined, vary: 'Origin' };

  function head(request: CorsRequest, allowed: boolean): ResponseHead {
    if (origin === '*') return anyHead;
    return allowed ? { allowOrigin: request.headers.origin, allowCredentials, exposeHeaders, vary: 'Origin' } : noHead;
  }

  function preflight(request: CorsRequest): ReturnType<CompiledPolicy['preflight']> {
    const { fields, vary } = answer(request.headers);
    return { head: { allowOrigin: head(request, true).allowOrigin, allowCredentials, exposeHeaders: undefined, vary }, fields };
  }

  const { blockDisallowed, preflightContinue, optionsSuccessStatus } = checked;
  return { blockDisallowed, preflightContinue, optionsSuccessStatus, checkOrigin: compileOriginCheck(origin), objection, head, preflight };
}

/** Names in lower case, as Node has them: `decide` is also called by hand, and an `Origin` must not be overlooked. */
function lowerCaseNames(headers: CorsRequest['headers']): IncomingHttpHeaders {
  const pairs: Iterable<[string, unknown]> = headers instanceof Headers ? headers : Object.entries(headers);
  const lower: IncomingHttpHeaders = Object.create(null);
  for (const [name, value] of pairs) if (value !== undefined) lower[name.toLowerCase()] = String(value);
  return lower;
}
