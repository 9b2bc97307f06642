import type { CorsRequest } from './decision.ts';

/**
 * Decides on an origin. It gets the `Origin` as the client sent it and the request; only `true`, or a promise of `true`,
 * allows. If it throws or rejects, the request is answered with 500 and the handler does not run.
 */
export type OriginPredicate = (origin: string, request: CorsRequest) => boolean | Promise<boolean>;

interface CommonOptions {
  /**
   * What a preflight allows: names, or `'*'` for any. Methods are case-sensitive.
   * @default 'GET,HEAD,PUT,PATCH,POST,DELETE'
   */
  readonly methods?: '*' | string | readonly string[];
  /**
   * The request headers that a preflight allows: names, or `'*'` for any, `Authorization` included.
   * @default '*'
   */
  readonly allowedHeaders?: '*' | string | readonly string[];
  /** The response headers that a script may read: names, or, without credentials, `'*'` for any. Default: none. */
  readonly exposedHeaders?: '*' | string | readonly string[];
  /** For how many seconds, 0 to 86400, a browser may remember a preflight. Default: absent; browsers then take 5. */
  readonly maxAge?: number;
  /**
   * The status of an accepted preflight, 200 to 299.
   * @default 204
   */
  readonly optionsSuccessStatus?: number;
  /**
   * Hand an accepted preflight on to the handler, with its headers set.
   * @default false
   */
  readonly preflightContinue?: boolean;
  /**
   * Answer 403 to a cross-origin request from an origin that is not allowed, and keep it from the handler.
   * @default false
   */
  readonly blockDisallowed?: boolean;
}

interface OptionsWithoutCredentials extends CommonOptions {
  /**
   * Who may read the answers: `'*'` or `true` for anyone, `false` for no other origin, an origin (`https://example.com`),
   * a pattern (`https://*.example.com`, `http://localhost:*`), a RegExp for the whole origin, an array of these three, or
   * a function.
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
  /** Who may read the answers. With credentials this can't be any origin, and must be said. */
  readonly origin: false | string | RegExp | readonly (string | RegExp)[] | OriginPredicate;
  readonly credentials: true;
}

/** The options of a policy; all have defaults, and all are checked when it is made. */
export type CorsOptions = OptionsWithoutCredentials | OptionsWithCredentials;
