// What a handler's answer must be behind the wrapper, given what the same handler sends alone.
import assert from 'node:assert/strict';
import { withCors } from '../../dist/index.js';
import { members, modelOf } from './policy-model.js';
import { handlerOf, isPolicys } from './handler-programs.js';

/** The one origin that the policies of this property let in, if any. */
export const ALLOWED = 'https://a.example';

const linesOf = (lines, name) =>
  lines.filter(([one]) => one.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
const lower = (names) => names.map((name) => name.toLowerCase()).sort();
const withoutDate = (lines) =>
  lines.map(
    ([name, value]) => (/^date$/i.test(name) && value.endsWith('GMT') ? [name, 'now'] : [name, value])
  );

const isRefusedHead = ([step, result]) => step === 'writeHead' && result?.kind !== undefined;
const repeatsVary = ([, , , headers]) => headers?.pairs.filter(([name]) => /^vary$/i.test(name)).length > 1;

/** What the three headers and `Vary` are, given what the handler alone would have sent. */
function assertPolicysLines(bare, wrapped, expected, program) {
  const halfWay = bare.trace.some(isRefusedHead);
  const repeats = program.some(repeatsVary);
  const own = (name) => linesOf(bare.lines, name);
  const sent = (name) => linesOf(wrapped.lines, name);
  for (const name of ['Access-Control-Allow-Origin', 'Access-Control-Allow-Credentials']) {
    assert.deepEqual(sent(name), [expected[name] ?? []].flat(), name);
  }
  const exposed = own('Access-Control-Expose-Headers');
  assert.deepEqual(
    sent('Access-Control-Expose-Headers'),
    exposed.length > 0 ? exposed : [expected['Access-Control-Expose-Headers'] ?? []].flat()
  );

  if (expected.Vary === undefined) {
    assert.deepEqual(sent('Vary'), own('Vary'), 'a Vary that the policy adds nothing to is the handler\'s');
    return;
  }
  const before = lower(own('Vary').flatMap(members));
  const after = lower(sent('Vary').flatMap(members));
  const union = lower([...new Set([...before, ...lower(members(expected.Vary))])]);
  // Of a name repeated in writeHead's headers Node 20 keeps the last value where headers were set before, and
  // all where none were; with the policy it's always all. A writeHead that Node refuses half-way has
  // overwritten some of the headers that were set: which ones, is chance.
  if (halfWay) assert.ok(
    after.includes('*') || lower(members(expected.Vary)).every((name) => after.includes(name)), 'Vary'
  );
  else if (before.includes('*') || (repeats && after.includes('*'))) assert.ok(after.includes('*'), 'Vary');
  else assert.deepEqual(repeats ? after.filter((name) => union.includes(name)) : after, union, 'Vary');
}

/**
 * Runs the program twice and compares. `run(listener, request)` gives `{ informational, status, reason,
 * lines, body }`;
 * `isApart(name)` says which header lines are not the handler's alone.
 */
export async function compare(run, options, request, program, counter, isApart) {
  const outcomes = [];
  for (const wrap of [(handler) => handler, (handler) => withCors(handler, options)]) {
    const trace = [];
    outcomes.push({ ...await run((finished) => wrap(handlerOf(program, trace, finished)), request), trace });
  }
  const [bare, wrapped] = outcomes;
  counter.cases += 1;
  if (bare.trace.some(([, result]) => result?.kind !== undefined)) counter.errors += 1;
  assert.deepEqual(wrapped.trace, bare.trace, 'what the handler saw');
  for (const part of ['status', 'reason', 'body', 'trailers']) assert.deepEqual(
    wrapped[part], bare[part], part
  );
  const informational = (outcome) =>
    outcome.informational.map(
      ([status, lines]) => [status, withoutDate(lines).filter(([name]) => isPolicys(name) || !isApart(name))]
    );
  if (!bare.trace.some(isRefusedHead)) assert.deepEqual(
    informational(wrapped), informational(bare), 'informational heads'
  );
  const others = ({ lines }) => withoutDate(lines).filter(([name]) => !isApart(name));
  assert.deepEqual(others(wrapped), others(bare), 'the other header lines');
  if (bare.status === undefined) return; // no head was sent at all
  counter.heads += 1;
  const { headers } = modelOf(options, request, (origin) => origin === ALLOWED);
  assertPolicysLines(bare, wrapped, headers, program);
}
