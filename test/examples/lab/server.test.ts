// The lab's server: a policy that a page composes is judged by the library, and kept for that page alone.

import assert from 'node:assert/strict';
import http from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createCorsPolicy } from 'with-cors';
import { DEADLINE, examplesFolder } from '../../support/example-process.ts';

const load = (file: string) => import(pathToFileURL(join(examplesFolder, 'lab', file)).href);
const { readOptionsText } = await load('options-text.js') as { readOptionsText(text: string): unknown };
const { startLab } = await load('server.js') as {
  startLab(options?: { onReport(report: unknown): void }): Promise<{
    origins: { page: string; api: string };
    close(): void;
  }>;
};

const { createComposed } = await load('composed.js') as {
  createComposed(): { set(name: string, text: string): Promise<{ warnings?: string[] }> };
};

describe("the lab's server", { timeout: DEADLINE }, () => {
  let lab: Awaited<ReturnType<typeof startLab>>;
  const reports: unknown[] = [];
  before(async () => { lab = await startLab({ onReport: (report) => { reports.push(report); } }); });
  after(() => { lab.close(); });

  const post = (path: string, body: string, Origin = lab.origins.page) =>
    fetch(lab.origins.page + path, { method: 'POST', body, headers: { Origin } });
  const policy = async (name: string, text: string) => (
    (await post(`/policy?page=${name}`, text)).json() as Promise<{
      code?: string;
      warnings?: string[];
      issues?: { message: string; option?: string; at?: number; correction?: string }[];
    }>);
  const ask = (name: string, origin = lab.origins.page) =>
    fetch(`${lab.origins.api}/lab/echo?page=${name}`, { headers: { Origin: origin } });

  it('puts the policy of a page before its resources, and of no other page', async () => {
    assert.deepEqual(await policy('a.compose', `{ origin: 'https://a.test' }`),
      { code: "withCors(handler, { origin: 'https://a.test' })", warnings: [] });
    await policy('b.compose', '{}');
    const readers = async (name: string, origin: string) => (
      (await ask(name, origin)).headers.get('access-control-allow-origin'));
    assert.equal(await readers('a.compose', 'https://a.test'), 'https://a.test');
    assert.equal(await readers('a.compose', 'https://b.test'), null);
    assert.equal(await readers('b.compose', 'https://b.test'), '*');
    assert.equal((await ask('c.compose')).status, 404);
  });

  it('takes the policy away for an empty text', async () => {
    await policy('a.compose', '{}');
    for (const text of ['// none yet', ' \n']) {
      assert.deepEqual(await policy('a.compose', text), { code: 'handler' });
    }
    const response = await ask('a.compose');
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('access-control-allow-origin'), null);
  });

  it('gives back what the library refuses, and leaves the policy as it was', async () => {
    await policy('a.compose', '{}');
    const { issues } = await policy('a.compose', `{ origins: '*', maxAge: '600' }`);
    assert.deepEqual(issues?.map(({ option, correction }) => [option, correction]), [
      ['maxAge', "{ origins: '*', maxAge: 600 }"],
      ['origins', "{ origin: '*', maxAge: '600' }"],
    ]);
    assert.equal((await ask('a.compose')).headers.get('access-control-allow-origin'), '*');
  });

  it("says where a text can't be read", async () => {
    const { issues } = await policy('a.compose', '{ origin: x }');
    assert.equal(issues?.[0]?.at, 10);
    assert.match(issues?.[0]?.message ?? '', /^Line 1, column 11: /);
  });

  it('passes on what the library only warns of', async () => {
    const { warnings } = await policy('a.compose', `{ exposedHeaders: ['Host'] }`);
    assert.match(warnings?.join() ?? '', /Host/);
  });

  it('passes a warning on to whom it is about, however many ask at once', async () => {
    const { set } = createComposed();
    const all = await Promise.all(['Host', 'X-A', 'Cookie'].map((name, at) => (
      set(`a.b${at}`, `{ exposedHeaders: ['${name}'] }`))));
    assert.deepEqual(all.map(({ warnings }) => warnings?.map((words) => /Host|Cookie/.exec(words)?.[0])),
      [['Host'], [], ['Cookie']]);
  });

  const curable: readonly string[] = [
    `{ origins: 'https://a.test' }`,
    `{ origin: 'https://example.com/' }`,
    `{ origin: ['https://a.test', 'example.com'] }`,
    `{ origin: ['https://a.test', '*'] }`,
    `{ origin: 'https://a.test, https://b.test' }`,
    String.raw`{ origin: /example\.com/ }`,
    `{ origin: [] }`,
    `{ methods: ['GET', 'patch'] }`,
    `{ methods: 'GET, patch' }`,
    `{ optionsSuccessStatus: 404 }`,
    `{ credentials: 'true', origin: 'https://a.test' }`,
    `{ credentials: true, origin: 'http://example.com' }`,
  ];
  for (const text of curable) {
    it(`has a correction that the library accepts for ${text}`, async () => {
      const { issues } = await policy('a.compose', text);
      const { correction } = issues?.[0] ?? {};
      assert.ok(correction);
      createCorsPolicy(readOptionsText(correction) as object);
    });
  }

  it('offers no correction where the library has none', async () => {
    for (const text of [`{ credentials: true }`, 'null', '[1]', `{ exposedHeaders: 'Set-Cookie' }`]) {
      const { issues } = await policy('a.compose', text);
      assert.deepEqual(issues?.map(({ correction }) => correction), [undefined], text);
    }
  });

  it("isn't held up by a RegExp that could take long: it is refused by its form", async () => {
    const { issues } = await policy('a.compose', String.raw`{ origin: /^https:\/\/(a+)+\.test$/ }`);
    assert.match(issues?.[0]?.message ?? '', /can take very long/);
  });

  it('keeps a hundred policies, and forgets the oldest', async () => {
    await policy('old.compose', '{}');
    for (let at = 0; at < 100; at++) await policy(`new${at}.compose`, '{}');
    const gone = await ask('old.compose');
    assert.equal(gone.status, 404);
    assert.match(await gone.text(), /The policy of this address is gone/);
    assert.equal((await ask('new0.compose')).status, 200);
  });

  it('gives the verdict of the browser’s half, by the page’s policy', async () => {
    const verdict = async (call: object) => {
      const response = await post('/verdict?page=v.compose', JSON.stringify(call));
      return response.json() as Promise<Record<string, string>>;
    };
    await policy('v.compose', `{ origin: '${lab.origins.page}', methods: ['GET'] }`);
    const refused = await verdict({ path: '/lab/echo', init: { method: 'DELETE' } });
    assert.equal(refused['outcome'], 'refused');
    assert.match(refused['console'] ?? '', /'http:\/\/localhost:\d+\/lab\/echo' .*Method DELETE is not/);
    assert.match(refused['change'] ?? '', /add DELETE/);
    assert.equal((await verdict({ path: '/lab/echo', init: { method: 'TRACE' } }))['outcome'], 'invalid');
    const dropped = await verdict({ path: '/lab/echo', init: { headers: [['Cookie', 'a=1']] } });
    assert.match(String(dropped['notes']), /Cookie is a header that no script may set/);
  });

  for (const path of ['/policy?page=a.compose', '/verdict?page=a.compose', '/results']) {
    it(`POST ${path} is for the page alone, and bounded`, async () => {
      assert.equal((await post(path, '{}', 'https://evil.example')).status, 403);
      const { port } = new URL(lab.origins.page);
      const foreignHost = await new Promise<number | undefined>((resolve, reject) => {
        const headers = { Host: `evil.example:${port}`, Origin: `http://evil.example:${port}` };
        http.request({ port, path, method: 'POST', headers, agent: false }, (res) => {
          res.resume();
          resolve(res.statusCode);
        }).on('error', reject).end('{}');
      });
      assert.equal(foreignHost, 421);
      assert.equal((await post(path, 'a'.repeat(5_000_001))).status, 400);
    });
  }

  it('hands no control character of a report on to the terminal', async () => {
    await post('/results', JSON.stringify({ browser: 'a\x1b[2J\x9b', summary: 'b\n' }));
    assert.deepEqual(reports.at(-1), { browser: 'a\\x1b[2J\\x9b', summary: 'b\\x0a' });
  });

  it('asks for a verdict on its own servers only', async () => {
    for (const path of ['@evil.example/', 'http://evil.example/', '', 3, null]) {
      const { status } = await post('/verdict?page=a.compose', JSON.stringify({ path, init: {} }));
      assert.equal(status, 400, String(path));
    }
  });
});
