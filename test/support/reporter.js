// The reporter of `npm test`. It names what fails as soon as it has, tells it in full at the end, where one looks first,
// and closes with the counts, one a line. Of what passes it says nothing.

import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { isAbsolute, relative, resolve } from 'node:path';
import { inspect } from 'node:util';

export default async function* report(events) {
  const path = []; // the names of the tests that the present one stands in
  const stderr = new Map(); // by file
  const failures = [];
  const skipped = [];
  const counts = [];
  for await (const { type, data } of events) {
    if (type === 'test:start') path.splice(data.nesting, Infinity, data.name);
    if (type === 'test:stderr') stderr.set(resolve(data.file), (stderr.get(resolve(data.file)) ?? '') + data.message);
    if (type === 'test:diagnostic' && data.nesting === 0 && COUNT.test(data.message)) counts.push(`ℹ ${data.message}\n`);
    if (type === 'test:pass' && typeof data.skip === 'string') skipped.push(`﹣ ${nameOf(data, path)}: ${data.skip}\n`);
    if (type !== 'test:fail' || data.todo !== undefined || data.details.error.failureType === 'subtestsFailed') continue;
    const line = `✖ ${nameOf(data, path)} (${placeOf(data)})\n`;
    yield line;
    failures.push({ line, file: data.file, error: data.details.error.cause ?? data.details.error });
  }
  yield* skipped;
  if (failures.length > 0) yield '\nfailing tests:\n\n';
  for (const { line, file, error } of failures) yield line + indent(accountOf(error, () => stderr.get(resolve(file ?? '')))) + '\n';
  yield* counts;
}

const COUNT = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

const nameOf = ({ name, nesting }, path) => [...path.slice(0, nesting), isAbsolute(name) ? relative('', name) : name].join(' › ');

/** Where the test stands in the source; where Node gives the place in the compiled file, its source map says more. */
function placeOf({ file = '', line, column }) {
  const map = `${file}.map`;
  if (!existsSync(map)) return `${relative('', file)}:${line}`;
  const { originalSource, originalLine } = new SourceMap(JSON.parse(readFileSync(map, 'utf8'))).findEntry(line - 1, column - 1);
  return originalSource === undefined ? relative('', file) : `${relative('', resolve(file, '..', originalSource))}:${originalLine + 1}`;
}

/** What an assertion says is in its stack. Of a file that could not run there is only what it printed. */
function accountOf(error, printed) {
  if (typeof error === 'string') return `${error}\n${printed() ?? ''}`;
  const account = error?.code === 'ERR_ASSERTION' ? error.stack : inspect(error);
  return account.replace(/^ +at .*\bnode:internal\/.*\n?/gm, '');
}

const indent = (text) => `${text.trimEnd()}\n`.replace(/^(?=.)/gm, '    ');
