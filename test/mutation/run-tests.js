// What Stryker runs for each mutant: the compiled tests of the contract, all in this process, which is four times as fast
// as one each. Those that judge browsers, examples, the package or the types have nothing to say about a mutant, or say it
// slowly.
import { readdirSync } from 'node:fs';

const LEFT_OUT = new Set(['article', 'browsers', 'documentation', 'examples', 'fetch-protocol', 'lab', 'matrix', 'package', 'readme-claims', 'start', 'types', 'vendoring']);
/** They start processes or wait, and most mutants are dead before. */
const LAST = ['slow-regexp', 'diagnostics', 'others-heads', 'gone-clients', 'hostile'];

const build = new URL('../../build/', import.meta.url);
const names = readdirSync(build)
  .filter((file) => file.endsWith('.test.js'))
  .map((file) => file.slice(0, -'.test.js'.length))
  .filter((name) => !LEFT_OUT.has(name))
  .sort((a, b) => LAST.indexOf(a) - LAST.indexOf(b));
for (const name of names) await import(new URL(`${name}.test.js`, build));
