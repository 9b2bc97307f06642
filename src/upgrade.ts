import { STATUS_CODES } from 'node:http';
import { Duplex } from 'node:stream';
import { CHECK_FAILED, type CorsRequest, describeRefusal } from './decision.ts';
import { toPairs } from './grammar.ts';
import type { OriginVerdict } from './origin-check.ts';
import type { CompiledPolicy } from './policy.ts';
import { isCrossOrigin } from './request.ts';
import type { Fields } from './response-head.ts';

/** Whether a listener was called for `'upgrade'` or `'connect'`: with a socket in place of a response. */
export function isSocket(response: object): response is Duplex {
  return response instanceof Duplex && !('writeHead' in response);
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
  const fields = policy.fields(request, false);
  if (verdict.outcome === 'failed') respondAndClose(socket, 500, fields, CHECK_FAILED);
  else if (!isCrossOrigin(request)) return true;
  else respondAndClose(socket, 403, fields, describeRefusal(request.headers.origin));
  return false;
}

function respondAndClose(socket: Duplex, status: number, fields: Fields, body: string): void {
  const own = ['Connection', 'close', 'Content-Type', 'text/plain', 'Content-Length', `${body.length}`];
  const head = toPairs([...own, ...fields]).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  ignoreErrors(socket);
  socket.once('finish', () => socket.destroy()); // a client that never closes its half would keep it
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
