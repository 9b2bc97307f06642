// An upgrade listener behind withCors has the types that Node gives it, unannotated too.

import type http from 'node:http';
import type https from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createCorsPolicy, withCors } from 'with-cors';
import { holds, type Same } from './same-type.ts';

declare const server: http.Server;
declare const secure: https.Server;

server.on('upgrade', withCors((req, socket, head) => {
  holds<Same<typeof req, IncomingMessage>>();
  holds<Same<typeof socket, Duplex>>();
  head.subarray(0, 1);
  // @ts-expect-error the socket is not a response
  socket.setHeader('a', 'b');
}, { origin: 'https://app.example' }));
server.on('connect', withCors((req, socket) => {
  holds<Same<typeof req, IncomingMessage>>();
  holds<Same<typeof socket, Duplex>>();
}, createCorsPolicy()));
secure.once('upgrade', withCors(async (req: IncomingMessage, socket: Duplex, head: Buffer) => {
  socket.end(`${req.url}${head.length}`);
}));
