/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['src/**/*.ts'],

  // All mutants are compiled once, into one build; an environment variable then says which of them is alive.
  buildCommand: 'node test/mutation/compile.js',
  testRunner: 'command',
  commandRunner: { command: 'node --no-warnings --test-reporter=./test/mutation/first-failure.js test/mutation/run-tests.js' },
  coverageAnalysis: 'off',
  concurrency: 2,
  timeoutMS: 8000,
  timeoutFactor: 2,

  // Stryker rewrites a tsconfig with TypeScript's JavaScript API, which TypeScript 7 hasn't; here nothing needs rewriting.
  tsconfigFile: 'none',

  ignorePatterns: ['/test/node_modules', '/test/mutation/build', '/examples', '/dist', '/build'],
  tempDirName: 'test/mutation/build/sandbox', // below a folder that git ignores
  reporters: ['progress', 'json'],
  jsonReporter: { fileName: 'test/mutation/build/mutants.json' },
};
