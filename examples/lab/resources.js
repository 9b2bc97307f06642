// What the lab's URLs respond. None of these handlers knows of CORS: the policy in front of them does.
import { squareFont } from './font.js';
import { tealPicture } from './picture.js';

/**
 * @typedef {(req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse) => void}
 * Handler
 */

/**
 * A resource that is the same for everybody. @param {string} type @param {string | Uint8Array} body @returns
 * {Handler}
 */
const fixed = (type, body) => (_req, res) => {
  res.setHeader('Content-Type', type);
  res.end(body);
};

/** @param {import('node:http').ServerResponse} res @param {unknown} value */
function json(res, value) {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify(value));
}

/**
 * An error that a handler sends like any other text. @param {number} code @param {string} msg @returns
 * {Handler}
 */
const failure = (code, msg) => (_req, res) => {
  res.statusCode = code;
  json(res, { msg });
};

/** @type {Handler} what the server understood */
function echo(req, res) {
  req.resume();
  const { method, headers, httpVersion } = req;
  const cookie = /(?:^|; *)(lab=[^;]*)/.exec(headers.cookie ?? '')?.[1];
  json(res, { method, type: headers['content-type'], cookie, http: httpVersion });
}

/** @type {Handler} a cookie, for the lab's paths only */
function login(_req, res) {
  res.setHeader('Set-Cookie', 'lab=welcome; Path=/lab; SameSite=Lax; HttpOnly');
  json(res, { msg: 'The cookie is set.' });
}

/** @type {Handler} two headers, to be read or not */
function total(_req, res) {
  res.setHeader('X-Total', '42');
  res.setHeader('X-Internal', 'not for pages');
  json(res, []);
}

/**
 * The resources by the last part of /lab/<policy>/<resource>.
 *
 * @param {string} elsewhere an origin that is neither the page's nor this server's usual one
 * @returns {Record<string, Handler>}
 */
export function labResources(elsewhere) {
  return {
    hello: fixed('application/json; charset=utf-8', JSON.stringify({ msg: 'hello from the server' })),
    echo,
    total,
    login,
    missing: failure(404, 'There is no such thing.'),
    broken: failure(500, 'The handler failed.'),
    redirect(req, res) {
      res.statusCode = 302;
      res.setHeader('Location', elsewhere + String(req.url).replace('/redirect', '/echo'));
      res.end();
    },
    'picture.png': fixed('image/png', tealPicture()),
    'font.ttf': fixed('font/ttf', squareFont()),
    'style.css': fixed('text/css', '.styled-from-elsewhere { letter-spacing: 7px; }'),
    'script.js': fixed('text/javascript', "globalThis.leftByTheScript = 'the script ran';"),
    'module.js': fixed('text/javascript', "export const answer = 'the module ran';"),
  };
}
