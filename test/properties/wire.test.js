// What `withCors` sends, and what `decide` says, is what the model says: over Node's HTTP/1 parser, in
// memory.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCorsPolicy, withCors } from '../../dist/index.js';
import { check } from './check.js';
import { exchangeInMemory, parseAnswer, switchableServer } from './exchange.js';
import { madeOf, policies } from './policies.js';
import { bytesOf, requestsFor } from './requests.js';
import { assertDecision, assertExchange, handlerThatCounts } from './wire-property.js';

// A failing predicate is a process warning once a policy: expected here, thousands of times.
process.removeAllListeners('warning');

const policyAndRequests = policies.chain((policy) =>
  fc.tuple(fc.constant(policy), fc.array(requestsFor(policy, {}), { minLength: 1, maxLength: 8 })));

test('what is sent equals what the model says', async (t) => {
  const server = switchableServer();
  const counter = { cases: 0, refusedByNode: 0 };
  await check(t, fc.asyncProperty(policyAndRequests, async ([policy, requests]) => {
    const made = madeOf(policy);
    const seen = { handled: 0 };
    server.listener = withCors(handlerThatCounts(seen), made.options);
    for (const request of requests) {
      counter.cases += 1;
      seen.handled = 0;
      made.calls.length = 0;
      server.reached = 0;
      const answer = parseAnswer(await exchangeInMemory(server, bytesOf(request)));
      if (server.reached === 0) {
        // Bytes that Node's parser takes for no request, or too many of them.
        assert.ok(answer.status === 400 || answer.status === 431);
        counter.refusedByNode += 1;
        continue;
      }
      assertExchange(made, request, answer, seen);
    }
  }), 25_000, counter);
  t.diagnostic(`${counter.refusedByNode} of them refused by Node's own parser`);
  assert.ok(counter.refusedByNode < counter.cases / 10);
});

test('`decide` says what the model says', async (t) => {
  const counter = { cases: 0 };
  await check(t, fc.asyncProperty(policyAndRequests, async ([policy, requests]) => {
    const made = madeOf(policy);
    const checked = createCorsPolicy(made.options);
    for (const request of requests) {
      counter.cases += 1;
      await assertDecision(checked, made, request);
    }
  }), 10_000, counter);
});
