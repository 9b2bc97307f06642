import type { IncomingHttpHeaders } from 'node:http';
import { type CompiledPolicy, compilePolicy } from './compile-policy.ts';
import { describeDecision } from './decide.ts';
import type { CorsDecision, CorsRequest } from './decision.ts';
import type { CorsOptions } from './options.ts';

/** A policy: options that were checked once. It is immutable, and one can serve many wrappers. */
export interface CorsPolicy {
  /**
   * What this policy says of a request: a pure function of it, which sends nothing. A promise only where an origin
   * predicate returns one; it never throws or rejects, a predicate that does is the reason `origin-check-failed`.
   *
   * @param request Its method and headers, the names in any case: a request of Node's, one of Fetch's, or one made by hand.
   *
   * @example
   * ```ts
   * const policy = createCorsPolicy({ origin: 'https://app.example.com' });
   * const decision = await policy.decide({ method: 'GET', headers: { origin: 'https://evil.example' } });
   * console.log(decision.allowed, decision.reason); // prints: false origin-not-allowed
   * console.log(decision.headers); // prints: { Vary: 'Origin' }
   * ```
   */
  decide(request: CorsRequest | Pick<Request, 'method' | 'headers'>): CorsDecision | Promise<CorsDecision>;
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
 *
 * const policy = createCorsPolicy({ origin: ['https://example.com', 'https://*.example.com'], credentials: true });
 * const server = createServer(withCors((req, res) => res.end('hello'), policy));
 * ```
 */
export function createCorsPolicy(options: CorsOptions = {}): CorsPolicy {
  const compiled = compilePolicy(options);
  const policy: CorsPolicy = Object.freeze({
    decide(request: CorsRequest | Pick<Request, 'method' | 'headers'>) {
      const plain = { method: request.method, headers: lowerCaseNames(request.headers) };
      const verdict = compiled.checkOrigin(request as CorsRequest, plain.headers);
      return typeof verdict === 'function'
        ? verdict((settled) => describeDecision(compiled, plain, settled))
        : describeDecision(compiled, plain, verdict);
    },
  });
  compiledPolicies.set(policy, compiled);
  return policy;
}

const compiledPolicies = new WeakMap<object, CompiledPolicy>();

/** @internal The compiled form of a policy, or of options. */
export function compiledPolicy(options: CorsOptions | CorsPolicy = {}): CompiledPolicy {
  return compiledPolicies.get(options) ?? compilePolicy(options as CorsOptions);
}

/** Names in lower case, as Node has them: `decide` is also called by hand, and an `Origin` must not be overlooked. */
function lowerCaseNames(headers: IncomingHttpHeaders | Headers): IncomingHttpHeaders {
  const pairs = Symbol.iterator in headers ? headers as Iterable<[string, unknown]> : Object.entries(headers);
  const lower: IncomingHttpHeaders = Object.create(null);
  for (const [name, value] of pairs) if (value !== undefined) lower[name.toLowerCase()] = String(value);
  return lower;
}
