import { types } from 'node:util';
import { inCode, type Mistake, nameOf, type Problem, problem, type Report, wrongType } from './error.ts';
import { inFunction } from './hosts.ts';
import type { OriginPredicate } from './options.ts';
import { mistakeInRegExp } from './regexp.ts';
import { mistakeInOrigin } from './serialization.ts';

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
  const named = "Name the origins ('http://localhost:*' is any port of this machine)";
  return problem('any-origin-with-credentials', `${why}. ${named}, or write ${inFunction('*')}.`);
}

/** `others` is what the option takes where this is not an item of an array. */
function checkItem(value: unknown, credentials: boolean, others: string): Problem | undefined {
  if (value === '*' && credentials) return anyOriginWithCredentials();
  if (value === '*') {
    return problem('star-in-list', "Only a '*' that stands alone means any origin. Write origin: '*'.", '*');
  }
  if (typeof value === 'string' && value.trim() !== '') {
    return resolve(mistakeInOrigin(value, credentials), credentials);
  }
  if (types.isRegExp(value)) return resolve(mistakeInRegExp(value, credentials), credentials);
  const expected = `an origin (https://example.com), a pattern (https://*.example.com) or a RegExp${others}`;
  if (value === undefined || typeof value === 'string') {
    const got = value === undefined ? nameOf(value) : 'an empty string';
    const none = others === '' ? '' : ', or write false to allow none';
    const wayOut = `Is an environment variable not set? Give it an origin${none}`;
    return problem('wrong-type', `Expected ${expected}; got ${got}. ${wayOut}.`);
  }
  if (value instanceof URL) {
    const origin = `${value.protocol}//${value.host}`; // url.origin is 'null' beside the web's own schemes
    const write = value.origin === origin ? `url.origin, ${inCode(origin)}` : inCode(origin);
    const { code, message } = wrongType(value, `${expected} (write ${write})`);
    return checkItem(origin, credentials, others) ?? problem(code, message, origin);
  }
  if (!(value instanceof Set)) return wrongType(value, expected);
  const items = [...value as Set<unknown>];
  const isSound = others !== '' && items.length > 0 && checkMeant(items, credentials) === undefined;
  const { code, message } = wrongType(value, `${expected} (write ${others === '' ? '...set' : '[...set]'})`);
  return problem(code, message, isSound ? items : undefined);
}

/** The message: what is wrong, and the first correction that is right in its turn, or the way out. */
function resolve(mistake: Mistake | undefined, credentials: boolean): Problem | undefined {
  if (mistake === undefined) return undefined;
  const { code, why, meant = [], wayOut, orElse = '' } = mistake;
  const corrected = meant.map((each) => correctionOf(each, credentials)).find((each) => each !== undefined);
  const write = corrected === undefined ? wayOut : `Write ${inCode(corrected)}`;
  if (write !== undefined) return problem(code, `${why}. ${write}${orElse}.`, corrected);
  // An origin that is refused matters more than its spelling.
  const found = checkMeant(meant[meant.length - 1], credentials);
  return found && problem(code === 'origin-not-serialized' ? found.code : code, `${why}. ${found.message}`);
}

/** What is meant if nothing is wrong with it, or its correction if nothing is wrong with that. */
function correctionOf(meant: unknown, credentials: boolean): unknown {
  if (Array.isArray(meant)) {
    const items = meant.map((item) => correctionOf(item, credentials));
    return items.includes(undefined) ? undefined : items.flat();
  }
  const found = checkMeant(meant, credentials);
  const corrected = found === undefined ? meant : found.suggestion;
  return corrected === undefined || checkMeant(corrected, credentials) ? undefined : corrected;
}

/** What is wrong with an item, or with one in a list: if there is one, with one that has no correction. */
function checkMeant(meant: unknown, credentials: boolean): Problem | undefined {
  if (!Array.isArray(meant)) return checkItem(meant, credentials, '');
  const wrong = (meant as unknown[]).filter((item) => checkItem(item, credentials, '') !== undefined);
  const hopeless = wrong.find((item) => correctionOf(item, credentials) === undefined);
  return wrong.length === 0 ? undefined : checkItem(hopeless ?? wrong[0], credentials, '');
}
