import {
  type CorsDecision, type CorsReason, type CorsRequest, describeRefusal, explainOpaque,
} from './decision.ts';
import { show } from './diagnostics.ts';
import { printable } from './grammar.ts';
import { type CheckedOptions, checkOptions } from './options/check.ts';
import type { CorsOptions } from './options/options.ts';
import {
  ALLOWED, askPredicate, compileOriginCheck, type OriginCheck, type OriginVerdict, REFUSED,
} from './origin-check.ts';
import { compileOrigins } from './origins.ts';
import { compilePreflight } from './preflight.ts';
import { isCrossOrigin, isPreflight, readRequest } from './request.ts';
import type { Fields } from './response-head.ts';

/** A policy: options that were checked once. It is immutable, and one can serve many wrappers. */
export interface CorsPolicy {
  /**
   * What this policy says of a request: a pure function of it, which sends nothing. It returns a promise only
   * where an origin predicate returns one, and never throws or rejects: where a predicate does, the reason is
   * `origin-check-failed`.
   *
   * @param request Its method and headers, the names in any case: a request of Node's or Fetch's, or one made
   * by hand.
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

/** What the request path goes by. Whatever can be settled before a request comes is settled here. */
export interface CompiledPolicy {
  readonly blockDisallowed: boolean;
  readonly preflightContinue: boolean;
  readonly optionsSuccessStatus: number;
  readonly checkOrigin: OriginCheck;
  /** What CORS has to say in the head of the response. */
  fields(request: CorsRequest, allowed: boolean): Fields;
  /** The decision in full, with its reason and sentence. */
  describe(request: CorsRequest, verdict: OriginVerdict): CorsDecision;
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
 * const policy = createCorsPolicy({ origin: 'https://*.example.com', credentials: true });
 * const server = createServer(withCors((req, res) => res.end('hello'), policy));
 * ```
 */
export function createCorsPolicy(options: CorsOptions = {}): CorsPolicy {
  const compiled = compile(checkOptions(options));
  const policy: CorsPolicy = Object.freeze({ decide: (request: CorsRequest) => decide(compiled, request) });
  compiledPolicies.set(policy, compiled);
  return policy;
}

const compiledPolicies = new WeakMap<object, CompiledPolicy>();

/** The compiled form of a policy, or of options. */
export function compilePolicy(options: CorsOptions | CorsPolicy = {}): CompiledPolicy {
  return compiledPolicies.get(options) ?? compile(checkOptions(options as CorsOptions));
}

function decide(policy: CompiledPolicy, given: CorsRequest): CorsDecision | Promise<CorsDecision> {
  try {
    const request = readRequest(given);
    const verdict = policy.checkOrigin(request);
    if (verdict instanceof Promise) return verdict.then((settled) => policy.describe(request, settled));
    return policy.describe(request, verdict);
  } catch (error) { // a request made by hand, whose headers throw when they are read
    const message = 'The headers of the request could not be read.';
    return { ...policy.describe({ headers: {} }, { outcome: 'failed', error }), message };
  }
}

function compile(options: CheckedOptions): CompiledPolicy {
  const { origin, credentials, exposedHeaders } = options;
  const origins = compileOrigins(typeof origin === 'object' ? origin : []);
  const isAllowed = typeof origin === 'function'
    ? askPredicate(origin)
    : (asked: string) => (origins.include(asked) ? ALLOWED : REFUSED);
  const checkOrigin: OriginCheck = origin === '*' ? () => ALLOWED : compileOriginCheck(isAllowed);
  const preflight = compilePreflight(options);

  const allowCredentials = field('Access-Control-Allow-Credentials', credentials ? 'true' : '');
  // A response for any origin is one for all, with an `Origin` or without, so that a cache keeps it once.
  // `false` varies as well: the next policy of this resource may allow an origin, and caches keep what they
  // have.
  const byOrigin = origin === '*' ? [] : ['Origin'];
  const vary = field('Vary', byOrigin.join());
  const preflightVary = field('Vary', [...byOrigin, ...preflight.vary].join(', '));
  const exposed = exposedHeaders === '*' ? '*' : exposedHeaders.join(', ');
  const exposeHeaders = field('Access-Control-Expose-Headers', exposed);
  const whereAllowed = [...allowCredentials, ...exposeHeaders, ...vary];

  function fields(request: CorsRequest, allowed: boolean): Fields {
    const onPreflight = isPreflight(request);
    if (!allowed) return onPreflight ? preflightVary : vary;
    const { origin: asked = '' } = origin === '*' ? { origin } : request.headers; // allowed, so there is one
    const allowOrigin = ['Access-Control-Allow-Origin', asked] as const;
    if (!onPreflight) return [allowOrigin, ...whereAllowed];
    return [allowOrigin, ...allowCredentials, ...preflight.fields(request.headers), ...preflightVary];
  }

  function describe(request: CorsRequest, verdict: OriginVerdict): CorsDecision {
    const { reason, message } = explain(request, verdict);
    const allowed = reason === 'allowed' || reason === 'not-cors' || reason === 'same-origin';
    const isCors = request.headers.origin !== undefined;
    const kind = isPreflight(request) ? 'preflight' : isCors ? 'cors' : 'not-cors';
    const headers = Object.fromEntries(fields(request, verdict.outcome === 'allowed'));
    return { kind, allowed, reason, message, headers };
  }

  function explain(request: CorsRequest, verdict: OriginVerdict): { reason: CorsReason; message: string } {
    const asked = request.headers.origin;
    const shown = printable(asked ?? '');
    if (verdict.outcome === 'failed') {
      const why = "the function in the option 'origin' threw or rejected";
      const message = `The origin '${shown}' could not be checked: ${why}.`;
      return { reason: 'origin-check-failed', message };
    }
    if (verdict.outcome === 'refused' && (isPreflight(request) || isCrossOrigin(request))) {
      return { reason: 'origin-not-allowed', message: describeRefusal(asked, hint(asked ?? '', verdict)) };
    }
    if (asked === undefined) {
      return { reason: 'not-cors', message: 'The request has no Origin, so CORS does not apply.' };
    }
    if (verdict.outcome === 'refused') {
      const message = `The origin '${shown}' is the server's own, so CORS does not apply.`;
      return { reason: 'same-origin', message };
    }
    return (isPreflight(request) ? preflight.objection(request.headers) : undefined)
      ?? { reason: 'allowed', message: `The origin '${shown}' is allowed.` };
  }

  /** What the owner of the policy would want to know of a refused origin. */
  function hint(asked: string, verdict: OriginVerdict): string | undefined {
    if ('returned' in verdict) return `the function returned ${show(verdict.returned)}, and only true allows`;
    return typeof origin === 'function' ? undefined : explainOpaque(asked) ?? origins.nearest(asked);
  }

  return { ...options, checkOrigin, fields, describe };
}

/** A list of one field, or of none where there is nothing to say. */
function field(name: string, value: string): Fields {
  return value === '' ? [] : [[name, value]];
}
