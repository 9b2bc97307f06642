// RegExps that backtrack without end. A check that isn't bounded would never come back from the first origin here: what
// is asserted is that there is an answer, and which; the time is bounded by the library alone.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { createCorsPolicy } from 'with-cors';

const slow: [sentence: string, expression: RegExp, made: string, meant: string][] = [
  ['a repeated repetition', /^https:\/\/(\w+\.?)+\.example\.com$/, `https://${'a'.repeat(60)}!`, 'https://app.example.com'],
  ['a repetition alone in a group', /^(?:h?t?t?p?s?:?\/*a+)+$/, `${'a'.repeat(500)}!`, 'https://a'],
  ['alternatives of which one begins like another', /^https:\/\/(?:foo|fo|o)+\.com$/, `https://${'foo'.repeat(60)}!`, 'https://foo.com'],
  ['the same alternative twice', /^https:\/\/(?:a|a)+$/, `https://${'a'.repeat(60)}!`, 'https://aaa'],
  ['many repetitions in a row', /^.*.*.*.*.*.*x$/, 'a'.repeat(512), 'https://x'],
];

describe('a RegExp that can take very long', () => {
  for (const [sentence, expression, made, meant] of slow) {
    it(`${sentence}, ${expression}, is warned of, refuses what is made for it and allows what it means`, async () => {
      const warned = once(process, 'warning');
      const policy = createCorsPolicy({ origin: expression });
      const [warning] = await warned;
      assert.equal(warning.code, 'WITH_CORS_SLOW_REGEXP');
      assert.match(warning.message, /^\/\^/);
      assert.equal((await policy.decide({ method: 'GET', headers: { origin: made } })).reason, 'origin-not-allowed');
      assert.equal((await policy.decide({ method: 'GET', headers: { origin: meant } })).reason, 'allowed');
    });
  }
});

const quick: [expression: RegExp, meant: string][] = [
  [/^https:\/\/([a-z0-9-]+\.)*example\.com$/, 'https://a.b.example.com'],
  [/^https?:\/\/localhost(:\d+)?$/, 'http://localhost:3000'],
  [/^https:\/\/(www\.)?[a-z]+(-[a-z0-9]+)*\.vercel\.app$/, 'https://my-app-1.vercel.app'],
  [/^https:\/\/[^.]+\.[^.]+\.example\.com$/, 'https://a.b.example.com'],
];

describe('a RegExp as people write them', () => {
  for (const [expression, meant] of quick) {
    it(`${expression} is not warned of`, async () => {
      const warnings: Error[] = [];
      const listen = (warning: Error): unknown => warnings.push(warning);
      process.on('warning', listen);
      const policy = createCorsPolicy({ origin: expression });
      await new Promise((resolve) => setImmediate(resolve)); // warnings come in the next turn
      process.off('warning', listen);
      assert.deepEqual(warnings, []);
      assert.equal((await policy.decide({ method: 'GET', headers: { origin: meant } })).reason, 'allowed');
    });
  }
});
