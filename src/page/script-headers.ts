// The headers that a script gives, as a request takes them (Fetch, 5.1):
// https://fetch.spec.whatwg.org/#headers-class

import {
  get,
  isForbiddenRequestHeader,
  isHeaderValue,
  isNoCorsSafelistedRequestHeader,
  isToken,
  normalizeValue,
  type Header,
  type HeaderList,
} from './header-list.ts';
import { InvalidRequest } from './invalid-request.ts';
import type { AskOptions, Mode } from './request.ts';

/** *Fill* and *append* with the guard `request`, or `request-no-cors` (Fetch, 5.1). */
export function fill(given: AskOptions['headers'], mode: Mode, note: (sentence: string) => void): HeaderList {
  const headers: Header[] = [];
  for (const [name, potentialValue] of pairs(given)) {
    const value = normalizeValue(potentialValue);
    if (!isToken(name)) {
      throw new InvalidRequest(
        'header',
        `${JSON.stringify(name)} is not a header name.`,
        'In the page: header names have no spaces, colons or letters beyond ASCII.',
        'Invalid name',
      );
    }
    if (!isHeaderValue(value)) {
      throw new InvalidRequest(
        'header',
        `${name}: ${JSON.stringify(value)} is not a header value.`,
        'In the page: encode it; a value has no line breaks and no characters above U+00FF.',
        'Invalid value',
      );
    }
    if (isForbiddenRequestHeader([name, value])) {
      note(
        `${name} is a header that no script may set, so the browser leaves it ` +
          `out.${/^cookie$/i.test(name) ? ' Cookies go by the credentials mode.' : ''}`,
      );
    } else if (
      mode === 'no-cors' &&
      !isNoCorsSafelistedRequestHeader([
        name,
        [get(headers, name), value].filter((each) => each !== null).join(', '),
      ])
    ) {
      note(`Mode no-cors keeps CORS-safelisted headers only, so the browser leaves ${name}: ${value} out.`);
    } else {
      if (/^user-agent$/i.test(name))
        note("Chromium leaves a script's User-Agent out; Firefox and WebKit send it, as the standard says.");
      headers.push([name, value]);
    }
  }
  return headers;
}

function* pairs(given: AskOptions['headers']): Iterable<Header> {
  if (given === undefined || given === null) return;
  const entries: Iterable<unknown> =
    Symbol.iterator in Object(given) ? (given as Iterable<unknown>) : Object.entries(given);
  for (const entry of entries) {
    const pair = typeof entry === 'object' && entry !== null ? [...(entry as Iterable<unknown>)] : [];
    if (pair.length !== 2) {
      throw new InvalidRequest(
        'header',
        'Expected headers as an object, as Headers or as pairs of a name and a value.',
        "In the page: write { 'Content-Type': 'application/json' }.",
        "Failed to read the 'headers' property from 'RequestInit': The provided value is not of type " +
          "'(record<ByteString, ByteString> or sequence<sequence<ByteString>>)'.",
      );
    }
    yield [String(pair[0]), String(pair[1])];
  }
}
