// The three ways in which a call comes to nothing. For a script each is a `TypeError`.

/** Which part of the call `fetch()` doesn't accept. */
export type InvalidCode =
  | 'url' | 'init' | 'user-information' | 'method' | 'header' | 'body' | 'mode' | 'credentials' | 'redirect'
  | 'signal';

/**
 * `fetch()` throws, before anything is sent. `console` is what Chromium says after `TypeError: Failed to
 * execute 'fetch' on 'Window': `.
 */
export class InvalidCall extends TypeError {
  readonly code: InvalidCode;
  readonly change: string;
  readonly console: string;

  constructor(code: InvalidCode, message: string, change: string, console: string) {
    super(message);
    this.code = code;
    this.change = `In the page: ${change}`;
    this.console = console;
  }
}

/**
 * Why the browser keeps a response from the page, or sends no request. The names follow those of Chromium's
 * issues.
 */
export type RefusalCode =
  | 'allow-origin-missing' | 'allow-origin-multiple' | 'allow-origin-invalid' | 'allow-origin-mismatch'
  | 'allow-origin-star-with-credentials' | 'allow-credentials'
  | 'preflight-status' | 'preflight-redirect' | 'preflight-list' | 'preflight-method' | 'preflight-header'
  | 'redirect-mode' | 'redirect-count' | 'redirect-location' | 'redirect-scheme' | 'redirect-user-information'
  | 'mode' | 'scheme' | 'mixed-content' | 'blocked-port' | 'resource-policy';

interface Details {
  /** The offending header value, method, header name, URL or status, as the code needs it. */
  readonly value?: string;
  /** Of a list: its header's name if it can't be read, or else what it has. */
  readonly list?: string;
}

/** A *network error* (Fetch, 2.2.6) that the standard asks for. */
export class NetworkError extends Error {
  readonly code: RefusalCode;
  readonly value: string;
  readonly list: string;
  /** Whether the response to a preflight is what failed. */
  readonly preflight: boolean;

  constructor(
    code: RefusalCode, { value = '', list = '' }: Details = {},
    preflight: boolean = code.startsWith('preflight-'),
  ) {
    super(code);
    this.code = code;
    this.value = value;
    this.list = list;
    this.preflight = preflight;
  }
}

export type NoAnswerCode =
  | 'dns' | 'connection-refused' | 'unreachable' | 'connection-closed' | 'certificate' | 'tls' | 'not-http'
  | 'head-too-large' | 'timeout' | 'aborted' | 'not-sendable';

/** The network's own failure. */
export class NoAnswer extends Error {
  readonly code: NoAnswerCode;
  readonly change: string;
  /** Chromium's name for it. */
  readonly netError: string;

  constructor(code: NoAnswerCode, message: string, change: string, netError = 'ERR_FAILED') {
    super(message);
    this.code = code;
    this.change = change;
    this.netError = `net::${netError}`;
  }
}
