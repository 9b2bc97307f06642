// What `fetch()` throws before anything is sent.

export type InvalidCode =
  'url' | 'user-information' | 'method' | 'header' | 'body' | 'mode' | 'credentials' | 'redirect';

/**
 * A TypeError of the page's. `console` is what Chromium says after `TypeError: Failed to execute 'fetch' on
 * 'Window': `.
 */
export class InvalidRequest extends TypeError {
  readonly code: InvalidCode;
  readonly change: string;
  readonly console: string;

  constructor(code: InvalidCode, message: string, change: string, console: string) {
    super(message);
    this.code = code;
    this.change = change;
    this.console = console;
  }
}
