// `npm start` behind its build: two servers on two origins, which end when they are told to.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { createInterface } from 'node:readline';
import { DEADLINE, Example, examplesFolder } from '../support/example-process.ts';

const running: Example[] = [];
const taken: net.Server[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((example) => example.stop()));
  for (const server of taken.splice(0)) server.close();
});

function start(env: Readonly<Record<string, string>> = {}): Example {
  const example = new Example(['start.js'], { CLIENT_PORT: '0', ...env });
  running.push(example);
  return example;
}

async function addresses(example: Example): Promise<{ api: string; page: string }> {
  const line = async (pattern: RegExp) => /http:\/\/localhost:\d+/.exec(await example.line(pattern))![0];
  return { api: await line(/^The API:/), page: await line(/^The client page:/) };
}

async function takePort(host: string): Promise<string> {
  const server = net.createServer().listen(0, host);
  taken.push(server);
  await once(server, 'listening');
  return String((server.address() as net.AddressInfo).port);
}

/** What is printed until the end, and the exit code. */
async function failure(example: Example): Promise<{ code: number | null; errors: string }> {
  let errors = '';
  example.child.stderr!.on('data', (chunk) => { errors += chunk; });
  const [code] = await once(example.child, 'close') as [number | null];
  return { code, errors };
}

describe('npm start', { timeout: DEADLINE }, () => {
  it('prints the two addresses and what to open, and serves both', async () => {
    const example = start();
    const { api, page } = await addresses(example);
    assert.notEqual(api, page);
    assert.ok((await example.line(/^Open /)).startsWith(`Open ${page} `));
    assert.deepEqual(await (await fetch(`${api}/with-cors`)).json(),
      { msg: 'WHOAH with CORS it works! 🔝 🎉' });
    assert.match(await (await fetch(page)).text(), /<title>CORS lab<\/title>/);
  });

  it("logs a request whose response the page can't read", async () => {
    const example = start();
    const { api, page } = await addresses(example);
    const response = await fetch(`${api}/without-cors`, { headers: { Origin: page } });
    assert.deepEqual(await response.json(), { msg: '😞 no CORS, no party!' });
    assert.equal(response.headers.get('access-control-allow-origin'), null);
    await example.line(/GET \/without-cors .*answered 200/);
  });

  for (const variable of ['PORT', 'CLIENT_PORT']) {
    for (const host of ['127.0.0.1', '::1', '::']) {
      it(`${variable} taken on ${host}: says so, names ${variable} and fails`, async (t) => {
        const port = await takePort(host).catch((error: NodeJS.ErrnoException) => { t.skip(error.message); });
        if (port === undefined) return;
        const { code, errors } = await failure(start({ [variable]: port }));
        assert.equal(code, 1);
        assert.match(
          errors,
          new RegExp(`^Port ${port} is taken by another program\\. Choose another one with ${variable},`)
        );
        assert.doesNotMatch(errors, /\bat .*:\d+:\d+/, 'no stack for a person');
      });
    }

    for (const port of ['abc', '65536', '-1', '80.5']) {
      it(`${variable}=${port} is not a port: says so and fails`, async () => {
        const { code, errors } = await failure(start({ [variable]: port }));
        assert.equal(code, 1);
        assert.match(errors, new RegExp(`^${variable} is "${port}", but a port is a whole number`));
      });
    }
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`${signal} ends it at once and cleanly, open streams and half a request notwithstanding`, async () => {
      const example = start();
      const { api, page } = await addresses(example);
      const stream = await fetch(`${page}/feed?page=1`);
      const reader = stream.body!.getReader();
      await reader.read();
      const half = net.connect(Number(new URL(api).port), '127.0.0.1');
      half.on('error', () => {}); // it is cut off
      half.write(
        'POST /the/resource/you/request HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf'
      );
      await once(half, 'data'); // the response: it has arrived
      const ended = once(example.child, 'close');
      example.child.kill(signal);
      assert.deepEqual(await ended, [0, null]);
      await assert.rejects(reader.read());
      half.destroy();
    });
  }

  const noShell = process.platform === 'win32' && 'a child of a cmd.exe knows nothing of its end';
  it('ends with the shell that npm runs it in, which passes no signal on', { skip: noShell }, async (t) => {
    const conditions = process.execArgv.filter((arg) => arg.startsWith('--conditions=')).join(' ');
    const script = `'${process.execPath}' ${conditions} start.js; exit`;
    const shell = spawn('sh', ['-c', script], {
      cwd: examplesFolder,
      env: { ...process.env, PORT: '0', CLIENT_PORT: '0', npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    t.after(() => {
      try {
        process.kill(-shell.pid!, 'SIGKILL');
      } catch { /* nothing is left, as it should be */ }
    });
    const printed = createInterface(shell.stdout);
    for await (const line of printed) if (line.startsWith('Open ')) shell.kill();
    // The loop is over: the output is closed, so the servers are gone as well, and not the shell alone.
    assert.equal(shell.signalCode, 'SIGTERM');
  });
});

describe("the client page's server", { timeout: DEADLINE }, () => {
  it('hands out its own files and no others', async () => {
    const { page } = await addresses(start());
    for (const path of [
      '/server.js', '/..%2fserver.js', '/%2e%2e/server.js', '/page.js%00', '//etc/passwd', '/cases',
    ]) {
      assert.equal((await fetch(page + path)).status, 404, path);
    }
  });

  it('restricts what the page may load', async () => {
    const { page, api } = await addresses(start());
    const rules = (await fetch(page)).headers.get('content-security-policy') ?? '';
    assert.match(rules, /^default-src 'none'; /);
    assert.ok(rules.includes(`script-src 'self' ${api};`));
    assert.doesNotMatch(rules, /unsafe|\*/);
  });

  it('takes a report from the page and from no other origin', async () => {
    const example = start();
    const { page } = await addresses(example);
    const report = (origin: string, body: string) =>
      fetch(`${page}/results`, { method: 'POST', headers: { Origin: origin }, body });
    const foreign = await report('https://evil.example', '{"browser":"none","summary":"all well"}');
    assert.equal(foreign.status, 403);
    for (const body of ['no JSON', 'null', '']) assert.equal((await report(page, body)).status, 400);
    assert.equal((await report(page, '{"browser":"A browser","summary":"1 of 1"}')).status, 204);
    await example.line(/^A browser reported: 1 of 1$/);
    assert.ok(!example.lines.some((line) => line.includes('all well')));
  });

  it('makes no module out of a text that is not one of its own addresses', async () => {
    const { page, api } = await addresses(start());
    const module = (from: string) => fetch(`${page}/reexport.js?from=${encodeURIComponent(from)}`);
    assert.equal(await (await module(`${api}/lab/any/module.js?'"`)).text(),
      `export { answer } from "${api}/lab/any/module.js?'\\"";\n`);
    assert.equal((await module('https://evil.example/')).status, 404);
  });
});
