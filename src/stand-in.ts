import {
  CORS_NAMES, corsNamesSetOn, type Fields, headersPlace, mergeFields, type ResponseHeaders, setFields,
} from './response-head.ts';

// A response that is not Node's: a test's, a serverless adapter's, the one that engine.io gives its
// middleware. It may have any of the methods of a response, may throw, may be frozen, and may never call its
// own `writeHead`.

type Method = keyof ResponseHeaders | 'writeHead' | 'writeHeader' | 'end';
type StandIn = { readonly headersSent?: boolean } & Partial<Record<Method, unknown>>;

/**
 * Sets CORS's fields on a stand-in at once, and again whenever it may be about to send its head, when the
 * handler's headers are there. What is passed to `writeHead` gets them as well.
 */
export function guardStandIn(response: StandIn, fields: Fields): void {
  const headers = headersOf(response);
  const set = (): void => {
    if (response.headersSent !== true) setFields(headers, corsNamesSetOn(headers), fields);
  };
  set();
  for (const method of ['writeHead', 'writeHeader', 'end'] as const) {
    const original = response[method];
    if (typeof original !== 'function') continue;
    // An assignment would throw where the stand-in is frozen.
    Reflect.set(response, method, function guarded(this: unknown, ...args: unknown[]): unknown {
      set();
      const place = headersPlace(args);
      // Without a `setHeader` there is no other way for the fields than through `writeHead`.
      const passed = args[place] ?? (response.setHeader === undefined ? {} : undefined);
      if (method !== 'end' && typeof passed === 'object' && response.headersSent !== true) {
        args[place] = mergeFields(headers, corsNamesSetOn(headers), passed, fields);
      }
      return original.apply(this, args) as unknown;
    });
  }
}

/** Responds in the handler's place. */
export function respondOnStandIn(
  response: StandIn, fields: Fields, status: number, own: Fields, body?: string,
): void {
  if (response.headersSent === true) return;
  const headers = headersOf(response);
  const all = [...own, ...fields];
  Reflect.set(response, 'statusCode', status);
  setFields(headers, corsNamesSetOn(headers), all);
  call(response, 'writeHead', status, ...(response.setHeader === undefined ? [Object.fromEntries(all)] : []));
  call(response, 'end', body);
}

/** Its headers, asked and changed only by methods that it has, and as far as these don't throw. */
function headersOf(response: StandIn): ResponseHeaders {
  const getHeader = (name: string): unknown => call(response, 'getHeader', name);
  return {
    getHeaderNames: () => [...CORS_NAMES].filter((name) => getHeader(name) !== undefined),
    getHeader,
    setHeader: (name, value) => call(response, 'setHeader', name, value),
    removeHeader(name) { call(response, 'removeHeader', name); },
  };
}

function call(response: StandIn, method: Method, ...args: readonly unknown[]): unknown {
  try {
    return (response[method] as ((...args: unknown[]) => unknown) | undefined)?.apply(response, [...args]);
  } catch {
    return undefined;
  }
}
