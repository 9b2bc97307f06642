// The two processes that a soak is made of, each asked and answering one message at a time.
import { fork } from 'node:child_process';
import { once } from 'node:events';

const LONGEST = 90_000; // milliseconds that an answer may take beyond the time that the question asks for

/** @param {string} file @param {string[]} parameters @param {string[]} flags */
export function start(file, parameters = [], flags = []) {
  const child = fork(new URL(file, import.meta.url), parameters, { execArgv: flags });
  const ended = once(child, 'exit');
  const crash = ended.then(([code, signal]) => {
    throw new Error(`${file} ended before the soak did (${signal ?? code}): that is a crash`);
  });
  crash.catch(() => {}); // it ends after the soak as well
  return {
    /**
     * @param {{ seconds: number }} [question] none: waits for what it says by itself @returns {Promise<any>}
     */
    async ask(question) {
      const longest = LONGEST + Math.ceil(1000 * (question?.seconds ?? 0));
      const answer = once(child, 'message', { signal: AbortSignal.timeout(longest) }).catch((cause) => {
        throw new Error(`${file} has not answered for ${longest} ms: something hangs`, { cause });
      });
      if (question !== undefined) child.send(question);
      return (await Promise.race([answer, crash]))[0];
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}
