// Listening on the loopback interface only: a demo isn't meant for the neighbours.
import { once } from 'node:events';
import { createServer as createNetServer } from 'node:net';

/**
 * Makes `localhost:port` lead to this server, by IPv4 and, where the machine has it, by IPv6: browsers try
 * both.
 *
 * @param {import('node:net').Server} server of `node:http`, `node:https` or `node:http2`
 * @param {{ port: number, variable: string }} where 0 takes any free port; `variable` is what chooses another
 * one
 * @returns {Promise<{ port: number, close(): void }>} `close` ends the open connections too, event streams
 * included
 */
export async function listen(server, { port, variable }) {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const second = createNetServer((socket) => server.emit('connection', socket));
  const close = () => {
    server.close();
    second.close();
    for (const socket of sockets) socket.destroy();
  };
  try {
    await bound(server, port, '127.0.0.1');
    const taken = portOf(server);
    await bound(second, taken, '::1').catch((error) => {
      if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code)) throw error;
    });
    return { port: taken, close };
  } catch (error) {
    close();
    throw explained(/** @type {NodeJS.ErrnoException} */ (error), port, variable);
  }
}

/** @param {import('node:net').Server} server @param {number} port @param {string} host */
async function bound(server, port, host) {
  server.listen(port, host);
  await once(server, 'listening'); // rejects on 'error'
}

/** @param {import('node:net').Server} server */
function portOf(server) {
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
}

/** @param {NodeJS.ErrnoException} error @param {number} port @param {string} variable */
function explained(error, port, variable) {
  const problem = {
    EADDRINUSE: `Port ${port} is taken by another program`,
    EACCES: `This user may not listen on port ${port}`,
  }[String(error.code)];
  if (problem === undefined) return error;
  const remedy =
    `Choose another one with ${variable}, or ${variable}=0 for any that is free: ${variable}=0 npm start`;
  return new Error(`${problem}. ${remedy}`, { cause: error });
}
