// Origin strings, patterns and expressions against the naive matcher, over look-alikes of what they allow.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCorsPolicy } from '../../dist/index.js';
import { check } from './check.js';
import { lookAlikes } from './look-alikes.js';
import { originVerdict } from './origin-model.js';
import { policies, samplesOf } from './policies.js';

const listed = policies.filter(
  ({ origin }) => origin !== undefined && origin !== '*' && typeof origin !== 'boolean'
    && origin.predicate === undefined
);
const patternsAndOrigins = listed.chain((policy) =>
  fc.tuple(fc.constant(policy), fc.array(lookAlikes(samplesOf(policy)), { minLength: 1, maxLength: 20 })));

test('strings, patterns and expressions allow what the naive matcher allows', async (t) => {
  const counter = { cases: 0, allowed: 0 };
  await check(t, fc.property(patternsAndOrigins, ([options, origins]) => {
    const policy = createCorsPolicy(options);
    for (const origin of origins) {
      counter.cases += 1;
      const expected = originVerdict(options.origin, origin);
      if (expected) counter.allowed += 1;
      const decision = policy.decide({ method: 'GET', headers: { origin } });
      assert.equal(decision.reason, expected ? 'allowed' : 'origin-not-allowed', JSON.stringify(origin));
      assert.equal(decision.headers['Access-Control-Allow-Origin'], expected ? origin : undefined);
    }
  }), 20_000, counter);
  t.diagnostic(`${counter.allowed} of them allowed`);
  assert.ok(
    counter.allowed > counter.cases / 20 && counter.allowed < counter.cases * 19 / 20,
    'both verdicts are met often'
  );
});

test('every sample that the other properties start from is allowed', () => {
  fc.assert(fc.property(listed, (options) => {
    const policy = createCorsPolicy(options);
    for (const origin of samplesOf(options)) assert.equal(
      policy.decide({ method: 'GET', headers: { origin } }).reason, 'allowed', origin
    );
  }));
});
