// A `withCors` inside another on one request: the outer one decides, and a warning says so once (CONTRACT 5).

import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withCors } from 'with-cors';
import { corsOf, DEADLINE, type Question, versions } from './support/exchange.ts';
import { runScript } from './support/script.ts';

const A = 'https://a.example';
const B = 'https://b.example';
const preflight = (origin: string): Question => ({ method: 'OPTIONS', fields: { 'Origin': origin, 'Access-Control-Request-Method': 'PUT' } });
const end = (_: unknown, res: ServerResponse) => { res.end('page'); };

for (const [version, send] of versions) {
  test(`${version}: the outer one decides, whatever the inner one would say`, DEADLINE, async () => {
    const listener = withCors(withCors(end, { origin: '*', exposedHeaders: ['ETag'] }), { origin: A });
    assert.deepEqual(corsOf(await send(listener, { fields: { Origin: A } })), { 'access-control-allow-origin': A, 'vary': 'Origin' });
    assert.deepEqual(corsOf(await send(listener, { fields: { Origin: B } })), { vary: 'Origin' });
    assert.equal((await send(listener, preflight(B))).status, 403);
  });

  test(`${version}: the inner one blocks nobody and asks no predicate`, DEADLINE, async () => {
    const listener = withCors(withCors(end, { origin: () => assert.fail('asked'), blockDisallowed: true }));
    assert.deepEqual((await send(listener, { fields: { Origin: A } })).status, 200);
  });

  test(`${version}: a preflight that the outer one lets through reaches the handler of the inner one`, DEADLINE, async () => {
    const listener = withCors(withCors(end, { origin: B }), { origin: A, preflightContinue: true });
    const answer = await send(listener, preflight(A));
    assert.deepEqual([answer.status, answer.body], [200, 'page']);
    assert.deepEqual(corsOf(answer), { 'access-control-allow-methods': 'GET, HEAD, PUT, PATCH, POST, DELETE', 'access-control-allow-origin': A, 'vary': 'Origin' });
  });
}

test('a copy of the library in another folder knows what this one does', DEADLINE, async () => {
  const entry = fileURLToPath(import.meta.resolve('with-cors'));
  const folder = await mkdtemp(join(tmpdir(), 'with-cors-copy-'));
  try {
    await cp(dirname(entry), folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const copy: typeof import('with-cors') = await import(pathToFileURL(join(folder, `index${extname(entry)}`)).href);
    assert.notEqual(copy.withCors, withCors);
    for (const [outer, inner] of [[withCors, copy.withCors], [copy.withCors, withCors]] as const) {
      for (const [, send] of versions) {
        const answer = await send(outer(inner(end, { origin: B, blockDisallowed: true }), { origin: A }), { fields: { Origin: A } });
        assert.deepEqual([answer.status, corsOf(answer)], [200, { 'access-control-allow-origin': A, 'vary': 'Origin' }]);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the warning comes once a process, and says what to do', DEADLINE, async () => {
  const { stdout, stderr } = await runScript(`
    import { createServer } from 'node:http';
    import { withCors } from 'with-cors';
    process.on('warning', ({ name, code, message }) => console.log(name, code, message));
    const server = createServer(withCors(withCors(withCors((req, res) => res.end()))));
    server.listen(0, '127.0.0.1', async () => {
      for (const path of ['/1', '/2', '/3']) await (await fetch('http://127.0.0.1:' + server.address().port + path)).text();
      server.close();
      server.closeAllConnections();
    });
  `);
  assert.match(stdout, /^CorsWarning WITH_CORS_NESTED A withCors runs inside another.*Wrap once\.\n$/);
  assert.match(stderr, /\[WITH_CORS_NESTED\] CorsWarning/);
});
