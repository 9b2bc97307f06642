// The two ways in which a call that was accepted comes to nothing. For a script both are `TypeError: Failed
// to fetch`.

/**
 * Why the browser keeps a response from the page, or sends no request. The names follow those of Chromium's
 * issues.
 */
export type RefusalCode =
  | 'allow-origin-missing'
  | 'allow-origin-multiple'
  | 'allow-origin-invalid'
  | 'allow-origin-mismatch'
  | 'allow-origin-star-with-credentials'
  | 'allow-credentials'
  | 'preflight-status'
  | 'preflight-redirect'
  | 'preflight-list'
  | 'preflight-method'
  | 'preflight-header'
  | 'redirect-mode'
  | 'redirect-count'
  | 'redirect-location'
  | 'redirect-scheme'
  | 'redirect-user-information'
  | 'mode'
  | 'scheme'
  | 'mixed-content'
  | 'blocked-port'
  | 'resource-policy';

export interface Details {
  /** The offending header value, method, header name, URL or status, as the code needs it. */
  readonly value?: string;
  /** Of a list that can't be read: the name of its header. */
  readonly header?: string;
}

/** A *network error* (Fetch, 2.2.6) that the standard asks for. */
export class NetworkError extends Error {
  readonly code: RefusalCode;
  /** Whether the response to a preflight is what failed. */
  readonly preflight: boolean;
  readonly value: string;
  readonly header: string;

  constructor(
    code: RefusalCode,
    { value = '', header = '' }: Details = {},
    preflight: boolean = code.startsWith('preflight-'),
  ) {
    super(code);
    this.code = code;
    this.preflight = preflight;
    this.value = value;
    this.header = header;
  }
}

export type NoAnswerCode =
  | 'dns'
  | 'connection-refused'
  | 'unreachable'
  | 'connection-closed'
  | 'certificate'
  | 'tls'
  | 'not-http'
  | 'head-too-large'
  | 'timeout'
  | 'aborted'
  | 'not-sendable';

/** The network's own failure. */
export class NoAnswer extends Error {
  readonly code: NoAnswerCode;
  readonly change: string;
  /** Chromium's name for it. */
  readonly netError: string;

  constructor(code: NoAnswerCode, message: string, change: string, netError: string) {
    super(message);
    this.code = code;
    this.change = change;
    this.netError = netError;
  }
}
