// What the client page tells its server: from this page alone, and bounded.
import { withCors } from 'with-cors';
import { respond } from './respond.js';

/** @typedef {import('./page.js').Listener} Listener */

/**
 * Hands the name in the query and the body on, and responds with what comes of it as JSON. Not for pages of
 * other origins, nor for those of a foreign name that leads to this machine.
 *
 * @param {string} host the page's
 * @param {number} largest characters of a body
 * @param {(name: string, text: string) => unknown} told
 * @returns {Listener}
 */
export function ownPost(host, largest, told) {
  const guarded = withCors(bodyListener(largest, told), { origin: false, blockDisallowed: true });
  return (req, res) => {
    if (req.headers.host === host) guarded(req, res);
    else respond(res, 'text/plain', `This is ${host}.\n`, 421);
  };
}

/** @param {number} largest @param {(name: string, text: string) => unknown} told @returns {Listener} */
const bodyListener = (largest, told) => async (req, res) => {
  try {
    const name = /[?&]page=([\w.]{1,40})/.exec(req.url ?? '')?.[1] ?? '';
    const value = await told(name, await bodyOf(req, largest));
    if (value === undefined) res.writeHead(204).end();
    else respond(res, 'application/json', JSON.stringify(value));
  } catch (error) {
    respond(res, 'text/plain', `${/** @type {Error} */ (error).message}\n`, 400);
  }
};

/** @param {import('node:http').IncomingMessage} req @param {number} largest */
async function bodyOf(req, largest) {
  let text = '';
  for await (const chunk of req.setEncoding('utf8')) {
    text += chunk;
    if (text.length > largest) throw new Error(`More than ${largest} characters are too many.`);
  }
  return text;
}
