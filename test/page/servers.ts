// Servers on loopback that live as long as a test uses them.

import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';

/** Starts a server on a port that is free, and ends it whatever becomes of the use of it. */
export async function serve<Result>(server: net.Server, use: (port: number) => Promise<Result>, host = '127.0.0.1'): Promise<Result> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => { sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)); });
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

export const withListener = <Result>(listener: http.RequestListener, use: (port: number) => Promise<Result>): Promise<Result> =>
  serve(http.createServer(listener), use);

/** A server that sends these bytes on every connection, after the request's head, and closes. */
export const withBytes = <Result>(bytes: string | Buffer, use: (port: number) => Promise<Result>): Promise<Result> =>
  serve(net.createServer((socket) => { socket.once('data', () => socket.end(bytes)); }), use);
