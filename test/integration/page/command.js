// The command, as its own process.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../../dist/page/command.js', import.meta.url));

/**
 * @param {readonly string[]} args
 * @returns {Promise<{ status: number, said: any }>} `said` is what `--json` prints
 */
export function command(...args) {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [COMMAND, '--json', ...args], (error, stdout, stderr) => {
      if (stdout === '') reject(new Error(stderr));
      else resolve({ status: Number(error?.code ?? 0), said: JSON.parse(stdout) });
    });
  });
}
