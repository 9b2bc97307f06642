// What the server saw, as it tells it: server-sent events, told apart by the run id that each request carries.

/** Opens the feed; resolves when the server is listening to this page. */
export async function openFeed() {
  const page = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const source = new EventSource(`/feed?page=${page}`);
  const runs = new Map();
  let count = 0;

  source.addEventListener('exchange', ({ data }) => {
    const exchange = JSON.parse(data);
    runs.get(exchange.run)?.onExchange(exchange);
  });
  source.addEventListener('end', ({ data }) => {
    const { run, ...counts } = JSON.parse(data);
    runs.get(run)?.onEnd(counts);
    runs.delete(run);
  });
  await new Promise((resolve) => source.addEventListener('hello', resolve, { once: true }));

  return {
    /** A new run id; its exchanges are handed on until `end` resolves with what the server counted. */
    begin(onExchange) {
      const run = `${page}.${++count}`;
      const ended = new Promise((onEnd) => runs.set(run, { onExchange, onEnd }));
      return {
        run,
        async end() {
          await fetch(`/feed?end=${run}`, { method: 'POST' });
          return ended;
        },
      };
    },
  };
}
