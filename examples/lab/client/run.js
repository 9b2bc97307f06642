// Runs one case: its code on one side, what the server tells of the exchange on the other.
import { withoutUsual } from './usual.js';

const PATIENCE = 15_000; // milliseconds until a case that neither works nor fails is given up

/** Thrown by a case that this browser can't show: the card says why, and it doesn't count. */
export class NotCounted extends Error {
  constructor(message, link) {
    super(message);
    this.link = link;
  }
}

/**
 * Resolves with what was observed: `reads` (what the code returned) or `refused` (the name of the error, with
 * its `message`) or `notCounted`; `preflights`, `requests` and `handled`, counted by the server; of the last
 * exchange the decision's `reason` and whether a `cookie` came with it; and both halves, the `calls` of the
 * page and the `exchanges` of the server. Rejects with `NoServer` where that is gone.
 */
export async function runCase({ run, departure, name = 'case' }, settings, feed) {
  const exchanges = [];
  const calls = [];
  const { run: id, end } = feed.begin(name, (exchange) => {
    exchanges.push(withoutUsual(exchange, calls));
    exchanges.sort((one, other) => one.number - other.number);
  });
  const on = (origin) => (path) => `${origin}${path}?run=${id}`;
  let asksTls = false;
  const given = {
    url: on(settings.api),
    fetch(url, init = {}) { // the page's own, which takes down what is asked of it
      calls.push({ path: new URL(url).pathname, init });
      return fetch(url, init);
    },
    ownUrl: on(settings.page),
    tlsUrl(path) {
      if (!settings.tls) throw new NotCounted(
        'The server found no `openssl` command to make a certificate with. Not counted.'
      );
      asksTls = true;
      return on(settings.tls)(path);
    },
  };

  let page;
  try {
    page = { reads: await inTime(run(given)) };
  } catch (error) {
    page = error instanceof NotCounted
      ? { notCounted: error } : { refused: error.name, message: error.message };
  }
  // the patience begins when the server knows, however long that took
  const { counts: counting } = await end();
  const counts = await inTime(counting).catch(({ message }) => ({ lost: message }));
  if (counts.lost) page =
    { notCounted: new NotCounted(`Not observed: the server's counts did not arrive. ${counts.lost}`) };
  if (page.refused && asksTls && exchanges.length === 0) page = { notCounted: untrusted(settings.tls) };
  const last = exchanges.at(-1);
  const reason = last?.decision?.reason ?? null;
  const cookie = last?.request.fields.some(([name]) => name.toLowerCase() === 'cookie');
  const observed = { ...page, ...counts, reason, cookie, exchanges, calls };
  const departs = departure !== undefined && isAsExpected(departure, observed);
  return departs ? { ...observed, departs, notCounted: new NotCounted(departure.words) } : observed;
}

/** Whether the browser and the server did all that the case, or a known departure, expects. */
export function isAsExpected({ expected }, observed) {
  return Object.entries(expected).every(
    ([name, value]) => JSON.stringify(observed[name]) === JSON.stringify(value)
  );
}

function untrusted(tls) {
  return new NotCounted(
    "This browser doesn't trust the certificate, which the server made for itself when it started, so that nothing " +
      'was sent. It is not counted until you open this address, accept the warning, and run it again:',
    tls,
  );
}

async function inTime(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error(`No response within ${PATIENCE / 1000} s.`), { name: 'Timeout' }));
    }, PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
