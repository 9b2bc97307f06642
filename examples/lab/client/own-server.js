// The page's own server, which may have been stopped since it sent the page: asked with patience, and missed
// with a word.

const PATIENCE = 10_000; // milliseconds

export class NoServer extends Error {
  constructor() {
    super('The server does not respond. Start it again: npm start');
  }
}

/** As `fetch` does it, but rejects with `NoServer` where nobody responds. */
export async function askServer(path, init = {}) {
  try {
    return await fetch(path, { ...init, signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new NoServer();
  }
}

/** The same promise, or `NoServer` where it takes too long. */
export function soon(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new NoServer()), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
