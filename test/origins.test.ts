// Which origins match (CONTRACT 3). Each row is asked over a socket and of `decide`, which must agree.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CorsOptions, createCorsPolicy, withCors } from 'with-cors';
import { ask, DEADLINE, values } from './support/exchange.ts';

async function isAllowed(option: unknown, origin: string): Promise<boolean> {
  const policy = createCorsPolicy({ origin: option } as CorsOptions);
  const decision = await policy.decide({ method: 'GET', headers: { origin } });
  const answer = await ask(withCors((_, res) => { res.end(); }, policy), { fields: { Origin: origin } });
  assert.deepEqual(values(answer, 'Access-Control-Allow-Origin'), decision.allowed ? [option === '*' || option === true ? '*' : origin] : [], 'decide says what is sent');
  return decision.allowed;
}

function matches(option: unknown, allowed: readonly string[], refused: readonly string[]): void {
  for (const [origins, expected] of [[allowed, true], [refused, false]] as const) {
    for (const origin of origins) {
      const shown = origin.length > 80 ? `${origin.slice(0, 40)}… (${origin.length} characters)` : origin;
      test(`origin: ${[option].flat().map(String).join(' or ')} ${expected ? 'allows' : 'refuses'} ${shown}`, DEADLINE, async () => assert.equal(await isAllowed(option, origin), expected));
    }
  }
}

const A = 'https://a.example';
const long = (length: number) => `https://${'a'.repeat(length - 18)}.a.example`;

matches('*', [A, 'null', '', 'anything at all', 'x'.repeat(5000), 'https://bücher.example'], []);
matches(true, [A, 'null'], []);
matches(false, [], [A, 'null', '', 'false', 'https://127.0.0.1']);

matches(A, [A], [
  '', 'null', 'a.example', '//a.example', 'http://a.example', 'https://a.example/', 'https://a.example:443', 'https://a.example:8443', 'https://A.example', 'HTTPS://a.example',
  'https://a.example.', 'https://a.example.evil.example', 'https://evila.example', 'https://www.a.example', 'https://a-example', 'https://a.exampl', 'https://a.examplee', 'https://a.example@evil.example',
  'https://a.example, https://a.example', 'https://a.example https://a.example', 'https://a.example#', 'https://a.example?', 'https://evil.example#https://a.example', '*', 'true', '__proto__', 'constructor',
]);
matches('http://[::1]:3000', ['http://[::1]:3000'], ['http://[::1]', 'http://[::1]:3001', 'http://[0:0:0:0:0:0:0:1]:3000', 'http://::1:3000']);
matches([A, 'https://b.example:8443', 'capacitor://localhost'], [A, 'https://b.example:8443', 'capacitor://localhost'], ['https://b.example', 'https://a.example:8443', 'https://a.example,https://b.example:8443', 'capacitor://localhost:1']);

matches('https://*.a.example', [
  'https://b.a.example', 'https://c.b.a.example', 'https://a.a.example', 'https://a.example.a.example', 'https://0.a.example', 'https://-_.a.example', 'https://xn--bcher-kva.a.example', `https://${'x.'.repeat(240)}a.example`,
], [
  A, 'https://.a.example', 'https://b..a.example', 'https://..a.example', 'https://.b.a.example', 'https://ba.example', 'http://b.a.example', 'https://b.a.example:443', 'https://b.a.example:8443', 'https://b.a.example:',
  'https://B.a.example', 'https://b.A.example', 'https://*.a.example', 'https://b.*.a.example', 'https://b.a.example.', 'https://b.a.example.evil.example', 'https://b.a.example/', 'https://b.a.example/x',
  'https://evil.example/.a.example', 'https://evil.example?.a.example', 'https://evil.example#.a.example', 'https://evil.example:1.a.example', 'https://me@b.a.example', 'https://b%2e.a.example', 'https://bü.a.example',
  'https://b a.a.example', 'https://evil.example\\.a.example', 'https://b.a_example', 'wss://b.a.example', 'xhttps://b.a.example', 'https://https://b.a.example', 'https://[::1].a.example', 'b.a.example', 'null', '',
]);
matches('https://*.zone9.example', ['https://z.zone9.example', 'https://9.zone9.example', 'https://a.z9.zone9.example'], ['https://{.zone9.example', 'https://`.zone9.example', 'https://:.zone9.example', 'https://zone9.example']);
matches('https://*.com', ['https://a.com', 'https://b.a.com'], ['https://com', 'https://.com', 'https://a.com.', 'https://a.org']);
matches('http://localhost:*', ['http://localhost', 'http://localhost:1', 'http://localhost:3000', 'http://localhost:443', 'http://localhost:65535'], [
  'http://localhost:', 'http://localhost:0', 'http://localhost:80', 'http://localhost:080', 'http://localhost:03000', 'http://localhost:65536', 'http://localhost:99999', 'http://localhost:100000', 'http://localhost:*',
  'http://localhost:+1', 'http://localhost:-1', 'http://localhost:1e3', 'http://localhost:0x50', 'http://localhost:3000/', 'http://localhost:3000.', 'http://localhost:3000:3000', 'http://localhost: 1', 'http://localhost:٣',
  'https://localhost:3000', 'http://localhost.:3000', 'http://localhost.evil.example:3000', 'http://a.localhost:3000', 'http://evil.example:80@localhost:3000', 'http://localhost*', 'http://localhos:3000', 'localhost:3000',
]);
matches('https://a.example:*', [A, 'https://a.example:80', 'https://a.example:8443'], ['https://a.example:443', 'https://b.a.example:8443']);
matches('ws://a.example:*', ['ws://a.example', 'ws://a.example:443'], ['ws://a.example:80']);
matches('wss://a.example:*', ['wss://a.example', 'wss://a.example:80'], ['wss://a.example:443']);
matches('ftp://a.example:*', ['ftp://a.example', 'ftp://a.example:22'], ['ftp://a.example:21']);
matches('app://x:*', ['app://x', 'app://x:80', 'app://x:443'], ['app://x:0', 'app://y:80']);
matches('http://[::1]:*', ['http://[::1]', 'http://[::1]:3000'], ['http://[::1]:80', 'http://[::1]:*', 'http://[::2]:3000', 'http://[::1', 'http://[::1]x:3000', 'http://[::1]3000', 'http://[:3000', 'http://[]:3000']);
matches('https://*.a.example:*', ['https://b.a.example', 'https://c.b.a.example:8443', 'https://b.a.example:1'], [
  A, 'https://a.example:8443', 'https://b.a.example:443', 'https://b.a.example:0', 'https://b.a.example:*', 'https://*.a.example:*', 'https://*.a.example:8443', 'https://.a.example:8443', 'https://b..a.example:8443',
]);
matches(['https://*.a.example', 'https://b.example:*', 'https://c.example', /^https:\/\/d\d\.example$/, 'https://*.e.example:8443'], [
  'https://x.a.example', 'https://b.example:8443', 'https://c.example', 'https://d1.example', 'https://x.e.example:8443',
], ['https://x.a.example:8443', 'https://x.b.example:8443', 'https://c.example:8443', 'https://dd.example', 'https://x.e.example', 'https://x.e.example:8444', 'https://e.example:8443']);
matches(['https://*.a.example', 'https://*.b.a.example:*'], ['https://c.b.a.example', 'https://c.b.a.example:1', 'https://b.a.example'], ['https://b.a.example:1', 'https://c.a.example:1']);

matches(['https://*.a.example', /^https:\/\/b\.example$/], ['https://x.a.example', 'https://b.example'], [A, 'https://x.b.example']);
matches(/^https:\/\/a\.example$/, [A], ['https://a_example', 'https://a.examplex', 'xhttps://a.example', '']);
matches(/^https:\/\/a\.example$|^https:\/\/b\.example$/, [A, 'https://b.example'], ['https://a.example.evil.example', 'https://evil.example/https://b.example']);
matches(/^https:\/\/a\.example|https:\/\/b\.example$/, [A, 'https://b.example'], ['https://a.example.evil.example', 'https://evil.example#https://b.example']);
matches(/^https:\/\/A\.example$/i, [A, 'HTTPS://a.EXAMPLE'], ['https://b.example']);
matches(/^https:\/\/\p{Ll}\.example$/u, [A], ['https://1.example']);
matches(/^(?=null)|null$/, ['null'], ['nullx', 'null null']);
matches(/^$/, [], ['']);
matches(/^.*$/, [A, 'null', long(512)], ['', long(513), `${A}${'/'.repeat(15_000)}`]);
matches(/^https:\/\/(?<host>\w)\.\k<host>\.example$/, ['https://a.a.example'], ['https://a.b.example']);

for (const flags of ['', 'd', 'g', 'i', 'm', 's', 'u', 'v', 'y', 'gy', 'dgimsuy']) {
  test(`a RegExp with the flags '${flags}' matches the whole origin each time, and is left as it was`, DEADLINE, async () => {
    const expression = new RegExp('^https://a\\.example$', flags);
    expression.lastIndex = 7;
    const policy = createCorsPolicy({ origin: expression });
    for (const [origin, allowed] of [[A, true], [A, true], [`${A}x`, false], [A, true], [`x\n${A}`, false], [`${A}\nx`, false], [`${A}\n`, false]] as const) {
      assert.equal((await policy.decide({ method: 'GET', headers: { origin } })).allowed, allowed, JSON.stringify(origin));
    }
    assert.equal(expression.lastIndex, 7);
  });
}

matches((origin: string) => origin === A, [A], ['https://b.example']);
matches(async (origin: string) => origin === A, [A], ['https://b.example']);
for (const truthy of [1, 'true', {}, [], new Boolean(true), Symbol('x'), () => true, 1n]) {
  matches(Object.assign(() => truthy, { toString: () => `a function that gives ${typeof truthy} ${String(truthy)}` }), [], [A]);
  matches(Object.assign(async () => truthy, { toString: () => `a function that promises ${typeof truthy} ${String(truthy)}` }), [], [A]);
}
for (const falsy of [undefined, null, 0, '', false]) matches(Object.assign(() => falsy, { toString: () => `a function that gives ${falsy}` }), [], [A]);
matches(Object.assign(() => ({ then: (settle: (value: unknown) => void) => { settle(true); } }), { toString: () => 'a function that gives a thenable' }), [A], []);

test('a predicate is asked about an Origin of 1 to 512 characters and no other, as it was sent, with its request', DEADLINE, async () => {
  const asked: unknown[] = [];
  const policy = createCorsPolicy({ origin: (origin, request) => { asked.push([origin, request.url]); return true; } });
  const listener = withCors((_, res) => { res.end(); }, policy);
  for (const Origin of [A, 'NULL', 'no origin', '', long(512), long(513), 'x'.repeat(15_000)]) await ask(listener, { path: '/page?x', fields: { Origin } });
  await ask(listener, { path: '/page?x' });
  assert.deepEqual(asked, [A, 'NULL', 'no origin', long(512)].map((origin) => [origin, '/page?x']));
});

test('what no header can carry back is no origin, even to a predicate or a RegExp that lets everything in', async () => {
  for (const origin of [(): boolean => true, /^[^]*$/, [A, /^[^]*$/]]) {
    for (const bad of ['https://a\n.example', 'https://a\0.example', 'https://a\x7f.example', 'https://\u20ac.example', '\ud800']) {
      assert.equal((await createCorsPolicy({ origin }).decide({ method: 'GET', headers: { origin: bad } })).reason, 'origin-not-allowed', JSON.stringify(bad));
    }
  }
});
