// The whole suite on every supported Node: `import` and `require`, built and, where Node strips types, from src/ as it
// stands there. The suites end with the lines with which Node's test runner ends, added up.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { testsWithout } from '../compiled-tests.js';
import { binaryOf, MAJORS } from './binaries.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs that Node, in the repository, and gives its output; a failure is shown whole. */
function run(binary, args) {
  const { status, stdout, stderr } = spawnSync(binary, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) console.log(stdout.slice(Math.max(stdout.indexOf('failing tests:'), 0)) + stderr);
  return { passed: status === 0, output: stdout };
}

const total = { tests: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0 };
let failed = false;

function suite(binary, name, args) {
  const { passed, output } = run(binary, [
    '--test', '--test-reporter=spec', `--test-concurrency=${availableParallelism()}`, ...args,
  ]);
  const counts = Object.fromEntries(Object.keys(total).map((kind) => (
    [kind, Number(new RegExp(`^\\S+ ${kind} (\\d+)$`, 'm').exec(output)?.[1] ?? 0)])));
  for (const kind of Object.keys(total)) total[kind] += counts[kind];
  // A runner that ended badly, or ran nothing, has failed whatever it counts.
  if (!passed || counts.pass === 0) failed = true;
  console.log(`${name}: ${counts.pass} passed, ${counts.fail + counts.cancelled} failed, ${counts.skipped} skipped`);
}

function loads(binary, name, args) {
  const { passed } = run(binary, args);
  if (!passed) failed = true;
  console.log(`${name}: ${passed ? 'works' : 'FAILS'}`);
}

const CALL = "if (typeof withCors(() => {}) !== 'function') process.exit(1)";
for (const major of MAJORS) {
  const binary = binaryOf(major);
  if (!existsSync(binary)) {
    console.log(`Node ${major} skipped: npm has no binary for ${process.platform}-${process.arch}, or it is not installed`);
    if (process.env.WITH_CORS_ALL_PARTS === '1') failed = true;
    continue;
  }
  const { output } = run(binary, ['-p', 'process.version + " " + Boolean(process.features.typescript)']);
  const [version, strips] = output.trim().split(' ');
  const node = `Node ${version.slice(1)}`;
  loads(binary, `${node}, import`, ['--input-type=module', '-e', `import { withCors } from 'with-cors'; ${CALL}`]);
  loads(binary, `${node}, require`, ['--input-type=commonjs', '-e', `const { withCors } = require('with-cors'); ${CALL}`]);
  // `npm test` judges the browsers, once; what packs or compiles the library does the same wherever it starts from.
  suite(binary, `${node}, built`, testsWithout('browsers'));
  if (strips === 'true') suite(binary, `${node}, from source`, ['--conditions=with-cors-source', ...testsWithout('browsers', 'packages')]);
  else console.log(`${node}, from source: not applicable, it doesn't strip types`);
}
for (const [kind, count] of Object.entries(total)) console.log(`ℹ ${kind} ${count}`);
process.exitCode = failed ? 1 : 0;
