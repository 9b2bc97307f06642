// WebSockets: socket.io with one policy for the application and for itself, and `ws` behind a guarded upgrade
// listener, each with its own client over real sockets.
import './quiet.js';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { test } from 'node:test';
import express from 'express';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { WebSocket, WebSocketServer } from 'ws';
import { createCorsPolicy, withCors } from '../../../dist/index.js';

const ALLOWED = 'https://app.example';
const OTHER = 'https://evil.example';
const DEADLINE = { timeout: 30_000 };

const POLICIES = {
  'a named origin': { origin: ALLOWED, credentials: true },
  'a promise': { origin: async (origin) => origin === ALLOWED, credentials: true },
  'a named origin and blockDisallowed': { origin: ALLOWED, credentials: true, blockDisallowed: true },
};

async function listening(t, server) {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return server.address().port;
}

/** An application of Express and socket.io on one server, with one policy. */
async function application(t, options) {
  const policy = createCorsPolicy(options);
  const app = express().get('/', (_, res) => { res.send('page'); });
  const server = http.createServer(withCors(app, policy));
  const sockets = new Server(server);
  sockets.engine.use(withCors((_req, _res, next) => next(), policy));
  sockets.on('connection', (socket) => socket.on('echo', (text, reply) => reply(text)));
  const port = await listening(t, server);
  t.after(() => sockets.close());
  return port;
}

/** Connects, sends a text and returns the reply; rejects with what the client says. */
async function echo(port, transports, extraHeaders) {
  const socket =
    io(`http://127.0.0.1:${port}`, { transports, extraHeaders, reconnection: false, forceNew: true });
  try {
    await new Promise((resolve, reject) => {
      socket.on('connect', resolve);
      socket.on('connect_error', reject);
    });
    if (transports.length > 1 && socket.io.engine.transport.name === 'polling') await once(
      socket.io.engine, 'upgrade'
    );
    return [socket.io.engine.transport.name, await socket.timeout(5000).emitWithAck('echo', 'hello')];
  } finally {
    socket.disconnect();
  }
}

for (const [sentence, options] of Object.entries(POLICIES)) {
  for (const [transports, name] of [
    [['polling'], 'polling'], [['websocket'], 'websocket'], [['polling', 'websocket'], 'websocket']
  ]) {
    test(`socket.io, ${sentence}: an allowed origin connects by ${transports.join(', then ')}`, DEADLINE,
      async (t) => {
      const port = await application(t, options);
      assert.deepEqual(await echo(port, transports, { Origin: ALLOWED }), [name, 'hello']);
      assert.deepEqual(await echo(port, transports, {}), [name, 'hello'], 'a client that is not a browser');
      const own = `http://127.0.0.1:${port}`;
      assert.deepEqual(
        await echo(port, transports, { Origin: own }), [name, 'hello'], "the server's own page"
      );
    });
  }

  test(`socket.io, ${sentence}: another origin gets no WebSocket, and the server goes on`, DEADLINE,
    async (t) => {
    const port = await application(t, options);
    await assert.rejects(echo(port, ['websocket'], { Origin: OTHER }), /websocket error/);
    assert.deepEqual(await echo(port, ['websocket'], { Origin: ALLOWED }), ['websocket', 'hello']);
  });

  test(`socket.io, ${sentence}: polling and the application say the same of an origin`, DEADLINE,
    async (t) => {
    const port = await application(t, options);
    for (const path of ['/', '/socket.io/?EIO=4&transport=polling']) {
      for (const [Origin, allowed] of [[ALLOWED, ALLOWED], [OTHER, undefined]]) {
        const request = http.get({ port, host: '127.0.0.1', path, agent: false, headers: { Origin } });
        const [response] = await once(request, 'response');
        response.resume();
        assert.equal(response.statusCode, allowed || !options.blockDisallowed ? 200 : 403);
        assert.equal(response.headers['access-control-allow-origin'], allowed);
        assert.equal(response.headers['access-control-allow-credentials'], allowed && 'true');
        assert.equal(response.headers.vary, 'Origin');
      }
    }
  });

  test(`ws, ${sentence}: an allowed origin connects, another does not`, DEADLINE, async (t) => {
    const sockets = new WebSocketServer({ noServer: true });
    sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
    const server = http.createServer();
    server.on('upgrade', withCors((req, socket, head) => {
      sockets.handleUpgrade(req, socket, head, (client) => sockets.emit('connection', client, req));
    }, options));
    const port = await listening(t, server);
    for (const headers of [{ origin: ALLOWED }, {}, { origin: `http://127.0.0.1:${port}` }]) {
      const client = new WebSocket(`ws://127.0.0.1:${port}`, headers);
      await once(client, 'open');
      client.send('hello');
      const [data] = await once(client, 'message');
      assert.equal(String(data), 'hello');
      client.close();
      await once(client, 'close');
    }
    const refused = new WebSocket(`ws://127.0.0.1:${port}`, { origin: OTHER });
    const [, response] = await once(refused, 'unexpected-response');
    assert.equal(response.statusCode, 403);
    assert.match(Buffer.concat(await response.toArray()).toString(), /^Not allowed by CORS/);
    assert.equal(sockets.clients.size, 0);
  });
}
