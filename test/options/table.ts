// Tables of options: each row is a sentence, the options, and what is wrong with them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CorsOptions, CorsOptionsError, type CorsOptionsIssue, createCorsPolicy } from 'with-cors';

/** What an issue must be; without a suggestion there must be none. */
export type Expected = readonly [option: string, value: unknown, code: string, ...suggestion: [] | [unknown]];

/**
 * What is wrong with the options, and the warnings; they come from anywhere, so they need not be of the type.
 */
export function check(options: unknown): { issues: readonly CorsOptionsIssue[]; warnings: string[] } {
  const { emitWarning } = process;
  const warnings: string[] = [];
  process.emitWarning = (message: string | Error, details?: unknown) => {
    assert.ok(details instanceof Object && 'code' in details);
    warnings.push(`${String(details.code)}: ${String(message)}`);
  };
  try {
    createCorsPolicy(options as CorsOptions);
    return { issues: [], warnings };
  } catch (error) {
    assert.ok(error instanceof CorsOptionsError, `another error was thrown: ${error}`);
    return { issues: error.issues, warnings };
  } finally {
    process.emitWarning = emitWarning;
  }
}

export function issuesOf(options: unknown): readonly CorsOptionsIssue[] {
  return check(options).issues;
}

export function refused(sentence: string, options: unknown, ...expected: Expected[]): void {
  test(sentence, () => {
    const issues = issuesOf(options);
    assert.deepEqual(issues.map(({ message: _, ...issue }) => issue), expected.map(issueOf));
    for (const issue of issues) {
      assertHelpful(issue);
      if (issue.suggestion !== undefined) assertCure(options as object, issue);
    }
  });
}

function issueOf([option, value, code, ...suggestion]: Expected): object {
  return { option, value, code, ...(suggestion.length > 0 && { suggestion: suggestion[0] }) };
}

export function accepted(sentence: string, options: unknown): void {
  test(sentence, () => assert.deepEqual(check(options), { issues: [], warnings: [] }));
}

/** Accepted with one warning, which has a line for each of these. */
export function harmless(sentence: string, options: unknown, ...lines: (string | RegExp)[]): void {
  test(sentence, () => {
    const { issues, warnings: [warning = '', ...others] } = check(options);
    assert.deepEqual([issues, others], [[], []]);
    const [title, ...listed] = warning.split('\n- ');
    assert.equal(title, 'WITH_CORS_NO_EFFECT: CORS options that have no effect, and do no harm:');
    assert.equal(listed.length, lines.length, warning);
    for (const [at, line] of lines.entries()) {
      if (typeof line === 'string') assert.equal(listed[at]?.startsWith(`${line}: `), true, warning);
      else assert.match(listed[at]!, line);
    }
  });
}

export const OPTIONS = [
  'origin', 'credentials', 'methods', 'allowedHeaders', 'exposedHeaders', 'maxAge', 'optionsSuccessStatus',
  'preflightContinue', 'blockDisallowed',
];

/**
 * It says what is wrong and what to do, names its suggestion, and never advises to open the server to
 * everyone.
 */
function assertHelpful({ message, option, value, suggestion }: CorsOptionsIssue): void {
  assert.match(message, /\. [A-Z].+\.$|^Expected .+; got .+\.$/s);
  const inCode = (each: unknown) => (typeof each === 'string' ? `'${each}'` : String(each));
  const shown = Array.isArray(suggestion) ? `[${suggestion.map(inCode).join(', ')}]` : inCode(suggestion);
  if (suggestion !== undefined && !(value instanceof Set)) assert.ok(
    message.includes(shown), `${message} does not name ${shown}`
  );
  if (!option.startsWith('origin') || ['*', true].includes(value as string)) return;
  assert.doesNotMatch(message, /'\*'|\btrue\b|any origin|leave it out for/i);
}

/** With the suggestion followed there is nothing left to say of that place. */
function assertCure(options: object, { option, suggestion }: CorsOptionsIssue): void {
  const [, name, index] = /^(.+?)(?:\[(\d+)\])?$/.exec(option) as unknown as [string, string, string?];
  const { [name]: value, ...others } = options as Record<string, unknown>;
  const cured = !OPTIONS.includes(name)
    ? { [String(suggestion)]: value } // of an unknown option it is the name
    : index === undefined || suggestion === '*' ? { [name]: suggestion } // a star takes the place of its list
    : { [name]: (value as unknown[]).with(Number(index), suggestion) };
  const left = issuesOf({ ...others, ...cured }).filter((issue) => issue.option === option);
  assert.deepEqual(left, [], `the suggestion ${String(suggestion)} does not cure it`);
}
