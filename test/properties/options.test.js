// Options are either accepted, and then safe, or refused with everything that is wrong with them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CorsOptionsError, createCorsPolicy } from '../../dist/index.js';
import { check } from './check.js';
import { anyBags, spoiled, withSuggestion } from './option-bags.js';
import { policies } from './policies.js';

/** The issues, or undefined where the options were accepted. Nothing but a CorsOptionsError may be thrown. */
function issuesOf(options) {
  try {
    createCorsPolicy(options);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof CorsOptionsError && error instanceof TypeError, String(error?.stack ?? error));
    assert.ok(error.issues.length > 0);
    for (const issue of error.issues) {
      assert.equal(typeof issue.option, 'string');
      assert.ok('value' in issue);
      assert.match(issue.code, /^[a-z]+(?:-[a-z]+)*$/);
      assert.match(issue.message, /\S.*\S/s);
      assert.ok(error.message.includes(issue.message), 'the error says every issue');
    }
    return error.issues;
  }
}

const nameOf = ({ option }) => option.replace(/\[[0-9]+\]$/, '');

test('policies that can work and are safe are accepted', async (t) => {
  const counter = { cases: 0 };
  await check(t, fc.property(policies, (options) => {
    if (options.origin?.predicate !== undefined) return;
    counter.cases += 1;
    assert.deepEqual(issuesOf(options), undefined);
  }), 5_000, counter);
});

test('every refused option has an issue of its own, all at once, and following a suggestion removes its issue',
  async (t) => {
  const counter = { cases: 0, suggestions: 0 };
  await check(t, fc.property(spoiled, ({ options, wrong }) => {
    counter.cases += 1;
    const issues = issuesOf(options) ?? [];
    const named = issues.map(nameOf);
    for (const option of wrong) assert.ok(
      named.includes(option), `an issue names ${option}: ${JSON.stringify(named)}`
    );
    for (const issue of issues) {
      if (!('suggestion' in issue)) continue;
      counter.suggestions += 1;
      const better = issuesOf(withSuggestion(options, issue)) ?? [];
      assert.ok(!better.some(({ option, code }) => option === issue.option && code === issue.code),
        `${issue.option}: ${String(issue.suggestion)} was suggested`);
    }
  }), 5_000, counter);
  t.diagnostic(`${counter.suggestions} suggestions followed`);
  assert.ok(counter.suggestions > counter.cases / 10);
});

const FOREIGN = ['https://evil.example', 'null', 'http://evil.example', 'https://evil.com', 'file://', '',
  'https://evil.a.example.evil.com'];

/** What must hold of any options that were accepted, whatever they are. */
function assertSafe(options) {
  const policy = createCorsPolicy(options);
  const { origin, credentials } = options ?? {};
  for (const asked of FOREIGN) {
    const { headers } = policy.decide({ method: 'GET', headers: { origin: asked } });
    const given = headers['Access-Control-Allow-Origin'];
    if (credentials) assert.ok(
      given !== '*' && given === undefined, 'no foreign site reads with credentials'
    );
    if (origin !== undefined && origin !== '*' && origin !== true) assert.equal(headers.Vary, 'Origin');
    assert.ok(given === undefined || given === '*' || given === asked);
  }
}

test('options of any kind are accepted and safe, or refused with reasons', async (t) => {
  const counter = { cases: 0, accepted: 0 };
  await check(t, fc.property(anyBags, (options) => {
    counter.cases += 1;
    if (issuesOf(options) !== undefined) return;
    counter.accepted += 1;
    if (typeof options?.origin !== 'function') assertSafe(options);
  }), 20_000, counter);
  t.diagnostic(`${counter.accepted} of them accepted`);
});
