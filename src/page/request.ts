// What `fetch()` makes of its arguments: the Request constructor (Fetch, 5.4) and the filling of its
// headers (Fetch, 5.1). What it can't accept is a TypeError in the page, before anything is sent.

import {
  combine,
  contains,
  corsUnsafeRequestHeaderNames,
  isCorsSafelistedMethod,
  isForbiddenMethod,
  isNoCorsSafelistedRequestHeader,
  isToken,
  normalizeMethod,
  type HeaderList,
} from './header-list.ts';
import { InvalidRequest } from './invalid-request.ts';
import { fill } from './script-headers.ts';
import { includesCredentials } from './urls.ts';

export type Mode = 'cors' | 'no-cors' | 'same-origin';
export type Credentials = 'omit' | 'same-origin' | 'include';
export type Redirect = 'follow' | 'error' | 'manual';

/** The second argument of `fetch()`, with its names and its defaults. */
export interface AskOptions {
  /** `GET` by default. Six common methods are upper-cased, as `fetch()` does it; `patch` stays `patch`. */
  readonly method?: string;
  readonly headers?:
    Headers | Readonly<Record<string, string>> | readonly (readonly [name: string, value: string])[];
  readonly body?: string | URLSearchParams | Uint8Array | ArrayBuffer | Blob | FormData | null;
  /** Whether cookies go along: `same-origin` by default. */
  readonly credentials?: Credentials;
  /** `cors` by default. */
  readonly mode?: Mode;
  /** `follow` by default. */
  readonly redirect?: Redirect;
  /** Ends this call alone. */
  readonly signal?: AbortSignal | null;
}

/** A request (Fetch, 2.2.5), as far as a script's `fetch()` can change it. */
export interface Request {
  readonly origin: string;
  method: string;
  headers: HeaderList;
  body: Uint8Array | null;
  readonly mode: Mode;
  readonly credentials: Credentials;
  readonly redirect: Redirect;
  /** The URL of the call, and those of the redirects that were followed; the last is the *current URL*. */
  readonly urlList: URL[];
  responseTainting: 'basic' | 'cors' | 'opaque';
}

export const currentUrl = (request: Pick<Request, 'urlList'>): URL => request.urlList.at(-1)!;

const MEMBERS = ['body', 'credentials', 'headers', 'method', 'mode', 'redirect', 'signal'];
const IGNORED = [
  'cache',
  'duplex',
  'integrity',
  'keepalive',
  'priority',
  'referrer',
  'referrerPolicy',
  'window',
];

/** `note` is told what `fetch()` does without a word. */
export async function construct(
  origin: string,
  input: string | URL,
  init: AskOptions,
  note: (sentence: string) => void,
): Promise<Request> {
  const url = parse(origin, input);
  for (const name of Object.keys(init)) {
    if (IGNORED.includes(name)) note(`${name} has no part in this model of fetch().`);
    else if (!MEMBERS.includes(name)) note(`fetch() knows no ${name}, and leaves it out.`);
  }
  const mode = choose('mode', init.mode ?? 'cors', ['cors', 'no-cors', 'same-origin']);
  const credentials = choose('credentials', init.credentials ?? 'same-origin', [
    'omit',
    'same-origin',
    'include',
  ]);
  const redirect = choose('redirect', init.redirect ?? 'follow', ['follow', 'error', 'manual']);
  const method = checkMethod(String(init.method ?? 'GET'), mode, note);

  let headers = fill(init.headers, mode, note);
  const given = init.body ?? null;
  if (given !== null && (method === 'GET' || method === 'HEAD')) {
    throw new InvalidRequest(
      'body',
      `A ${method} request can't have a body.`,
      "In the page: send it with POST, PUT or PATCH, or put what it says into the URL's query.",
      'Request with GET/HEAD method cannot have body.',
    );
  }
  const { body, type } = await extract(given, note);
  if (type !== null && !contains(headers, 'Content-Type')) {
    if (mode === 'cors' || mode === 'same-origin' || isNoCorsSafelistedRequestHeader(['Content-Type', type]))
      headers = [...headers, ['Content-Type', type]];
  }
  if (!contains(headers, 'Accept')) headers = [...headers, ['Accept', '*/*']]; // Fetch, 4

  if (
    corsUnsafeRequestHeaderNames(headers).join() !== corsUnsafeRequestHeaderNames(combine(headers)).join()
  ) {
    note(
      'Chromium and WebKit combine headers of one name before they judge them; the standard, and ' +
        'Firefox, judge them one by one.',
    );
  }
  return {
    origin,
    method,
    headers,
    body,
    mode,
    credentials,
    redirect,
    urlList: [url],
    responseTainting: 'basic',
  };
}

function parse(origin: string, input: string | URL): URL {
  const text = String(input);
  const url = parseOrNull(text, origin === 'null' ? undefined : origin);
  if (url === null) {
    throw new InvalidRequest(
      'url',
      `${JSON.stringify(text)} is not a URL${origin === 'null' ? ' that needs no page to be resolved' : ''}.`,
      'In the page: give the whole URL, such as https://api.example.com/items.',
      `Failed to parse URL from ${text}`,
    );
  }
  if (includesCredentials(url)) {
    throw new InvalidRequest(
      'user-information',
      'fetch() takes no URL with a user name or password in it.',
      'In the page: send an Authorization header instead (the server must then allow it in its ' +
        'preflight response).',
      `Request cannot be constructed from a URL that includes credentials: ${text}`,
    );
  }
  return url;
}

function parseOrNull(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

const ENUMS = {
  mode: 'RequestMode',
  credentials: 'RequestCredentials',
  redirect: 'RequestRedirect',
} as const;

function choose<T extends string>(name: keyof typeof ENUMS, given: string, known: readonly T[]): T {
  const value = String(given);
  const found = known.find((each) => each === value);
  if (found !== undefined) return found;
  throw new InvalidRequest(
    name,
    `Expected ${list(known)} as ${name}; got ${JSON.stringify(value)}.`,
    `In the page: use ${list(known)}.`,
    name === 'mode' && value === 'navigate'
      ? "Cannot construct a Request with a RequestInit whose mode member is set as 'navigate'."
      : `Failed to read the '${name}' property from 'RequestInit': The provided value '${value}' is ` +
          `not a valid enum value of type ${ENUMS[name]}.`,
  );
}

const list = (items: readonly string[]): string =>
  items
    .map((item) => `'${item}'`)
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1');

function checkMethod(given: string, mode: Mode, note: (sentence: string) => void): string {
  if (!isToken(given)) {
    throw new InvalidRequest(
      'method',
      `${JSON.stringify(given)} is not a method.`,
      'In the page: use a method such as GET or POST.',
      `'${given}' is not a valid HTTP method.`,
    );
  }
  if (isForbiddenMethod(given)) {
    throw new InvalidRequest(
      'method',
      `${given} is a method that browsers forbid.`,
      'In the page: use another method; CONNECT, TRACE and TRACK never leave a browser.',
      `'${given}' HTTP method is unsupported.`,
    );
  }
  const method = normalizeMethod(given);
  if (mode === 'no-cors' && !isCorsSafelistedMethod(method)) {
    throw new InvalidRequest(
      'method',
      `Mode no-cors allows GET, HEAD and POST, not ${method}.`,
      `In the page: take the mode away (cors is the default) and let the server allow ${method}.`,
      `'${given}' is unsupported in no-cors mode.`,
    );
  }
  if (method !== method.toUpperCase())
    note(
      `Methods are compared with their case, and ${method} is sent as it is written: it is another ` +
        `method than ${method.toUpperCase()}.`,
    );
  return method;
}

/** *Extract a body* (Fetch, 5.2), by Node's own Response, which does that. */
async function extract(
  given: AskOptions['body'] | null,
  note: (sentence: string) => void,
): Promise<{ body: Uint8Array | null; type: string | null }> {
  if (given === null || given === undefined) return { body: null, type: null };
  if (given instanceof ReadableStream) {
    throw new InvalidRequest(
      'body',
      'A stream as a body is sent over HTTP/2 only, after a preflight, and by Chromium only.',
      'In the page: send a string, a Blob or an ArrayBuffer.',
      'The `duplex` member must be specified for a request with a streaming body',
    );
  }
  const response = new Response(given as string);
  if (Object.prototype.toString.call(given) === '[object Object]' || Array.isArray(given)) {
    note(
      'An object as a body is sent as the text "[object Object]" or the like: JSON.stringify(…) was ' +
        'probably meant.',
    );
  }
  return { body: new Uint8Array(await response.arrayBuffer()), type: response.headers.get('content-type') };
}
