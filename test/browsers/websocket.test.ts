// A real browser's WebSocket, opened by a page of each kind of origin: browsers let every page try, and the
// guarded upgrade listener decides. The page reports to the server that served it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { withCors } from 'with-cors';
import { findEngines, visit } from './browsers.ts';

const SECONDS = 60;

async function listen(server: http.Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

/** RFC 6455, 4.2: completes the handshake, sends one text and a close frame. */
function greet(req: IncomingMessage, socket: Duplex): void {
  const key = `${req.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
    + `Sec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}\r\n\r\n`);
  const greeting = Buffer.from('hello');
  socket.write(
    Buffer.concat([Buffer.from([0x81, greeting.length]), greeting, Buffer.from([0x88, 2, 0x03, 0xe8])])
  );
  socket.resume().on('error', () => { socket.destroy(); }).on('end', () => { socket.end(); });
}

const page = (address: string): string => `<!doctype html><title>WebSocket</title><script>
  const socket = new WebSocket(${JSON.stringify(address.replace('http:', 'ws:'))});
  let said = '';
  socket.onmessage = ({ data }) => { said = data; };
  socket.onclose = ({ code }) => fetch('/report', { method: 'POST', body: said + ' ' + code });
</script>`;

const { found, missing } = await findEngines();
for (const { name, install } of missing) {
  const required = process.env['WITH_CORS_ALL_ENGINES'] === '1';
  test(`a WebSocket in ${name}`, required ? {} : { skip: install }, () => assert.fail(install));
}

for (const engine of found) {
  for (const [who, expected, ran] of [
    ['an allowed page', 'hello 1000', 1], ['another page', ' 1006', 0],
    ["the server's own page", 'hello 1000', 1],
  ] as const) {
    test(`${engine.name} ${engine.version}: the WebSocket of ${who}`, async () => {
      let report!: (text: string) => void;
      const reported = new Promise<string>((resolve) => { report = resolve; });
      let api = '';
      const serve = async (req: IncomingMessage, res: http.ServerResponse): Promise<void> => {
        if (req.url === '/report') report(await text(req));
        res.setHeader('Content-Type', 'text/html').end(req.url === '/' ? page(api) : '');
      };
      let handshakes = 0;
      const sockets = http.createServer((req, res) => { void serve(req, res); });
      const pages = http.createServer((req, res) => { void serve(req, res); });
      api = await listen(sockets);
      const other = await listen(pages);
      const origin = async (asked: string): Promise<boolean> => who === 'an allowed page' && asked === other;
      sockets.on('upgrade', withCors((req, socket: Duplex) => {
        handshakes += 1;
        greet(req, socket);
      }, { origin }));
      try {
        assert.equal(
          await visit(engine, `${who.includes('own') ? api : other}/`, reported, SECONDS), expected
        );
        assert.equal(handshakes, ran);
      } finally {
        for (const server of [sockets, pages]) {
          server.closeAllConnections();
          server.close();
        }
      }
    });
  }
}
