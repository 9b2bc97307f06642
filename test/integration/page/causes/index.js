// All of the usual causes, each on servers that people have.
import { credentials } from './credentials.js';
import { errors } from './errors.js';
import { origins } from './origins.js';
import { others } from './others.js';
import { preflights } from './preflights.js';

export { CONTROLS } from './controls.js';
export { ORIGIN } from './rows.js';

/** By the file that they are in. */
export const CAUSES = { preflights, origins, errors, credentials, others };

/** The address that the row's page calls. @param {import('./rows.js').Row} row @param {number} port */
export const address = ({ base = 'http://127.0.0.1', path = '/items' }, port) => `${base}:${port}${path}`;

/** Starts a row's server, and asks it as others have before. @param {import('./rows.js').Row} row */
export async function started(row) {
  const server = await row.server.start();
  try {
    for (const origin of row.primed ?? []) {
      const headers = origin === undefined ? {} : { origin };
      await (await fetch(address(row, server.port), { headers })).text();
    }
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}
