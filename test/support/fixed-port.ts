// The documentation's programs listen on port 3000 and call it, as their readers' do. Here they run as they
// are written, and a module that is loaded first puts a free port in its place.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { write } from './fresh-project.ts';

const PRELOAD = `
import net from 'node:net';

const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (port, ...rest) {
  this.once('listening', () => process.send?.(this.address().port));
  return listen.call(this, port === 3000 ? 0 : port, ...rest);
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const moved = { port: Number(process.env.PORT_3000), host: '127.0.0.1' };
  if (Number(options?.port) === 3000) Object.assign(options, moved);
  return connect.apply(this, args);
};
`;

/** Node's arguments for a program of a project. */
export async function withFreePort(project: string): Promise<readonly string[]> {
  await write(project, { 'free-port.mjs': PRELOAD });
  return ['--import', './free-port.mjs'];
}

export interface Listening {
  /** The port that took the place of 3000. */
  readonly port: number;
  /** The first line that the program printed, if it printed one before it listened or then. */
  firstLine(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a program that listens on port 3000, and waits until it does. */
export async function startListening(project: string, ...args: readonly string[]): Promise<Listening> {
  const child = spawn(process.execPath, [...await withFreePort(project), ...args], {
    cwd: project, stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const lines = createInterface(child.stdout!);
  const first = once(lines, 'line');
  first.catch(() => {}); // not everybody asks
  const ended = once(child, 'close');
  const early = ended.then(() => { throw new Error(`${args.join(' ')} ended without listening`); });
  const [port] = await Promise.race([once(child, 'message'), early]) as [number];
  early.catch(() => {}); // it ends when it is stopped
  return {
    port,
    firstLine: async () => (await first as [string])[0],
    async stop() {
      child.kill();
      await ended;
    },
  };
}
