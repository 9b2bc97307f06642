// Finding, starting and ending the two caches: one process in the foreground, everything that it writes in a
// folder of its own, one port on loopback.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/**
 * A cache: the Debian package that has it, and how to start it.
 * @typedef {object} Cache
 * @property {string} name
 * @property {string} program
 * @property {string} debianPackage
 * @property {string} configurationFile
 * @property {(at: Place) => string} configuration
 * @property {(at: Place) => string[]} parameters
 * @property {RegExp} begun what it says when it has its port
 *
 * @typedef {{ folder: string, port: number, backendPort: number }} Place
 * @typedef {{ port: number, stop: () => Promise<void> }} RunningCache
 */

/** The program's path. Debian keeps servers where only root's PATH looks. @param {string} program */
export function find(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Starts a cache in front of a server. The port is one that was free a moment ago; another program may take
 * it before the cache does, hence the attempts.
 * @param {Cache} cache @param {number} backendPort @returns {Promise<RunningCache>}
 */
export async function start(cache, backendPort, attempts = 3) {
  const folder = await mkdtemp(join(tmpdir(), `with-cors-${cache.name}-`));
  const at = { folder, port: await freePort(), backendPort };
  await writeFile(join(folder, cache.configurationFile), cache.configuration(at));
  const child = spawn(/** @type {string} */ (find(cache.program)), cache.parameters(at), {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGTERM');
  process.once('exit', kill);
  const ended =
    new Promise((resolve) => child.once('error', resolve).once('close', resolve)).then(() => false);
  const stop = async () => {
    kill();
    await ended;
    process.off('exit', kill);
    await rm(folder, { recursive: true, force: true });
  };

  let said = '';
  const begun = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        // What it says later is read too, so that it never waits for a full pipe, and forgotten.
        if (said.length < 100_000) said += text;
        if (cache.begun.test(said)) resolve(true);
      });
    }
  });
  const listening = await Promise.race([begun.then(() => accepts(at.port)), ended]);
  if (listening) return { port: at.port, stop };

  await stop();
  if (attempts > 1 && /address already in use/i.test(said)) return start(cache, backendPort, attempts - 1);
  throw new Error(`${cache.name} takes no requests. It said:\n${said}`);
}

/**
 * Whether somebody listens within ten seconds: both have bound the port by then, and say nothing when they
 * listen. @param {number} port
 */
async function accepts(port) {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      await setTimeout(20);
    } finally {
      socket.destroy();
    }
  }
  return false;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}
