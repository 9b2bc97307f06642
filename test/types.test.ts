// The promises of the types. `test/types/` holds programs that must compile, and lines that must not, each
// with the promise in words after `@ts-expect-error`: a promise that breaks is an error of the compiler, and
// so of this test.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { repository, tsc } from './support/fresh-project.ts';

describe('the types', () => {
  for (const [form, project] of [
    ['as they are shipped', 'test/types'],
    ['as they are in the sources', 'test/types/sources.tsconfig.json'],
  ] as const) {
    it(`${form} keep every promise`, async () => {
      const { code, output } = await tsc(repository, '-p', project);
      assert.equal(code, 0, output);
    });
  }
});
