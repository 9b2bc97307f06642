// What `fetch()` makes of its arguments: the Request constructor (Fetch, 5.4). What it can't accept is a
// TypeError in the page, before anything is sent.

import { isToken, printable } from '../grammar.ts';
import { InvalidCall } from './errors.ts';
import {
  combine, contains, corsUnsafeRequestHeaderNames, isCorsSafelistedMethod, isForbiddenMethod,
  isNoCorsSafelistedRequestHeader, normalizeMethod,
} from './header-list.ts';
import type { AskOptions, Client, Mode, Request } from './request.ts';
import { fill } from './script-headers.ts';
import { includesCredentials, parseUrl } from './urls.ts';

/** Those options before anyone has looked at them. */
type Given = { readonly [Name in keyof AskOptions]?: unknown };

const MEMBER = /^(?:body|credentials|headers|method|mode|redirect|signal)$/;
const IGNORED = /^(?:cache|duplex|integrity|keepalive|priority|referrer|referrerPolicy|window)$/;

/** The first of each is the default. */
const MODES = ['cors', 'no-cors', 'same-origin'] as const;
const CREDENTIALS = ['same-origin', 'omit', 'include'] as const;
const REDIRECTS = ['follow', 'error', 'manual'] as const;

export async function construct(client: Client, input: unknown, init: Given): Promise<Request> {
  const { origin, note } = client;
  const url = readUrl(origin, input);
  if (typeof init !== 'object') {
    throw new InvalidCall(
      'init', `Expected an object as second argument; got ${printable(String(init))}.`,
      "write { method: 'PUT' }.", "The provided value is not of type 'RequestInit'.",
    );
  }
  for (const name of Object.keys(init)) {
    if (IGNORED.test(name)) note(`${name} has no part in this model of fetch().`);
    else if (!MEMBER.test(name)) note(`fetch() knows no ${name}, and leaves it out.`);
  }
  const mode = choose('mode', 'RequestMode', init.mode, MODES);
  const credentials = choose('credentials', 'RequestCredentials', init.credentials, CREDENTIALS);
  const redirect = choose('redirect', 'RequestRedirect', init.redirect, REDIRECTS);
  const method = readMethod(init.method, client, mode);
  checkSignal(init.signal ?? null);

  const headers = fill(init.headers, mode, note);
  const given = init.body ?? null;
  if (given !== null && (method === 'GET' || method === 'HEAD')) {
    throw new InvalidCall(
      'body', `A ${method} request can't have a body.`,
      "send it with POST, PUT or PATCH, or put what it says into the URL's query.",
      'Request with GET/HEAD method cannot have body.',
    );
  }
  const { body, type } = await extract(given, note);
  if (type !== null && !contains(headers, 'Content-Type')
    && (mode !== 'no-cors' || isNoCorsSafelistedRequestHeader(['Content-Type', type]))) {
    headers.push(['Content-Type', type]);
  }
  if (!contains(headers, 'Accept')) headers.push(['Accept', '*/*']); // Fetch, 4

  const [unsafe, combined] = [headers, combine(headers)].map(corsUnsafeRequestHeaderNames);
  if (String(unsafe) !== String(combined)) {
    note('Chromium and WebKit combine headers of one name before they judge them; the standard, and '
      + 'Firefox, judge them one by one.');
  }
  return {
    client, origin, method, headers, body, mode, credentials, redirect,
    url, urlList: [url], currentUrl: url, responseTainting: 'basic',
  };
}

function readUrl(origin: string, input: unknown): URL {
  const text = String(input);
  // A browser takes a Request and would resolve the text of any other object; a test never means that.
  if (typeof input === 'object' && /^\[object \w+\]$/.test(text)) {
    throw new InvalidCall(
      'url', `Expected a URL as a string or as a URL; got ${text}.`,
      'give the URL, and the rest of a Request as second argument.', `Failed to parse URL from ${text}`,
    );
  }
  const url = parseUrl(text, origin === 'null' ? undefined : origin);
  if (url === undefined) {
    const alone = origin === 'null' ? ' that needs no page to be resolved' : '';
    throw new InvalidCall(
      'url', `${JSON.stringify(text)} is not a URL${alone}.`,
      'give the whole URL, such as https://api.example.com/items.', `Failed to parse URL from ${text}`,
    );
  }
  if (includesCredentials(url)) {
    throw new InvalidCall(
      'user-information', 'fetch() takes no URL with a user name or password in it.',
      'send an Authorization header instead (the server must then allow it in its preflight response).',
      `Request cannot be constructed from a URL that includes credentials: ${text}`,
    );
  }
  return url;
}

function choose<Value extends string>(
  name: 'mode' | 'credentials' | 'redirect', type: string, given: unknown,
  known: readonly [byDefault: Value, ...Value[]],
): Value {
  const text = String(given);
  const found = given === undefined ? known[0] : known.find((each) => each === text);
  if (found !== undefined) return found;
  const expected = `'${known.join("' or '")}'`;
  throw new InvalidCall(
    name, `Expected ${expected} as ${name}; got ${JSON.stringify(text)}.`, `use ${expected}.`,
    name === 'mode' && text === 'navigate'
      ? "Cannot construct a Request with a RequestInit whose mode member is set as 'navigate'."
      : `Failed to read the '${name}' property from 'RequestInit': The provided value '${text}' is `
        + `not a valid enum value of type ${type}.`,
  );
}

function readMethod(option: unknown, { note }: Client, mode: Mode): string {
  const written = String(option);
  const given = option === undefined ? 'GET' : written;
  if (!isToken(given)) {
    throw new InvalidCall(
      'method', `${JSON.stringify(given)} is not a method.`, 'use a method such as GET or POST.',
      `'${given}' is not a valid HTTP method.`,
    );
  }
  if (isForbiddenMethod(given)) {
    throw new InvalidCall(
      'method', `${given} is a method that browsers forbid.`,
      'use another method; CONNECT, TRACE and TRACK never leave a browser.',
      `'${given}' HTTP method is unsupported.`,
    );
  }
  const method = normalizeMethod(given);
  if (mode === 'no-cors' && !isCorsSafelistedMethod(method)) {
    throw new InvalidCall(
      'method', `Mode no-cors allows GET, HEAD and POST, not ${method}.`,
      `take the mode away (cors is the default) and let the server allow ${method}.`,
      `'${given}' is unsupported in no-cors mode.`,
    );
  }
  const upper = method.toUpperCase();
  if (method !== upper) {
    note(`Methods are compared with their case, and ${method} is sent as it is written: it is another `
      + `method than ${upper}.`);
  }
  return method;
}

function checkSignal(signal: unknown): void {
  if (signal === null || signal instanceof AbortSignal) return;
  throw new InvalidCall(
    'signal', 'Expected signal as an AbortSignal.', 'give the signal of an AbortController.',
    "Failed to read the 'signal' property from 'RequestInit': Failed to convert value to 'AbortSignal'.",
  );
}

/** *Extract a body* (Fetch, 5.2), by Node's own Response, which does that. */
async function extract(
  given: unknown, note: Client['note'],
): Promise<{ readonly body: Uint8Array | null; readonly type: string | null }> {
  if (given === null) return { body: null, type: null };
  if (given instanceof ReadableStream) {
    throw new InvalidCall(
      'body', 'A stream as a body is sent over HTTP/2 only, after a preflight, and by Chromium only.',
      'send a string, a Blob or an ArrayBuffer.',
      'The `duplex` member must be specified for a request with a streaming body',
    );
  }
  if (Object.prototype.toString.call(given) === '[object Object]' || Array.isArray(given)) {
    note('An object as a body is sent as the text "[object Object]" or the like: JSON.stringify(...) was '
      + 'probably meant.');
  }
  const response = new Response(given as string);
  return { body: new Uint8Array(await response.arrayBuffer()), type: response.headers.get('content-type') };
}
