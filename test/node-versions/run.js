// The whole suite on every supported Node: `import` and `require`, built and, where Node strips types, as it stands
// in src/ and test/. Node 20 is the oldest one supported, to the patch; the others are the newest of their line.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const MAJORS = [20, 22, 24, 26];
/** They judge browsers, not Node, and `npm test` runs them once. */
const BROWSER_TESTS = ['browsers/browsers', 'browsers/lab', 'browsers/matrix'];
/** They pack or compile the library themselves, so that from source they would do the same once more. */
const PACKAGE_TESTS = ['package', 'readme', 'types', 'vendoring'];
const root = fileURLToPath(new URL('../..', import.meta.url));

const binaryOf = (major) => fileURLToPath(new URL(`node_modules/node${major}-${process.platform}-${process.arch}/bin/node`, import.meta.url));
const testsIn = (folder, ending, without) => ['', 'browsers/', 'examples/', 'options/', 'support/']
  .flatMap((part) => readdirSync(new URL(`../../${folder}/${part}`, import.meta.url)).map((name) => part + name))
  .filter((name) => name.endsWith(ending) && !without.includes(name.slice(0, -ending.length)))
  .map((name) => `${folder}/${name}`);

/** Runs that Node, in the repository, and gives its output; a failure is shown whole. */
function run(binary, args) {
  const { status, stdout, stderr } = spawnSync(binary, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) console.log(stdout.slice(Math.max(stdout.indexOf('failing tests:'), 0)) + stderr);
  return { passed: status === 0, output: stdout };
}

/** The counts that the runner closes with, `{ pass: 120, fail: 0, cancelled: 0, skipped: 2 }`. */
function countsOf(output) {
  const counts = {};
  for (const [, name, count] of output.matchAll(/^\S+ (pass|fail|cancelled|skipped) ([0-9]+)$/gm)) counts[name] = Number(count);
  return counts;
}

const total = { passed: 0, failed: 0, skipped: 0 };
function add({ passed, failed, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

function suite(binary, name, args) {
  const { passed, output } = run(binary, ['--test', '--test-reporter=spec', `--test-concurrency=${availableParallelism()}`, ...args]);
  const { pass = 0, fail = 0, cancelled = 0, skipped = 0 } = countsOf(output);
  // A runner that ended badly, or ran nothing, without counting a failure is one all the same.
  const failed = Math.max(fail + cancelled, passed && pass > 0 ? 0 : 1);
  add({ passed: pass, failed, skipped });
  console.log(`${name}: ${pass} passed, ${failed} failed, ${skipped} skipped`);
}

function loads(binary, name, args) {
  const { passed } = run(binary, args);
  add({ passed: Number(passed), failed: Number(!passed) });
  console.log(`${name}: ${passed ? 'works' : 'FAILS'}`);
}

const CALL = "if (typeof withCors(() => {}) !== 'function') process.exit(1)";
let missing = 0;
for (const major of MAJORS) {
  const binary = binaryOf(major);
  if (!existsSync(binary)) {
    missing += 1;
    console.log(`Node ${major} skipped: no binary for ${process.platform}-${process.arch}. Is it installed? npm ci --prefix test/node-versions`);
    continue;
  }
  const { output } = run(binary, ['-p', 'process.version + " " + Boolean(process.features.typescript)']);
  const [version, strips] = output.trim().split(' ');
  const node = `Node ${version.slice(1)}`;
  loads(binary, `${node}, import`, ['--input-type=module', '-e', `import { withCors } from 'with-cors'; ${CALL}`]);
  loads(binary, `${node}, require`, ['--input-type=commonjs', '-e', `const { withCors } = require('with-cors'); ${CALL}`]);
  suite(binary, `${node}, built`, testsIn('build', '.test.js', BROWSER_TESTS));
  if (strips === 'true') suite(binary, `${node}, from source`, ['--conditions=with-cors-source', ...testsIn('test', '.test.ts', [...BROWSER_TESTS, ...PACKAGE_TESTS])]);
  else console.log(`${node}, from source: not applicable, it doesn't strip types`);
}
console.log(`Run once only, with npm test: ${BROWSER_TESTS.join(', ')}.`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
const required = process.env.WITH_CORS_ALL_PARTS === '1';
if (required && missing > 0) console.log(`${missing} of the versions are missing, and WITH_CORS_ALL_PARTS=1 says that none may be.`);
process.exitCode = total.failed > 0 || total.passed === 0 && missing < MAJORS.length || required && missing > 0 ? 1 : 0;
