// The reporter of `npm test`. It names what fails as soon as it has, tells it in full at the end, where one
// looks first, and closes with the counts, one a line. Of what passes it says nothing.

import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { isAbsolute, relative, resolve } from 'node:path';
import { inspect } from 'node:util';

const COUNT = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

export default async function* report(events) {
  const path = []; // the names of the tests around the present one
  const printed = new Map(); // on stderr, by file
  const failures = [];
  const skipped = [];
  const counts = [];
  for await (const { type, data } of events) {
    if (type === 'test:start') path.splice(data.nesting, Infinity, nameOf(data));
    if (type === 'test:stderr') {
      const file = resolve(data.file);
      printed.set(file, (printed.get(file) ?? '') + data.message);
    }
    if (type === 'test:diagnostic' && COUNT.test(data.message)) counts.push(`ℹ ${data.message}\n`);
    const title = [...path.slice(0, data.nesting), nameOf(data)].join(' › ');
    if (type === 'test:pass' && isSkipped(data)) skipped.push(`﹣ ${title}: ${data.skip}\n`);
    if (type === 'test:fail' && isFailure(data)) {
      const line = `✖ ${title} (${placeOf(data)})\n`;
      yield line;
      failures.push({ line, file: data.file ?? '', error: data.details.error.cause ?? data.details.error });
    }
  }
  yield* skipped;
  if (failures.length > 0) yield '\nfailing tests:\n\n';
  for (const { line, file, error } of failures) {
    yield `${line}${indent(accountOf(error, printed.get(resolve(file))))}\n`;
  }
  yield* counts;
}

/** A file that can't run is a test by its path. */
const nameOf = ({ name = '' }) => (isAbsolute(name) && existsSync(name) ? relative('', name) : name);

/** Under `--test-name-pattern` Node 20 skips all that doesn't match, one by one. */
const isSkipped = ({ skip }) => typeof skip === 'string' && skip !== 'test name does not match pattern';

const isFailure = ({ todo, details }) => todo === undefined && details.error.failureType !== 'subtestsFailed';

/**
 * Where the test stands in the source; where Node tells the place in the compiled file, by its source map.
 */
function placeOf({ file = '', line, column }) {
  if (!existsSync(`${file}.map`)) return `${relative('', file)}:${line}`;
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  const { originalSource, originalLine } = map.findEntry(line - 1, column - 1);
  if (originalSource === undefined) return relative('', file);
  return `${relative('', resolve(file, '..', originalSource))}:${originalLine + 1}`;
}

/** What an assertion says is in its stack. Of a file that can't run there is only what it printed. */
function accountOf(error, printed = '') {
  if (typeof error === 'string') return `${error}\n${printed}`;
  const account = error?.code === 'ERR_ASSERTION' ? error.stack : inspect(error);
  return account.replace(/^ +at .*\bnode:internal\/.*\n?/gm, '');
}

const indent = (text) => `${text.trimEnd()}\n`.replace(/^(?=.)/gm, '    ');
