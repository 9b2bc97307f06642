// What Stryker runs for each mutant: the compiled tests of the contract, up to the first that fails, all in this process,
// which is four times as fast as one each. Those that judge browsers, examples, the package or the types have nothing to
// say about a mutant, or say it slowly. Those about the mutant's own file come first.
import { readdirSync, readFileSync } from 'node:fs';

const LEFT_OUT = new Set(['documentation', 'package', 'readme', 'types', 'vendoring']);
/** They start processes or wait, and most mutants are dead before. */
const LAST = ['options/slow-regexp', 'shared-heads', 'origin-check', 'hostile', 'diagnostics'];
const ABOUT = {
  'bounded-regexp': ['options/slow-regexp'],
  'check-names': ['options/names', 'options/sentences'],
  'check-options': ['options/check', 'options/sentences', 'options/names'],
  'check-origin': ['options/origin', 'options/sentences'],
  'check-regexp': ['options/origin'],
  'compile-policy': ['request', 'policy'],
  decide: ['policy'],
  diagnostics: ['diagnostics'],
  grammar: ['preflight', 'policy'],
  names: ['options/names', 'policy', 'preflight'],
  'options-error': ['options/sentences', 'options/check'],
  'origin-check': ['origins', 'policy'],
  origins: ['origins'],
  preflight: ['preflight', 'policy'],
  'public-suffixes': ['options/origin'],
  request: ['policy', 'request'],
  'handler-fields': ['response-head', 'shared-heads'],
  'response-fields': ['response-head'],
  'response-head': ['response-head'],
  vary: ['response-head'],
  'with-cors': ['with-cors', 'request', 'preflight'],
};

/** Stryker's instrumented code asks which mutant is alive by its number, so the number is in the mutant's file. */
function testsOfActiveMutant() {
  const asked = `stryMutAct_9fa48("${process.env.__STRYKER_ACTIVE_MUTANT__}")`;
  const dist = new URL('../../dist/', import.meta.url);
  const file = readdirSync(dist).find((name) => name.endsWith('.js') && readFileSync(new URL(name, dist), 'utf8').includes(asked));
  return ABOUT[file?.slice(0, -'.js'.length)] ?? [];
}

const build = new URL('../../build/', import.meta.url);
const about = testsOfActiveMutant();
const rank = (name) => (about.includes(name) ? about.indexOf(name) - about.length : LAST.indexOf(name) + 1);
const names = ['', 'options/'].flatMap((part) => readdirSync(new URL(part, build)).map((file) => part + file))
  .filter((file) => file.endsWith('.test.js'))
  .map((file) => file.slice(0, -'.test.js'.length))
  .filter((name) => !LEFT_OUT.has(name))
  .sort((a, b) => rank(a) - rank(b));
for (const name of names) await import(new URL(`${name}.test.js`, build));
