// Checks what `createPage` is given.

import { printable } from '../grammar.ts';
import type { Cookies } from './request.ts';
import { parseUrl } from './urls.ts';

export interface PageOptions {
  /** Gives the `Cookie` header for a URL, or nothing: what the page's user has there. Nothing is stored. */
  readonly cookies?: Cookies;
  /** Certificates of authorities to trust instead of Node's own, as PEM. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[];
  /** Accept every certificate: `false` by default. */
  readonly insecure?: boolean;
  /** Milliseconds for one call, redirects, preflights and body included: 30 000 by default. */
  readonly timeout?: number;
  /** Ends whatever the page is doing. */
  readonly signal?: AbortSignal;
}

const NAMES = ['cookies', 'ca', 'insecure', 'timeout', 'signal'];
/** The longest time that a timer of Node's takes. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/** Those options before anyone has looked at them. */
type Given = { readonly [Name in keyof PageOptions]: unknown };

export function checkPageOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw wrong('the options as an object, such as { timeout: 5000 }', options);
  }
  const unknown = Object.keys(options).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw wrong(`the options ${NAMES.join(', ')}`, unknown);
  const { cookies, ca = [], insecure = false, timeout = 1, signal }: Given = options;
  if (cookies !== undefined && typeof cookies !== 'function') {
    throw wrong("cookies as a function, such as () => 'session=1'", cookies);
  }
  for (const each of Array.isArray(ca) ? ca as unknown[] : [ca]) checkCertificates(each);
  if (typeof insecure !== 'boolean') throw wrong('insecure as true or false', insecure);
  if (typeof timeout !== 'number' || !(timeout > 0 && timeout <= MAX_TIMEOUT)) {
    throw wrong(`timeout as milliseconds, from 1 to ${MAX_TIMEOUT}`, timeout);
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw wrong('signal as an AbortSignal', signal);
  }
}

/** Node would pass over what it can't read, and trust nobody. */
function checkCertificates(ca: unknown): void {
  const isBytes = ca instanceof Uint8Array;
  const text = isBytes ? Buffer.from(ca).toString('latin1') : ca;
  if (typeof text === 'string' && /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/.test(text)) return;
  const expected = "ca as PEM text (-----BEGIN CERTIFICATE-----), such as readFileSync('ca.pem')";
  throw wrong(expected, isBytes ? 'other bytes' : ca);
}

/** A serialized origin (HTML, 7.1.1), as browsers send it in `Origin`. */
export function checkPageOrigin(origin: unknown): void {
  if (typeof origin !== 'string') throw wrong('an origin, such as https://app.example.com', origin);
  if (origin === 'null' || isSerializedOrigin(origin)) return;
  const meant = suggestion(origin);
  const wayOut = meant === undefined ? '' : ` Did you mean '${meant}'?`;
  const expected = 'an origin as browsers send it, such as https://app.example.com';
  throw new TypeError(wrong(expected, origin).message + wayOut);
}

/** Their pages have the origin `null`. */
const OPAQUE_SCHEME = /^(?:about|blob|data|file|javascript|view-source):/i;

function isSerializedOrigin(origin: string): boolean {
  const url = parseUrl(origin);
  if (url === undefined || OPAQUE_SCHEME.test(origin) || origin.includes('*')) return false;
  if (url.origin !== 'null') return url.origin === origin;
  // To the URL standard, the origins of `chrome-extension:` and others are opaque; browsers send them all
  // the same.
  return /^[a-z][a-z\d+.-]*:\/\/[a-z\d._~-]+(?::[1-9]\d*)?$/.test(origin);
}

function suggestion(origin: string): string | undefined {
  if (OPAQUE_SCHEME.test(origin)) return 'null';
  const meant = [origin, `https://${origin}`].map((text) => parseUrl(text.trim())?.origin ?? 'null');
  return meant.find((each) => each !== 'null');
}

function wrong(expected: string, got: unknown): TypeError {
  const shown = typeof got === 'string' ? JSON.stringify(printable(got)) : String(got);
  return new TypeError(`Expected ${expected}; got ${shown}.`);
}
