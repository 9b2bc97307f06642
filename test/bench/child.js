// Runs one measurement in a process of its own and hands back what it sends.
import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * @param {string} script beside this file
 * @param {object} order what it is to do, its only argument
 * @param {string[]} [flags] of Node
 * @returns {Promise<any>} the one message that it sends
 */
export async function measureIn(script, order, flags = []) {
  const worker = fork(new URL(script, import.meta.url), [JSON.stringify(order)], { execArgv: flags });
  const exit = once(worker, 'exit').then(([code]) => { throw new Error(`${script} ended with ${code} before it had measured`); });
  exit.catch(() => {});
  const [measured] = await Promise.race([once(worker, 'message'), exit]);
  worker.disconnect();
  return measured;
}
