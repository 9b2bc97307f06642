// What can be copied from the lab's page does in a shell what the page did.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { withCors } from 'with-cors';
import { DEADLINE, examplesFolder } from '../../support/example-process.ts';
import { repository } from '../../support/fresh-project.ts';

const commands = pathToFileURL(join(examplesFolder, 'lab/client/commands.js')).href;
const { curlCommands, withCorsCommand } = await import(commands) as {
  curlCommands(url: string, exchanges: readonly object[], body?: string): string;
  withCorsCommand(url: string, origin: string, init: object): string;
};

const source = pathToFileURL(join(examplesFolder, 'lab/client/source.js')).href;
const { callAsCode } = await import(source) as { callAsCode(url: string, init: object): string };

const run = (script: string): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)('sh', ['-c', script]).catch((ended: { stdout: string; stderr: string }) => ended);
const noCurl = (await run('command -v curl')).stdout === '' && 'there is no curl here';

describe('what is shown as code', () => {
  for (const [headers, code] of [
    [[['1a', 'x'], ['X-A', 'y'], ['Token', 'z']], "{ '1a': 'x', 'X-A': 'y', Token: 'z' }"],
    [[['__proto__', 'x']], "[['__proto__', 'x']]"],
  ] as const) {
    it(`has ${code}`, () => {
      const shown = callAsCode('http://a.test/', { headers });
      assert.equal(shown, `fetch('http://a.test/', { headers: ${code} })`);
    });
  }
});

describe('what is copied from the page', { timeout: DEADLINE }, () => {
  const nasty = `it's "$HOME" \`id\` $(id) \\ !`;
  const seen: { method: string | undefined; headers: http.IncomingHttpHeaders; body: string }[] = [];
  const server = http.createServer(withCors((req, res) => {
    let body = '';
    req.setEncoding('utf8').on('data', (chunk) => { body += chunk; }).on('end', () => {
      seen.push({ method: req.method, headers: req.headers, body });
      res.end();
    });
  }, { preflightContinue: true }));
  let url: string;
  before(async () => {
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/lab/echo?page=a.compose`;
  });
  after(() => { server.close(); });

  const shell = (script: string) => {
    seen.length = 0;
    return run(script);
  };
  const origin = 'http://localhost:8080';
  const exchange = (method: string, ...fields: [string, string][]) => (
    { request: { method, url: '/lab/echo', fields: [['Origin', origin], ...fields] } });

  it('as curl sends what the browser sent, the preflight too', { skip: noCurl }, async () => {
    const { stderr } = await shell(curlCommands(url, [
      exchange('OPTIONS', ['Access-Control-Request-Method', 'PUT']),
      exchange('PUT', ['X-Nasty', nasty], ['X-Empty', ''], ['Content-Type', 'text/plain']),
    ], `@${nasty}\nsecond line`));
    assert.deepEqual(seen.map(({ method }) => method), ['OPTIONS', 'PUT'], stderr);
    assert.equal(seen[0]?.headers['access-control-request-method'], 'PUT');
    assert.equal(seen[0]?.body, '');
    const { headers, body } = seen[1]!;
    const { 'x-nasty': sent, 'x-empty': empty, 'content-type': type } = headers;
    assert.deepEqual([headers.origin, sent, empty, type], [origin, nasty, '', 'text/plain']);
    assert.equal(body, `@${nasty}\nsecond line`);
  });

  it('as curl ends after a HEAD', { skip: noCurl }, async () => {
    await shell(curlCommands(url, [exchange('HEAD')]));
    assert.deepEqual(seen.map(({ method }) => method), ['HEAD']);
  });

  /** As npx would start it, from this package. */
  const npx = `npx() { shift; '${process.execPath}' '${join(repository, 'dist/page/command.js')}' "$@"; }\n`;

  it('as npx with-cors makes the same call', async () => {
    const { stdout, stderr } = await shell(npx + withCorsCommand(url, origin, {
      method: 'PUT', headers: [['-x', nasty], ['X-Empty', '']], body: `-${nasty}`, credentials: 'omit',
    }));
    assert.deepEqual(seen.map(({ method }) => method), ['OPTIONS', 'PUT'], stderr);
    const { headers, body } = seen[1]!;
    assert.deepEqual([headers['-x'], headers['x-empty'], body], [nasty, '', `-${nasty}`]);
    assert.match(stdout, /Readable/);
  });

  it('as npx with-cors is refused where fetch() itself throws', async () => {
    const { stdout, stderr } = await shell(npx + withCorsCommand(url, origin, { body: 'a' }));
    assert.match(stdout + stderr, /A GET request can't have a body/);
    assert.deepEqual(seen, []);
  });

  it('as npx with-cors has the credentials and the mode', async () => {
    assert.match(withCorsCommand(url, origin, { credentials: 'include', mode: 'no-cors' }),
      / --credentials --mode=no-cors$/);
    assert.equal(withCorsCommand('http://a.test/', 'http://b.test', {}),
      'npx with-cors http://a.test/ --origin=http://b.test');
  });
});
