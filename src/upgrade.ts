import { STATUS_CODES } from 'node:http';
import { Duplex } from 'node:stream';
import { CHECK_FAILED, type CorsRequest, describeRefusal } from './decision.ts';
import { toPairs } from './grammar.ts';
import type { OriginVerdict } from './origin-check.ts';
import type { CompiledPolicy } from './policy.ts';
import { isCrossOrigin } from './request.ts';

/** Milliseconds that a refused client has to close its half of the connection. */
const LINGER = 2_000;

/** Whether a listener was called for `'upgrade'` or `'connect'`: with a socket in place of a response. */
export function isSocket(response: object): response is Duplex {
  return response instanceof Duplex && !('writeHead' in response || 'setHeader' in response);
}

/**
 * The request path of an upgrade listener; says whether the listener runs. CORS does not protect WebSockets:
 * a browser opens one to any server, tells the page's `Origin`, and leaves the check to the server (RFC 6455,
 * 10.2). So here a refused origin is stopped in any case.
 */
export function settleUpgrade(
  policy: CompiledPolicy, request: CorsRequest, socket: Duplex, verdict: OriginVerdict,
): boolean {
  if (verdict.outcome === 'allowed') return true;
  if (verdict.outcome === 'failed') respondAndClose(policy, request, socket, 500, CHECK_FAILED);
  else if (!isCrossOrigin(request)) return true;
  else respondAndClose(policy, request, socket, 403, describeRefusal(request.headers.origin));
  return false;
}

function respondAndClose(
  policy: CompiledPolicy, request: CorsRequest, socket: Duplex, status: number, text: string,
): void {
  if (!socket.writable) return; // another listener of the server has responded
  const own = ['Connection', 'close', 'Content-Type', 'text/plain', 'Content-Length', `${text.length}`];
  const fields = toPairs([...own, ...policy.fields(request, false)]);
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const body = request.method === 'HEAD' ? '' : text; // RFC 9110, 9.3.2
  ignoreErrors(socket);
  // Closed with bytes unread, the connection would be reset, and the response could be lost (RFC 9112, 9.6).
  // A client that goes on for ever must not keep it, though.
  socket.resume();
  const impatience = setTimeout(() => { socket.destroy(); }, LINGER);
  socket.once('close', () => { clearTimeout(impatience); });
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`);
}

/**
 * Node has taken its own listeners off such a socket, so that an error of it (a client that is gone) would
 * end the process. Returns a function that undoes this.
 */
export function ignoreErrors(socket: Duplex): () => void {
  const ignore = (): void => {};
  socket.on('error', ignore);
  return () => socket.off('error', ignore);
}
