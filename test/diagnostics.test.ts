// Seeing what happens (CONTRACT 7), and the warning of a check that fails (CONTRACT 3).

import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { test } from 'node:test';
import { type CorsDecisionMessage, createCorsPolicy, withCors } from 'with-cors';
import { type Answer, ask, corsOf, DEADLINE, type Question, send, serve, versions } from './support/exchange.ts';
import { runScript } from './support/script.ts';

const A = 'https://a.example';
const B = 'https://b.example';
const end = (_: IncomingMessage, res: ServerResponse) => { res.end(); };
const from = (Origin: string): Question => ({ fields: { Origin } });
const preflight = (Origin: string): Question => ({ method: 'OPTIONS', fields: { Origin, 'Access-Control-Request-Method': 'PUT' } });

/** What is published while it runs. */
async function published(run: () => Promise<unknown>): Promise<CorsDecisionMessage[]> {
  const messages: CorsDecisionMessage[] = [];
  const listener = (message: unknown) => { messages.push(message as CorsDecisionMessage); };
  subscribe('with-cors:decision', listener);
  try {
    await run();
  } finally {
    unsubscribe('with-cors:decision', listener);
  }
  return messages;
}

for (const [version, request] of versions) {
  test(`${version}: every request is published, with the decision that decide gives and the answer keeps`, DEADLINE, async () => {
    const policy = createCorsPolicy({ origin: A, credentials: true, allowedHeaders: ['X-A'], blockDisallowed: true });
    const seen: unknown[] = [];
    const listener = withCors((req, res) => { seen.push(req, res); res.end(); }, policy);
    for (const question of [{}, from(A), from(B), preflight(A), preflight(B)]) {
      let answer: Answer | undefined;
      const messages = await published(async () => { answer = await request(listener, question); });
      assert.equal(messages.length, 1);
      const { request: its, response, decision, ...others } = messages[0]!;
      assert.deepEqual(others, {});
      assert.deepEqual(decision, await policy.decide(its));
      assert.deepEqual(Object.fromEntries(Object.entries(decision.headers).map(([name, value]) => [name.toLowerCase(), value])), corsOf(answer!));
      assert.equal(its.method, question.method ?? 'GET');
      assert.ok('writeHead' in response);
      if (seen.length > 0) assert.deepEqual(seen.splice(0), [its, response], 'the very objects');
    }
  });

  for (const [sentence, origin] of [['throws', () => { throw new Error('database'); }], ['rejects', async () => { throw new Error('database'); }]] as const) {
    test(`${version}: what a predicate ${sentence} is published each time`, DEADLINE, async () => {
      const listener = withCors(() => assert.fail('the handler ran'), { origin });
      const messages = await published(async () => { for (const question of [from(A), preflight(A)]) await request(listener, question); });
      assert.deepEqual(messages.map(({ decision, error }) => [decision.reason, decision.allowed, (error as Error).message]), [['origin-check-failed', false, 'database'], ['origin-check-failed', false, 'database']]);
    });
  }
}

test('a subscriber that throws is its own matter: the request is answered', DEADLINE, async () => {
  const { code, stdout } = await runScript(`
    import { subscribe } from 'node:diagnostics_channel';
    import { createServer } from 'node:http';
    import { withCors } from 'with-cors';
    process.on('uncaughtException', (error) => console.log(error.message));
    subscribe('with-cors:decision', () => { throw new Error('subscriber'); });
    const server = createServer(withCors((req, res) => res.end('page')));
    server.listen(0, '127.0.0.1', async () => {
      console.log(await (await fetch('http://127.0.0.1:' + server.address().port)).text());
      server.close();
      server.closeAllConnections();
    });
  `);
  assert.deepEqual([code, stdout], [0, 'subscriber\npage\n']);
});

const failing = `
  import { createServer } from 'node:http';
  import { createCorsPolicy, withCors } from 'with-cors';
  process.on('warning', ({ name, code, message, detail }) => console.log(JSON.stringify({ name, code, message, detail })));
  const request = { method: 'GET', headers: { origin: '${A}' } };
`;

test('the first failure of each policy is a warning, with what was thrown', DEADLINE, async () => {
  const { stdout } = await runScript(`${failing}
    const first = createCorsPolicy({ origin: () => { throw new Error('database') } });
    const second = createCorsPolicy({ origin: async () => { throw 'no error' } });
    const third = createCorsPolicy({ origin: () => { throw Object.assign(new Error('without a stack'), { stack: undefined }) } });
    const fourth = createCorsPolicy({ origin: () => { throw { [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('hostile') } } } });
    for (const policy of [first, second, third, fourth]) for (let count = 0; count < 3; count++) await policy.decide(request);
  `);
  const warnings = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(warnings.map(({ name, code }) => `${name} ${code}`), Array(4).fill('CorsWarning WITH_CORS_ORIGIN_CHECK_FAILED'));
  assert.match(warnings[0].detail, /^Error: database\n +at /);
  assert.match(warnings[1].detail, /no error/);
  assert.match(warnings[2].detail, /without a stack/);
  assert.equal(warnings[3].detail, 'What was thrown can\'t be shown.');
  assert.match(warnings[0].message, /500/);
});

for (const thrown of [
  'undefined', 'null', 'Object.create(null)', 'Symbol("x")',
  '{ toString() { throw new Error("hostile") } }',
  '{ [Symbol.for("nodejs.util.inspect.custom")]() { throw new Error("hostile") } }',
  'Object.defineProperty(new Error(), "stack", { get() { throw new Error("hostile") } })',
  'new Proxy({}, { get() { throw new Error("hostile") }, getPrototypeOf() { throw new Error("hostile") } })',
]) {
  test(`a predicate may throw anything, ${thrown} too: 500, and the server lives`, DEADLINE, async () => {
    const { code, stdout, stderr } = await runScript(`${failing}
      const thrown = ${thrown};
      for (const origin of [() => { throw thrown }, async () => { throw thrown }]) {
        const server = createServer(withCors(() => console.log('the handler ran'), { origin }));
        await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
        for (let count = 0; count < 2; count++) console.log((await fetch('http://127.0.0.1:' + server.address().port, { headers: { origin: '${A}' } })).status);
        server.close();
        server.closeAllConnections();
      }
    `);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.match(/^500$/gm)?.length, 4, stdout);
    assert.ok(!stdout.includes('handler'));
  });
}

test('NODE_DEBUG=with-cors prints a line a request, and the query of none', DEADLINE, async () => {
  const source = `
    import { createServer } from 'node:http';
    import { withCors } from 'with-cors';
    const server = createServer(withCors((req, res) => res.end(), { origin: ['${A}'] }));
    server.listen(0, '127.0.0.1', async () => {
      const ask = (path, method, headers) => fetch('http://127.0.0.1:' + server.address().port + path, { method, headers }).then((answer) => answer.text());
      await ask('/one?token=secret', 'GET', {});
      await ask('/two', 'POST', { origin: '${A}' });
      await ask('/three', 'GET', { origin: 'https://b\\u00e4.example' });
      await ask('/four', 'OPTIONS', { 'origin': '${A}', 'access-control-request-method': 'PROPFIND' });
      server.close();
      server.closeAllConnections();
    });
  `;
  const { stderr } = await runScript(source, { NODE_DEBUG: 'with-cors' });
  assert.deepEqual(stderr.trimEnd().split('\n').map((line) => line.replace(/^WITH-CORS \d+: /, '')), [
    'not-cors GET /one - allowed not-cors',
    `cors POST /two ${A} allowed allowed`,
    'cors GET /three https://b\\u00e4.example refused origin-not-allowed',
    `preflight OPTIONS /four ${A} refused method-not-allowed`,
  ]);
  assert.equal((await runScript(source, { NODE_DEBUG: 'http2' })).stderr, '');
});

test('NODE_DEBUG=with-cors prints decisions that have no path, too', DEADLINE, async () => {
  const { stderr } = await runScript(`
    import { withCors } from 'with-cors';
    import { ServerResponse } from 'node:http';
    const request = { headers: {} };
    withCors((req, res) => {})(request, new ServerResponse(request));
  `, { NODE_DEBUG: 'with-cors' });
  assert.match(stderr, /^WITH-CORS \d+: not-cors {3}- allowed not-cors\n$/);
});

test('while nobody listens, no decision is made', DEADLINE, async () => {
  let reads = 0;
  const listener = withCors(end);
  await serve(createServer((req, res) => {
    const { headers } = req;
    Object.defineProperty(req, 'headers', { get() { reads += 1; return headers; } });
    listener(req, res);
  }), (port) => send(port, from(A)));
  assert.equal(reads, 0, 'for any origin not even the headers are read');
  assert.equal((await published(() => ask(listener, from(A)))).length, 1);
});
