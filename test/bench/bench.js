// npm run bench [-- --quick] [-- --json] [-- --only in-process|wire|growth|weight]
//
// Measures what withCors costs on the running Node. Progress goes to the standard error, the tables (or with --json everything that
// was measured) to the standard output.
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { growth } from './growth.js';
import { hostile } from './hostile.js';
import { inProcess, silentChannel } from './in-process.js';
import { report } from './report.js';
import { judge } from './targets.js';
import { weight } from './weight.js';
import { onTheWire } from './wire.js';

/** @typedef {(quick: boolean, progress: (line: string) => void) => Promise<unknown>} Part */

/** @type {Record<string, Record<string, Part>>} */
const parts = {
  'in-process': { inProcess, silentChannel },
  'wire': { wire: onTheWire },
  'growth': { growth, hostile },
  'weight': { weight },
};

const { values: { quick, json, only } } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, only: { type: 'string' } },
});
if (only !== undefined && !Object.hasOwn(parts, only)) {
  console.error(`There is no part "${only}" of the benchmark; --only takes one of ${Object.keys(parts).join(', ')}.`);
  process.exit(1);
}

/** @param {string} line */
const progress = (line) => console.error(line);

/** @type {Record<string, unknown>} */
const results = {
  environment: {
    node: process.versions.node, v8: process.versions.v8, platform: process.platform, architecture: process.arch,
    processors: availableParallelism(), processor: cpus()[0]?.model ?? 'unknown', quick,
  },
};
for (const [part, measurements] of Object.entries(parts)) {
  if (only !== undefined && only !== part) continue;
  for (const [name, measure] of Object.entries(measurements)) results[name] = await measure(quick, progress);
}
results.targets = judge(results);
console.log(json ? JSON.stringify(results, null, 2) : report(results));
