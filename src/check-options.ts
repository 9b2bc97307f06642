import { checkMethod, checkNames, checkRequestHeader, checkResponseHeader, type Names } from './check-names.ts';
import { checkOrigin } from './check-origin.ts';
import { checkRegExp } from './check-regexp.ts';
import { CorsOptionsError, type CorsOptionsIssue, type Problem, problem, type Report, wrongType } from './options-error.ts';
import type { CorsOptions, OriginPredicate } from './options.ts';

/** The options after the check: each with a value, each list an array of names. */
export interface CheckedOptions {
  readonly origin: '*' | OriginPredicate | readonly (string | RegExp)[];
  readonly credentials: boolean;
  readonly methods: Names;
  readonly allowedHeaders: Names;
  readonly exposedHeaders: Names;
  readonly maxAge: number | undefined;
  readonly optionsSuccessStatus: number;
  readonly preflightContinue: boolean;
  readonly blockDisallowed: boolean;
}

/** Reads the options once and copies them. Throws one {@link CorsOptionsError} with everything that is wrong with them. */
export function checkOptions(options: CorsOptions): CheckedOptions {
  const issues: CorsOptionsIssue[] = [];
  const report: Report = (option, value, found) => {
    if (found !== undefined) issues.push({ option, value, ...found });
  };
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    report('options', options, wrongType(options, "an object, such as { origin: 'https://example.com' }"));
    throw new CorsOptionsError(issues);
  }
  const {
    methods = 'GET,HEAD,PUT,PATCH,POST,DELETE', allowedHeaders = '*', exposedHeaders = [],
    credentials: flag = false, maxAge, optionsSuccessStatus = 204, preflightContinue = false, blockDisallowed = false,
  } = options;
  const credentials = checkFlag('credentials', flag, report);
  const checked: CheckedOptions = {
    // Written out, `undefined` is refused: an environment variable that is not set must not open the server to everyone.
    origin: checkOrigins('origin' in options ? options.origin : '*', credentials, report),
    credentials,
    methods: checkNames('methods', methods, checkMethod, report),
    allowedHeaders: checkNames('allowedHeaders', allowedHeaders, checkRequestHeader, report),
    exposedHeaders: checkNames('exposedHeaders', exposedHeaders, checkResponseHeader, report),
    maxAge: maxAge === undefined ? undefined : checkInteger('maxAge', maxAge, 0, 86_400, report),
    optionsSuccessStatus: checkInteger('optionsSuccessStatus', optionsSuccessStatus, 200, 299, report),
    preflightContinue: checkFlag('preflightContinue', preflightContinue, report),
    blockDisallowed: checkFlag('blockDisallowed', blockDisallowed, report),
  };
  if (credentials && checked.exposedHeaders === '*') {
    report('exposedHeaders', '*', problem('exposed-star-with-credentials', "With credentials browsers read '*' as the name of a header (Fetch, 3.3.5). Write the names."));
  }
  // Inherited names count: an option that is passed over would be a default in disguise.
  for (const name in options) {
    if (!Object.hasOwn(checked, name)) report(name, options[name as keyof CorsOptions], unknownOption(name, Object.keys(checked)));
  }
  if (issues.length > 0) throw new CorsOptionsError(issues);
  return checked;
}

function checkOrigins(value: unknown, credentials: boolean, report: Report): CheckedOptions['origin'] {
  if (value === '*' || value === true) {
    if (credentials) report('origin', value, problem('any-origin-with-credentials', "Any origin, with credentials, lets every site use its visitors' cookies. Name the origins."));
    return '*';
  }
  if (typeof value === 'function') return value as OriginPredicate;
  if (value === false) return [];
  const items: readonly unknown[] = Array.isArray(value) ? [...value] : [value]; // a gap becomes undefined
  if (items.length === 0) report('origin', value, problem('empty-origin-list', 'An empty list allows nobody. Write false if that is meant.', false));
  return items.filter((item, index): item is string | RegExp => {
    const option = Array.isArray(value) ? `origin[${index}]` : 'origin';
    if (typeof item === 'string') report(option, item, checkOrigin(item, credentials));
    else if (item instanceof RegExp) report(option, item, checkRegExp(item, credentials));
    else report(option, item, wrongType(item, "an origin, a RegExp, an array of these, a function, or false; leave it out for any origin"));
    return true;
  });
}

function checkFlag(option: string, value: unknown, report: Report): boolean {
  if (typeof value !== 'boolean') report(option, value, wrongType(value, 'true or false', value === 'true' || (value === 'false' ? false : undefined)));
  return value === true;
}

function checkInteger(option: string, value: unknown, least: number, most: number, report: Report): number {
  const number = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : NaN;
  const nearest = Math.round(Math.min(Math.max(number, least), most));
  if (value === nearest) return nearest;
  const wanted = `a whole number from ${least} to ${most}`;
  const suggestion = Number.isNaN(nearest) ? undefined : nearest;
  report(option, value, typeof value === 'number' ? problem('out-of-range', `${value} is out of range. Write ${wanted}.`, suggestion) : wrongType(value, wanted, suggestion));
  return least;
}

function unknownOption(name: string, known: readonly string[]): Problem {
  const meant = known.map((option) => ({ option, likeness: likeness(name, option) })).sort((a, b) => b.likeness - a.likeness)[0];
  return meant !== undefined && meant.likeness >= 0.4
    ? problem('unknown-option', `There is no option '${name}'. Write '${meant.option}'.`, meant.option)
    : problem('unknown-option', `There is no option '${name}'. The options are ${known.join(', ')}.`);
}

/** How many pairs of letters two names share: 0 none, 1 all (Dice's coefficient). */
function likeness(one: string, other: string): number {
  const pairs = (name: string): string[] => [...name.toLowerCase()].map((letter, index, all) => `${letter}${all[index + 1]}`).slice(0, -1);
  const [ones, others] = [pairs(one), pairs(other)];
  return (2 * ones.filter((pair) => others.includes(pair)).length) / (ones.length + others.length);
}
