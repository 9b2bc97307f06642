// Server-sent events: each page that is open hears of the exchanges of its own runs, and of nobody else's.

/**
 * @typedef {import('./exchanges.js').Exchange} Exchange
 * @typedef {{ preflights: number, requests: number, handled: number }} Counts of one run, as the server
 * counted
 */

/** Whoever responds to it: a policy, or a handler that knows of none. @param {Exchange['request']} request */
function isPreflight({ method, fields }) {
  const names = fields.map(([name]) => name.toLowerCase());
  return method === 'OPTIONS'
    && ['origin', 'access-control-request-method'].every((name) => names.includes(name));
}

export function createFeed() {
  /** @type {Map<string, import('node:http').ServerResponse>} by page id, which a run id begins with */
  const pages = new Map();
  /** @type {Map<string, { open: number, counts: Counts, settle?: () => void }>} */
  const runs = new Map();

  /** @param {string} run @param {string} event @param {unknown} data */
  function send(run, event, data) {
    pages.get(String(run.split('.')[0]))?.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  return {
    /** @param {string} run */
    started(run) {
      if (!pages.has(String(run.split('.')[0]))) return; // nobody is listening: keep nothing
      const state = runs.get(run) ?? { open: 0, counts: { preflights: 0, requests: 0, handled: 0 } };
      state.open++;
      runs.set(run, state);
    },

    /** @param {Exchange} exchange */
    finished(exchange) {
      const { run, request, handled } = exchange;
      const state = runs.get(run);
      if (!state) return;
      state.open--;
      state.counts[isPreflight(request) ? 'preflights' : 'requests']++;
      if (handled) state.counts.handled++;
      send(run, 'exchange', exchange);
      if (state.open === 0) state.settle?.();
    },

    /** GET /feed?page=…: the stream. @param {string} page @param {import('node:http').ServerResponse} res */
    open(page, res) {
      res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      res.write('event: hello\ndata: {}\n\n');
      pages.set(page, res);
      res.on('close', () => {
        if (pages.get(page) !== res) return; // it came back already
        pages.delete(page);
        for (const run of runs.keys()) if (run.startsWith(`${page}.`)) runs.delete(run);
      });
    },

    /**
     * POST /feed?end=<run>: the page has its response. What the server counted comes through the same stream,
     * so behind the last exchange of the run.
     *
     * @param {string} run @param {import('node:http').ServerResponse} res
     */
    end(run, res) {
      const state = runs.get(run);
      const settle = () => {
        runs.delete(run);
        send(run, 'end', { run, ...(state?.counts ?? { preflights: 0, requests: 0, handled: 0 }) });
      };
      if (state && state.open > 0) state.settle = settle;
      else settle();
      res.writeHead(204).end();
    },
  };
}
