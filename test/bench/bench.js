// npm run bench [-- --quick] [--node 20,24] [--part in-process|wire|start-up] [--row TEXT] [--readme]
//
// What withCors costs over headers written by hand, beside its peers, on each Node that is supported. --row
// takes the rows whose name has the text in it, --readme writes the table into the README. Progress goes to
// the standard error.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { binaryOf, MAJORS } from '../node-versions/binaries.js';
import { CONTENDERS, median, race } from './race.js';
import { rows } from './rows.js';
import { cpuTime, ROW } from './wire.js';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    node: { type: 'string', default: MAJORS.join(',') },
    part: { type: 'string' },
    row: { type: 'string', default: '' },
    readme: { type: 'boolean' },
  },
});
const { quick } = options;
const chosenPart = options.part ?? (options.row === '' ? undefined : 'in-process');
const effort = quick
  ? { inProcess: { processes: 2, warmUp: 30, rounds: 30 }, wire: { processes: 2, warmUp: 1, rounds: 4 } }
  : { inProcess: { processes: 3, warmUp: 40, rounds: 60 }, wire: { processes: 4, warmUp: 2, rounds: 6 } };
const IMPORTS = quick ? 5 : 15;
const BATCHES = 5; // of requests, a round

const chosen = options.node.split(',').map(binaryOf).filter(existsSync);
const nodes = chosen.length > 0 ? chosen : [process.execPath];
const run = (node, ...args) => execFileSync(node, args, { encoding: 'utf8' });

/** Milliseconds until the library is there, once `node:http` is. */
function importTime(node) {
  const entry = JSON.stringify(new URL('../../dist/index.js', import.meta.url));
  const program = `import 'node:http';
    const begun = performance.now();
    await import(${entry});
    console.log(performance.now() - begun);`;
  const once = () => Number(run(node, '--input-type=module', '-e', program));
  return median(Array.from({ length: IMPORTS }, once));
}

const tableOf = (head, lines) => (
  [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n'));
const COMPARED = CONTENDERS.slice(1);
const WIRE = 'on the wire, processor time of the server';

/** @type {Record<string, (node: string, progress: (what: string) => void) => Promise<object[]>>} by part */
const parts = {
  async 'in-process'(node, progress) {
    const results = [];
    for (const { name } of rows.filter((row) => row.name.includes(options.row))) {
      progress(name);
      const measure = (child) => child.ask('time', { batches: BATCHES });
      results.push({ name, unit: 'ns', ...await race(node, name, measure, effort.inProcess) });
    }
    return results;
  },
  async 'wire'(node, progress) {
    progress(WIRE);
    return [{ name: WIRE, unit: 'µs', ...await race(node, ROW.name, cpuTime, effort.wire) }];
  },
};

/** @param {object[]} results of one Node */
function show(results) {
  console.log(tableOf(
    ['time of a request, by hand = 1', ...COMPARED, 'by hand'],
    results.map(({ name, ratios, byHand, unit }) => [
      name,
      ...COMPARED.map((each) => ratios[each].toFixed(2)),
      `${byHand.toFixed(unit === 'ns' ? 0 : 1)} ${unit}`,
    ]),
  ));
  const places = new Map();
  for (const { name, differences } of results) {
    for (const each of differences) places.set(each, [...places.get(each) ?? [], name]);
  }
  console.log('\nNot as by hand, in the response:');
  for (const [difference, names] of places) console.log(`- ${difference} (${names.join('; ')})`);
}

function startUp(node) {
  console.log(`\nTo import it, once node:http is there: ${importTime(node).toFixed(1)} ms.`);
  const program = fileURLToPath(new URL('many-origins.js', import.meta.url));
  for (const kind of ['origins', 'patterns']) {
    const results = Array.from({ length: 3 }, () => JSON.parse(run(node, program, kind)));
    const middle = (name) => median(results.map((result) => result[name])).toFixed(2);
    console.log(`A million ${kind}: ${middle('startUpSeconds')} s of the processor to make the policy; `
      + `a look-up over one among ten: ${middle('same')} for the same ten, ${middle('any')} for any.`);
  }
}

const measured = {};
console.log(`${availableParallelism()} × ${cpus()[0]?.model}${quick ? ', quick' : ''}`);
for (const node of nodes) {
  const version = run(node, '-p', 'process.versions.node').trim();
  const progress = (what) => console.error(`Node ${version}: ${what}`);
  const results = [];
  for (const [part, measure] of Object.entries(parts)) {
    if ((chosenPart ?? part) === part) results.push(...await measure(node, progress));
  }
  measured[version] = results;
  console.log(`\n## Node ${version}\n`);
  if (results.length > 0) show(results);
  if ((chosenPart ?? 'start-up') === 'start-up') startUp(node);
}

/** The least and the most of the Nodes, or the one figure. */
function range(index, contender) {
  const figures = Object.values(measured).map((results) => results[index].ratios[contender]);
  const [least, most] = [Math.min(...figures), Math.max(...figures)].map((figure) => figure.toFixed(2));
  return least === most ? least : `${least}–${most}`;
}

if (options.readme) {
  const file = new URL('../../README.md', import.meta.url);
  const peers = ['with-cors', 'cors', 'corser'];
  const table = tableOf(
    [`time, by hand = 1; Node ${Object.keys(measured).join(', ')}`, ...peers.map((name) => `\`${name}\``)],
    Object.values(measured)[0].map(({ name }, index) => [name, ...peers.map((peer) => range(index, peer))]),
  );
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/(<!-- bench -->\n)[^]*(?=<!-- \/bench -->)/, `$1${table}\n`));
}
