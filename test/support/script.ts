// A program of a few lines in a process of its own, for what happens once a process or at its start.

import { execFile } from 'node:child_process';
import { repository } from './fresh-project.ts';

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an ES module, given as text, in this repository; `with-cors` is the one under test. */
export function runScript(source: string, env: Readonly<Record<string, string>> = {}): Promise<Output> {
  // The program is not one of the runner's tests.
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...inherited } = process.env;
  const conditions = process.execArgv.filter((arg) => arg.startsWith('--conditions='));
  return new Promise((resolve) => {
    const args = [...conditions, '--input-type=module', '--eval', source];
    const options = { cwd: repository, env: { ...inherited, ...env }, timeout: 30_000 };
    const child = execFile(process.execPath, args, options, (error, stdout, stderr) => {
      process.off('exit', end);
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
    // Whoever ends the tests at a first failure must not leave the program behind.
    const end = (): void => { child.kill('SIGKILL'); };
    process.on('exit', end);
  });
}
