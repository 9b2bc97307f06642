// What refused options are told, word for word: messages.txt is for reading as much as for comparing.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type CorsOptions, createCorsPolicy } from 'with-cors';

/** Options at the margin, and indented below them a line for each issue, wrapped. */
const page = readFileSync(new URL('../../test/options/messages.txt', import.meta.url), 'utf8');

for (const [, written = '', told = ''] of page.matchAll(/^(\S.*)\n((?: +.*\n)+)/gm)) {
  test(`${written} is told what to write`, () => {
    const options = new Function('createCorsPolicy', `return (${written});`)(createCorsPolicy) as CorsOptions;
    assert.throws(() => createCorsPolicy(options), ({ message }: Error) => {
      const issues = message.split(/\n- /);
      assert.equal(issues.shift(), 'CORS options refused');
      assert.equal(issues.join(' '), told.trim().replace(/\s+/g, ' '));
      return true;
    });
  });
}
