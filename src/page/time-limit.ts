// Ends what takes too long, and what somebody aborts.

import { NoAnswer } from './errors.ts';

/** Milliseconds for one call. */
export const DEFAULT_TIMEOUT = 30_000;

/** What the work comes to, unless the signal is aborted before. */
export function unlessAborted<T>(signal: AbortSignal, work: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = (): void => reject(signal.reason as NoAnswer);
    signal.addEventListener('abort', stop);
    Promise.resolve(work()).then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/**
 * Runs `use` with a signal that is aborted, by a `NoAnswer`, after so many milliseconds or when one of the
 * others is.
 */
export async function withTimeLimit<T>(
  milliseconds: number, others: readonly AbortSignal[], use: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new NoAnswer(
    'timeout', `No response came within ${milliseconds} ms.`, 'On the server: see what it waits for.',
    'ERR_TIMED_OUT',
  )), milliseconds);
  const stop = (): void => limit.abort(new NoAnswer(
    'aborted', 'The call was aborted.', 'In the page: abort its signal later, if that was not meant.',
    'ERR_ABORTED',
  ));
  for (const other of others) {
    if (other.aborted) stop();
    else other.addEventListener('abort', stop);
  }
  try {
    return await use(limit.signal);
  } finally {
    clearTimeout(timer);
    for (const other of others) other.removeEventListener('abort', stop);
  }
}
