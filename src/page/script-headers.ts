// The headers that a script gives, as a request takes them (Fetch, 5.1):
// https://fetch.spec.whatwg.org/#headers-class

import { isToken } from '../grammar.ts';
import { InvalidCall } from './errors.ts';
import {
  isForbiddenRequestHeader, isHeaderValue, isNoCorsSafelistedRequestHeader, normalizeValue, type Header,
} from './header-list.ts';
import type { Client, Mode } from './request.ts';

/** *Fill* and *append* with the guard `request`, or `request-no-cors` (Fetch, 5.1). */
export function fill(given: unknown, mode: Mode, note: Client['note']): Header[] {
  const headers: Header[] = [];
  const values = new Map<string, string>();
  for (const [name, potentialValue] of pairsOf(given)) {
    const value = normalizeValue(potentialValue);
    if (!isToken(name)) {
      throw new InvalidCall(
        'header', `${JSON.stringify(name)} is not a header name.`,
        'write header names without spaces, colons or letters beyond ASCII.', 'Invalid name',
      );
    }
    if (!isHeaderValue(value)) {
      throw new InvalidCall(
        'header', `${name}: ${JSON.stringify(value)} is not a header value.`,
        'encode it; a value has no line breaks and no characters above U+00FF.', 'Invalid value',
      );
    }
    const before = values.get(name.toLowerCase());
    const combined = before === undefined ? value : `${before}, ${value}`;
    if (isForbiddenRequestHeader([name, value])) {
      const cookies = /^cookie$/i.test(name) ? ' Cookies go by the credentials mode.' : '';
      note(`${name} is a header that no script may set, so the browser leaves it out.${cookies}`);
    } else if (mode === 'no-cors' && !isNoCorsSafelistedRequestHeader([name, combined])) {
      note(`Mode no-cors keeps CORS-safelisted headers only, so the browser leaves ${name}: ${value} out.`);
    } else {
      if (/^user-agent$/i.test(name)) {
        note("Chromium leaves a script's User-Agent out; Firefox and WebKit send it, as the standard says.");
      }
      headers.push([name, value]);
      values.set(name.toLowerCase(), combined);
    }
  }
  return headers;
}

function pairsOf(given: unknown): [name: string, value: string][] {
  if (given === undefined) return [];
  const isRecord = typeof given === 'object' && given !== null && !isIterable(given);
  const entries: unknown[] = isRecord ? Object.entries(given) : isIterable(given) ? [...given] : [given];
  return entries.map((entry) => {
    const pair = isIterable(entry) ? [...entry] : [];
    if (pair.length === 2) return [String(pair[0]), String(pair[1])];
    throw new InvalidCall(
      'header', 'Expected headers as an object, as Headers or as pairs of a name and a value.',
      "write { 'Content-Type': 'application/json' }.",
      "Failed to read the 'headers' property from 'RequestInit': The provided value is not of type "
        + "'(record<ByteString, ByteString> or sequence<sequence<ByteString>>)'.",
    );
  });
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
