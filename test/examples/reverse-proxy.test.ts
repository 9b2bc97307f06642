// A proxy whose policy has the last word, in `examples/reverse-proxy.js`.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { from, preflight } from '../support/example-process.ts';
import { app, assertUnreadable, describeProgram, started, stranger } from './program.ts';

describeProgram('reverse-proxy.js', {
  "the policy's headers replace the upstream's": async (example) => {
    const { headers, body } = await example.send('/a?b', from(app));
    assert.deepEqual(JSON.parse(body), { msg: 'The upstream was asked for /a?b' });
    assert.equal(headers['access-control-allow-origin'], app);
    assert.equal(headers['access-control-allow-credentials'], 'true');
    assert.equal(headers.vary, 'Accept-Encoding, Origin');
  },
  'an origin that the upstream would have allowed is refused': async (example) => {
    const response = await example.send('/', from(stranger));
    assertUnreadable(response, 200);
    assert.equal(response.headers['access-control-allow-credentials'], undefined);
  },
  'an upstream sees no preflight, whole bodies, and no header about the connection': async (_, t) => {
    const seen: { method: string | undefined; body: string; headers: NodeJS.Dict<string[]> }[] = [];
    const upstream = await listening(t, http.createServer(async (req, res) => {
      seen.push({ method: req.method, body: await text(req), headers: req.headersDistinct });
      res.writeHead(201, 'Made Here', [
        'Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'Connection', 'x-hop', 'X-Hop', '1', 'X-End', '2',
        'Access-Control-Allow-Origin', '*',
      ]);
      res.end('done');
    }));
    const proxy = await started(t, 'reverse-proxy.js', { UPSTREAM: upstream });
    assert.equal((await proxy.send('/', preflight(app, 'PUT'))).status, 204);
    for (const method of ['POST', 'DELETE']) {
      const response = await proxy.sendBytes(
        `${method} / HTTP/1.1\r\nHost: proxy\r\nOrigin: ${app}\r\nConnection: close, X-Private\r\nX-Private: 1\r\n` +
        'Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n');
      const [head = '', body = ''] = response.split('\r\n\r\n', 2);
      const lines = head.split('\r\n');
      assert.equal(lines[0], 'HTTP/1.1 201 Made Here');
      assert.match(body, /done/);
      for (const line of ['Set-Cookie: a=1', 'set-cookie: b=2', 'X-End: 2',
        `Access-Control-Allow-Origin: ${app}`]) {
        assert.ok(lines.includes(line), `${line} in ${head}`);
      }
      assert.doesNotMatch(head, /x-hop|\*/i);
    }
    assert.deepEqual(seen.map(({ method, body }) => [method, body]), [['POST', 'body'], ['DELETE', 'body']]);
    for (const { headers } of seen) {
      assert.deepEqual(headers.host, [new URL(upstream).host]);
      assert.equal(headers['x-private'], undefined);
      assert.deepEqual(headers.origin, [app]);
    }
  },
  'an upstream that does not respond is a readable 502': async (_, t) => {
    const upstream = await listening(t, http.createServer((req) => req.socket.destroy()));
    const proxy = await started(t, 'reverse-proxy.js', { UPSTREAM: upstream });
    const { status, headers } = await proxy.send('/', from(app));
    assert.deepEqual([status, headers['access-control-allow-origin']], [502, app]);
  },
  'an upstream that breaks off breaks the response off, during an upload too': async (_, t) => {
    const upstream = await listening(t, http.createServer((req, res) => {
      res.writeHead(200, { 'Content-Length': 10 }).write('half', () => req.socket.resetAndDestroy());
    }));
    const proxy = await started(t, 'reverse-proxy.js', { UPSTREAM: upstream });
    await assert.rejects(proxy.send('/', from(app)));
    const socket = net.connect(Number(proxy.address.port), proxy.address.hostname);
    // Whether it ends or is reset is the machine's choice.
    socket.on('error', () => {}).resume();
    const closed = new Promise((resolve) => { socket.once('close', resolve); });
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n');
    socket.write(Buffer.alloc(4_000_000));
    await closed;
    await assert.rejects(proxy.send('/', from(app)));
    assert.equal(proxy.ended, false);
  },
  'a client that goes takes its request to the upstream with it': async (_, t) => {
    const server = http.createServer();
    const proxy = await started(t, 'reverse-proxy.js', { UPSTREAM: await listening(t, server) });
    const requested = once(server, 'request');
    const socket = net.connect(Number(proxy.address.port), proxy.address.hostname);
    socket.write(`GET /wait HTTP/1.1\r\nHost: x\r\nOrigin: ${app}\r\n\r\n`);
    const [, response] = await requested as [http.IncomingMessage, http.ServerResponse];
    const abandoned = once(response, 'close');
    socket.resetAndDestroy();
    await abandoned;
    server.once('request', (_, res: http.ServerResponse) => res.end());
    assert.equal((await proxy.send('/', from(app))).status, 200);
  },
});

async function listening(t: TestContext, server: http.Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
