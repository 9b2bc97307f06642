// Servers on loopback that live as long as a test uses them.

import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { text } from 'node:stream/consumers';

/** Starts a server on a port that is free, and ends it whatever becomes of the use of it. */
export async function serve<Result>(server: net.Server, use: (port: number) => Promise<Result>,
  host = '127.0.0.1'): Promise<Result> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => undefined));
  });
  server.listen(0, host);
  await once(server, 'listening');
  try {
    return await use((server.address() as net.AddressInfo).port);
  } finally {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  }
}

export type Head = Readonly<Record<string, string | string[]>>;

export const withListener =
  <Result>(listener: http.RequestListener, use: (port: number) => Promise<Result>): Promise<Result> =>
  serve(http.createServer(listener), use);

/** A server that sends these bytes on every connection, after the request's head, and closes. */
export const withBytes =
  <Result>(bytes: string | Buffer, use: (port: number) => Promise<Result>): Promise<Result> =>
  serve(net.createServer((socket) => { socket.once('data', () => socket.end(bytes)); }), use);

export interface Script {
  /** The response to a preflight, and to the request itself where that has none of its own. */
  readonly head?: Head;
  readonly request?: Head;
  readonly status?: number;
  readonly preflightStatus?: number;
}

export interface Arrival {
  readonly method: string;
  readonly url: string;
  /** By their names in lower case. */
  readonly headers: http.IncomingHttpHeaders;
  readonly raw: readonly string[];
  readonly body: string;
}

/** A server that answers as it is told; `use` gets its address, and what has arrived. */
export async function withScript<Result>(
  { head = {}, request = head, status = 200, preflightStatus = status }: Script,
  use: (address: string, arrived: readonly Arrival[]) => Promise<Result>,
): Promise<Result> {
  const arrived: Arrival[] = [];
  return withListener(async (incoming, response) => {
    const body = await text(incoming);
    arrived.push(
      { method: incoming.method!, url: incoming.url!, headers: incoming.headers, raw: incoming.rawHeaders,
        body }
    );
    const preflight = incoming.method === 'OPTIONS' && 'access-control-request-method' in incoming.headers;
    for (const [name, value] of Object.entries(preflight ? head : request)) response.setHeader(name, value);
    response.statusCode = preflight ? preflightStatus : status;
    response.end('hello');
  }, (port) => use(`http://localhost:${port}`, arrived));
}
