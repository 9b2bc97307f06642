// Whatever RegExp is accepted can't take long, and with credentials lets in nobody's origin but its author's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { check } from './check.js';
import { createCorsPolicy } from '../../dist/index.js';

process.env.RECHECK_BACKEND = 'pure'; // JavaScript alone, whatever the machine has
const { checkSync } = await import('recheck');

const LONGEST = 512;
// of the processor's time, the best of several: about five times what the slowest takes
const MILLISECONDS = 20;

const one = fc.constantFrom(...'abx-:', '\\.', '\\d', '\\w', '[a-z]', '[a-z0-9-]', '[A-Z]', '.', '[^.]',
  '[^a]', '\\S', '[\\w.-]', 'ab', 'example', 'com');
const times =
  fc.constantFrom('', '', '', '*', '+', '?', '+?', '*?', '{2}', '{1,3}', '{2,}', '{0,50}', '{0}', '{12}');
const { piece } = fc.letrec((tie) => ({
  piece: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.tuple(one, times).map((parts) => parts.join('')),
    fc.tuple(
      fc.constantFrom('(', '(?:'), fc.array(sequence(tie('piece'), 4), { minLength: 1, maxLength: 3 }), times
    )
      .map(([open, choices, often]) => `${open}${choices.join('|')})${often}`),
  ),
}));
const expressions = fc.tuple(
  fc.constantFrom('https:\\/\\/', 'https:\\/\\/', 'https?:\\/\\/', ''), sequence(piece, 6),
  fc.constantFrom('\\.example\\.com', 'example\\.com', '\\.vercel\\.app', '\\.com\\.ar', '\\.com', '(:\\d+)?',
    ''), fc.constantFrom('', '', 'i', 'u', 'iu', 's'),
).map(([scheme, inside, host, flags]) => new RegExp(`^${scheme}${inside}${host}$`, flags));

function sequence(arbitrary, maxLength) {
  return fc.array(arbitrary, { maxLength }).map((pieces) => pieces.join(''));
}

function isAccepted(origin, credentials) {
  try {
    createCorsPolicy({ origin, credentials });
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds of the processor for a decision, by the fastest of five. */
function cost(policy, origin) {
  let best = Infinity;
  for (let turn = 0; turn < 5 && best > 1; turn++) {
    const before = process.cpuUsage();
    policy.decide({ method: 'GET', headers: { origin } });
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/** An attack of the checker's, of the length that an Origin can have. */
function cut({ pumps, suffix }) {
  const room = Math.floor((LONGEST - suffix.length) / Math.max(1, pumps.length));
  const body = pumps.map(({ prefix, pump }) => prefix + pump.repeat(Math.max(0,
    Math.floor((room - prefix.length) / pump.length))));
  return (body.join('') + suffix).slice(0, LONGEST);
}

test('an accepted RegExp is safe or at most quadratic to recheck, and quick on its attacks', async (t) => {
  const counter = { cases: 0 };
  await check(t, fc.property(expressions, (expression) => {
    if (!isAccepted(expression, false)) return;
    counter.cases++;
    const { complexity, attack } =
      checkSync(`^(?:${expression.source})$`, expression.flags, { timeout: 5000 });
    // A counted repetition is unrolled by the checker, so that fifty optional letters look like a fiftieth
    // power: of these the time alone is judged.
    if (complexity?.type === 'polynomial' && !/\{\d/.test(expression.source)) assert.ok(
      complexity.degree <= 2, attack?.pattern
    );
    assert.notEqual(complexity?.type, 'exponential', attack?.pattern);
    if (attack) assert.ok(
      cost(createCorsPolicy({ origin: expression }), cut(attack)) < MILLISECONDS, attack.pattern
    );
  }), 600, counter);
});

test('an accepted RegExp is quick on whatever its parts repeat', async (t) => {
  const counter = { cases: 0 };
  const words = fc.array(fc.constantFrom('a', 'b', 'x', '-', '.', '0', 'A', 'ab', 'example', ':', '!',
    '\xe9'), { minLength: 1, maxLength: 4 });
  await check(t, fc.property(expressions, fc.array(words, { minLength: 1, maxLength: 8 }),
    fc.constantFrom('', '!'), (expression, repeated, end) => {
    if (!isAccepted(expression, false)) return;
    counter.cases++;
    const policy = createCorsPolicy({ origin: expression });
    for (const word of repeated) {
      const origin = `https://${word.join('').repeat(LONGEST)}`.slice(0, LONGEST - end.length) + end;
      assert.ok(cost(policy, origin) < MILLISECONDS, origin);
    }
  }), 20_000, counter);
});

test('an accepted RegExp with credentials lets in no stranger', async (t) => {
  const counter = { cases: 0 };
  // No part of an expression spells "evil", so a name that has it is a stranger's, and only what varies can
  // match it.
  const part =
    fc.constantFrom('', '', 'a', 'x-', 'ab', 'example', 'example-', 'a.', 'example.com.', '1', 'com.');
  const strange = fc.record({
    before: part, after: fc.constantFrom('', '', 'a', '-example', 'example', '1', 'com', 'example-com'),
    top: fc.constantFrom('com', 'net', 'co.uk', 'com.ar'), port: fc.constantFrom('', '', ':8443'),
    scheme: fc.constantFrom('https', 'https', 'http'),
  }).map(({ before, after, top, port, scheme }) => `${scheme}://${before}evil${after}.${top}${port}`);
  const others = ['null', 'https://evil.vercel.app', 'https://ab.evil.vercel.app', 'https://evil',
    'http://evil.example.com', 'http://1.2.3.4', 'file://'];
  await check(t, fc.property(expressions, fc.array(strange, { minLength: 20, maxLength: 40 }),
    (expression, origins) => {
    if (!isAccepted(expression, true)) return;
    const policy = createCorsPolicy({ origin: expression, credentials: true });
    for (const origin of [...origins, ...others]) {
      counter.cases++;
      assert.ok(!policy.decide({ method: 'GET', headers: { origin } }).allowed, origin);
    }
  }), 20_000, counter);
});
