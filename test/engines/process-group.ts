// A program together with everything it starts. A browser is a tree of processes, and ending only its root leaves the
// rest behind. So each one leads a process group of its own, which is ended as a whole, whatever happens to the test.

import { spawn } from 'node:child_process'

export interface Group {
  /** Settles when the leader has ended, with a sentence that says how and with what last words. Never rejects. */
  readonly ended: Promise<string>
  /** Ends the whole group, politely first. Settles when the leader is gone. */
  end(): Promise<void>
}

const GRACE_MS = 3000
const LAST_WORDS = 2000 // characters of the program's output that go into the sentence

const running = new Set<number>()

export function startGroup(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Group {
  const child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const group = child.pid
  if (group !== undefined) register(group)

  let words = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => { words = (words + text).slice(-LAST_WORDS) })
  }

  const ended = new Promise<string>((resolve) => {
    const say = (how: string) => { resolve(`${command} ${how}. Its last words:\n${words.trim() || '(none)'}`) }
    child.on('error', (error) => { say(`could not be started: ${error.message}`) })
    child.on('exit', (code, signal) => { say(code === null ? `was ended by ${signal}` : `ended with status ${code}`) })
  })

  return {
    ended,
    async end() {
      if (group === undefined || !running.has(group)) return
      signalGroup(group, 'SIGTERM') // lets Xvfb take its lock file away
      const patience = setTimeout(() => { signalGroup(group, 'SIGKILL') }, GRACE_MS)
      await ended
      clearTimeout(patience)
      signalGroup(group, 'SIGKILL') // what the leader left behind
      running.delete(group)
      child.stdout.destroy() // a process that left the group would hold the test open through these
      child.stderr.destroy()
    },
  }
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // ESRCH: nobody left
  }
}

function register(group: number): void {
  running.add(group)
  if (registered) return
  registered = true
  const endAll = (signal: NodeJS.Signals) => { for (const each of running) signalGroup(each, signal) }
  process.on('exit', () => { endAll('SIGKILL') })
  // Groups of their own don't see the terminal's Ctrl-C, and the test runner ends a test that is late with SIGTERM.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => { endAll('SIGTERM'); process.kill(process.pid, signal) })
  }
}
let registered = false
