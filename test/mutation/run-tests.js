// What Stryker runs for each mutant: the compiled tests of the contract, up to the first that fails. Those that judge
// browsers, examples, the package or the types have nothing to say about a mutant, or say it slowly.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';

const SLOW = new Set(['article', 'browsers', 'examples', 'fetch-protocol', 'lab', 'matrix', 'package', 'start', 'types', 'vendoring']);

const build = fileURLToPath(new URL('../../build/', import.meta.url));
const files = readdirSync(build)
  .filter((name) => name.endsWith('.test.js') && !SLOW.has(name.slice(0, -'.test.js'.length)))
  .map((name) => build + name);
if (files.length === 0) throw new Error(`No tests of the contract in ${build}: was test/ compiled?`);

const stop = new AbortController();
const tests = run({ files, concurrency: Math.max(2, availableParallelism()), signal: stop.signal });
tests.on('test:fail', ({ name, file, details }) => {
  if (!stop.signal.aborted) console.log(`${file ?? ''} ${name}: ${details.error.cause?.message ?? details.error.message}`);
  process.exitCode = 1;
  stop.abort();
});
tests.resume();
