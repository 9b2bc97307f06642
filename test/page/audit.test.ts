// The audit: what it finds in servers that are too kind, what it leaves in peace, and that it changes nothing.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { COMMAND } from './built.ts';
import { withListener } from './servers.ts';

const APP = 'https://app.example.com';

interface Audited { readonly status: number; readonly codes: readonly string[]; readonly findings: readonly { readonly message: string; readonly change: string }[]; readonly requests: readonly IncomingMessage[] }

interface Policy {
  readonly allows: (origin: string) => boolean;
  readonly credentials?: boolean;
  readonly vary?: 'always' | 'if allowed' | 'never';
  /** Instead of the origin. */
  readonly sends?: string;
}

function audit({ allows, credentials = false, vary = 'always', sends }: Policy, origin = APP, args: readonly string[] = []): Promise<Audited> {
  const requests: IncomingMessage[] = [];
  return withListener((request, response) => {
    requests.push(request);
    const { origin: from } = request.headers;
    const allowed = sends !== undefined || (from !== undefined && allows(from));
    if (allowed) response.setHeader('Access-Control-Allow-Origin', sends ?? from!);
    if (allowed && credentials) response.setHeader('Access-Control-Allow-Credentials', 'true');
    if (vary === 'always' || (vary === 'if allowed' && allowed)) response.setHeader('Vary', 'Origin');
    response.end();
  }, (port) => new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, `http://localhost:${port}/items?own=1`, '--origin', origin, '--audit', '--json', ...args], (error, stdout, stderr) => {
      if (stdout === '') throw new Error(stderr);
      const { findings } = JSON.parse(stdout) as { findings: { code: string; message: string; change: string }[] };
      resolve({ status: Number(error?.code ?? 0), codes: findings.map(({ code }) => code), findings, requests });
    });
  }));
}

const table: [sentence: string, policy: Policy, codes: string[], origin?: string][] = [
  ['a list of origins with Vary is fine', { allows: (origin) => origin === APP, credentials: true }, []],
  ['a plain star is no finding', { allows: () => true, sends: '*', vary: 'never' }, []],
  ['one origin for all, without Vary, is fine', { allows: () => true, sends: APP, vary: 'never' }, []],
  ['a server that allows nobody is fine', { allows: () => false, vary: 'never' }, []],
  ['every origin is reflected', { allows: () => true }, ['any-origin']],
  ['null is allowed', { allows: (origin) => origin === APP || origin === 'null' }, ['null-origin']],
  ['the beginning is compared', { allows: (origin) => origin.startsWith(APP) }, ['begins-like']],
  ['the end is compared', { allows: (origin) => origin.endsWith('example.com') && origin.startsWith('https:') }, ['subdomain', 'ends-like']],
  ['the end of the whole host is compared', { allows: (origin) => origin.endsWith('app.example.com') && origin.startsWith('https:') }, ['subdomain', 'ends-like']],
  ['a dot stands for any character', { allows: (origin) => /^https:\/\/app.example.com$/.test(origin) }, ['unescaped-dot']],
  ['also in a name of two labels', { allows: (origin) => /^https:\/\/example.com$/.test(origin) }, ['unescaped-dot'], 'https://example.com'],
  ['every subdomain is allowed', { allows: (origin) => /^https:\/\/([a-z-]+\.)*example\.com$/.test(origin) }, ['subdomain']],
  ['the http: twin is allowed', { allows: (origin) => origin === APP || origin === 'http://app.example.com' }, ['http-twin']],
  ['a star stands beside credentials', { allows: () => true, sends: '*', credentials: true }, ['star-with-credentials']],
  ['Vary is missing', { allows: (origin) => origin === APP, vary: 'never' }, ['vary']],
  ['Vary is missing where the origin is not allowed', { allows: (origin) => origin === APP, vary: 'if allowed' }, ['vary']],
  ['localhost with a port is fine', { allows: (origin) => origin === 'http://localhost:5173' }, [], 'http://localhost:5173'],
  ['an origin of another scheme is fine', { allows: (origin) => origin === 'capacitor://localhost' }, [], 'capacitor://localhost'],
  ['an IP address is fine', { allows: (origin) => origin === 'https://192.0.2.1' }, [], 'https://192.0.2.1'],
];

for (const [sentence, policy, codes, origin] of table) {
  test(sentence, async () => {
    const audited = await audit(policy, origin);
    assert.deepEqual(audited.codes, codes, audited.findings.map(({ message }) => message).join('\n'));
    assert.equal(audited.status, codes.length > 0 ? 1 : 0);
    for (const { change } of audited.findings) assert.match(change, /^On the server: /);
  });
}

test('nothing is sent but OPTIONS and GET, each at an address of its own', async () => {
  const { requests } = await audit({ allows: (origin) => origin === APP }, APP, ['-X', 'DELETE', '--cookie', 'a=1', '--credentials', '-d', 'x']);
  assert.ok(requests.length > 10);
  assert.deepEqual([...new Set(requests.map(({ method }) => method))].sort(), ['GET', 'OPTIONS']);
  assert.ok(requests.every(({ url }) => /^\/items\?own=1&with-cors-probe=[\da-f-]{36}$/.test(url!)));
  assert.equal(new Set(requests.map(({ url }) => url)).size, requests.length);
  assert.ok(requests.every(({ headers }) => headers.cookie === undefined && headers['content-length'] === undefined));
  assert.ok(requests.filter(({ method }) => method === 'OPTIONS').every(({ headers }) => headers['access-control-request-method'] === 'DELETE'));
});
test('or HEAD, where HEAD is asked for', async () => {
  const { requests } = await audit({ allows: () => false }, APP, ['-X', 'HEAD']);
  assert.deepEqual([...new Set(requests.map(({ method }) => method))].sort(), ['HEAD', 'OPTIONS']);
});
test('credentials make it worse, and are told', async () => {
  const { findings } = await audit({ allows: () => true, credentials: true });
  assert.match(findings[0]!.message, /^Any origin is reflected, with credentials: /);
});
