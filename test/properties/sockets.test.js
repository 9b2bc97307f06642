// The same as wire.test.js over real sockets, HTTP/1 and HTTP/2, as far as those clients can say odd things.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { withCors } from '../../dist/index.js';
import { check } from './check.js';
import { parseAnswer, switchableServer } from './exchange.js';
import { madeOf, policies } from './policies.js';
import { bytesOf, requestsFor } from './requests.js';
import { assertExchange, handlerThatCounts } from './wire-property.js';

process.removeAllListeners('warning');

const policyAndRequests = (transport) => policies.chain((policy) =>
  fc.tuple(fc.constant(policy), fc.array(requestsFor(policy, transport), { minLength: 1, maxLength: 8 })));

async function listening(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

/**
 * A property that asks each request with `ask(listener, request)`, which gives undefined where Node itself
 * refused.
 */
const exchanges = (transport, counter, ask) =>
  fc.asyncProperty(policyAndRequests(transport), async ([policy, requests]) => {
  const made = madeOf(policy);
  const seen = { handled: 0 };
  const listener = withCors(handlerThatCounts(seen), made.options);
  for (const request of requests) {
    seen.handled = 0;
    made.calls.length = 0;
    const answer = await ask(listener, request);
    if (answer === undefined) continue;
    counter.cases += 1;
    assertExchange(made, request, answer, seen);
  }
});

test('HTTP/1 over TCP', async (t) => {
  const server = switchableServer();
  const port = await listening(server);
  t.after(() => server.close());
  const counter = { cases: 0 };
  await check(t, exchanges({}, counter, async (listener, request) => {
    server.listener = listener;
    server.reached = 0;
    const socket = net.connect(port, '127.0.0.1');
    // Node closes on bytes that are no request while the rest of them is under way
    socket.on('error', () => {});
    socket.write(Buffer.from(bytesOf(request), 'latin1'));
    const chunks = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    await new Promise((resolve) => socket.on('close', resolve));
    return server.reached === 0 ? undefined : parseAnswer(Buffer.concat(chunks).toString('latin1'));
  }), 1_000, counter);
});

/** HTTP/2 fields of a request; undefined where Node's client would not send them. */
function fieldsOf({ method, host, lines }) {
  if (!/^[A-Za-z0-9.:[\]-]+$/.test(host)) return undefined; // nghttp2 refuses other authorities itself
  const fields = { ':method': method, ':path': '/path', ':authority': host };
  for (const [field, value] of lines) {
    const name = field.toLowerCase();
    // A field value that begins or ends with white space, or has a byte beyond ASCII, is malformed or encoded
    // differently there (RFC 9113, 8.2.1), as is what is joined with an empty one; the client sends a single
    // `access-control-request-method`.
    if (!/^(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?$/.test(value)) return undefined;
    if (fields[name] !== undefined
      && (name === 'access-control-request-method' || value === '')) return undefined;
    fields[name] = fields[name] === undefined ? value : [fields[name], value].flat();
  }
  return fields;
}

test('HTTP/2 over TCP', async (t) => {
  const server = http2.createServer();
  let current;
  server.on('request', (request, response) => current(request, response));
  const session =
    http2.connect(`http://127.0.0.1:${await listening(server)}`, { maxSendHeaderBlockLength: 2 ** 20 });
  t.after(() => {
    session.destroy();
    server.close();
  });
  const counter = { cases: 0 };
  const transport =
    { version: '2', methods: ['options', 'Options', 'x-own', 'patch', 'PROPFIND', 'get', '*', 'QUERY'] };
  await check(t, exchanges(transport, counter, async (listener, request) => {
    const fields = fieldsOf(request);
    if (fields === undefined) return undefined;
    current = listener;
    const stream = session.request(fields, { endStream: true });
    const [[headers], body] = await Promise.all([
      once(stream, 'response'),
      stream.setEncoding('latin1').toArray(),
    ]);
    const lines = Object.entries(headers).filter(([name]) => !name.startsWith(':')).map(
      ([name, value]) => [name, String(value)]
    );
    return { status: headers[':status'], lines, body: body.join('') };
  }), 1_500, counter);
  assert.ok(counter.cases > 0);
});
