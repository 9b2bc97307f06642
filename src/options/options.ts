import type { CorsRequest } from '../decision.ts';

/**
 * Decides on an origin. It gets the `Origin` as the client sent it, of at most 512 characters and in the form
 * of an origin (or `null`), and the request, with its header names in lower case. Only `true`, or a promise
 * of `true`, allows. If it throws or rejects, the response has the status 500 and the handler does not run.
 *
 * A predicate that decides by other request headers makes the response vary by them: the handler then adds
 * their names to `Vary` itself (`res.appendHeader('Vary', 'X-Tenant')`), so that caches keep the responses
 * apart.
 */
export type OriginPredicate = {
  // A method's parameters may be narrower, so that a predicate can take Node's own `IncomingMessage`.
  decide(origin: string, request: CorsRequest): boolean | Promise<boolean>;
}['decide'];

interface CommonOptions {
  /**
   * The methods that a preflight allows: names, or `'*'` for any. Methods are case-sensitive (Fetch, 2.2.1).
   * @default 'GET,HEAD,PUT,PATCH,POST,DELETE'
   */
  readonly methods?: '*' | string | readonly string[];
  /**
   * The request headers that a preflight allows: names, or `'*'` for any, `Authorization` included.
   * @default '*'
   */
  readonly allowedHeaders?: '*' | string | readonly string[];
  /** The response headers that a script may read: names, or `'*'` without credentials. Default: none. */
  readonly exposedHeaders?: '*' | string | readonly string[];
  /**
   * For how many seconds a browser may remember a preflight: a whole number, 0 for never. Browsers keep none
   * longer than a day (Firefox), two hours (Chromium) or ten minutes (WebKit). Default: absent; browsers then
   * take 5 seconds.
   */
  readonly maxAge?: number;
  /**
   * The status of an accepted preflight, 200 to 299.
   * @default 204
   */
  readonly optionsSuccessStatus?: number;
  /**
   * Hand an accepted preflight on to the handler; its headers join the head that the handler sends.
   * @default false
   */
  readonly preflightContinue?: boolean;
  /**
   * Respond with 403 to a request of which `Origin` (or, without one, `Sec-Fetch-Site`) says that a page of
   * another origin is behind it, if that origin is not allowed; the handler does not run.
   * @default false
   */
  readonly blockDisallowed?: boolean;
}

interface OptionsWithoutCredentials extends CommonOptions {
  /**
   * Who may read the responses: `'*'` or `true` for anyone, `false` for no other origin, an origin
   * (`https://example.com`), a pattern (`https://*.example.com`, `http://localhost:*`), a RegExp for the
   * whole origin, an array of these three, or a function.
   * @default '*'
   */
  readonly origin?: '*' | boolean | string | RegExp | readonly (string | RegExp)[] | OriginPredicate;
  /**
   * Cookies and HTTP authentication may be used. The origins must then be named.
   * @default false
   */
  readonly credentials?: false;
}

interface OptionsWithCredentials extends CommonOptions {
  /** Who may read the responses. With credentials this can't be any origin, and must be said. */
  readonly origin: false | string | RegExp | readonly (string | RegExp)[] | OriginPredicate;
  readonly credentials: true;
}

/** The options of a policy; all have defaults, and all are checked when it is made. */
export type CorsOptions = OptionsWithoutCredentials | OptionsWithCredentials;
