// npm run test:mutation [-- --mutate src/origins.ts]
//
// src/ is broken in hundreds of small ways, to see the tests go red.
import { testsOfTheServer } from '../compiled-tests.js';

/** They start processes or wait, and most mutants are dead before. */
const SLOW = /\/(diagnostics|edges|hostile|upgrade)\.test/;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['src/**/*.ts', '!src/page/**'],
  thresholds: { high: 100, low: 95, break: 95 },

  // All mutants are compiled once, into one build, without a look at the types: many a mutant is a type
  // error.
  buildCommand: 'tsc --noCheck --isolatedDeclarations false',
  // For each mutant the compiled test files that reach it, a process each, up to the first test that fails.
  testRunner: 'tap',
  plugins: ['@stryker-mutator/tap-runner'],
  tap: { testFiles: testsOfTheServer.toSorted((a, b) => SLOW.test(a) - SLOW.test(b)), forceBail: true },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 8000,
  timeoutFactor: 2,

  // Stryker rewrites a tsconfig with TypeScript's JavaScript API, which TypeScript 7 hasn't; here nothing
  // needs rewriting.
  tsconfigFile: 'none',

  ignorePatterns: ['/test/node_modules', '/dist'],
  tempDirName: 'test/mutation/build/sandbox', // below a folder that git ignores
  reporters: ['progress', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false },
  jsonReporter: { fileName: 'test/mutation/build/mutants.json' },
};
