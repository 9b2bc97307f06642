// Tables of options: each row is a sentence, the options, and what is wrong with them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CorsOptions, CorsOptionsError, type CorsOptionsIssue, createCorsPolicy } from 'with-cors';

/** What an issue must be; without a suggestion there must be none. */
export type Expected = readonly [option: string, value: unknown, code: string, ...suggestion: [] | [unknown]];

/** What is wrong with the options; they come from anywhere, so they need not be of the type. */
export function issuesOf(options: unknown): readonly CorsOptionsIssue[] {
  try {
    createCorsPolicy(options as CorsOptions);
  } catch (error) {
    assert.ok(error instanceof CorsOptionsError, `another error was thrown: ${error}`);
    return error.issues;
  }
  return [];
}

export function refused(sentence: string, options: unknown, ...expected: Expected[]): void {
  test(sentence, () => {
    const issues = issuesOf(options);
    assert.deepEqual(issues.map(({ message: _, ...issue }) => issue), expected.map(issueOf));
    for (const { message, option, suggestion } of issues) {
      assert.match(message, /\. [A-Z].+\.$|^Expected .+; got .+\.$/s, 'says what is wrong, and then what to do');
      if (suggestion !== undefined) assertCure(options as object, option, suggestion);
    }
  });
}

function issueOf([option, value, code, ...suggestion]: Expected): object {
  return { option, value, code, ...(suggestion.length > 0 && { suggestion: suggestion[0] }) };
}

export function accepted(sentence: string, options: unknown): void {
  test(sentence, () => assert.deepEqual(issuesOf(options), []));
}

export const OPTIONS = [
  'origin', 'credentials', 'methods', 'allowedHeaders', 'exposedHeaders', 'maxAge', 'optionsSuccessStatus',
  'preflightContinue', 'blockDisallowed',
];

/** With the suggestion followed there is nothing left to say of that place. */
function assertCure(options: object, option: string, suggestion: unknown): void {
  const [, name, index] = /^(.+?)(?:\[(\d+)\])?$/.exec(option) as unknown as [string, string, string?];
  const { [name]: value, ...others } = options as Record<string, unknown>;
  const cured = !OPTIONS.includes(name)
    ? { [String(suggestion)]: value } // of an unknown option it is the name
    : index === undefined || suggestion === '*' ? { [name]: suggestion } // a star takes the place of its list
    : { [name]: (value as unknown[]).with(Number(index), suggestion) };
  const left = issuesOf({ ...others, ...cured }).filter((issue) => issue.option === option);
  assert.deepEqual(left, [], `the suggestion ${String(suggestion)} does not cure it`);
}
