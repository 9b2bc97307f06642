// Options as code: how a policy is shown, and how a suggestion of the library's is put into it.
import { inspect } from 'node:util';
import { CorsOptionsError, createCorsPolicy } from 'with-cors';

/** @typedef {import('with-cors').CorsOptionsIssue} Issue */

/**
 * The line of code that makes a policy.
 *
 * @param {import('with-cors').CorsOptions | undefined} options nothing: the handler stands there without
 * `withCors`
 */
export function policyAsCode(options) {
  if (options === undefined) return 'handler';
  return Object.keys(options).length === 0 ? 'withCors(handler)' : `withCors(handler, ${asCode(options)})`;
}

/** @param {unknown} value @returns {string} */
export function asCode(value) {
  if (typeof value === 'string') return inspect(value, { maxStringLength: null });
  if (Array.isArray(value)) return `[${value.map(asCode).join(', ')}]`;
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return String(value);
  const keyOf = (/** @type {string} */ name) => (/^[a-z_$][\w$]*$/i.test(name) ? name : asCode(name));
  const entries = Object.entries(value).map(([name, member]) => `${keyOf(name)}: ${asCode(member)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/**
 * The options as code with the issue's suggestion in them, or nothing where there is none that takes the
 * issue away.
 *
 * @param {unknown} options
 * @param {Issue} issue
 */
export function corrected(options, issue) {
  if (issue.suggestion === undefined || typeof options !== 'object' || options === null) return undefined;
  const better = withSuggestion(/** @type {Record<string, unknown>} */ (options), issue);
  const remains =
    tryPolicy(better).issues.some(({ option, code }) => option === issue.option && code === issue.code);
  return remains ? undefined : asCode(better);
}

/** @param {Record<string, unknown>} options @param {Issue} issue */
function withSuggestion(options, { option, value, code, suggestion }) {
  if (code === 'unknown-option') {
    const { [option]: moved, ...others } = options;
    return { [String(suggestion)]: moved, ...others };
  }
  const [, name = option, index] = /^(\w+)\[(\d+)\]$/.exec(option) ?? [];
  const given = options[name];
  if (index !== undefined && Array.isArray(given) && suggestion !== '*') {
    return { ...options, [name]: given.with(Number(index), suggestion) };
  }
  if (typeof given === 'string' && given !== value) { // a name in a list of names
    const names = given.split(',').map((each) => each.trim());
    return { ...options, [name]: names.map((each) => (each === value ? suggestion : each)).join(', ') };
  }
  return { ...options, [name]: suggestion };
}

/**
 * The policy of these options, or what the library has against them.
 *
 * @param {unknown} options
 * @returns {{ policy?: import('with-cors').CorsPolicy, issues: readonly Issue[] }}
 */
export function tryPolicy(options) {
  try {
    return { policy: createCorsPolicy(/** @type {any} */ (options)), issues: [] };
  } catch (error) {
    if (error instanceof CorsOptionsError) return { issues: error.issues };
    throw error;
  }
}
