// Seeing what happens: the diagnostics channel and `NODE_DEBUG`.

import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { test } from 'node:test';
import { type CorsDecisionMessage, createCorsPolicy, withCors } from 'with-cors';
import { corsOf, DEADLINE, type ReceivedResponse, send, type SentRequest,
  versions } from './support/exchange.ts';
import { runScript } from './support/script.ts';

const A = 'https://a.example';
const B = 'https://b.example';
const from = (Origin: string): SentRequest => ({ headers: { Origin } });
const preflight = (Origin: string): SentRequest =>
  ({ method: 'OPTIONS', headers: { Origin, 'Access-Control-Request-Method': 'PUT' } });

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

for (const [version, send] of versions) {
  test(`${version}: every request is published, with the decision of decide and the headers of the response`,
    async () => {
    const policy = createCorsPolicy({ origin: A, credentials: true, allowedHeaders: ['X-A'],
      blockDisallowed: true });
    const seen: unknown[] = [];
    const listener = withCors((req, res) => { seen.push(req, res); res.end(); }, policy);
    for (const sent of [{}, from(A), from(B), preflight(A), preflight(B)]) {
      let received!: ReceivedResponse;
      const messages = await published(async () => { received = await send(listener, sent); });
      assert.equal(messages.length, 1);
      const { request, response, decision, ...others } = messages[0]!;
      assert.deepEqual(others, {});
      assert.deepEqual(decision, await policy.decide(request));
      const headers = Object.entries(decision.headers).map(([name, value]) => [name.toLowerCase(), value]);
      assert.deepEqual(Object.fromEntries(headers), corsOf(received));
      assert.equal(request.method, sent.method ?? 'GET');
      assert.ok('writeHead' in response);
      if (seen.length > 0) assert.deepEqual(seen.splice(0), [request, response], 'the very objects');
    }
  });

  for (const [sentence, origin] of [
    ['throws', () => { throw new Error('database'); }],
    ['rejects with', async () => { throw new Error('database'); }],
  ] as const) {
    test(`${version}: what a predicate ${sentence} is published each time`, async () => {
      const listener = withCors(() => assert.fail('the handler ran'), { origin });
      const messages = await published(async () => { for (const sent of [from(A),
        preflight(A)]) await send(listener, sent); });
      assert.deepEqual(
        messages.map(({ decision, error }) => [decision.reason, decision.allowed, (error as Error).message]),
        Array(2).fill(['origin-check-failed', false, 'database']),
      );
    });
  }
}

test('a subscriber that throws changes nothing for the client', DEADLINE, async () => {
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

test('NODE_DEBUG=with-cors prints a line for each request, without its query', DEADLINE, async () => {
  const source = `
    import { createServer } from 'node:http';
    import { withCors } from 'with-cors';
    const server = createServer(withCors((req, res) => res.end(), { origin: ['${A}'] }));
    server.listen(0, '127.0.0.1', async () => {
      const { port } = server.address();
      const request = async (path, method, headers) =>
        (await fetch('http://127.0.0.1:' + port + path, { method, headers })).text();
      await request('/one?token=secret', 'GET', {});
      await request('/two', 'POST', { origin: '${A}' });
      await request('/three', 'GET', { origin: 'https://b\\u00e4.example' });
      await request('/three', 'GET', { origin: 'http://a.example' });
      await request('/four', 'OPTIONS', { 'origin': '${A}', 'access-control-request-method': 'PROPFIND' });
      server.close();
      server.closeAllConnections();
    });
  `;
  const { stderr } = await runScript(source, { NODE_DEBUG: 'with-cors' });
  assert.deepEqual(stderr.trimEnd().split('\n').map((line) => line.replace(/^WITH-CORS \d+: /, '')), [
    'not-cors GET /one - allowed not-cors The request has no Origin, so CORS does not apply.',
    `cors POST /two ${A} allowed allowed The origin '${A}' is allowed.`,
    "cors GET /three https://b\\u00e4.example refused origin-not-allowed Not allowed by CORS: the origin "
      + "'https://b\\u00e4.example' is not in the option 'origin'.",
    "cors GET /three http://a.example refused origin-not-allowed Not allowed by CORS: the origin 'http://a.example' "
      + `is not in the option 'origin'; only the scheme differs from '${A}', which is.`,
    `preflight OPTIONS /four ${A} refused method-not-allowed Not allowed by CORS: the method 'PROPFIND' is not in the `
      + "option 'methods'.",
  ]);
  assert.equal((await runScript(source, { NODE_DEBUG: 'http2' })).stderr, '');
});

test('NODE_DEBUG=with-cors prints a request without a path, too', DEADLINE, async () => {
  const { stderr } = await runScript(`
    import { withCors } from 'with-cors';
    import { ServerResponse } from 'node:http';
    const request = { headers: {} };
    withCors((req, res) => {})(request, new ServerResponse(request));
  `, { NODE_DEBUG: 'with-cors' });
  assert.match(
    stderr,
    /^WITH-CORS \d+: not-cors {3}- allowed not-cors The request has no Origin, so CORS does not apply\.\n$/
  );
});

const isDebugging = /with-cors/.test(process.env['NODE_DEBUG'] ?? '');
test('while nobody listens, no decision is made', { skip: isDebugging && 'NODE_DEBUG listens' }, async () => {
  let reads = 0;
  const inner = withCors((_, res) => { res.end(); }, { origin: A });
  const listener: typeof inner = (req, res) => {
    Object.defineProperty(req.headers, 'sec-fetch-site', { get() { reads += 1; return undefined; } });
    inner(req, res);
  };
  await send(listener, from(B));
  assert.equal(reads, 0, 'why it is refused is nothing that the response depends on');
  assert.equal((await published(() => send(listener, from(B)))).length, 1);
  assert.ok(reads > 0);
});
