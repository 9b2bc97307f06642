// The handler's response, CORS headers and `Vary` aside, is the one it would have sent without the wrapper:
// random programs run twice, bare and wrapped, and everything that they saw and sent is compared.
import { once } from 'node:events';
import http2 from 'node:http2';
import { test } from 'node:test';
import fc from 'fast-check';
import { check } from './check.js';
import { exchangeInMemory, parseAnswer, switchableServer } from './exchange.js';
import { isPolicys, isPreflights, programs } from './handler-programs.js';
import { ALLOWED, compare } from './handler-property.js';

process.removeAllListeners('warning');

const policies = fc.constantFrom(
  {},
  { exposedHeaders: '*' },
  { origin: ALLOWED },
  { origin: [ALLOWED, 'https://*.b.example'], credentials: true, exposedHeaders: ['X-Total', 'ETag'] },
  { origin: [ALLOWED], exposedHeaders: 'X-Total' },
  { origin: false, exposedHeaders: 'X-Total' },
  { origin: (origin) => origin === ALLOWED, credentials: true },
  { origin: async (origin) => origin === ALLOWED, exposedHeaders: 'X-Total' },
);
const requests = fc.record({
  method: fc.constantFrom('GET', 'GET', 'POST', 'HEAD', 'OPTIONS'),
  headers: fc.constantFrom({ origin: ALLOWED }, { origin: ALLOWED }, { origin: 'https://evil.example' }, {}),
  version: fc.constantFrom('1.1', '1.1', '1.1', '1.0'),
});

const server = switchableServer();
async function overHttp1(listenerFor, { method, headers, version }) {
  const finished = new Promise((resolve) => {
    server.listener = listenerFor((request) => {
      // some programs leave the connection open: in memory, all that will come has come by now
      request.socket.destroy();
      resolve();
    });
  });
  const head = [
    `${method} / HTTP/${version}`, 'Host: api.example', 'TE: trailers',
    ...Object.entries(headers).map((line) => line.join(': ')), 'Connection: close'
  ];
  const [answer] = await Promise.all([exchangeInMemory(server, `${head.join('\r\n')}\r\n\r\n`), finished]);
  return parseAnswer(answer);
}

test('CORS headers and Vary aside, the answer is the bare handler\'s', async (t) => {
  const counter = { cases: 0, heads: 0, errors: 0 };
  await check(t, fc.asyncProperty(policies, requests, programs, (options, request, program) =>
    compare(overHttp1, options, request, program, counter, isPolicys)), 40_000, counter);
  t.diagnostic(`${counter.errors} of them met an error, ${counter.heads} sent a head`);
});

test('so is that to an accepted preflight which goes on to the handler, the preflight\'s headers aside too',
  async (t) => {
  const counter = { cases: 0, heads: 0, errors: 0 };
  const continuing = fc.constantFrom(
    {}, { origin: ALLOWED, maxAge: 5 }, { origin: [ALLOWED], credentials: true, methods: '*' }
  )
    .map((options) => ({ ...options, preflightContinue: true }));
  const preflight = {
    method: 'OPTIONS', version: '1.1',
    headers: {
      origin: ALLOWED, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-a'
    }
  };
  await check(t, fc.asyncProperty(continuing, programs, (options, program) =>
    compare(
      overHttp1, options, preflight, program, counter, (name) => isPolicys(name) || isPreflights(name)
    )), 10_000, counter);
});

test('the same over HTTP/2', async (t) => {
  const h2 = http2.createServer();
  let current;
  h2.on('request', (request, response) => current(request, response));
  h2.listen(0, '127.0.0.1');
  await once(h2, 'listening');
  const session = http2.connect(`http://127.0.0.1:${h2.address().port}`);
  t.after(() => {
    session.destroy();
    h2.close();
  });
  async function overHttp2(listenerFor, { method, headers }) {
    const finished = new Promise((resolve) => {
      current = listenerFor((request, response) => {
        if (!response.writableEnded || !response.headersSent) response.stream?.close();
        resolve();
      });
    });
    const stream = session.request({ ':method': method, ...headers }, { endStream: true });
    const answer =
      { informational: [], status: undefined, reason: undefined, lines: [], body: '', trailers: undefined };
    const linesFrom = (raw) =>
      raw.flatMap(
        (name, index) => (index % 2 === 0 && !name.startsWith(':') ? [[name, raw[index + 1]]] : [])
      );
    stream.on(
      'headers', (fields, flags, raw) => answer.informational.push([fields[':status'], linesFrom(raw)])
    );
    stream.on(
      'response',
      (fields, flags, raw) => Object.assign(answer, { status: fields[':status'], lines: linesFrom(raw) })
    );
    stream.on('trailers', (fields, flags, raw) => { answer.trailers = linesFrom(raw); });
    stream.on('data', (chunk) => { answer.body += chunk.toString('latin1'); });
    stream.on('error', () => { answer.body += ' (an error)'; });
    await Promise.all([new Promise((resolve) => stream.on('close', resolve)), finished]);
    return answer;
  }
  // On HTTP/2 some trailers end the process and a cork after the end keeps the stream open for good,
  // whoever's handler it is; Node 20 sends stray bytes for an empty string among others; and it refuses, or
  // drops from the answer, values of headers that the policy replaces or composes anyway.
  const possible = programs.map((program) => program.filter((step) =>
    !['addTrailers', 'cork', 'appendHeader'].includes(step[0])
      && !(['write', 'end'].includes(step[0]) && step[1] === '')
        && !/credentials(?:",\[|.*credentials)|\\[rn]|" "/i.test(JSON.stringify(step))));
  const counter = { cases: 0, heads: 0, errors: 0 };
  await check(t, fc.asyncProperty(policies, requests, possible, (options, request, program) =>
    compare(overHttp2, options, request, program, counter, isPolicys)), 4_000, counter);
  t.diagnostic(`${counter.errors} of them met an error, ${counter.heads} sent a head`);
});
