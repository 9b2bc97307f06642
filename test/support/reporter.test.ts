// The reporter of `npm test`: what one sees who looks at the end.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freshProject, node, repository, tsc, write } from './fresh-project.ts';

const failing = `import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';

interface Unemitted { readonly name: string }

describe('outer', () => {
  it('fails', () => assert.equal('one', 'two'));
  it('passes', () => { console.log('not to be seen') });
  it('is skipped', { skip: 'there is no such thing here' }, () => {});
});
test('is left for later', { todo: true }, () => assert.fail('not yet'));
`;

let project: string;
let printed: string;

before(async () => {
  project = await freshProject();
  await write(project, {
    'package.json': { type: 'module' },
    'failing.test.ts': failing,
    'crashing.test.ts': `\nthrow new Error('no test ran')\n`,
  });
  const types = join(repository, 'node_modules/@types');
  await tsc(project, '--module', 'nodenext', '--target', 'es2023', '--sourceMap', '--typeRoots', types, '--types', 'node',
    'failing.test.ts', 'crashing.test.ts');
  const reporter = join(repository, 'test/support/reporter.js');
  ({ stdout: printed } = await node(project, '--enable-source-maps', '--test', `--test-reporter=${reporter}`,
    'failing.test.js', 'crashing.test.js'));
});
after(() => rm(project, { recursive: true }));

test('the end names what failed, with its place in the source and what went wrong', () => {
  const [, end = ''] = printed.split('failing tests:');
  assert.match(end, /✖ outer › fails \(failing\.test\.ts:7\)\n[^✖]*'one' !== 'two'[^✖]*failing\.test\.ts:7/);
  assert.match(end, /✖ crashing\.test\.js \(crashing\.test\.ts:?\d*\)\n[^✖]*no test ran/);
  assert.equal(end.match(/✖/g)?.length, 2, 'a suite that holds a failure and a test that is left for later are none');
});

test('what is skipped has its reason, and what passes is not mentioned', () => {
  assert.match(printed, /^﹣ outer › is skipped: there is no such thing here$/m);
  assert.doesNotMatch(printed, /passes|not to be seen|left for later/);
});

test('the counts come last, one a line', () => {
  assert.match(printed, /\nℹ tests 5\nℹ suites 1\nℹ pass 1\nℹ fail 2\nℹ cancelled 0\nℹ skipped 1\nℹ todo 1\nℹ duration_ms [\d.]+\n$/);
});
