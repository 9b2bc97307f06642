import { types } from 'node:util';
import { nameOf, type Problem, problem, type Report, wrongType } from './error.ts';
import type { OriginPredicate } from './options.ts';
import { checkRegExp } from './regexp.ts';
import { checkOrigin, correctOrigin } from './serialization.ts';

/** The option `origin` after the check: any origin, a predicate, or what a list names. */
export type CheckedOrigin = '*' | OriginPredicate | readonly (string | RegExp)[];

/** Reads the option `origin`, and reports whatever is wrong with it. */
export function readOrigin(value: unknown, credentials: boolean, report: Report): CheckedOrigin {
  if (value === '*' || value === true) {
    if (credentials) report('origin', value, anyOriginWithCredentials());
    return '*';
  }
  if (typeof value === 'function') return value as OriginPredicate;
  if (value === false) return [];
  if (!Array.isArray(value)) {
    report('origin', value, checkItem(value, credentials, ', an array of these, a function, or false'));
    return [value as string | RegExp];
  }
  const items = [...value as unknown[]]; // a gap becomes undefined
  items.forEach((item, index) => {
    const found = checkItem(item, credentials, '');
    report(`origin[${index}]`, item, found && Array.isArray(found.suggestion) ? problem(found.code,
      `${found.message} Here, in an array already, write them without the brackets.`) : found);
  });
  if (items.length === 0) {
    const message = 'An empty list allows no origin. Write false if that is meant.';
    report('origin', value, problem('empty-origin-list', message, false));
  }
  return items as (string | RegExp)[];
}

function anyOriginWithCredentials(): Problem {
  const why = "Any origin, with credentials, lets every site act with its visitors' cookies";
  const wayOut = "Name the origins ('http://localhost:*' is any port of this machine), or decide in a "
    + 'function: origin: (origin) => allowed.has(origin)';
  return problem('any-origin-with-credentials', `${why}. ${wayOut}.`);
}

/** `others` is what the option takes where this is not an item of an array. */
function checkItem(value: unknown, credentials: boolean, others: string): Problem | undefined {
  if (value === '*' && credentials) return anyOriginWithCredentials();
  if (typeof value === 'string' && value.trim() !== '') return checkOrigin(value, credentials);
  if (types.isRegExp(value)) return checkRegExp(value, credentials);
  const expected = `an origin (https://example.com), a pattern (https://*.example.com) or a RegExp${others}`;
  if (value === undefined || typeof value === 'string') {
    const got = value === undefined ? nameOf(value) : 'an empty string';
    const none = others === '' ? '' : ', or write false to allow none';
    const wayOut = `Is an environment variable not set? Give it an origin${none}`;
    return problem('wrong-type', `Expected ${expected}; got ${got}. ${wayOut}.`);
  }
  if (value instanceof URL) {
    const corrected = correctOrigin(value.origin, credentials);
    const shown = corrected === undefined ? '' : `, '${corrected}'`;
    return wrongType(value, `${expected} (write url.origin${shown})`, corrected);
  }
  if (!(value instanceof Set)) return wrongType(value, expected);
  const items = [...value as Set<unknown>];
  const isInList = others === '';
  const isSound = items.length > 0 && items.every((item) => checkItem(item, credentials, '') === undefined);
  return wrongType(value, `${expected} (write ${isInList ? '...set' : '[...set]'})`,
    isSound && !isInList ? items : undefined);
}
