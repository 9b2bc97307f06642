// One request at a time, in whatever tab of this browser: each finds the cookies and the counts as the one
// before it left them, and no tab takes the few connections that a browser has for one host. What a person
// wishes goes before what runs in the background; of wishes of one kind only the last is waited for.
import { NoServer } from './own-server.js';

/**
 * @param start resolves when the server is there, or rejects with `NoServer`: then all that waits is given up
 * @param end leaves the server alone again
 * @param lost hears of `NoServer`
 */
export function createQueue(start, end, lost) {
  const wishes = [];
  const background = [];
  let busy = false;

  async function work() {
    if (busy) return;
    busy = true;
    try {
      await navigator.locks.request('lab', workAlone);
    } catch (error) {
      lost(error);
      for (const { reject } of [...wishes.splice(0), ...background.splice(0)]) reject(error);
    }
    busy = false;
    if (wishes.length + background.length > 0) work(); // came while the lock was given back
  }

  async function workAlone() {
    try {
      await start();
      for (let next; (next = wishes.shift() ?? background.shift());) await done(next);
    } finally {
      end();
    }
  }

  async function done({ task, resolve, reject }) {
    try {
      resolve(await task());
    } catch (error) {
      reject(error);
      if (error instanceof NoServer) throw error;
    }
  }

  const add = (list, task, kind) => new Promise((resolve, reject) => {
    list.push({ kind, task, resolve, reject });
    work();
  });

  return {
    /** Takes the place of a wish of that kind that still waits, which then resolves with nothing. */
    first(kind, task) {
      const before = wishes.findIndex((wish) => wish.kind === kind);
      if (before >= 0) wishes.splice(before, 1)[0].resolve();
      return add(wishes, task, kind);
    },
    last: (task) => add(background, task),
  };
}
