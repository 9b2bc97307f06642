// Puts the model's requests on the wire byte by byte: the client of node:http would write `patch` as `PATCH`.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Header } from './fetch-grammar.ts';
import type { WireRequest, WireResponse } from './fetch-protocol.ts';

export interface Exchange {
  readonly sent: string;
  readonly received: string;
}

const PATIENCE_MS = 30_000;

/** Sends it on a connection of its own and reads the head of the answer; both heads are told as text. */
export async function sendOverTheWire(
  request: WireRequest,
  cookie: string,
  tell: (exchange: Exchange) => void,
): Promise<WireResponse> {
  const url = new URL(request.url);
  const body = request.body ?? '';
  const head = [
    `${request.method} ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    'Connection: close',
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
    ...(request.withCookies ? [`Cookie: ${cookie}`] : []),
    ...(body || ['POST', 'PUT'].includes(request.method)
      ? [`Content-Length: ${Buffer.byteLength(body)}`]
      : []),
  ].join('\r\n');

  const socket = connect({ host: '127.0.0.1', port: Number(url.port) });
  socket.setTimeout(PATIENCE_MS, () => {
    socket.destroy(new Error(`no answer within ${PATIENCE_MS} ms to:\n${head}`));
  });
  socket.end(`${head}\r\n\r\n${body}`, 'latin1');
  const [received] = (await text(socket.setEncoding('latin1'))).split('\r\n\r\n', 1);
  tell({ sent: head, received: received! });

  const [statusLine, ...lines] = received!.split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine!)?.[1]);
  return {
    status,
    headers: lines.map((line): Header => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1).trim()];
    }),
  };
}
