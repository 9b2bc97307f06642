// Servers and the load generator, each in a process and, where the machine can, on a core of its own.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** @typedef {{ requests: number, requestsPerSecond: number, latency: Record<'p50' | 'p90' | 'p99', number> }} Load latency in milliseconds */

const CONNECTIONS = 32;
/** @param {string} command */
const isInstalled = (command) => spawnSync(command, ['-v'], { stdio: 'ignore' }).error === undefined;
export const pins = isInstalled('taskset') && availableParallelism() > 1;
export const generator = isInstalled('wrk') ? 'wrk' : 'autocannon';

/** @param {number} core @param {string} file @param {string[]} args @returns {[string, string[]]} */
const onCore = (core, file, args) => pins ? ['taskset', ['-c', String(core), file, ...args]] : [file, args];

/**
 * @param {string} name of one of the servers in wire-server.js
 * @returns {Promise<{ name: string, port: number, cpuTime: () => Promise<number>, stop: () => void }>}
 */
export async function startServer(name) {
  const script = fileURLToPath(new URL('wire-server.js', import.meta.url));
  const server = spawn(...onCore(0, process.execPath, [script, name]), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exit = once(server, 'exit').then(([code]) => { throw new Error(`The server "${name}" ended with ${code} before it listened`); });
  exit.catch(() => {});
  const [{ port }] = await Promise.race([once(server, 'message'), exit]);
  const cpuTime = async () => {
    server.send('cpu time?');
    return /** @type {number} */ ((await once(server, 'message'))[0].microseconds);
  };
  return { name, port, cpuTime, stop: () => server.kill() };
}

/** @param {string} text as `wrk` writes it: 850.00us, 1.20ms, 2.01s */
const milliseconds = (text) => parseFloat(text) * (text.endsWith('us') ? 0.001 : text.endsWith('ms') ? 1 : 1000);

/** @typedef {{ headers: string[], method?: string, anyStatus?: boolean }} Requests `anyStatus`: a refusal is what is wanted */
/** @type {Record<string, (port: number, requests: Requests) => Promise<Load>>} */
const generate = {
  async wrk(port, { headers, method = 'GET', anyStatus = false }) {
    const script = fileURLToPath(new URL('method.lua', import.meta.url));
    const { stdout } = await promisify(execFile)(...onCore(1, 'wrk', [
      '-t1', `-c${CONNECTIONS}`, '-d1s', '--latency', ...headers.flatMap((header) => ['-H', header]),
      '-s', script, `http://127.0.0.1:${port}/products/1`, method,
    ]));
    if (stdout.includes('Socket errors') || (!anyStatus && stdout.includes('Non-2xx'))) throw new Error(`Not every request was answered:\n${stdout}`);
    /** @param {RegExp} pattern */
    const read = (pattern) => String(pattern.exec(stdout)?.[1]);
    return {
      requests: Number(read(/(\d+) requests in/)),
      requestsPerSecond: Number(read(/Requests\/sec: *([\d.]+)/)),
      latency: { p50: milliseconds(read(/ 50% +(\S+)/)), p90: milliseconds(read(/ 90% +(\S+)/)), p99: milliseconds(read(/ 99% +(\S+)/)) },
    };
  },
  async autocannon(port, { headers, method = 'GET', anyStatus = false }) {
    const script = fileURLToPath(import.meta.resolve('autocannon'));
    const { stdout } = await promisify(execFile)(...onCore(1, process.execPath, [
      script, '--json', '--no-progress', '-m', method, '-c', String(CONNECTIONS), '-d', '1',
      ...headers.flatMap((header) => ['-H', header]), `http://127.0.0.1:${port}/products/1`,
    ]), { maxBuffer: 2 ** 24 });
    const { requests, latency, errors, non2xx, duration } = JSON.parse(stdout);
    if (errors || (!anyStatus && non2xx)) throw new Error(`Not every request was answered: ${errors} errors, ${non2xx} other answers`);
    return { requests: requests.total, requestsPerSecond: requests.total / duration, latency: { p50: latency.p50, p90: latency.p90, p99: latency.p99 } };
  },
};

/**
 * Lets the servers run one after the other, a second each, another one first each time and every second time backwards, so that each is
 * as often after each other. Several processes of each, because two processes with the same code differ in speed by what the compiler
 * decides when.
 * @param {readonly string[]} names
 * @param {Requests & { processes: number, rounds: number, progress: (line: string) => void }} how
 * @returns {Promise<Record<string, (Load & { cpuMicroseconds: number })[]>>} with the server's processor time for each request
 */
export async function race(names, { processes, rounds, progress, ...requests }) {
  /** @type {Record<string, (Load & { cpuMicroseconds: number })[]>} */
  const loads = Object.fromEntries(names.map((name) => [name, []]));
  const drive = /** @type {(typeof generate)[string]} */ (generate[generator]);
  for (let n = 0; n < processes; n++) {
    /** @type {Awaited<ReturnType<typeof startServer>>[]} */
    const servers = [];
    try {
      for (const name of names) servers.push(await startServer(name));
      // The first round only warms up.
      for (let round = 0; round <= rounds; round++) {
        progress(`on the wire: processes ${n + 1} of ${processes}, round ${round} of ${rounds}`);
        const order = [...servers.slice((n + round) % servers.length), ...servers.slice(0, (n + round) % servers.length)];
        if (round % 2 === 1) order.reverse();
        for (const { name, port, cpuTime } of order) {
          const before = await cpuTime();
          const load = await drive(port, requests);
          const cpuMicroseconds = (await cpuTime() - before) / load.requests;
          if (round > 0) loads[name]?.push({ ...load, cpuMicroseconds });
        }
      }
    } finally {
      for (const { stop } of servers) stop();
    }
  }
  return loads;
}
