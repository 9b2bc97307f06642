import { STATUS_CODES } from 'node:http';
import { Duplex } from 'node:stream';
import type { Fields } from './response-head.ts';

/** Milliseconds that a refused client has to close its half of the connection. */
const LINGER = 2_000;

/** Whether a listener was called for `'upgrade'` or `'connect'`: with a socket in place of a response. */
export function isSocket(response: object): response is Duplex {
  return !('setHeader' in response || 'writeHead' in response) && response instanceof Duplex;
}

/** Responds in the listener's place, and closes the connection. */
export function respondOnSocket(
  socket: Duplex, fields: Fields, status: number, own: Fields, body = '',
): void {
  if (!socket.writable) return; // another listener of the server has responded
  const head = [['Connection', 'close'], ...own, ...fields].map(([name, value]) => `${name}: ${value}\r\n`);
  ignoreErrors(socket);
  // Closed with bytes unread, the connection would be reset, and the response could be lost (RFC 9112, 9.6).
  // A client that goes on for ever must not keep it, though.
  socket.resume();
  setTimeout(() => { socket.destroy(); }, LINGER).unref();
  socket.end(`HTTP/1.1 ${status} ${String(STATUS_CODES[status])}\r\n${head.join('')}\r\n${body}`);
}

/**
 * Node has taken its own listeners off such a socket, so that an error of it (a client that is gone) would
 * end the process. Returns a function that undoes this.
 */
export function ignoreErrors(socket: Duplex): () => void {
  const ignore = (): void => { /* its 'close' event follows */ };
  socket.on('error', ignore);
  return () => socket.off('error', ignore);
}
