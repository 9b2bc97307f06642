// An upgrade listener is guarded (README, "WebSockets"): a handshake of another origin that is not allowed
// gets a 403, and the listener does not run. Everything goes over real sockets: in clear text, through TLS,
// and as HTTP/2's CONNECT.

import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import tls from 'node:tls';
import { type CorsDecisionMessage, type CorsOptions, withCors } from 'with-cors';
import { examplesFolder } from './support/example-process.ts';
import { DEADLINE } from './support/exchange.ts';
import { runScript } from './support/script.ts';

const A = 'https://a.example';
const EVIL = 'https://evil.example';
const OWN = 'https://api.example';

type Event = 'upgrade' | 'connect';
type Headers = Readonly<Record<string, string>>;

const servers: net.Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

async function listen(server: net.Server): Promise<number> {
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as net.AddressInfo).port;
}

/** An upgrade listener that says what it was given and ends. */
const greet = (_: IncomingMessage, socket: Duplex, head: Buffer): void => {
  socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\nhead: ${head.toString()}`);
};

function handshake(headers: Headers, target = '/', method = 'GET'): string {
  const lines =
    Object.entries({ Host: 'api.example', Connection: 'Upgrade', Upgrade: 'websocket', ...headers });
  return `${method} ${target} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

/** Sends the bytes to a server of these listeners, and returns what comes until it closes the connection. */
async function send(bytes: string, event: Event,
  ...listeners: Parameters<typeof http.Server.prototype.on>[1][]): Promise<string> {
  const server = http.createServer();
  for (const listener of listeners) server.on(event, listener);
  const socket = net.connect(await listen(server), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

const statusOf = (received: string): number => Number(received.slice('HTTP/1.1 '.length).slice(0, 3));

const site = (value: string): Headers => ({ 'Sec-Fetch-Site': value });
const throwing = (): boolean => { throw new Error('database'); };

const table: [sentence: string, options: CorsOptions, headers: Headers, status: number, target?: string][] = [
  ['an allowed origin is let in', { origin: A }, { Origin: A }, 101],
  ['another is refused', { origin: A }, { Origin: EVIL }, 403],
  ['with any origin allowed it is let in', {}, { Origin: EVIL }, 101],
  ['with none allowed it is refused', { origin: false }, { Origin: EVIL }, 403],
  ['also where blockDisallowed says false', { origin: A, blockDisallowed: false }, { Origin: EVIL }, 403],
  ['null is refused', { origin: A }, { Origin: 'null' }, 403],
  ['an empty Origin is refused', { origin: A }, { Origin: '' }, 403],
  ['a client without an Origin is not a browser', { origin: A }, {}, 101],
  ["the server's own origin by Host", { origin: A }, { Origin: OWN }, 101],
  ["the server's own origin by a target in absolute form", { origin: A },
    { Origin: OWN, Host: 'other.example' }, 101, 'http://api.example/x'],
  ['where the Host does not count', { origin: A }, { Origin: OWN }, 403, 'http://other.example/x'],
  ["the server's own origin by Sec-Fetch-Site", { origin: A }, { Origin: EVIL, ...site('same-origin') }, 101],
  ['a cross-site page, whatever its Host', { origin: A }, { Origin: OWN, ...site('cross-site') }, 403],
  ['a same-site page', { origin: A }, { Origin: OWN, ...site('same-site') }, 403],
  ['a predicate allows', { origin: () => true }, { Origin: EVIL }, 101],
  ['a predicate refuses', { origin: () => false }, { Origin: A }, 403],
  ['a predicate throws', { origin: throwing }, { Origin: A }, 500],
  ['a promise allows', { origin: async () => true }, { Origin: EVIL }, 101],
  ['a promise refuses', { origin: async () => false }, { Origin: A }, 403],
  ["a promise refuses the server's own", { origin: async () => false }, { Origin: OWN }, 101],
  ['a promise rejects', { origin: async () => throwing() }, { Origin: A }, 500],
  ['with preflightContinue', { origin: A, preflightContinue: true },
    { Origin: EVIL, 'Access-Control-Request-Method': 'GET' }, 403],
];

for (const event of ['upgrade', 'connect'] as const) {
  for (const [sentence, options, headers, status, target] of table) {
    if (event === 'connect' && target !== undefined) continue; // its target is always an authority
    test(`${event}: ${sentence}`, DEADLINE, async () => {
      let ran = 0;
      const listener = withCors((req: IncomingMessage, socket: Duplex, head: Buffer) => {
        ran += 1;
        greet(req, socket, head);
      }, options);
      const bytes = event === 'upgrade'
        ? handshake(headers, target) : handshake(headers, 'api.example:443', 'CONNECT');
      const received = await send(bytes, event, listener);
      assert.equal(statusOf(received), status, received);
      assert.equal(ran, status === 101 ? 1 : 0);
      if (status === 403) assert.match(received, /\r\n\r\nNot allowed by CORS[^\r\n]*\.$/);
      if (status === 500) assert.match(received, /\r\n\r\nThe origin of the request could not be checked\.$/);
      assert.doesNotMatch(received, /Access-Control-Allow|database/i);
    });
  }
}

test('the listener has its `this`, its three arguments and its length, and its value is returned', DEADLINE,
  async () => {
  const seen: unknown[] = [];
  const server = http.createServer();
  const listener = withCors(function (this: unknown, req: IncomingMessage, socket: Duplex, head: Buffer) {
    seen.push(this, req.url, socket === req.socket, head.toString());
    socket.end();
    return 'value';
  }, { origin: A });
  assert.equal(listener.length, 3);
  let value: unknown;
  server.on(
    'upgrade', function (this: unknown, req, socket, head) { value = listener.call(this, req, socket, head); }
  );
  const client = net.connect(await listen(server), '127.0.0.1');
  client.write(`${handshake({ Origin: A }, '/chat')}early`);
  await text(client);
  assert.deepEqual(seen, [server, '/chat', true, 'early']);
  assert.equal(value, 'value');
});

test('a refusal is a whole response, and the last on its connection', DEADLINE, async () => {
  const received = await send(handshake({ Origin: EVIL }), 'upgrade', withCors(greet, { origin: A }));
  const body = `Not allowed by CORS: the origin '${EVIL}' is not in the option 'origin'.`;
  assert.deepEqual(received.split('\r\n'), [
    'HTTP/1.1 403 Forbidden', 'Connection: close', 'Content-Type: text/plain',
    `Content-Length: ${body.length}`,
    'Vary: Origin', '', body,
  ]);
});

test('a refusal of HEAD has no body', DEADLINE, async () => {
  const received =
    await send(handshake({ Origin: EVIL }, '/', 'HEAD'), 'upgrade', withCors(greet, { origin: A }));
  assert.equal(statusOf(received), 403);
  assert.match(received, /\r\n\r\n$/);
});

for (const [sentence, origin] of [
  ['at once', A], ['after a promise', async (asked: string) => asked === A]
] as const) {
  test(`bytes that come with the handshake reach the listener, ${sentence}`, DEADLINE, async () => {
    const later = 'x'.repeat(100_000);
    const listener = withCors((_: IncomingMessage, socket: Duplex, head: Buffer) => {
      let seen = head.toString();
      socket.on('data', (chunk: Buffer) => {
        seen += chunk.toString();
        if (seen.length >= later.length) socket.end(
          `HTTP/1.1 101 Switching Protocols\r\n\r\n${seen === later}`
        );
      });
    }, { origin });
    assert.match(
      await send(handshake({ Origin: A }) + later, 'upgrade', listener), /^HTTP\/1\.1 101 [^]*true$/
    );
  });

  test(`a client that sends a lot with a refused handshake gets the whole response, ${sentence}`, DEADLINE,
    async () => {
    const server = http.createServer();
    server.on('upgrade', withCors(greet, { origin }));
    const client = net.connect({ port: await listen(server), host: '127.0.0.1', allowHalfOpen: true });
    let received = '';
    client.on('data', (chunk) => { received += chunk.toString(); });
    client.end(handshake({ Origin: EVIL }) + 'x'.repeat(20_000_000));
    await once(client, 'close'); // which rejects where a write fails
    assert.match(received, /^HTTP\/1\.1 403 [^]*Not allowed by CORS.*\.$/);
  });
}

test('a client that never closes its half does not keep a refused socket', DEADLINE, async () => {
  const server = http.createServer();
  server.on('upgrade', withCors(greet, { origin: A }));
  const accepted = once(server, 'connection') as Promise<[net.Socket]>;
  const client = net.connect({ port: await listen(server), host: '127.0.0.1', allowHalfOpen: true });
  client.write(handshake({ Origin: EVIL }));
  const [socket] = await accepted;
  await once(client.resume(), 'end');
  if (!socket.closed) await once(socket, 'close');
  client.destroy();
});

test('clients that leave or reset while a predicate thinks neither end the process nor reach the listener',
  DEADLINE, async () => {
  const { code, stdout, stderr } = await runScript(`
    import { once } from 'node:events';
    import http from 'node:http';
    import net from 'node:net';
    import { withCors } from 'with-cors';
    const asked = [];
    let published = 0;
    (await import('node:diagnostics_channel')).subscribe('with-cors:decision', () => { published += 1; });
    const origin = () => new Promise((resolve, reject) => { asked.push({ resolve, reject }); });
    const server = http.createServer();
    server.on('upgrade', withCors(() => console.log('the listener ran'), { origin }));
    server.on('connect', withCors(() => console.log('the listener ran'), { origin }));
    const open = new Set();
    server.on('connection', (socket) => { open.add(socket); socket.on('close', () => open.delete(socket)); });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const outcomes = [(p) => p.resolve(true), (p) => p.resolve(false), (p) => p.reject(new Error('database'))];
    for (const target of ['GET /', 'CONNECT a:1']) {
      for (const settle of outcomes) {
        const client = net.connect(server.address().port, '127.0.0.1');
        client.on('error', () => {});
        const [socket] = await once(server, 'connection');
        client.write(target + ' HTTP/1.1\\r\\nHost: x\\r\\nOrigin: ${A}\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n');
        while (asked.length === 0) await new Promise(setImmediate);
        socket.resume(); // so that the reset is seen before the predicate has settled
        client.resetAndDestroy();
        if (!socket.closed) await new Promise((resolve) => { socket.once('close', resolve); });
        settle(asked.pop());
        await new Promise(setImmediate);
      }
    }
    console.log(published, open.size);
    server.close();
  `);
  assert.deepEqual([code, stdout], [0, '6 0\n'], stderr);
});

test('a client that resets the connection after it was refused does not end the process', DEADLINE,
  async () => {
  const { code, stdout, stderr } = await runScript(`
    import { once } from 'node:events';
    import http from 'node:http';
    import net from 'node:net';
    import { withCors } from 'with-cors';
    const server = http.createServer();
    server.on('upgrade', withCors(() => console.log('the listener ran'), { origin: '${A}' }));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    for (let times = 0; times < 50; times++) {
      const client = net.connect(server.address().port, '127.0.0.1');
      const [socket] = await once(server, 'connection');
      client.write('GET / HTTP/1.1\\r\\nHost: x\\r\\nOrigin: ${EVIL}\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n' + 'x'.repeat(times * 5000));
      client.on('error', () => {});
      if (times % 2) await once(client, 'readable');
      client.resetAndDestroy();
      if (!socket.closed) await new Promise((resolve) => { socket.once('close', resolve); });
    }
    console.log('alive');
    server.close();
  `);
  assert.deepEqual([code, stdout], [0, 'alive\n'], stderr);
});

test('an allowed socket is handed over as it came, without a listener or a method of the wrapper on it', DEADLINE,
  async () => {
  for (const origin of [A, async () => true]) {
    const counts: unknown[] = [];
    const count = (socket: Duplex): unknown =>
      [Object.keys(socket), ...socket.eventNames().map((name) => [name, socket.listenerCount(name)])];
    const inner = withCors(
      (_: IncomingMessage, socket: Duplex) => { counts.push(count(socket)); socket.end(); }, { origin }
    );
    await send(handshake({ Origin: A }), 'upgrade', (req: IncomingMessage, socket: Duplex) => {
      counts.push(count(socket));
      inner(req, socket);
    });
    assert.equal(counts.length, 2);
    assert.deepEqual(counts[1], counts[0]);
  }
});

test('of two wrappers the outer one decides', DEADLINE, async () => {
  const nested = (inner: CorsOptions, outer: CorsOptions) => withCors(withCors(greet, inner), outer);
  for (const origin of [A, async (asked: string) => asked === A]) {
    assert.equal(
      statusOf(await send(handshake({ Origin: A }), 'upgrade', nested({ origin: false }, { origin }))), 101
    );
    assert.equal(statusOf(await send(handshake({ Origin: EVIL }), 'upgrade', nested({}, { origin }))), 403);
  }
});

test('two listeners of one server each decide by their own policy', DEADLINE, async () => {
  for (const wait of [false, true]) {
    const ran: string[] = [];
    const only = (path: string, origin: string) =>
      withCors((req: IncomingMessage, socket: Duplex, head: Buffer) => {
      ran.push(path);
      if (req.url === path) greet(req, socket, head);
    }, { origin: wait ? async (asked: string) => origin === '*' || asked === origin : origin });
    const received = await send(
      handshake({ Origin: EVIL }, '/private'), 'upgrade', only('/public', '*'), only('/private', A)
    );
    assert.equal(statusOf(received), 403);
    assert.deepEqual(ran, ['/public']);
  }
});

test('of two listeners that both refuse, one responds, and nothing goes wrong on the socket', DEADLINE,
  async () => {
  const errors: unknown[] = [];
  const watch = (_: unknown, socket: Duplex): void => { socket.on('error', (error) => errors.push(error)); };
  const refusing = () => withCors(greet, { origin: A });
  const received = await send(handshake({ Origin: EVIL }), 'upgrade', watch, refusing(), refusing());
  assert.match(received, /^HTTP\/1\.1 403 [^]*\.$/);
  assert.equal(received.split('HTTP/1.1').length, 2);
  assert.deepEqual(errors, []);
});

test('a handshake inside a tunnel that was let in is decided on its own', DEADLINE, async () => {
  const inside = http.createServer();
  inside.on('upgrade', withCors(greet, { origin: A }));
  const tunnel = withCors((_: IncomingMessage, socket: Duplex) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    inside.emit('connection', socket);
  }, { origin: EVIL });
  const server = http.createServer();
  server.on('connect', tunnel);
  const client = net.connect(await listen(server), '127.0.0.1');
  client.write(handshake({ Origin: EVIL }, 'api.example:443', 'CONNECT'));
  await once(client, 'data');
  client.write(handshake({ Origin: EVIL }));
  assert.equal(statusOf(await text(client)), 403);
});

test('a refused handshake is published with its socket, and with what the predicate threw', DEADLINE,
  async () => {
  const messages: CorsDecisionMessage[] = [];
  const take = (message: unknown): void => { messages.push(message as CorsDecisionMessage); };
  subscribe('with-cors:decision', take);
  try {
    await send(handshake({ Origin: EVIL }), 'upgrade', withCors(greet, { origin: A }));
    await send(handshake({ Origin: EVIL }), 'upgrade', withCors(greet, { origin: throwing }));
  } finally {
    unsubscribe('with-cors:decision', take);
  }
  assert.deepEqual(messages.map(({ decision: { kind, reason } }) => [kind, reason]),
    [['cors', 'origin-not-allowed'], ['cors', 'origin-check-failed']]);
  assert.ok(messages.every(({ response }) => response instanceof net.Socket));
  assert.equal((messages[1]!.error as Error).message, 'database');
});

test('through TLS the same', DEADLINE, async () => {
  const { certificate } = await import(pathToFileURL(join(examplesFolder, 'certificate.js')).href) as
    { certificate(): { key: Buffer; cert: Buffer } };
  const { key, cert } = certificate();
  const server = https.createServer({ key, cert });
  server.on('upgrade', withCors(greet, { origin: async (origin) => origin === A }));
  const port = await listen(server);
  for (const [origin, status] of [[A, 101], [EVIL, 403], [`https://localhost:${port}`, 101]] as const) {
    const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca: cert });
    socket.write(`${handshake({ Origin: origin, Host: `localhost:${port}` })}early`);
    const received = await text(socket);
    assert.equal(statusOf(received), status);
    if (status === 101) assert.match(received, /head: early$/);
  }
});

// RFC 8441: a WebSocket over HTTP/2 is an extended CONNECT, which Node gives to a 'connect' listener with a
// response.
test('over HTTP/2 a refused CONNECT does not reach the listener either', DEADLINE, async () => {
  const server = http2.createServer(
    { settings: { enableConnectProtocol: true } }, () => assert.fail('it is not a request')
  );
  let ran = 0;
  server.on('connect', withCors((_: http2.Http2ServerRequest, res: http2.Http2ServerResponse) => {
    ran += 1;
    res.end('hello');
  }, { origin: A }));
  const port = await listen(server);
  const session = http2.connect(`http://127.0.0.1:${port}`);
  await once(session, 'remoteSettings');
  const ask = async (headers: Headers): Promise<number | undefined> => {
    const stream =
      session.request({ ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/', ...headers });
    const [{ ':status': status }] =
      await once(stream, 'response') as [http2.IncomingHttpHeaders & { ':status'?: number }];
    stream.resume().close();
    return status;
  };
  const own = `http://127.0.0.1:${port}`;
  const statuses = [];
  for (const Origin of [A, EVIL, own]) statuses.push(
    await ask({ Origin, ':authority': `127.0.0.1:${port}` })
  );
  session.close();
  assert.deepEqual([statuses, ran], [[200, 403, 200], 2]);
});

test('a response that is a stream with setHeader is a response, and not a socket', async () => {
  const { PassThrough } = await import('node:stream');
  const set: Record<string, unknown> = {};
  const response = Object.assign(new PassThrough(), {
    setHeader(name: string, value: unknown) { set[name] = value; },
  });
  let ran = false;
  withCors((_: { headers: Headers }, __: typeof response) => { ran = true; }, { origin: A })(
    { headers: { origin: EVIL } }, response
  );
  assert.deepEqual([ran, set], [true, { Vary: 'Origin' }]);
});

test('so is a stream with writeHead alone', async () => {
  const { PassThrough } = await import('node:stream');
  const seen: unknown[] = [];
  const response = Object.assign(new PassThrough(), {
    writeHead(status: number, headers: unknown) { seen.push(status, headers); },
  });
  withCors((_: { headers: Headers }, res: typeof response) => { res.writeHead(200, {}); }, { origin: A })(
    { headers: { origin: EVIL } }, response);
  assert.deepEqual(seen, [200, { Vary: 'Origin' }]);
});
