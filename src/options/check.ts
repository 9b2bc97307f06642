import { warnNoEffect } from '../diagnostics.ts';
import { CorsOptionsError, type CorsOptionsIssue, nameOf, type Problem, problem, type Report, wrongType } from './error.ts';
import { METHODS, type Names, readNames, REQUEST_HEADERS, RESPONSE_HEADERS } from './names.ts';
import type { CorsOptions } from './options.ts';
import { type CheckedOrigin, readOrigin } from './origin.ts';

/** The options after the check: each with a value, each list an array of names. */
export interface CheckedOptions {
  readonly origin: CheckedOrigin;
  readonly credentials: boolean;
  readonly methods: Names;
  readonly allowedHeaders: Names;
  readonly exposedHeaders: Names;
  readonly maxAge: number | undefined;
  readonly optionsSuccessStatus: number;
  readonly preflightContinue: boolean;
  readonly blockDisallowed: boolean;
}

/** No browser keeps a preflight longer (Firefox; Chromium two hours, WebKit ten minutes), in seconds. */
const LONGEST_MAX_AGE = 86_400;

/** Reads the options once and copies them. Throws one {@link CorsOptionsError} with everything that is wrong with them. */
export function checkOptions(options: CorsOptions): CheckedOptions {
  const issues: CorsOptionsIssue[] = [];
  const noEffect: string[] = [];
  const report: Report = (option, value, found) => {
    if (found !== undefined) issues.push({ option, value, ...found });
  };
  report('options', options, checkShape(options));
  if (issues.length > 0) throw new CorsOptionsError(issues);

  const {
    methods = 'GET,HEAD,PUT,PATCH,POST,DELETE', allowedHeaders = '*', exposedHeaders = [],
    credentials: flag = false, maxAge, optionsSuccessStatus = 204, preflightContinue = false, blockDisallowed = false,
  } = options;
  const credentials = checkFlag('credentials', flag, report);
  const checked: CheckedOptions = {
    // Written out, `undefined` is refused: an environment variable that is not set must not open the server to everyone.
    origin: readOrigin('origin' in options ? options.origin : '*', credentials, report),
    credentials,
    methods: readNames('methods', methods, METHODS, report, noEffect),
    allowedHeaders: readNames('allowedHeaders', allowedHeaders, REQUEST_HEADERS, report, noEffect),
    exposedHeaders: readNames('exposedHeaders', exposedHeaders, RESPONSE_HEADERS, report, noEffect),
    maxAge: maxAge === undefined ? undefined : checkInteger('maxAge', maxAge, 0, Number.MAX_SAFE_INTEGER, report),
    optionsSuccessStatus: checkInteger('optionsSuccessStatus', optionsSuccessStatus, 200, 299, report),
    preflightContinue: checkFlag('preflightContinue', preflightContinue, report),
    blockDisallowed: checkFlag('blockDisallowed', blockDisallowed, report),
  };
  if (credentials && checked.exposedHeaders === '*') {
    report('exposedHeaders', '*', problem('exposed-star-with-credentials',
      "With credentials browsers read '*' as the name of a header (Fetch, 3.3.5). Write the names."));
  }
  if (checked.maxAge !== undefined && checked.maxAge > LONGEST_MAX_AGE) {
    noEffect.push(`maxAge ${checked.maxAge}: it is in seconds, and no browser remembers a preflight longer than ${LONGEST_MAX_AGE}`);
  }
  // Inherited names count: an option that is passed over would be a default in disguise.
  const known = Object.keys(checked);
  for (const name in options) {
    if (!known.includes(name)) report(name, options[name as keyof CorsOptions], unknownOption(name, known));
  }
  if (issues.length > 0) throw new CorsOptionsError(issues);
  if (noEffect.length > 0) warnNoEffect(noEffect);
  return checked;
}

/** A promise, a `Map` or a RegExp has none of the options, so it would be read as the defaults, which are open to everyone. */
function checkShape(options: unknown): Problem | undefined {
  const kind = Object.prototype.toString.call(options);
  const isPromise = typeof (options as { then?: unknown } | undefined)?.then === 'function';
  if (typeof options === 'object' && (kind === '[object Object]' || kind === '[object Module]') && !isPromise) return undefined;
  const hint = isPromise ? ' (write await before it)' : '';
  return wrongType(isPromise ? Promise.resolve() : options, `an object, such as withCors(handler, { origin: 'https://example.com' })${hint}`);
}

/** What the first argument of `withCors` must be, and what people write in its place. */
export function checkHandler(handler: unknown): void {
  if (typeof handler === 'function') return;
  const call = typeof (handler as { listen?: unknown } | null | undefined)?.listen === 'function'
    ? 'A server is not a handler; give it a wrapped one: http.createServer(withCors((req, res) => …, options)).'
    : 'Write withCors(handler, options), or in Connect and Express app.use(withCors((req, res, next) => next(), options)).';
  throw new TypeError(`withCors expected a request listener, (req, res) => …, as its first argument; got ${nameOf(handler)}. ${call}`);
}

function checkFlag(option: string, value: unknown, report: Report): boolean {
  if (typeof value !== 'boolean') report(option, value, wrongType(value, 'true or false', value === 'true' || (value === 'false' ? false : undefined)));
  return value === true;
}

function checkInteger(option: string, value: unknown, least: number, most: number, report: Report): number {
  const number = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : NaN;
  const nearest = Math.round(Math.min(Math.max(number, least), most));
  if (value === nearest) return nearest;
  const expected = most === Number.MAX_SAFE_INTEGER ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`;
  const suggestion = Number.isNaN(nearest) ? undefined : nearest;
  report(option, value, typeof value === 'number' ? problem('out-of-range', `Expected ${expected}; got ${value}.`, suggestion) : wrongType(value, expected, suggestion));
  return least;
}

/** Names of other libraries' options and of headers, which are too unlike the option that is meant. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([['whitelist', 'origin'], ['allowlist', 'origin'], ['headers', 'allowedHeaders']]);

function unknownOption(name: string, known: readonly string[]): Problem {
  const plain = name.replace(/^access-control-/i, '');
  const [nearest] = known.map((option) => ({ option, likeness: likeness(plain, option) })).sort((one, other) => other.likeness - one.likeness);
  const meant = OTHER_NAMES.get(name.toLowerCase()) ?? (nearest !== undefined && nearest.likeness >= 0.4 ? nearest.option : undefined);
  return problem('unknown-option', `There is no option '${name}'. ${meant ? `Write '${meant}'` : `The options are ${known.join(', ')}`}.`, meant);
}

/** How many pairs of letters two names share: 0 none, 1 all (Dice's coefficient). */
function likeness(one: string, other: string): number {
  const pairs = (name: string): string[] => [...name.toLowerCase()].map((letter, index, all) => `${letter}${all[index + 1]}`).slice(0, -1);
  const [ones, others] = [pairs(one), pairs(other)];
  return (2 * ones.filter((pair) => others.includes(pair)).length) / (ones.length + others.length);
}
