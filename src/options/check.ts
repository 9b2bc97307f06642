import { warnNoEffect } from '../diagnostics.ts';
import {
  CorsOptionsError, type CorsOptionsIssue, nameOf, type Problem, problem, type Report, wrongType,
} from './error.ts';
import { type Names, readNames } from './names.ts';
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

/** In seconds. Firefox keeps a preflight this long, Chromium two hours, WebKit ten minutes. */
const LONGEST_MAX_AGE = 86_400;

/** Other libraries' names that are too unlike the option that is meant. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([['whitelist', 'origin'], ['allowlist', 'origin']]);

/**
 * Reads the options once and copies them. Throws one {@link CorsOptionsError} with everything that is wrong.
 */
export function checkOptions(options: CorsOptions): CheckedOptions {
  const issues: CorsOptionsIssue[] = [];
  const noEffect: string[] = [];
  const report: Report = (option, value, found) => {
    if (found !== undefined) issues.push({ option, value, ...found });
  };
  report('options', options, checkKind(options));
  if (issues.length > 0) throw new CorsOptionsError(issues);

  const {
    methods = 'GET,HEAD,PUT,PATCH,POST,DELETE', allowedHeaders = '*', exposedHeaders = [], maxAge,
    credentials: flag = false, optionsSuccessStatus = 204, preflightContinue = false, blockDisallowed = false,
  } = options;
  // Written out, `undefined` is refused: an environment variable that is not set must not open the server to
  // everyone.
  const origin = 'origin' in options ? options.origin : '*';
  const credentials = checkFlag('credentials', flag, report);
  const reportExposed: Report = (option, value, found) => {
    report(option, value, credentials && found?.code === 'star-in-list' ? exposedStar() : found);
  };
  const checked: CheckedOptions = {
    origin: readOrigin(origin, credentials, report),
    credentials,
    methods: readNames('methods', methods, report, noEffect),
    allowedHeaders: readNames('allowedHeaders', allowedHeaders, report, noEffect),
    exposedHeaders: readNames('exposedHeaders', exposedHeaders, reportExposed, noEffect),
    maxAge: maxAge === undefined ? undefined : checkInteger('maxAge', maxAge, 0, Infinity, report),
    optionsSuccessStatus: checkInteger('optionsSuccessStatus', optionsSuccessStatus, 200, 299, report),
    preflightContinue: checkFlag('preflightContinue', preflightContinue, report),
    blockDisallowed: checkFlag('blockDisallowed', blockDisallowed, report),
  };
  if (credentials && checked.exposedHeaders === '*') {
    report('exposedHeaders', '*', exposedStar());
  }
  if (checked.maxAge !== undefined && checked.maxAge > LONGEST_MAX_AGE) {
    noEffect.push(`maxAge ${checked.maxAge}: it is in seconds; browsers keep ${LONGEST_MAX_AGE} at most`);
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

function exposedStar(): Problem {
  const why = "With credentials browsers read '*' as the name of a header (Fetch, 3.3.5)";
  return problem('exposed-star-with-credentials', `${why}. Write the names.`);
}

/** A promise or a `Map` has none of the options: it would mean the defaults, which are open to all. */
function checkKind(options: unknown): Problem | undefined {
  const call = "an object, such as withCors(handler, { origin: 'https://example.com' })";
  const isObject = typeof options === 'object' && options !== null;
  if (isObject && 'then' in options) return wrongType(options, `${call} (write await before it)`);
  if (isObject && Object.keys(options).join() === 'decide') {
    const why = 'Expected options; got a policy (if withCors got it, another copy of with-cors has made it)';
    return problem('wrong-type', `${why}. Pass the options that it is made of, or load one copy.`);
  }
  const isKind = ['[object Object]', '[object Module]'].includes(Object.prototype.toString.call(options));
  return isObject && isKind ? undefined : wrongType(options, call);
}

/** What the first argument of `withCors` must be, and what to write in place of what people take for it. */
export function checkHandler(handler: unknown): void {
  if (typeof handler === 'function') return;
  const isServer = typeof handler === 'object' && handler !== null && 'listen' in handler;
  const wayOut = isServer
    ? 'Wrap the listener that it is made with: http.createServer(withCors((req, res) => …, options))'
    : 'Write withCors(handler, options), or in Connect and Express '
      + 'app.use(withCors((req, res, next) => next(), options))';
  const got = isServer ? 'a server' : nameOf(handler);
  throw new TypeError(`withCors expected a request listener, (req, res) => …; got ${got}. ${wayOut}.`);
}

function checkFlag(option: string, value: unknown, report: Report): boolean {
  if (typeof value === 'boolean') return value;
  const meant = value === 'true' || value === 'false' ? value === 'true' : undefined;
  report(option, value, wrongType(value, 'true or false', meant));
  return meant ?? false; // so that what is wrong then is said as well
}

function checkInteger(option: string, value: unknown, least: number, most: number, report: Report): number {
  const isText = typeof value === 'string' && value.trim() !== '';
  const number = isText || typeof value === 'number' ? Number(value) : NaN;
  const nearest = Math.round(Math.min(Math.max(number, least), most));
  if (value === nearest && Number.isSafeInteger(nearest)) return nearest;
  const expected = `a whole number${most === Infinity ? `, ${least} or more` : ` from ${least} to ${most}`}`;
  const found = wrongType(value, expected, Number.isSafeInteger(nearest) ? nearest : undefined);
  report(option, value, typeof value !== 'number' ? found : {
    ...found, code: 'out-of-range', message: found.message.replace('a number.', `${value}.`),
  });
  return least;
}

function unknownOption(name: string, known: readonly string[]): Problem {
  const plain = name.replace(/access-control-/i, '');
  const likest = known.reduce((best, one) => (likeness(plain, one) > likeness(plain, best) ? one : best));
  const meant = OTHER_NAMES.get(name.toLowerCase()) ?? (likeness(plain, likest) >= 0.4 ? likest : undefined);
  const wayOut = meant === undefined ? `The options are ${known.join(', ')}` : `Write '${meant}'`;
  return problem('unknown-option', `There is no option '${name}'. ${wayOut}.`, meant);
}

/** How many pairs of letters two names share: 0 none, 1 all (Dice's coefficient). */
function likeness(one: string, other: string): number {
  const [ones, others] = [one, other].map((name) => (
    Array.from(name.toLowerCase().matchAll(/(?=(..))/g), ([, pair]) => pair))) as [string[], string[]];
  return (2 * ones.filter((pair) => others.includes(pair)).length) / (ones.length + others.length);
}
