// A RegExp that backtracks for ever on an Origin made for it answers in bounded time, and is told of (issue: hostile requests).
// Unbounded, each of these runs longer than anybody waits: then the test's deadline ends it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCorsPolicy } from 'with-cors';
import { DEADLINE } from '../support/exchange.ts';
import { runScript } from '../support/script.ts';

/** Decides in a process of its own, which can be ended, and gives back what it printed. */
async function decide(expression: RegExp, origins: readonly string[]): Promise<{ allowed: boolean[]; warnings: unknown[] }> {
  const { code, stdout, stderr } = await runScript(`
    import { createCorsPolicy } from 'with-cors';
    const warnings = [];
    process.on('warning', ({ name, code, message }) => warnings.push([name, code, message.includes('https://*.example.com')]));
    const policy = createCorsPolicy({ origin: ${expression} });
    const allowed = ${JSON.stringify(origins)}.map((origin) => policy.decide({ method: 'GET', headers: { origin } }).allowed);
    setImmediate(() => console.log(JSON.stringify({ allowed, warnings })));
  `);
  assert.equal(code, 0, `it did not end: ${stderr}`);
  return JSON.parse(stdout);
}

const A = 'https://a.example';
const slow: [expression: RegExp, hostile: string][] = [
  [/^https:\/\/(\w+\.?)+\.example$/, `https://${'a'.repeat(500)}!`],
  [/^https:\/\/([a-z]+)*\.example$/, `https://${'a'.repeat(500)}!`],
  [/^https:\/\/(a|a)+\.example$/, `https://${'a'.repeat(500)}!`],
  [/^https:\/\/([\w-]+\.*)+example$/, `https://${'a-'.repeat(250)}!`],
  [/^(https:\/\/(\w|a)+\.?)+example$/, `https://${'a'.repeat(500)}!`],
];
for (const [expression, hostile] of slow) {
  test(`${expression} is told of once, and refuses an Origin that takes it too long`, DEADLINE, async () => {
    const { allowed, warnings } = await decide(expression, [A, hostile, A, 'https://evil.test']);
    assert.deepEqual(allowed, [true, false, true, false]);
    assert.deepEqual(warnings, [['CorsWarning', 'WITH_CORS_SLOW_REGEXP', true]]);
  });
}

for (const expression of [/^https:\/\/a\.example$/, /^https:\/\/([a-z]+\.)*a\.example(:\d+)?$/, /^https:\/\/(a|b)+\.example$/, /^https:\/\/[^.]+\.[^.]+$|^https:\/\/[a-z]*[0-9]*[a-z]*\.example$/]) {
  test(`${expression} is fast, so nothing is said`, DEADLINE, async () => {
    assert.deepEqual(await decide(expression, [A, 'https://evil.test']), { allowed: [true, expression.source.includes('[^.]+')], warnings: [] });
  });
}

// What an expression repeats must be among the origins on which it is tried: a letter, a digit, a pair, a word of its own. It can
// stand in an alternative, and be written by its number; and to repeat four times in a row is slow without a group.
const repeating = [
  /^([a-z]+)+$/, /^https:\/\/([a-z]+)+$/, /^app:\/\/([a-z]+)+$/, /^app:\/\/x\.(y+)+$/, /^(\d+)+$/, /^(-+)+$/, /^(_+)+$/, /^(\.+)+$/, /^((\w\.)+)+$/, /^((\w-)+)+$/, /^(([a-z]\d)+)+$/,
  /^((foo)+)+$/, /^((@)+)+$/, /^(\w+)*$/, /^(\w+){2,}$/, /^(a|a){1,}$/,
  /^1|([a-z]+)+$/, /^([\x61-\x7a]+)+$/, /^[a-z]*[a-z]*[a-z]*[a-z]*$/, /^[a-z]+\w*[a-z]{1,}\w+$/,
];
test('an expression is tried on what it repeats, when the policy is made', DEADLINE, async () => {
  const { code, stdout, stderr } = await runScript(`
    import { createCorsPolicy } from 'with-cors';
    process.on('warning', ({ message }) => console.log(message.slice(0, message.indexOf(' can take very long'))));
    for (const origin of [${repeating.join(', ')}]) createCorsPolicy({ origin });
  `);
  assert.equal(code, 0, stderr);
  assert.deepEqual(stdout.trimEnd().split('\n'), repeating.map(String));
});

test('a slow RegExp among others stands in nobody\'s way', DEADLINE, async () => {
  const policy = createCorsPolicy({ origin: [/^https:\/\/(\w+\.?)+\.example$/, 'https://b.test', /^https:\/\/(?:c|d)\.test$/] });
  for (const [origin, allowed] of [[A, true], ['https://b.test', true], ['https://d.test', true], ['https://e.test', false]] as const) {
    assert.equal((await policy.decide({ method: 'GET', headers: { origin } })).allowed, allowed, origin);
  }
});
