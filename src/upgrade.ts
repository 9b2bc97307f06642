import { STATUS_CODES } from 'node:http';
import { Duplex } from 'node:stream';
import { CHECK_FAILED, type CorsRequest, describeRefusal } from './decision.ts';
import type { OriginVerdict } from './origin-check.ts';
import type { CompiledPolicy } from './policy.ts';
import { isCrossOrigin } from './request.ts';
import { type Fields, toPairs } from './response-head.ts';

/** Whether a listener was called for `'upgrade'` or `'connect'`: with a socket in place of a response. */
export function isSocket(response: object): response is Duplex {
  return response instanceof Duplex && !('writeHead' in response);
}

/**
 * The request path of an upgrade listener; says whether the listener runs. CORS does not protect WebSockets: a browser
 * opens one to any server, tells the page's `Origin`, and leaves the check to the server (RFC 6455, 10.2). So here a
 * refused origin is stopped in any case.
 */
export function settleUpgrade(policy: CompiledPolicy, request: CorsRequest, socket: Duplex, verdict: OriginVerdict): boolean {
  if (verdict.outcome !== 'failed' && (verdict.outcome === 'allowed' || !isCrossOrigin(request))) return true;
  const failed = verdict.outcome === 'failed';
  const text = failed ? CHECK_FAILED : describeRefusal(request.headers.origin);
  respondAndClose(socket, failed ? 500 : 403, policy.fields(request, false), text);
  return false;
}

function respondAndClose(socket: Duplex, status: number, fields: Fields, body: string): void {
  const headers = [['Connection', 'close'], ['Content-Type', 'text/plain'], ['Content-Length', `${body.length}`], ...toPairs(fields)];
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  ignoreErrors(socket);
  socket.once('finish', () => socket.destroy()); // a client that never closes its half must not keep the socket
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${body}`);
}

/**
 * Node has taken its own listeners off such a socket, so that an error of it (a client that is gone) would end the
 * process. Returns a function that undoes this.
 */
export function ignoreErrors(socket: Duplex): () => void {
  const ignore = (): void => {};
  socket.on('error', ignore);
  return () => socket.off('error', ignore);
}
