// Coverage of src/ by the tests of its code, measured by Node 24's own test runner, straight from source: a
// line, branch or function that no test reaches is a failure.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { testsOfBothHalves } from '../compiled-tests.js';
import { binaryOf } from './binaries.js';

const { status, stdout, stderr } = spawnSync(binaryOf(24), [
  '--conditions=with-cors-source', '--experimental-test-coverage',
  '--test-coverage-include=src/**',
  '--test-coverage-lines=100', '--test-coverage-branches=100', '--test-coverage-functions=100',
  '--test-reporter=spec', '--test', ...testsOfBothHalves,
], { cwd: fileURLToPath(new URL('../..', import.meta.url)), encoding: 'utf8', maxBuffer: 2 ** 28 });
// Of all that passed only the counts and the table.
console.log(status === 0 ? stdout.slice(stdout.search(/^\S tests \d/m)) : stdout + stderr);
process.exitCode = status ?? 1;
