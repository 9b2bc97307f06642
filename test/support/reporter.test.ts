// The reporter of `npm test`: what one sees who looks at the end.

import assert from 'node:assert/strict';
import { extname, join, relative } from 'node:path';
import { before, test } from 'node:test';
import { node, repository } from './fresh-project.ts';

const here = relative(repository, import.meta.dirname);
const ending = extname(import.meta.filename);
let printed: string;

before(async () => {
  const files = ['failing', 'crashing'].map((name) => join(here, name + ending));
  const args = ['--enable-source-maps', '--test', '--test-reporter=./test/support/reporter.js', ...files];
  ({ stdout: printed } = await node(repository, ...args));
});

test('the end names what failed, with its place in the source and what went wrong', () => {
  const [, end = ''] = printed.split('failing tests:');
  assert.match(end, /✖ outer › fails \(test\/support\/failing\.ts:10\)\n[^✖]*1 !== 0[^✖]*failing\.ts:10/);
  assert.match(end, /✖ \w+\/support\/crashing\.[jt]s \(test\/support\/crashing\.ts:\d+\)\n[^✖]*no test ran/);
  assert.equal(end.match(/✖/g)?.length, 2, 'neither the suite around a failure nor what is left for later');
});

test('what is skipped has its reason, and what passes is not mentioned', () => {
  assert.match(printed, /^﹣ outer › is skipped: there is no such thing here$/m);
  assert.doesNotMatch(printed, /passes|not to be seen|left for later/);
});

test('the counts come last, one a line', () => {
  const counts = /\nℹ tests 5\nℹ suites 1\nℹ pass 1\nℹ fail 2\nℹ cancelled 0\nℹ skipped 1\nℹ todo 1\nℹ duration_ms [\d.]+\n$/;
  assert.match(printed, counts);
});
