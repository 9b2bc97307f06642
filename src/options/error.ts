/** One thing that is wrong with the options. */
export interface CorsOptionsIssue extends Problem {
  /** Where it is: the option's name, with the index in a list, as in `origin[1]`. */
  readonly option: string;
  /** The value there. */
  readonly value: unknown;
}

/** What is wrong with a value, wherever it is. */
export interface Problem {
  /** The kind of mistake, in kebab-case; stable, for programs. */
  readonly code: string;
  /** What is wrong, why, and what to write instead. */
  readonly message: string;
  /** The corrected value (for an unknown option: the name that was meant), where one is evident. */
  readonly suggestion?: unknown;
}

/** What is wrong with an origin, before it is known whether what is meant in its place is right. */
export interface Mistake {
  readonly code: string;
  readonly why: string;
  /** The first of these that is right, or has a correction that is right, is what to write. */
  readonly meant?: readonly unknown[];
  /** What else can be done; by default what the message says of the last of these. */
  readonly wayOut?: string;
  /** What can be done as well. */
  readonly orElse?: string;
}

/** Takes down what is wrong with the value of an option, if anything is. */
export type Report = (option: string, value: unknown, problem: Problem | undefined) => void;

/**
 * Thrown when a policy is made from options that can't work or would be unsafe. It lists every issue at once.
 *
 * @example
 * ```ts
 * try {
 *   createCorsPolicy({ origin: 'https://example.com/', maxAge: -1 });
 * } catch (error) {
 *   if (!(error instanceof CorsOptionsError)) throw error;
 *   console.log(error.issues.map(({ code }) => code).join()); // prints: origin-not-serialized,out-of-range
 *   console.log(error.issues[0]?.suggestion); // prints: https://example.com
 * }
 * ```
 */
export class CorsOptionsError extends TypeError {
  override readonly name: string = 'CorsOptionsError';
  readonly issues: readonly CorsOptionsIssue[];

  constructor(issues: readonly CorsOptionsIssue[]) {
    const lines = issues.map(({ option, message }) => `\n- ${option}: ${message}`);
    super(`CORS options refused${lines.join('')}`);
    this.issues = Object.freeze(issues.map((issue) => Object.freeze(issue)));
  }
}

export function problem(code: string, message: string, suggestion?: unknown): Problem {
  return suggestion === undefined ? { code, message } : { code, message, suggestion };
}

/** The problem of a value of another type than the expected one. */
export function wrongType(value: unknown, expected: string, suggestion?: unknown): Problem {
  const written = suggestion === undefined ? '' : ` (write ${inCode(suggestion)})`;
  return problem('wrong-type', `Expected ${expected}${written}; got ${nameOf(value)}.`, suggestion);
}

/** A value as it is written in code. */
export function inCode(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inCode).join(', ')}]`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** A value in a few words: `null`, `a string`, `an array`, `a Set`. */
export function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  const name = typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value;
  const article = /^[AEIO]/i.test(name) ? 'an' : 'a';
  return `${article} ${name === 'Object' || name === 'Array' ? name.toLowerCase() : name}`;
}
