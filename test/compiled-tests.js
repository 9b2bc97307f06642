// The tests that `tsc -p test` has compiled, found in build/.
import { existsSync, readdirSync } from 'node:fs';

const KINDS = {
  /** Judge browsers. */
  browsers: /^browsers\/|^page\/console\./,
  /** Pack the library, compile it or read what is written about it. */
  packages: /^(package|readme|types|vendoring)\./,
  /** Run programs that use it, each in a process of its own. */
  programs: /^(examples\/|documentation\.)/,
  /** Have this folder's own tools for their subject. */
  tools: /^support\//,
  /** Have the browser's half for their subject. */
  page: /^page\//,
};

const build = new URL('../build/', import.meta.url);
/** A test that has been renamed or deleted since it was compiled is still there. */
const hasSource = (name) => existsSync(new URL(name.replace(/js$/, 'ts'), import.meta.url));

const tests = readdirSync(build, { recursive: true })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.test.js') && hasSource(name))
  .sort();

/** @param {...keyof typeof KINDS} kinds @returns paths from the repository's root */
export const testsWithout = (...kinds) => tests
  .filter((name) => !kinds.some((kind) => KINDS[kind].test(name)))
  .map((name) => `build/${name}`);

/** Those that run src/, each half by its own: what coverage is measured by. */
export const testsOfBothHalves = testsWithout('browsers', 'packages', 'programs', 'tools');

/** Those that run src/, but src/page/, in their own process: what mutants are measured by. */
export const testsOfTheServer = testsWithout('browsers', 'packages', 'programs', 'page', 'tools');
