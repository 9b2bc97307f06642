// What Chromium prints to its console while a page runs, told by its own log.

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export const chromium = (process.env['PATH'] ?? '').split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isProgram);

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Opens the page and gives the lines of its console up to the one that is `last`. */
export async function consoleOf(url: string, last: string, args: readonly string[],
  milliseconds: number): Promise<string[]> {
  const profile = await mkdtemp(join(tmpdir(), 'with-cors-console-'));
  const browser = spawn(chromium!, [
    '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--no-proxy-server',
    '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--ignore-certificate-errors',
    `--user-data-dir=${profile}`,
    '--enable-logging=stderr', '--v=0', ...args, url,
  ], { detached: true, stdio: ['ignore', 'ignore', 'pipe'],
  env: { PATH: process.env['PATH'], HOME: profile, TMPDIR: profile } });
  const gone = new Promise<void>((resolve) => { browser.on('close', () => { resolve(); }); });
  const end = (): void => { try { process.kill(-browser.pid!, 'SIGKILL'); } catch { /* gone already */ } };
  process.on('exit', end);
  let timer: NodeJS.Timeout | undefined;
  let log = '';
  try {
    return await new Promise<string[]>((resolve, reject) => {
      timer = setTimeout(
        () => {
          reject(
            new Error(`${chromium} didn't print ${last} within ${milliseconds} ms:\n${log.slice(-2000)}`)
          );
        }, milliseconds
      );
      browser.on('error', reject).on('exit', () => {
        reject(new Error(`${chromium} ended:\n${log.slice(-2000)}`));
      });
      browser.stderr.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        const lines =
          [...log.matchAll(/^\[[^\]]*CONSOLE[^\]]*\] "(.*)", source: .*$/gm)].map(([, line]) => line!);
        if (lines.includes(last)) resolve(lines);
      });
    });
  } finally {
    clearTimeout(timer);
    end();
    await gone;
    process.off('exit', end);
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
