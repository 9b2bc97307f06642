// What the server saw, as it tells it: server-sent events, told apart by the run id that each request
// carries.
import { askServer, NoServer, soon } from './own-server.js';

export function createFeed() {
  const page =
    [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const runs = new Map();
  let source;
  let count = 0;

  return {
    page,

    /** Resolves when the server is listening to this page; rejects with `NoServer` where there is none. */
    async open() {
      source = new EventSource(`/feed?page=${page}`);
      source.addEventListener('exchange', ({ data }) => {
        const exchange = JSON.parse(data);
        runs.get(exchange.run)?.onExchange(exchange);
      });
      source.addEventListener('end', ({ data }) => {
        const { run, ...counts } = JSON.parse(data);
        runs.get(run)?.onEnd(counts);
        runs.delete(run);
      });
      await soon(new Promise((resolve, reject) => {
        source.addEventListener('hello', resolve, { once: true });
        source.addEventListener('error', () => reject(new NoServer()), { once: true });
      }));
    },

    /**
     * Where nothing runs there is nothing to hear, and a page that still loads something is never done for
     * its browser.
     */
    close() {
      source?.close();
      source = undefined;
    },

    /**
     * A new run id under that name; its exchanges are handed on until `end`, when the server knows of it,
     * resolves with a promise of what it counted, in an object: `{ counts }`.
     */
    begin(name, onExchange) {
      const run = `${page}.${name}.${++count}`;
      const ended = new Promise((onEnd) => runs.set(run, { onExchange, onEnd }));
      return {
        run,
        async end() {
          await askServer(`/feed?end=${run}`, { method: 'POST' });
          return { counts: ended };
        },
      };
    },
  };
}
