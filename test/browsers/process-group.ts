// A program together with everything it starts. A browser is a tree of processes, and ending only its root
// leaves the rest behind. So each one leads a process group of its own, which is ended as a whole, whatever
// happens to the test.

import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

export interface Group {
  /**
   * Settles when the leader has ended, with a sentence that says how and with what last words. Never rejects.
   */
  readonly ended: Promise<string>;
  /** Ends the whole group, politely first. Settles when the leader is gone. */
  end(): Promise<void>;
}

const GRACE_MS = 3000;
const LAST_WORDS = 2000; // characters of the program's output that go into the sentence

const running = new Set<number>();

export function startGroup(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Group {
  // Whatever the program starts inherits the fourth pipe, so that its end says that all of them are gone:
  // Xvfb must have the time to take its lock file away, after the script that started it.
  const child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const [stdout, stderr, alive] = child.stdio.slice(1) as [Readable, Readable, Readable];
  alive.resume();
  const allGone = new Promise<void>((resolve) => { child.on('close', () => { resolve(); }); });
  const group = child.pid;
  if (group !== undefined) register(group);

  let words = '';
  for (const stream of [stdout, stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => { words = (words + text).slice(-LAST_WORDS); });
  }

  const ended = new Promise<string>((resolve) => {
    const say = (how: string) => {
      resolve(`${command} ${how}. Its last words:\n${words.trim() || '(none)'}`);
    };
    child.on('error', (error) => { say(`could not be started: ${error.message}`); });
    child.on('exit', (code, signal) => {
      say(code === null ? `was ended by ${signal}` : `ended with status ${code}`);
    });
  });

  return {
    ended,
    async end() {
      if (group === undefined || !running.has(group)) return;
      signalGroup(group, 'SIGTERM');
      await Promise.race([allGone, setTimeout(GRACE_MS, undefined, { ref: false })]);
      signalGroup(group, 'SIGKILL');
      running.delete(group);
      await ended;
      // A process that left the group would hold the test open through these.
      for (const stream of [stdout, stderr, alive]) stream.destroy();
    },
  };
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // ESRCH: nobody left
  }
}

function register(group: number): void {
  running.add(group);
  if (registered) return;
  registered = true;
  const endAll = (signal: NodeJS.Signals) => { for (const each of running) signalGroup(each, signal); };
  process.on('exit', () => { endAll('SIGKILL'); });
  // Groups of their own don't see the terminal's Ctrl-C, and the test runner ends a test that is late with
  // SIGTERM.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => { endAll('SIGTERM'); process.kill(process.pid, signal); });
  }
}
let registered = false;
