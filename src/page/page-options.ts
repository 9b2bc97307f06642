// Checks what `createPage` is given.

export interface PageOptions {
  /** Gives the `Cookie` header for a URL, or nothing: what the page's user has there. Nothing is stored. */
  readonly cookies?: (url: string) => string | null | undefined | Promise<string | null | undefined>;
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

export function checkOptions(options: PageOptions): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw wrong('the options as an object, such as { timeout: 5000 }', options);
  for (const name of Object.keys(options)) {
    if (!NAMES.includes(name)) throw new TypeError(`Expected the options ${NAMES.join(', ')}; got ${name}.`);
  }
  const { cookies, insecure, timeout, signal } = options;
  if (cookies !== undefined && typeof cookies !== 'function')
    throw wrong("cookies as a function, such as () => 'session=1'", cookies);
  if (insecure !== undefined && typeof insecure !== 'boolean')
    throw wrong('insecure as true or false', insecure);
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout > 0 && timeout <= MAX_TIMEOUT))
    throw wrong(`timeout as milliseconds, from 1 to ${MAX_TIMEOUT}`, timeout);
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw wrong('signal as an AbortSignal', signal);
}

/** A serialized origin (HTML, 7.1.1), as browsers send it in `Origin`. */
export function checkOrigin(origin: string): void {
  if (typeof origin !== 'string') throw wrong('an origin, such as https://app.example.com', origin);
  if (origin === 'null' || isSerializedOrigin(origin)) return;
  const meant = suggestion(origin);
  throw new TypeError(
    'Expected an origin as browsers send it, such as https://app.example.com; got ' +
      `${JSON.stringify(origin)}.${meant === undefined ? '' : ` Did you mean '${meant}'?`}`,
  );
}

const OPAQUE_SCHEMES = /^(?:about|blob|data|file|javascript|view-source):/i;

function isSerializedOrigin(origin: string): boolean {
  if (OPAQUE_SCHEMES.test(origin) || origin.includes('*') || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  // To the URL standard, the origins of `chrome-extension:` and others are opaque; browsers send them all
  // the same.
  return url.origin === 'null'
    ? /^[a-z][a-z\d+.-]*:\/\/[a-z\d._~-]+(?::[1-9]\d*)?$/.test(origin)
    : url.origin === origin;
}

function suggestion(origin: string): string | undefined {
  if (OPAQUE_SCHEMES.test(origin)) return 'null';
  for (const text of [origin, `https://${origin}`]) {
    const meant = URL.canParse(text.trim()) ? new URL(text.trim()).origin : 'null';
    if (meant !== 'null') return meant;
  }
  return undefined;
}

function wrong(expected: string, got: unknown): TypeError {
  return new TypeError(
    `Expected ${expected}; got ${typeof got === 'string' ? JSON.stringify(got) : String(got)}.`,
  );
}
