// Coverage of src/ by the core tests, measured by Node 24's own test runner, straight from source: a line, branch or
// function that no test reaches is a failure. Tests that judge browsers or the package add nothing and are left out.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LEFT_OUT = ['package', 'readme', 'types', 'vendoring'];
const root = fileURLToPath(new URL('../..', import.meta.url));
const node = fileURLToPath(new URL(`node_modules/node24-${process.platform}-${process.arch}/bin/node`, import.meta.url));
const tests = ['', 'options/'].flatMap((part) => readdirSync(`${root}/test/${part}`).map((name) => part + name)).filter((name) => name.endsWith('.test.ts') && !LEFT_OUT.includes(name.replace('.test.ts', '')));

const { status, stdout } = spawnSync(node, [
  '--conditions=with-cors-source', '--experimental-test-coverage', '--test-coverage-include=src/**',
  '--test-coverage-lines=100', '--test-coverage-branches=100', '--test-coverage-functions=100',
  '--test-reporter=spec', '--test', ...tests.map((name) => `test/${name}`),
], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
// Of all that passed only the counts and the table.
console.log(status === 0 ? stdout.slice(stdout.search(/^\S tests \d/m)) : stdout);
process.exitCode = status ?? 1;
