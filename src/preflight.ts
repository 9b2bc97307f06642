import type { IncomingHttpHeaders } from 'node:http';
import type { CorsReason } from './decision.ts';
import { isToken, isTokenList, printable, splitList } from './grammar.ts';
import type { CheckedOptions } from './options/check.ts';
import type { Fields } from './response-head.ts';
import { RESPONSE_HEADER, SAFELISTED_METHOD } from './options/names.ts';

/** What a policy says to the preflights of an origin that it allows. */
export interface Preflight {
  /** The request headers that this policy reflects, and by which the responses vary. */
  readonly vary: readonly string[];
  /** What the response says of methods, headers and time. */
  fields(headers: IncomingHttpHeaders): Fields;
  /** What a browser will object to in that response, if anything. */
  objection(headers: IncomingHttpHeaders): Objection | undefined;
}

interface Objection {
  readonly reason: CorsReason;
  readonly message: string;
}

/**
 * Compiles the response to a preflight: the whole lists, whatever is requested, so that a browser can
 * remember all of them. Where any name is allowed and `*` doesn't say so, the requested ones are reflected:
 * with credentials `*` is not a wildcard, and it never covers `Authorization` (Fetch, 3.3.5). Only tokens are
 * reflected, so nothing else gets from the wire into a response.
 */
export function compilePreflight(options: CheckedOptions): Preflight {
  const { methods, allowedHeaders, credentials, maxAge } = options;
  const reflectsMethod = methods === '*' && credentials;
  const reflectsHeaders = allowedHeaders === '*';
  const vary = [
    ...(reflectsHeaders ? ['Access-Control-Request-Headers'] : []),
    ...(reflectsMethod ? ['Access-Control-Request-Method'] : []),
  ];
  const fixed: Fields = [
    ...(reflectsMethod ? [] : listField('Access-Control-Allow-Methods', methods)),
    ...(reflectsHeaders ? [] : listField('Access-Control-Allow-Headers', allowedHeaders)),
    ...(maxAge === undefined ? [] : listField('Access-Control-Max-Age', [`${maxAge}`])),
  ];

  function fields(headers: IncomingHttpHeaders): Fields {
    if (!reflectsMethod && !reflectsHeaders) return fixed;
    const { method, names } = requestedBy(headers);
    return [
      ...fixed,
      ...(reflectsMethod && isToken(method) ? listField('Access-Control-Allow-Methods', [method]) : []),
      ...(reflectsHeaders && isTokenList(names) ? listField('Access-Control-Allow-Headers', [names]) : []),
    ];
  }

  /** Fetch, 4.8 "CORS-preflight fetch", step 7. */
  function objection(headers: IncomingHttpHeaders): Objection | undefined {
    const { method, names } = requestedBy(headers);
    if (!SAFELISTED_METHOD.test(method) && !(methods === '*' ? isToken(method) : methods.includes(method))) {
      const upper = method.toUpperCase();
      const hint = methods.includes(upper) ? `; methods are case-sensitive, so write '${upper}' there` : '';
      return objectTo('method', `the method '${printable(method)}' is not in the option 'methods'${hint}`);
    }
    const requested = splitList(names);
    if (requested.length > 0 && !isTokenList(names)) {
      return objectTo('headers', `'${printable(names)}' is not a list of header names, and can't be allowed`);
    }
    if (reflectsHeaders) return undefined;
    const refused = requested.find((name) => !allowedNames.has(name.toLowerCase()));
    if (refused === undefined) return undefined;
    const hint = RESPONSE_HEADER.test(refused) ? '; servers send it, so the page should not' : '';
    const shown = printable(refused);
    return objectTo('headers', `the header '${shown}' is not in the option 'allowedHeaders'${hint}`);
  }

  const allowedNames = new Set(reflectsHeaders ? [] : allowedHeaders.map((name) => name.toLowerCase()));
  return { vary, fields, objection };
}

function requestedBy(headers: IncomingHttpHeaders): { method: string; names: string } {
  const {
    'access-control-request-method': method = '', 'access-control-request-headers': names = '',
  } = headers;
  return { method, names };
}

function listField(name: string, value: '*' | readonly string[]): Fields {
  return value.length === 0 ? [] : [[name, value === '*' ? value : value.join(', ')]];
}

function objectTo(what: 'method' | 'headers', why: string): Objection {
  return { reason: `${what}-not-allowed`, message: `Not allowed by CORS: ${why}.` };
}
