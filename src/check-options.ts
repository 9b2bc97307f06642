import { checkAllowedHeaders, checkExposedHeaders, checkMethods } from './check-names.ts';
import { checkOrigin } from './check-origin.ts';
import { checkRegExp } from './check-regexp.ts';
import { CorsOptionsError, type CorsOptionsIssue, type Problem, type Report, wrongType } from './options-error.ts';
import type { CorsOptions, OriginPredicate } from './options.ts';

/** The options after the check: every value there, every list an array of names. */
export interface CheckedOptions {
  readonly origin: '*' | OriginPredicate | readonly (string | RegExp)[];
  readonly credentials: boolean;
  readonly methods: '*' | readonly string[];
  readonly allowedHeaders: '*' | readonly string[];
  readonly exposedHeaders: '*' | readonly string[];
  readonly maxAge: number | undefined;
  readonly optionsSuccessStatus: number;
  readonly preflightContinue: boolean;
  readonly blockDisallowed: boolean;
}

const OPTION_NAMES = [
  'origin', 'credentials', 'methods', 'allowedHeaders', 'exposedHeaders', 'maxAge', 'optionsSuccessStatus', 'preflightContinue',
  'blockDisallowed',
] as const satisfies readonly (keyof CheckedOptions)[];

/** Reads the options once and copies them. Throws one {@link CorsOptionsError} with everything that is wrong with them. */
export function checkOptions(options: CorsOptions): CheckedOptions {
  const issues: CorsOptionsIssue[] = [];
  const report: Report = (option, value, problem) => {
    if (problem !== undefined) issues.push({ option, value, ...problem });
  };
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    report('options', options, wrongType(options, "an object, such as { origin: 'https://example.com' }"));
    throw new CorsOptionsError(issues);
  }
  // Inherited names count too: an option that is not looked at would be a default in disguise.
  for (const name in options) {
    if (!(OPTION_NAMES as readonly string[]).includes(name)) report(name, options[name as keyof CorsOptions], unknownOption(name));
  }
  const credentials = checkFlag('credentials', options.credentials, report);
  const checked: CheckedOptions = {
    origin: checkOriginOption(options, credentials, report),
    credentials,
    methods: checkMethods(options.methods, report),
    allowedHeaders: checkAllowedHeaders(options.allowedHeaders, report),
    exposedHeaders: checkExposedHeaders(options.exposedHeaders, credentials, report),
    maxAge: checkInteger('maxAge', options.maxAge, 0, 86_400, report),
    optionsSuccessStatus: checkInteger('optionsSuccessStatus', options.optionsSuccessStatus, 200, 299, report) ?? 204,
    preflightContinue: checkFlag('preflightContinue', options.preflightContinue, report),
    blockDisallowed: checkFlag('blockDisallowed', options.blockDisallowed, report),
  };
  if (issues.length > 0) throw new CorsOptionsError(issues);
  return checked;
}

function checkOriginOption(options: CorsOptions, credentials: boolean, report: Report): CheckedOptions['origin'] {
  const value: unknown = 'origin' in options ? options.origin : '*';
  if (value === false) return [];
  if (value === true || value === '*') {
    if (credentials) {
      report('origin', value, {
        code: 'any-origin-with-credentials',
        message: "is any origin, which with credentials would let every site act as its visitor. Name the origins, or decide in a function.",
      });
    }
    return '*';
  }
  if (typeof value === 'function') return value as OriginPredicate;
  const items: readonly unknown[] = Array.isArray(value) ? [...value] : [value];
  if (items.length === 0) {
    report('origin', value, { code: 'empty-origin-list', message: 'is an empty list. To allow no other origin, write false.', suggestion: false });
  }
  const origins: (string | RegExp)[] = [];
  items.forEach((item, index) => {
    const option = Array.isArray(value) ? `origin[${index}]` : 'origin';
    if (typeof item === 'string') report(option, item, checkOrigin(item, credentials));
    else if (item instanceof RegExp) report(option, item, checkRegExp(item, credentials));
    // `undefined` too, if it is written out: an environment variable that is not set must not open the server to everyone.
    else return report(option, item, wrongType(item, 'an origin, a RegExp, an array of these, a function, true, false, or leave it out for any origin'));
    origins.push(item);
  });
  return origins;
}

function checkFlag(option: string, value: unknown, report: Report): boolean {
  if (typeof value === 'boolean' || value === undefined) return value === true;
  report(option, value, wrongType(value, 'true or false', value === 'true' ? true : value === 'false' ? false : undefined));
  return false;
}

function checkInteger(option: string, value: unknown, least: number, most: number, report: Report): number | undefined {
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  const wanted = `a whole number from ${least} to ${most}`;
  const number = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Math.round(Number(value)) : NaN;
  const suggestion = Number.isNaN(number) ? undefined : Math.min(Math.max(number, least), most);
  report(option, value, typeof value === 'number'
    ? { code: 'out-of-range', message: `is ${value}. Write ${wanted}.`, ...(suggestion !== undefined && { suggestion }) }
    : wrongType(value, wanted, suggestion));
  return undefined;
}

function unknownOption(name: string): Problem {
  const [best] = OPTION_NAMES.map((known) => ({ known, likeness: likeness(name.toLowerCase(), known.toLowerCase()) }))
    .sort((one, other) => other.likeness - one.likeness);
  return best !== undefined && best.likeness >= 0.4
    ? { code: 'unknown-option', message: `is no option. Did you mean ${best.known}?`, suggestion: best.known }
    : { code: 'unknown-option', message: `is no option. The options are ${OPTION_NAMES.join(', ')}.` };
}

/** How many neighbouring letters two names share: 0 none, 1 all (Dice's coefficient). */
function likeness(one: string, other: string): number {
  const pairs = (name: string): string[] => Array.from({ length: Math.max(name.length - 1, 0) }, (_, index) => name.slice(index, index + 2));
  const rest = pairs(other);
  const total = rest.length + pairs(one).length;
  const shared = pairs(one).filter((pair) => rest.includes(pair) && rest.splice(rest.indexOf(pair), 1)).length;
  return total === 0 ? 0 : (2 * shared) / total;
}
