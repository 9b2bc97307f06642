/** One thing that is wrong with the options. */
export interface CorsOptionsIssue extends Problem {
  /** Where: the option's name, with the index in a list, as in `origin[1]`. */
  readonly option: string;
  /** What stands there. */
  readonly value: unknown;
}

/** What is wrong with a value, wherever it stands. */
export interface Problem {
  /** What kind of mistake it is, in kebab-case; stable, for programs. */
  readonly code: string;
  /** What is wrong, why, and what to write instead. */
  readonly message: string;
  /** The corrected value (of an unknown option: the name meant), where one is evident. */
  readonly suggestion?: unknown;
}

/** @internal Takes down what is wrong with the value of an option, or nothing. */
export type Report = (option: string, value: unknown, problem: Problem | undefined) => void;

/**
 * Thrown when a policy is made from options that can't work or would be unsafe. It lists every issue at once.
 *
 * @example
 * ```ts
 * try {
 *   createCorsPolicy({ origin: 'https://example.com/', maxAge: 1e6 });
 * } catch (error) {
 *   if (!(error instanceof CorsOptionsError)) throw error;
 *   console.log(error.issues.map((issue) => issue.code).join()); // prints: origin-not-serialized,out-of-range
 *   console.log(error.issues[0]?.suggestion); // prints: https://example.com
 * }
 * ```
 */
export class CorsOptionsError extends TypeError {
  override readonly name = 'CorsOptionsError';
  readonly issues: readonly CorsOptionsIssue[];

  constructor(issues: readonly CorsOptionsIssue[]) {
    super(['CORS options refused', ...issues.map(({ option, message }) => `${option}: ${message}`)].join('\n- '));
    this.issues = Object.freeze(issues.map((issue) => Object.freeze(issue)));
  }
}

/** @internal */
export function problem(code: string, message: string, suggestion?: unknown): Problem {
  return suggestion === undefined ? { code, message } : { code, message, suggestion };
}

/** @internal The problem of a value that is of another type than `wanted`. */
export function wrongType(value: unknown, wanted: string, suggestion?: unknown): Problem {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return problem('wrong-type', `A value of type ${type} means nothing here. Write ${wanted}.`, suggestion);
}
