import type { IncomingHttpHeaders } from 'node:http';
import type { CorsReason } from './decision.ts';
import { isToken, isTokenList, printable, splitList } from './grammar.ts';
import type { CheckedOptions } from './options/check.ts';
import { isResponseHeader, SAFELISTED_METHOD } from './options/names.ts';

/** What a policy says to preflights. */
export interface Preflight {
  /** The names that `Vary` has on every preflight: of the request headers that this policy reflects. */
  readonly vary: readonly string[];
  /** The fields of an allowed preflight's response, names and values in turn, without those for its origin. */
  fields(headers: IncomingHttpHeaders): string[];
  /** What a browser will object to in that response, if anything. */
  objection(headers: IncomingHttpHeaders): { readonly reason: CorsReason; readonly message: string } | undefined;
}

/**
 * Compiles the response to an allowed origin's preflight: the whole lists, whatever is requested, so that a browser can
 * remember all of them. Where any name is allowed and `*` doesn't say so, the requested ones are reflected: with
 * credentials `*` is not a wildcard, and it never covers `Authorization` (Fetch, 3.3.5). Only tokens are reflected, so
 * nothing else gets from the wire into a response.
 */
export function compilePreflight({ methods, allowedHeaders, credentials, maxAge }: CheckedOptions): Preflight {
  const reflectsMethod = methods === '*' && credentials;
  const reflectsHeaders = allowedHeaders === '*';
  const allowedNames = new Set([...allowedHeaders].map((name) => name.toLowerCase()));
  const fixed: string[] = [];
  if (!reflectsMethod && methods.length > 0) {
    fixed.push('Access-Control-Allow-Methods', methods === '*' ? '*' : methods.join(', '));
  }
  if (!reflectsHeaders && allowedHeaders.length > 0) fixed.push('Access-Control-Allow-Headers', allowedHeaders.join(', '));
  if (maxAge !== undefined) fixed.push('Access-Control-Max-Age', `${maxAge}`);

  function fields(headers: IncomingHttpHeaders): string[] {
    const { 'access-control-request-method': method = '', 'access-control-request-headers': names = '' } = headers;
    const reflected = [...fixed];
    if (reflectsMethod && isToken(method)) reflected.push('Access-Control-Allow-Methods', method);
    if (reflectsHeaders && isTokenList(names)) reflected.push('Access-Control-Allow-Headers', names);
    return reflected;
  }

  /** Fetch, 4.8 "CORS-preflight fetch", step 7. */
  function objection(headers: IncomingHttpHeaders): ReturnType<Preflight['objection']> {
    const { 'access-control-request-method': method = '', 'access-control-request-headers': names = '' } = headers;
    if (!SAFELISTED_METHOD.test(method) && !(methods === '*' ? isToken(method) : methods.includes(method))) {
      const upper = method.toUpperCase();
      return {
        reason: 'method-not-allowed',
        message: `Not allowed by CORS: the method '${printable(method)}' is not in the option 'methods'`
          + `${methods.includes(upper) ? `; methods are case-sensitive, so write '${upper}' in the page` : ''}.`,
      };
    }
    if (names !== '' && !isTokenList(names)) {
      return {
        reason: 'headers-not-allowed',
        message: `Not allowed by CORS: '${printable(names)}' is not a list of header names, so no option can allow it.`,
      };
    }
    const refused = reflectsHeaders ? undefined : splitList(names).find((name) => !allowedNames.has(name.toLowerCase()));
    if (refused === undefined) return undefined;
    return {
      reason: 'headers-not-allowed',
      message: `Not allowed by CORS: the header '${printable(refused)}' is not in the option 'allowedHeaders'`
        + `${isResponseHeader(refused) ? '; servers send it, so the page should not' : ''}.`,
    };
  }

  const vary = [
    ...(reflectsHeaders ? ['Access-Control-Request-Headers'] : []),
    ...(reflectsMethod ? ['Access-Control-Request-Method'] : []),
  ];
  return { vary, fields, objection };
}
