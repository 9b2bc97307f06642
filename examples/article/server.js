// The article's endpoints on one server. `npm start` runs it beside a client page on another origin.
//
// | path                           | file                    | who may read the answer                  |
// | ------------------------------ | ----------------------- | ---------------------------------------- |
// | /without-cors                  | without-cors.js         | pages of this origin only                |
// | /with-cors                     | with-cors.js            | any page                                 |
// | /products/:id                  | products.js             | https://yourdomain.com                   |
// | /demo/products/:id             | products.js             | the client page                          |
// | /whitelist/products/:id        | whitelist.js            | http://example1.com, http://example2.com |
// | /demo/whitelist/products/:id   | whitelist.js            | the client page, https://yourdomain.com  |
// | /the/resource/you/request      | preflight.js            | https://your-origin.com                  |
// | /demo/the/resource/you/request | preflight.js            | the client page                          |
// | /everywhere/books, /authors, … | preflight-everywhere.js | any page                                 |
// | /credentials                   | credentials.js          | the client page, with its cookie         |

import http from 'node:http';
import { credentialsFor } from './credentials.js';
import { everywhere } from './preflight-everywhere.js';
import { resource, resourceFor } from './preflight.js';
import { products, productsFor } from './products.js';
import { whitelist, whitelistFor } from './whitelist.js';
import { anyOrigin } from './with-cors.js';
import { withoutCors } from './without-cors.js';

/**
 * All of the endpoints as one listener.
 *
 * @param {object} [options]
 * @param {string} [options.clientOrigin] the client page's origin
 * @returns {(req: http.IncomingMessage, res: http.ServerResponse) => void}
 */
export function articleListener({ clientOrigin = 'http://localhost:8080' } = {}) {
  /** @type {[path: string, listener: (req: http.IncomingMessage, res: http.ServerResponse) => unknown][]} */
  const routes = [
    ['/without-cors', withoutCors],
    ['/with-cors', anyOrigin],
    ['/products/', products],
    ['/demo/products/', productsFor(clientOrigin)],
    ['/whitelist/products/', whitelist],
    ['/demo/whitelist/products/', whitelistFor([clientOrigin, 'https://yourdomain.com'])],
    ['/the/resource/you/request', resource],
    ['/demo/the/resource/you/request', resourceFor(clientOrigin)],
    ['/everywhere/', everywhere],
    ['/credentials', credentialsFor(clientOrigin)],
  ];
  return (req, res) => {
    const asked = pathOf(req);
    const route = routes.find(([path]) => path.endsWith('/') ? asked.startsWith(path) : asked === path);
    if (route) {
      route[1](req, res);
      return;
    }
    res.writeHead(404, { 'Content-Type': 'application/json; charset=utf-8' });
    res.end(JSON.stringify({ msg: 'There is nothing here.', paths: routes.map(([path]) => path) }));
  };
}

/**
 * The server, not yet listening. It logs one line for each request, so that one sees that a request whose
 * answer the browser keeps from a script was received and answered all the same.
 *
 * @param {object} [options]
 * @param {string} [options.clientOrigin] the client page's origin
 * @param {((line: string) => void) | false} [options.log] where the lines go; `false` for nowhere
 */
export function createArticleServer({ clientOrigin, log = console.log } = {}) {
  const listener = articleListener(clientOrigin === undefined ? {} : { clientOrigin });
  return http.createServer((req, res) => {
    if (log) res.once('close', () => log(lineOf(req, res)));
    listener(req, res);
  });
}

/**
 * The path as it was sent, without the query. Not by `new URL`, which throws on some targets and takes `//x`
 * for a host.
 * A target may also be a whole URL, as sent to a proxy (RFC 9112, 3.2.2).
 *
 * @param {http.IncomingMessage} req
 */
function pathOf(req) {
  return (req.url ?? '').replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/, '');
}

/**
 * @param {http.IncomingMessage} req
 * @param {http.ServerResponse} res
 */
function lineOf(req, res) {
  const from = printable(req.headers.origin ?? 'no origin');
  const answer = res.writableFinished ? `answered ${res.statusCode}` : 'gone before the answer';
  const readers = res.getHeader('Access-Control-Allow-Origin');
  return `${req.method} ${printable(pathOf(req))} from ${from}: ${answer}, ${readers ? `readable for ${readers}` : 'not readable across origins'}`;
}

/**
 * What clients send reaches a terminal here: only visible ASCII does, and not 15 KB of it.
 *
 * @param {string} text
 */
function printable(text) {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}
