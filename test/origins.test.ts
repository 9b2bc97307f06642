// Which origins match (README, "Options"). Each row goes over a socket and to `decide`, which must agree.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CorsOptions, createCorsPolicy, withCors } from 'with-cors';
import { send, values } from './support/exchange.ts';

async function isAllowed(option: unknown, origin: string): Promise<boolean> {
  const policy = createCorsPolicy({ origin: option } as CorsOptions);
  const { allowed } = await policy.decide({ method: 'GET', headers: { origin } });
  const response = await send(withCors((_, res) => { res.end(); }, policy), { headers: { Origin: origin } });
  const sent = allowed ? [option === '*' || option === true ? '*' : origin] : [];
  assert.deepEqual(values(response, 'Access-Control-Allow-Origin'), sent, 'decide says what is sent');
  return allowed;
}

function matches(option: unknown, allowed: readonly string[], refused: readonly string[]): void {
  const options = [option].flat().map(String).join(' or ');
  for (const [origins, expected] of [[allowed, true], [refused, false]] as const) {
    for (const origin of origins) {
      const shown = origin.length > 80 ? `${origin.slice(0, 40)}… (${origin.length} characters)` : origin;
      test(`${options} ${expected ? 'allows' : 'refuses'} ${shown}`,
        async () => assert.equal(await isAllowed(option, origin), expected));
    }
  }
}

const A = 'https://a.example';
const long = (length: number) => `https://${'a'.repeat(length - 18)}.a.example`;

matches('*', [A, 'null', '', 'anything at all', 'x'.repeat(5000), 'https://bücher.example'], []);
matches(true, [A, 'null'], []);
matches(false, [], [A, 'null', '', 'false', 'https://127.0.0.1']);

matches(A, [
  A,
], [
  '', 'null', 'a.example', '//a.example', 'http://a.example', 'https://a.example/', 'https://a.example:443',
  'https://a.example:8443', 'https://A.example', 'HTTPS://a.example', 'https://a.example.',
  'https://a.example.evil.example', 'https://evila.example', 'https://www.a.example', 'https://a-example',
  'https://a.exampl', 'https://a.examplee', 'https://a.example@evil.example',
  'https://a.example, https://a.example', 'https://a.example https://a.example', 'https://a.example#',
  'https://a.example?', 'https://evil.example#https://a.example', '*', 'true', '__proto__', 'constructor',
]);
matches('http://[::1]:3000', ['http://[::1]:3000'],
  ['http://[::1]', 'http://[::1]:3001', 'http://[0:0:0:0:0:0:0:1]:3000', 'http://::1:3000']);
matches([A, 'https://b.example:8443', 'capacitor://localhost'], [
  A, 'https://b.example:8443', 'capacitor://localhost',
], [
  'https://b.example', 'https://a.example:8443', 'https://a.example,https://b.example:8443',
  'capacitor://localhost:1',
]);

matches('web3://*.a.example', ['web3://b.a.example'], ['web://b.a.example']);
matches('https://*.a.example', [
  'https://b.a.example', 'https://c.b.a.example', 'https://a.a.example', 'https://a.example.a.example',
  'https://0.a.example', 'https://-_.a.example', 'https://xn--bcher-kva.a.example',
  `https://${'x.'.repeat(240)}a.example`,
], [
  A, 'xhttps://b.a.example', 'Xhttps://b.a.example', 'https://.a.example', 'https://b..a.example',
  'https://..a.example', 'https://.b.a.example',
  'https://ba.example', 'http://b.a.example', 'https://b.a.example:443', 'https://b.a.example:8443',
  'https://b.a.example:', 'https://B.a.example', 'https://b.A.example', 'https://*.a.example',
  'https://b.*.a.example', 'https://b.a.example.', 'https://b.a.example.evil.example', 'https://b.a.example/',
  'https://b.a.example/x', 'https://evil.example/.a.example', 'https://evil.example?.a.example',
  'https://evil.example#.a.example', 'https://evil.example:1.a.example', 'https://me@b.a.example',
  'https://b%2e.a.example', 'https://bü.a.example', 'https://b a.a.example',
  'https://evil.example\\.a.example', 'https://b.a_example', 'wss://b.a.example', 'xhttps://b.a.example',
  'https://https://b.a.example', 'https://[::1].a.example', 'b.a.example', 'null', '',
]);
matches('https://*.zone9.example',
  ['https://z.zone9.example', 'https://9.zone9.example', 'https://a.z9.zone9.example'],
  ['https://{.zone9.example', 'https://`.zone9.example', 'https://:.zone9.example', 'https://zone9.example']);
matches('https://*.com', ['https://a.com', 'https://b.a.com'],
  ['https://com', 'https://.com', 'https://a.com.', 'https://a.org']);
matches('http://localhost:*', [
  'http://localhost', 'http://localhost:1', 'http://localhost:3000', 'http://localhost:443',
  'http://localhost:65535',
], [
  'http://localhost:', 'http://localhost:0', 'http://localhost:80', 'http://localhost:080',
  'http://localhost:03000', 'http://localhost:65536', 'http://localhost:99999', 'http://localhost:100000',
  'http://localhost:*', 'http://localhost:+1', 'http://localhost:-1', 'http://localhost:1e3',
  'http://localhost:0x50', 'http://localhost:3000/', 'http://localhost:3000.', 'http://localhost:3000:3000',
  'http://localhost: 1', 'http://localhost:٣', 'https://localhost:3000', 'http://localhost.:3000',
  'http://localhost.evil.example:3000', 'http://a.localhost:3000', 'http://evil.example:80@localhost:3000',
  'http://localhost*', 'http://localhos:3000', 'localhost:3000',
]);
matches('https://a.example:*', [A, 'https://a.example:80', 'https://a.example:8443'],
  ['https://a.example:443', 'https://b.a.example:8443']);
matches('ftp://a.example:*', ['ftp://a.example', 'ftp://a.example:22'], ['ftp://a.example:21']);
matches('app://x:*', ['app://x', 'app://x:80', 'app://x:443'], ['app://x:0', 'app://y:80']);
matches('http://[::1]:*', [
  'http://[::1]', 'http://[::1]:3000',
], [
  'http://[::1]:80', 'http://[::1]:*', 'http://[::2]:3000', 'http://[::1', 'http://[::1]x:3000',
  'http://[::1]3000', 'http://[:3000', 'http://[]:3000',
]);
matches('https://*.a.example:*', [
  'https://b.a.example', 'https://c.b.a.example:8443', 'https://b.a.example:1',
], [
  A, 'https://a.example:8443', 'https://b.a.example:443', 'https://b.a.example:0', 'https://b.a.example:*',
  'https://*.a.example:*', 'https://*.a.example:8443', 'https://.a.example:8443', 'https://b..a.example:8443',
]);
const several = ['https://*.a.example', 'https://b.example:*', 'https://c.example',
  /^https:\/\/d\d\.example$/, 'https://*.e.example:8443'];
matches(several, [
  'https://x.a.example', 'https://b.example:8443', 'https://c.example', 'https://d1.example',
  'https://x.e.example:8443',
], [
  'https://x.a.example:8443', 'https://x.b.example:8443', 'https://c.example:8443', 'https://dd.example',
  'https://x.e.example', 'https://x.e.example:8444', 'https://e.example:8443',
]);
matches(['https://*.a.example', 'https://*.b.a.example:*'],
  ['https://c.b.a.example', 'https://c.b.a.example:1', 'https://b.a.example'],
  ['https://b.a.example:1', 'https://c.a.example:1']);

matches(['https://*.a.example', /^https:\/\/b\.example$/], ['https://x.a.example', 'https://b.example'],
  [A, 'https://x.b.example']);
matches(/^https:\/\/a\.example$/, [A], ['https://a_example', 'https://a.examplex', 'xhttps://a.example', '']);
matches(/^https:\/\/a\.example$|^https:\/\/b\.example$/, [A, 'https://b.example'],
  ['https://a.example.evil.example', 'https://evil.example/https://b.example']);
matches(/^https:\/\/A\.example$/i, [A, 'HTTPS://a.EXAMPLE'], ['https://b.example']);
matches(/^.*$/, [A, 'null', long(512)], ['', long(513), `${A}${'/'.repeat(15_000)}`]);

for (const flags of ['', 'd', 'g', 'i', 'm', 's', 'u', 'v', 'y', 'gy', 'dgimsuy']) {
  test(`a RegExp with the flags '${flags}' matches whole origins, and is left as it was`, async () => {
    const expression = new RegExp('^https://a\\.example$', flags);
    expression.lastIndex = 7;
    const policy = createCorsPolicy({ origin: expression });
    const allows = async (origin: string) =>
      (await policy.decide({ method: 'GET', headers: { origin } })).allowed;
    for (const origin of [A, A, A]) assert.equal(await allows(origin), true);
    for (const origin of [`${A}x`, `x\n${A}`, `${A}\nx`, `${A}\n`]) {
      assert.equal(await allows(origin), false, JSON.stringify(origin));
    }
    assert.equal(await allows(A), true);
    assert.equal(expression.lastIndex, 7);
  });
}

test('what no header can carry back is not an origin, even to what lets everything in', async () => {
  for (const origin of [(): boolean => true, /^[^]*$/, [A, /^[^]*$/]]) {
    for (const bad of ['https://a\n.example', 'https://a\0.example', 'https://a\x7f.example',
      'https://\u20ac.example', '\ud800']) {
      assert.equal((await createCorsPolicy({ origin }).decide({ method: 'GET',
        headers: { origin: bad } })).reason, 'origin-not-allowed', JSON.stringify(bad));
    }
  }
});
