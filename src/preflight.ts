import type { IncomingHttpHeaders } from 'node:http';
import type { CheckedOptions } from './check-options.ts';
import type { CorsReason } from './decision.ts';
import { formatTokenList, isToken, isTokenList, printable, splitList } from './grammar.ts';
import { SAFELISTED_METHOD } from './names.ts';
import { listHead, type ResponseHead } from './response-fields.ts';

/** The head of the response to an allowed preflight, and all of it in a new list, names and values in turn. */
export interface PreflightHead extends ResponseHead {
  readonly fields: string[];
}

export interface Preflight {
  answer(headers: IncomingHttpHeaders): PreflightHead;
  /** What a browser will object to in that answer. */
  objection(headers: IncomingHttpHeaders): { readonly reason: CorsReason; readonly message: string } | undefined;
}

/**
 * Compiles what an allowed origin's preflight is answered: the whole lists, whatever was asked, so that a browser can
 * remember all of it. "Any" gives the question back where `*` doesn't say it: with credentials `*` is no wildcard, and
 * it never covers `Authorization` (Fetch, 3.3.5). Only tokens are given back; nothing else gets from the wire into a head.
 */
export function compilePreflight({ origin, methods, allowedHeaders, credentials, maxAge }: CheckedOptions): Preflight {
  const givesMethodBack = methods === '*' && credentials;
  const givesHeadersBack = allowedHeaders === '*';
  const headerSet = new Set([...allowedHeaders].map((name) => name.toLowerCase()));
  const base: string[] = [];
  if (!givesMethodBack && methods.length > 0) base.push('Access-Control-Allow-Methods', methods === '*' ? '*' : methods.join(', '));
  if (!givesHeadersBack && allowedHeaders.length > 0) base.push('Access-Control-Allow-Headers', allowedHeaders.join(', '));
  if (maxAge !== undefined) base.push('Access-Control-Max-Age', `${maxAge}`);
  // To copy a list and fill in the origin takes less than to put one together, by 4 % of a preflight.
  const giving = (...given: string[]) => {
    const vary = [...(origin === '*' ? [] : ['Origin']), ...given].join(', ');
    return { vary, list: [...listHead({ allowOrigin: '*', allowCredentials: credentials, exposeHeaders: undefined, vary }), ...base] };
  };
  const givingBack = {
    neither: giving(),
    headers: giving('Access-Control-Request-Headers'),
    method: giving('Access-Control-Request-Method'),
    both: giving('Access-Control-Request-Headers', 'Access-Control-Request-Method'),
  };

  function answer(headers: IncomingHttpHeaders): PreflightHead {
    const asked = givesHeadersBack && formatTokenList(headers['access-control-request-headers'] ?? '');
    const method = givesMethodBack && isToken(headers['access-control-request-method'] ?? '') && headers['access-control-request-method'];
    const { vary, list } = asked ? (method ? givingBack.both : givingBack.headers) : (method ? givingBack.method : givingBack.neither);
    const allowOrigin = origin === '*' ? '*' : headers.origin!; // a preflight has one
    const fields = list.slice();
    fields[1] = allowOrigin; // the value of the first name, Access-Control-Allow-Origin
    if (asked) fields.push('Access-Control-Allow-Headers', asked);
    if (method) fields.push('Access-Control-Allow-Methods', method);
    return { allowOrigin, allowCredentials: credentials, exposeHeaders: undefined, vary, fields };
  }

  /** Fetch, 4.8 "CORS-preflight fetch", step 7. */
  function objection(headers: IncomingHttpHeaders): ReturnType<Preflight['objection']> {
    const method = String(headers['access-control-request-method']);
    const upper = method.toUpperCase();
    if (!SAFELISTED_METHOD.test(method) && !(methods === '*' ? isToken(method) : methods.includes(method))) {
      return {
        reason: 'method-not-allowed',
        message: `Not allowed by CORS: the method '${printable(method)}' is not in the option 'methods'${methods.includes(upper) ? `, since methods are case-sensitive: write '${upper}' in the page` : ''}.`,
      };
    }
    const asked = headers['access-control-request-headers'] ?? '';
    const isList = isTokenList(asked);
    const refused = isList && !givesHeadersBack && splitList(asked).find((name) => !headerSet.has(name.toLowerCase()));
    if (isList && !refused) return undefined;
    return {
      reason: 'headers-not-allowed',
      message: `Not allowed by CORS: ${refused
        ? `the header '${printable(refused)}' is not in the option 'allowedHeaders'`
        : `'${printable(asked)}' is no list of header names, which the option 'allowedHeaders' could allow`}.`,
    };
  }

  return { answer, objection };
}
