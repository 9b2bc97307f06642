import type { CheckedOptions } from './check-options.ts';
import { isToken, parseTokenList, printable } from './grammar.ts';
import { SAFELISTED_METHODS } from './names.ts';

/** What a preflight asks for, as it came: `Access-Control-Request-Method` and `Access-Control-Request-Headers`. */
export interface PreflightQuestion {
  readonly method: string;
  readonly headers: string | undefined;
}

/** What the answer says beside the origin; `undefined`: nothing. `vary`: the names of what is given back in it. */
export interface PreflightAnswer {
  readonly allowMethods: string | undefined;
  readonly allowHeaders: string | undefined;
  readonly vary: string;
}

/** What a browser will object to in that answer. */
export interface PreflightObjection {
  readonly reason: 'method-not-allowed' | 'headers-not-allowed';
  readonly message: string;
}

export interface Preflight {
  answer(asked: PreflightQuestion): PreflightAnswer;
  objection(asked: PreflightQuestion): PreflightObjection | undefined;
}

/**
 * Compiles what an allowed origin's preflight is answered: the whole lists, whatever was asked, so that a browser can
 * remember all of it. Where anything goes the question is given back, but for what `*` can say: with credentials `*` is
 * no wildcard, and it never covers `Authorization` (Fetch, 3.3.5).
 */
export function compilePreflight({ methods, allowedHeaders, credentials }: CheckedOptions): Preflight {
  const methodSet: ReadonlySet<string> = new Set([...SAFELISTED_METHODS, ...methods]);
  const methodList = methods === '*' ? '*' : join(methods);
  const giveMethodBack = methods === '*' && credentials;
  const headerSet: ReadonlySet<string> = new Set([...allowedHeaders].map((name) => name.toLowerCase()));
  const headerList = allowedHeaders === '*' ? undefined : join(allowedHeaders);
  const giveHeadersBack = allowedHeaders === '*';

  function answer(asked: PreflightQuestion): PreflightAnswer {
    // Only tokens are given back: nothing else from the wire gets into an answer's head.
    const method = giveMethodBack && isToken(asked.method) ? asked.method : undefined;
    const headers = giveHeadersBack && asked.headers !== undefined ? join(parseTokenList(asked.headers) ?? []) : undefined;
    return {
      allowMethods: giveMethodBack ? method : methodList,
      allowHeaders: giveHeadersBack ? headers : headerList,
      vary: join([...(headers === undefined ? [] : ['Access-Control-Request-Headers']), ...(method === undefined ? [] : ['Access-Control-Request-Method'])]) ?? '',
    };
  }

  /** Fetch, 4.8 "CORS-preflight fetch", step 7. */
  function objection(asked: PreflightQuestion): PreflightObjection | undefined {
    const { method } = asked;
    if (!(methods === '*' ? isToken(method) : methodSet.has(method))) {
      const upper = method.toUpperCase();
      const why = methodSet.has(upper)
        ? `methods are case-sensitive, so the page must write '${upper}'`
        : "it is not in the option 'methods'";
      return { reason: 'method-not-allowed', message: `Not allowed by CORS: the method '${printable(method)}' is refused, since ${why}.` };
    }
    const names = parseTokenList(asked.headers ?? '');
    const refused = giveHeadersBack ? undefined : names?.find((name) => !headerSet.has(name.toLowerCase()));
    if (names !== undefined && refused === undefined) return undefined;
    return {
      reason: 'headers-not-allowed',
      message: names === undefined
        ? `Not allowed by CORS: '${printable(asked.headers ?? '')}' is no list of header names, so the option 'allowedHeaders' can't allow it.`
        : `Not allowed by CORS: the request header '${printable(refused ?? '')}' is not in the option 'allowedHeaders'.`,
    };
  }

  return { answer, objection };
}

/** A list as it goes on the wire; `undefined` where there is nothing to say. */
function join(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names.join(', ');
}
