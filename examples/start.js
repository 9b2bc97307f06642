// npm start: the API on one origin, the client page on another. PORT and CLIENT_PORT choose other ports.
import { startLab } from './lab/server.js';

const { ppid } = process;

try {
  const lab = await startLab({
    port: portFrom('PORT', 3000),
    clientPort: portFrom('CLIENT_PORT', 8080),
    log: console.log,
    onReport: ({ browser, summary }) => console.log(`${browser} reported: ${summary}`),
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, lab.close);
  if (process.env.npm_lifecycle_event) endWithTheParent(lab.close);
  const { api, page } = lab.origins;
  console.log(`The API:          ${api}  (try ${api}/with-cors)`);
  console.log(`The client page:  ${page}`);
  console.log(
    `Open ${page} in a browser: the page calls the API across origins and shows what comes through. Ctrl-C ends both.`
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/**
 * npm runs this in a shell that passes no signal on: who ends `npm start` ends npm and the shell, and would
 * leave the servers behind, on ports that are then taken.
 *
 * @param {() => void} close
 */
function endWithTheParent(close) {
  const watch = setInterval(() => {
    if (process.ppid === ppid) return;
    clearInterval(watch);
    close();
  }, 200);
  watch.unref();
}

/** @param {'PORT' | 'CLIENT_PORT'} variable @param {number} usual */
function portFrom(variable, usual) {
  const text = process.env[variable] || String(usual);
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new Error(
    `${variable} is ${JSON.stringify(text)}, but a port is a whole number from 0 (any free one) to 65535.`
  );
}
