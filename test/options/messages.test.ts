// What refused options are told, and those that have no effect, word for word: messages.txt is for reading as
// much as for comparing.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CorsOptionsError, createCorsPolicy } from 'with-cors';
import { check } from './table.ts';

/** Options at the margin, and indented below them a line for each issue, wrapped. */
const page = readFileSync(new URL('../../test/options/messages.txt', import.meta.url), 'utf8');

for (const [, written = '', told = ''] of page.matchAll(/^(\S.*)\n((?: +.*\n)+)/gm)) {
  test(`${written} is told what to write`, () => {
    const options: unknown = new Function('createCorsPolicy', `return (${written});`)(createCorsPolicy);
    const { issues, warnings } = check(options);
    const refusals = issues.length > 0 ? [new CorsOptionsError(issues).message] : [];
    const lines = [...warnings, ...refusals].join().replace('CORS options refused\n- ', '').split('\n- ');
    assert.equal(lines.join(' '), told.trim().replace(/\s+/g, ' '));
  });
}
