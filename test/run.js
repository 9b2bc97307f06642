// Compiles the tests and runs them, each file in a process of its own: all of them, with `--fast` all but
// those that take most, and with `--only` those that are named (`origins`, `options/names` or
// test/options/names.test.ts). Any other argument with a hyphen is Node's, such as
// `--test-name-pattern=null`.

import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** Browsers, and what packs, compiles or starts programs, each in processes of its own. */
const SLOW = /^(browsers\/|package$|vendoring$|types$|documentation$|examples\/(start|programs|lab\/commands)$|page\/(command|console|audit)$)/;
const ENDING = '.test.js';

process.chdir(join(import.meta.dirname, '..'));
const args = process.argv.slice(2);
const forNode = args.filter((arg) => arg.startsWith('-') && arg !== '--fast' && arg !== '--only');
const wanted = args.filter((arg) => !arg.startsWith('-'))
  .map((arg) => arg.replace(/^test\/|\.test\.ts$/g, ''));

rmSync('build', { recursive: true, force: true }); // a test that has gone would still run
node('node_modules/typescript/bin/tsc', '-p', 'test');
const files = chosen().map((name) => join('build', name + ENDING));
node(
  '--enable-source-maps', '--test', '--test-reporter=./test/support/reporter.js',
  `--test-concurrency=${availableParallelism()}`, // much of the time is waiting for browsers and compilers
  ...forNode, ...files,
);

function chosen() {
  const names = readdirSync('build', { recursive: true })
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length).replaceAll('\\', '/'))
    .sort();
  if (args.includes('--fast')) return names.filter((name) => !SLOW.test(name));
  if (!args.includes('--only')) return names;
  const named = names.filter((name) => wanted.some((one) => name === one || name.endsWith(`/${one}`)));
  if (named.length > 0) return named;
  console.error(`Name a test, as in npm run test:one -- origins. There are:\n  ${names.join('\n  ')}`);
  return process.exit(1);
}

function node(...these) {
  const { status } = spawnSync(process.execPath, these, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
