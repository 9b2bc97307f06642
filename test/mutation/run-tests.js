// What Stryker runs for each mutant: the compiled tests of the contract, all in this process, which is four times as fast
// as one each. Those that judge browsers, examples, the package or the types have nothing to say about a mutant, or say it
// slowly.
import { readdirSync } from 'node:fs';

const LEFT_OUT = new Set(['article', 'browsers', 'examples', 'fetch-protocol', 'lab', 'matrix', 'package', 'readme-claims', 'start', 'types', 'vendoring']);

const build = new URL('../../build/', import.meta.url);
for (const name of readdirSync(build)) {
  if (name.endsWith('.test.js') && !LEFT_OUT.has(name.slice(0, -'.test.js'.length))) await import(new URL(name, build));
}
