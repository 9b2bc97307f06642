import type { IncomingHttpHeaders } from 'node:http';
import { checkOptions } from './check-options.ts';
import type { CorsDecision, CorsReason, CorsRequest } from './decision.ts';
import { printable } from './grammar.ts';
import type { CorsOptions } from './options.ts';
import { compileOriginCheck, type OriginCheck, OriginCheckFailure, type OriginVerdict } from './origin-check.ts';
import { compilePreflight, type PreflightQuestion } from './preflight.ts';
import { isPreflight, isSameOrigin } from './request.ts';
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
  const compiled = compile(options);
  const policy: CorsPolicy = Object.freeze({
    decide(request: CorsRequest) {
      const { method, headers } = request;
      const plain = { method, headers: lowerCaseNames(headers) };
      const verdict = compiled.checkOrigin(request, plain.headers);
      return verdict instanceof Promise
        ? verdict.then((settled) => compiled.describe(plain, settled))
        : compiled.describe(plain, verdict);
    },
  });
  compiledPolicies.set(policy, compiled);
  return policy;
}

/** The compiled form of a policy, or of options. */
export function compilePolicy(options: CorsOptions | CorsPolicy = {}): CompiledPolicy {
  return compiledPolicies.get(options) ?? compile(options as CorsOptions);
}

/** What `withCors` goes by: what can be settled before a request comes is settled here. */
export interface CompiledPolicy {
  readonly blockDisallowed: boolean;
  readonly preflightContinue: boolean;
  readonly optionsSuccessStatus: number;
  readonly checkOrigin: OriginCheck;
  /** The head of the response to anything but an allowed preflight. */
  head(request: CorsRequest, allowed: boolean): ResponseHead;
  /** The head of the response to an allowed preflight, and the fields that only such a response has. */
  preflight(request: CorsRequest): { readonly head: ResponseHead; readonly fields: Readonly<Record<string, string>> };
  /** The same, for people. */
  describe(request: CorsRequest, verdict: OriginVerdict): CorsDecision;
}

const compiledPolicies = new WeakMap<object, CompiledPolicy>();

function compile(options: CorsOptions): CompiledPolicy {
  const checked = checkOptions(options);
  const { origin, credentials, exposedHeaders, maxAge } = checked;
  const preflights = compilePreflight(checked);
  const exposeHeaders = exposedHeaders === '*' ? '*' : exposedHeaders.join(', ') || undefined;
  // An answer for any origin is one answer for all, with an Origin or without, so that a cache keeps it once.
  const anyHead: ResponseHead = { allowOrigin: '*', allowCredentials: false, exposeHeaders, vary: '' };
  // `origin: false` names Origin as well: the resource's next policy may allow one, and caches keep what they have.
  const noHead: ResponseHead = { allowOrigin: undefined, allowCredentials: false, exposeHeaders: undefined, vary: 'Origin' };

  function head(request: CorsRequest, allowed: boolean): ResponseHead {
    if (origin === '*') return anyHead;
    if (!allowed) return noHead;
    return { allowOrigin: request.headers.origin, allowCredentials: credentials, exposeHeaders, vary: 'Origin' };
  }

  function preflight(request: CorsRequest): { head: ResponseHead; fields: Record<string, string> } {
    const { allowMethods, allowHeaders, vary } = preflights.answer(questionOf(request));
    const { allowOrigin } = head(request, true);
    const fields: Record<string, string> = {};
    if (allowMethods !== undefined) fields['Access-Control-Allow-Methods'] = allowMethods;
    if (allowHeaders !== undefined) fields['Access-Control-Allow-Headers'] = allowHeaders;
    if (maxAge !== undefined) fields['Access-Control-Max-Age'] = `${maxAge}`;
    const names = origin === '*' ? vary : vary === '' ? 'Origin' : `Origin, ${vary}`;
    return { head: { allowOrigin, allowCredentials: credentials, exposeHeaders: undefined, vary: names }, fields };
  }

  function describe(request: CorsRequest, verdict: OriginVerdict): CorsDecision {
    const sent = request.headers.origin;
    const shown = `'${printable(sent ?? '')}'`;
    const allowed = verdict === true;
    const kind = isPreflight(request) ? 'preflight' : sent === undefined ? 'not-cors' : 'cors';
    const accepted = kind === 'preflight' && allowed ? preflight(request) : undefined;
    const headers = headerFields(accepted?.head ?? head(request, allowed), accepted?.fields);
    const decided = (reason: CorsReason, message: string): CorsDecision => ({
      kind,
      allowed: reason === 'allowed' || reason === 'not-cors' || reason === 'same-origin',
      reason,
      message,
      headers,
    });
    if (verdict instanceof OriginCheckFailure) return decided('origin-check-failed', `The check of the origin ${shown} failed: the function in the option 'origin' threw or rejected.`);
    if (sent === undefined) return decided('not-cors', 'The request has no Origin, so it is no CORS request.');
    if (!allowed) {
      return kind === 'cors' && isSameOrigin(sent, request.headers)
        ? decided('same-origin', `The origin ${shown} is the server's own, so the browser needs no permission.`)
        : decided('origin-not-allowed', originNotAllowed(sent));
    }
    const objection = kind === 'preflight' ? preflights.objection(questionOf(request)) : undefined;
    if (objection !== undefined) return decided(objection.reason, objection.message);
    return decided('allowed', origin === '*' ? 'Any origin is allowed.' : `The origin ${shown} is allowed.`);
  }

  const { blockDisallowed, preflightContinue, optionsSuccessStatus } = checked;
  return { blockDisallowed, preflightContinue, optionsSuccessStatus, checkOrigin: compileOriginCheck(origin), head, preflight, describe };
}

/** The sentence for an origin that nothing in the policy allows; it is the body of a 403 as well. */
export function originNotAllowed(origin: string): string {
  return `Not allowed by CORS: the origin '${printable(origin)}' is not in the option 'origin'.`;
}

function questionOf({ headers }: CorsRequest): PreflightQuestion {
  return { method: headers['access-control-request-method'] ?? '', headers: headers['access-control-request-headers'] };
}

function headerFields(head: ResponseHead, fields: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    ...(head.allowOrigin !== undefined && { 'Access-Control-Allow-Origin': head.allowOrigin }),
    ...(head.allowCredentials && { 'Access-Control-Allow-Credentials': 'true' }),
    ...(head.exposeHeaders !== undefined && { 'Access-Control-Expose-Headers': head.exposeHeaders }),
    ...fields,
    ...(head.vary !== '' && { Vary: head.vary }),
  };
}

/** Names in lower case, as Node has them: `decide` is also called by hand, and an `Origin` must not be overlooked. */
function lowerCaseNames(headers: CorsRequest['headers']): IncomingHttpHeaders {
  const pairs: Iterable<[string, unknown]> = headers instanceof Headers ? headers : Object.entries(headers);
  const lower: IncomingHttpHeaders = Object.create(null);
  for (const [name, value] of pairs) if (value !== undefined) lower[name.toLowerCase()] = String(value);
  return lower;
}
