// The handler's response, CORS headers and `Vary` aside, is the one it would have sent without the wrapper: random
// programs run twice, bare and wrapped, and everything that they saw and sent is compared.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withCors } from '../../../dist/index.js';
import { check } from './check.js';
import { members, modelOf } from './contract-model.js';
import { exchangeInMemory, parseAnswer, switchableServer } from './exchange.js';
import { handlerOf, isPolicys, programs } from './handler-programs.js';

process.removeAllListeners('warning');

const ALLOWED = 'https://a.example';
const policies = fc.constantFrom(
  {},
  { exposedHeaders: '*' },
  { origin: ALLOWED },
  { origin: [ALLOWED, 'https://*.b.example'], credentials: true, exposedHeaders: ['X-Total', 'ETag'] },
  { origin: [ALLOWED], exposedHeaders: 'X-Total' },
  { origin: false, exposedHeaders: 'X-Total' },
  { origin: (origin) => origin === ALLOWED, credentials: true },
  { origin: async (origin) => origin === ALLOWED, exposedHeaders: 'X-Total' },
);
const requests = fc.record({
  method: fc.constantFrom('GET', 'GET', 'POST', 'HEAD', 'OPTIONS'),
  origin: fc.constantFrom(ALLOWED, ALLOWED, 'https://evil.example', undefined),
  version: fc.constantFrom('1.1', '1.1', '1.1', '1.0'),
  expect: fc.constantFrom('', '', '', 'TE: trailers\r\n'),
});

const linesOf = (lines, name) => lines.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);
const lower = (names) => names.map((name) => name.toLowerCase()).sort();

/** Section 5: what the three headers and `Vary` are, given what the handler alone would have sent. */
function assertPolicysLines(bare, wrapped, expected) {
  const own = (name) => linesOf(bare, name.toLowerCase());
  const sent = (name) => linesOf(wrapped, name.toLowerCase());
  for (const name of ['Access-Control-Allow-Origin', 'Access-Control-Allow-Credentials']) {
    assert.deepEqual(sent(name), [expected[name] ?? []].flat(), name);
  }
  const exposed = own('Access-Control-Expose-Headers');
  assert.deepEqual(sent('Access-Control-Expose-Headers'), exposed.length > 0 ? exposed : [expected['Access-Control-Expose-Headers'] ?? []].flat());

  if (expected.Vary === undefined) {
    assert.deepEqual(sent('Vary'), own('Vary'), 'a Vary that the policy adds nothing to is the handler\'s');
    return;
  }
  const before = lower(own('Vary').flatMap(members));
  const after = lower(sent('Vary').flatMap(members));
  if (before.includes('*')) {
    assert.ok(after.includes('*'));
    return;
  }
  assert.deepEqual(after, lower([...new Set([...before, 'origin'])]), 'Vary');
}

const undated = (lines) => lines.filter(([name]) => !isPolicys(name))
  .map(([name, value]) => (name === 'Date' && value.endsWith('GMT') ? [name, 'now'] : [name, value]));

test('CORS headers and Vary aside, the answer is the bare handler\'s', async (t) => {
  const server = switchableServer();
  const counter = { cases: 0, heads: 0, errors: 0 };
  async function answerOf(wrap, program, request) {
    const trace = [];
    server.listener = wrap(handlerOf(program, trace));
    const { method, version, origin, expect } = request;
    const bytes = `${method} / HTTP/${version}\r\nHost: api.example\r\n${origin === undefined ? '' : `Origin: ${origin}\r\n`}${expect}Connection: close\r\n\r\n`;
    return { trace, answer: parseAnswer(await exchangeInMemory(server, bytes)) };
  }
  await check(t, fc.asyncProperty(policies, requests, programs, async (options, request, program) => {
    counter.cases += 1;
    const bare = await answerOf((handler) => handler, program, request);
    const wrapped = await answerOf((handler) => withCors(handler, options), program, request);
    assert.deepEqual(wrapped.trace, bare.trace, 'what the handler saw');
    if (bare.trace.some(([, result]) => result?.kind !== undefined)) counter.errors += 1;
    for (const part of ['informational', 'status', 'reason', 'body']) assert.deepEqual(wrapped.answer[part], bare.answer[part], part);
    assert.deepEqual(undated(wrapped.answer.lines), undated(bare.answer.lines), 'the other header lines');
    if (bare.answer.status === undefined) return; // no head was sent at all
    counter.heads += 1;
    const headers = request.origin === undefined ? {} : { origin: request.origin };
    const { headers: expected } = modelOf(options, { method: request.method, headers }, (origin) => origin === ALLOWED);
    assertPolicysLines(bare.answer.lines, wrapped.answer.lines, expected);
  }), 60_000, counter);
  t.diagnostic(`${counter.errors} of them met an error, ${counter.heads} sent a head`);
});
