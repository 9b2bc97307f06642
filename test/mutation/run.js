// npm run test:mutation [-- src/origins.ts src/options]
//
// The server's half is broken in thousands of small ways, to see its tests go red: for 95 in 100 they must.
import { readdirSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';
import { testsOfTheServer } from '../compiled-tests.js';

const LEAST = 95;

/**
 * A mutant is over with the first test file that fails, so each part of the sources has those first that are
 * about it.
 */
const PARTS = [
  { sources: /options\//, first: /options\// },
  { sources: /with-cors|response-head|stand-in|upgrade/, first: /with-cors|response-head/ },
  { sources: /./, first: /origin|policy|preflight|request/ },
];

/** They start processes or wait, and most mutants are over before. */
const SLOW = /diagnostics|edges|hostile|quick-start|serialization|upgrade/;

const wanted = process.argv.slice(2);
const sources = readdirSync('src', { recursive: true })
  .map((name) => `src/${name.replaceAll('\\', '/')}`)
  .filter((name) => name.endsWith('.ts') && !name.startsWith('src/page/'))
  .filter((name) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)));

// The runner sees what a test file reaches, but not what its child processes do: so each prints its lines.
process.env.NODE_DEBUG = 'with-cors';

const mutants = [];
for (const part of PARTS) {
  const mutate = sources.filter((name) => PARTS.find((each) => each.sources.test(name)) === part);
  if (mutate.length > 0) mutants.push(...await run(mutate, part));
}
const found = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
const score = (100 * found) / mutants.length;
console.log(`${found} of ${mutants.length} mutants found, ${score.toFixed(1)} % (at least ${LEAST} %)`);
if (!(score >= LEAST)) process.exitCode = 1;

function run(mutate, { first }) {
  const rank = (test) => (first.test(test) ? 0 : 2) + (SLOW.test(test) ? 1 : 0);
  return new Stryker({
    mutate,
    // All mutants are compiled once, into one build, without a look at the types: many a mutant is a type
    // error.
    buildCommand: 'tsc --noCheck --isolatedDeclarations false',
    // For each mutant the compiled test files that reach it, a process each, up to the first test that fails.
    testRunner: 'tap',
    plugins: ['@stryker-mutator/tap-runner'],
    tap: { testFiles: testsOfTheServer.toSorted((a, b) => rank(a) - rank(b)), forceBail: true },
    coverageAnalysis: 'perTest',
    concurrency: 2,
    timeoutMS: 8000,
    timeoutFactor: 2,

    // Stryker rewrites a tsconfig with TypeScript's JavaScript API, which TypeScript 7 hasn't; here nothing
    // needs rewriting.
    tsconfigFile: 'none',

    ignorePatterns: ['/test/node_modules', '/dist'],
    tempDirName: 'test/mutation/build/sandbox', // below a folder that git ignores
    reporters: ['progress', 'clear-text'],
    clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  }).runMutationTest();
}
