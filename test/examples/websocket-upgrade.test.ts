// The handshake of RFC 6455 behind a policy, in `examples/websocket-upgrade.js`.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { type Example, from } from '../support/example-process.ts';
import { describeProgram, localPage, stranger } from './program.ts';

describeProgram('websocket-upgrade.js', {
  'an allowed origin, and a client that is not a browser, are greeted': async (example) => {
    for (const [headers, greeting] of [
      [{ Origin: localPage }, `Hello, ${localPage}`], [{}, 'Hello, whoever you are'],
    ] as const) {
      const request = handshake(example, headers);
      const upgraded = await once(request, 'upgrade');
      const [response, socket, head] = upgraded as [http.IncomingMessage, net.Socket, Buffer];
      socket.unshift(head);
      // The key's counterpart is the example in RFC 6455, 1.3.
      assert.equal(response.headers['sec-websocket-accept'], 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
      const expected = Buffer.concat([
        Buffer.from([0x81, greeting.length]), Buffer.from(greeting), Buffer.from([0x88, 2, 0x03, 0xe8]),
      ]);
      assert.deepEqual(Buffer.concat(await socket.toArray()), expected);
      socket.destroy();
    }
  },
  'another origin is refused before the handshake': async (example) => {
    const refused = once(handshake(example, { Origin: stranger }), 'response');
    const [response] = await refused as [http.IncomingMessage];
    assert.equal(response.statusCode, 403);
    assert.match(await text(response), /https:\/\/evil\.example/);
  },
  'what is not a handshake is refused': async (example) => {
    const key = 'dGhlIHNhbXBsZSBub25jZQ==';
    for (const [headers, status] of [
      [{ 'Sec-WebSocket-Key': 'short' }, 400], [{ Upgrade: 'h2c' }, 400],
      [{ 'Sec-WebSocket-Key': key, 'Sec-WebSocket-Version': '8' }, 426],
    ] as const) {
      const request = handshake(example, { Origin: localPage, ...headers });
      const [response] = await once(request, 'response') as [http.IncomingMessage];
      assert.equal(response.statusCode, status);
      response.resume();
    }
  },
  'clients that reset the connection do not end the server': async (example) => {
    for (let times = 0; times < 5; times++) {
      const socket = net.connect(Number(example.address.port), example.address.hostname);
      await once(socket, 'connect');
      socket.write(
        `GET / HTTP/1.1\r\nHost: x\r\nOrigin: ${localPage}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
      );
      socket.resetAndDestroy();
      await once(socket, 'close');
    }
    assert.equal((await example.send('/', from(localPage))).status, 200);
  },
});

function handshake({ address }: Example, headers: http.OutgoingHttpHeaders): http.ClientRequest {
  return http.get(address, {
    agent: false,
    headers: {
      Connection: 'Upgrade', Upgrade: 'websocket',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version': '13',
      ...headers,
    },
  });
}
