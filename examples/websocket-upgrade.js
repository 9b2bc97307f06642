// CORS doesn't cover WebSockets: a browser lets any page open one, with the visitor's cookies, and only sends
// `Origin`.
// The server must look at it. `withCors` around the upgrade listener does: a handshake of another origin that
// the policy doesn't allow gets a 403, and the listener doesn't run.
// Try, on a page of http://localhost:8080: new WebSocket('ws://localhost:3000').onmessage = ({ data }) =>
// console.log(data)
// curl -i --http1.1 -H 'Origin: https://evil.example' -H 'Connection: Upgrade' -H 'Upgrade: websocket'
// http://localhost:3000/

import { createHash } from 'node:crypto';
import http from 'node:http';
import { createCorsPolicy, withCors } from 'with-cors';

const policy = createCorsPolicy({ origin: 'http://localhost:8080', credentials: true });

const server = http.createServer(withCors((req, res) => {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ msg: 'There is a WebSocket here too.' }));
}, policy));

server.on('upgrade', withCors((req, socket) => {
  // Without this a client that resets the connection would end the process.
  socket.on('error', () => socket.destroy());
  // Nothing that follows the handshake matters to a greeting: it is read, so that its end is seen, and
  // dropped.
  socket.resume();
  req.socket.setTimeout(10_000, () => socket.destroy());
  // The handshake: RFC 6455, 4.2.
  const key = req.headers['sec-websocket-key'] ?? '';
  if (req.headers.upgrade?.toLowerCase() !== 'websocket' || !/^[A-Za-z0-9+/]{22}==$/.test(key)) {
    refuse(socket, '400 Bad Request', 'This is not a WebSocket handshake.');
    return;
  }
  if (req.headers['sec-websocket-version'] !== '13') {
    refuse(socket, '426 Upgrade Required', 'Version 13 is spoken here.', 'Sec-WebSocket-Version: 13\r\n');
    return;
  }
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    `Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
  socket.write(frame(TEXT, Buffer.from(`Hello, ${req.headers.origin ?? 'whoever you are'}`)));
  socket.end(frame(CLOSE, Buffer.from([0x03, 0xe8])));
}, policy));

/**
 * @param {import('node:stream').Duplex} socket
 * @param {string} status
 * @param {string} message
 */
function refuse(socket, status, message, headers = '') {
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(message)}\r\n` +
    `${headers}Connection: close\r\n\r\n${message}`);
}

const TEXT = 0x1;
const CLOSE = 0x8;

/**
 * One whole unmasked frame of at most 125 bytes (RFC 6455, 5.2), enough for a greeting.
 *
 * @param {number} opcode
 * @param {Buffer} payload
 */
function frame(opcode, payload) {
  return Buffer.concat([Buffer.from([0x80 | opcode, payload.length]), payload]);
}

server.listen(Number(process.env.PORT ?? 3000), 'localhost', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`listening on http://localhost:${port}`);
});
