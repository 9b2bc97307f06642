// A project made from nothing, as somebody else's would be: a folder of its own outside this repository, with
// TypeScript and Node's types lent to it by links and nothing else installed.

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** This repository, found from wherever the test runs: compiled in `build/` or straight from `test/`. */
export const repository = repositoryAround(import.meta.dirname);

function repositoryAround(folder: string): string {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'with-cors') return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`No package.json named with-cors above ${import.meta.dirname}`);
  return repositoryAround(parent);
}

/**
 * Makes the folder. Its real path, for compilers and npm would print that where the temporary folder is a
 * link.
 */
export async function freshProject(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'with-cors-')));
}

/** Writes files, given by their path in the project; what is not a string as JSON. */
export async function write(project: string, files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(
      join(project, path), typeof content === 'string' ? content : JSON.stringify(content, null, 2)
    );
  }
}

/** Lends the project what this repository has: the compiler and Node's types. */
export async function lendTypeScript(project: string): Promise<void> {
  await mkdir(join(project, 'node_modules/@types'), { recursive: true });
  for (const name of ['typescript', '@types/node']) {
    await symlink(join(repository, 'node_modules', name), join(project, 'node_modules', name), 'junction');
  }
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  /** Everything there is to say, for the message of a failed assertion. */
  readonly output: string;
}

export function tsc(project: string, ...args: readonly string[]): Promise<Outcome> {
  return node(project, join(repository, 'node_modules/typescript/bin/tsc'), ...args);
}

export function node(project: string, ...args: readonly string[]): Promise<Outcome> {
  return run(process.execPath, args, project);
}

/** npm without the network: the one that runs this test where there is one, else the one in PATH. */
export function npm(project: string, ...args: readonly string[]): Promise<Outcome> {
  const offline = [...args, '--offline', '--no-audit', '--no-fund', '--no-update-notifier'];
  const npmCli = process.env['npm_execpath'];
  return npmCli?.endsWith('npm-cli.js') === true
    ? node(project, npmCli, ...offline) : run('npm', offline, project);
}

function run(program: string, args: readonly string[], cwd: string): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env: outsideEnvironment(), timeout: 120_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, stdout, output: `${error?.message ?? ''}\n${stdout}\n${stderr}` });
    });
  });
}

/**
 * Without what the test runner and npm tell their children: a program started here is neither a test nor a
 * script of theirs.
 */
function outsideEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_(?!execpath)|INIT_CWD$|NODE_TEST_CONTEXT$|NODE_OPTIONS$|NODE_V8_COVERAGE$)/i.test(name),
    ),
  );
}
