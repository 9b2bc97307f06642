// What somebody who knows CORS well writes by hand for exactly one situation: nothing is looked up that the situation doesn't need,
// nothing is promised beyond it. `Vary` is always there, the list is a Set, a preflight is one only with both of its headers, and
// asked header names are looked at before they are given back.
import { BODY, handlers } from './handlers.js';
import { HEADERS, MAX_AGE, METHODS } from './cases.js';

/** @typedef {import('node:http').IncomingMessage} Req @typedef {import('node:http').ServerResponse} Res */

const METHOD_LIST = METHODS.join(', ');
const HEADER_LIST = HEADERS.join(', ');
const MAX_AGE_TEXT = String(MAX_AGE);
const TOKEN_LIST = /^[!#$%&'*+\-.^_`|~0-9A-Za-z, \t]*$/;

/** @param {Req} req */
const isPreflight = (req) => req.method === 'OPTIONS'
  && req.headers.origin !== undefined && req.headers['access-control-request-method'] !== undefined;

/** @param {Res} res @param {string | undefined} origin */
function refusePreflight(res, origin) {
  const text = `Not allowed by CORS: the origin ${origin} may not use this server.\n`;
  res.writeHead(403, ['Vary', 'Origin', 'Content-Type', 'text/plain; charset=utf-8', 'Content-Length', String(Buffer.byteLength(text))]);
  res.end(text);
}

/** @param {Req} req @param {Res} res @param {boolean} allowed @param {boolean} reflect */
function answerPreflight(req, res, allowed, reflect) {
  const origin = /** @type {string} */ (req.headers.origin);
  if (!allowed) return refusePreflight(res, origin);
  if (!reflect) {
    res.writeHead(204, [
      'Access-Control-Allow-Origin', origin, 'Access-Control-Allow-Methods', METHOD_LIST,
      'Access-Control-Allow-Headers', HEADER_LIST, 'Access-Control-Max-Age', MAX_AGE_TEXT, 'Vary', 'Origin',
    ]);
    return res.end();
  }
  const asked = req.headers['access-control-request-headers'];
  const head = [
    'Access-Control-Allow-Origin', origin, 'Access-Control-Allow-Methods', METHOD_LIST,
    'Access-Control-Max-Age', MAX_AGE_TEXT, 'Vary', 'Origin, Access-Control-Request-Headers',
  ];
  if (asked !== undefined && TOKEN_LIST.test(asked)) head.push('Access-Control-Allow-Headers', asked);
  res.writeHead(204, head);
  return res.end();
}

/**
 * The check of an origin, and whether asked headers are given back.
 * @typedef {{ allows: (origin: string) => boolean, reflect: boolean }} Know
 */
/** @type {Record<import('./cases.js').Way, Record<import('./cases.js').HandlerKind, (know: Know) => (req: Req, res: Res) => unknown>>} */
const written = {
  any: {
    setHeader: () => (req, res) => {
      if (isPreflight(req)) return answerPreflight(req, res, true, true);
      res.setHeader('Access-Control-Allow-Origin', '*');
      return handlers.setHeader(req, res);
    },
    writeHead: () => (req, res) => {
      if (isPreflight(req)) return answerPreflight(req, res, true, true);
      res.writeHead(200, { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' });
      return res.end(BODY);
    },
  },
  checked: {
    setHeader: ({ allows, reflect }) => (req, res) => {
      const { origin } = req.headers;
      if (isPreflight(req)) return answerPreflight(req, res, allows(/** @type {string} */ (origin)), reflect);
      res.setHeader('Vary', 'Origin');
      if (origin !== undefined && allows(origin)) res.setHeader('Access-Control-Allow-Origin', origin);
      return handlers.setHeader(req, res);
    },
    writeHead: ({ allows, reflect }) => (req, res) => {
      const { origin } = req.headers;
      if (isPreflight(req)) return answerPreflight(req, res, allows(/** @type {string} */ (origin)), reflect);
      res.writeHead(200, origin !== undefined && allows(origin)
        ? { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': origin, Vary: 'Origin' }
        : { 'Content-Type': 'application/json', Vary: 'Origin' });
      return res.end(BODY);
    },
  },
  credentials: {
    setHeader: ({ allows, reflect }) => (req, res) => {
      const { origin } = req.headers;
      if (isPreflight(req)) return answerPreflight(req, res, allows(/** @type {string} */ (origin)), reflect);
      res.setHeader('Vary', 'Origin');
      if (origin !== undefined && allows(origin)) {
        res.setHeader('Access-Control-Allow-Origin', origin);
        res.setHeader('Access-Control-Allow-Credentials', 'true');
      }
      return handlers.setHeader(req, res);
    },
    writeHead: ({ allows, reflect }) => (req, res) => {
      const { origin } = req.headers;
      if (isPreflight(req)) return answerPreflight(req, res, allows(/** @type {string} */ (origin)), reflect);
      res.writeHead(200, origin !== undefined && allows(origin)
        ? { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true', Vary: 'Origin' }
        : { 'Content-Type': 'application/json', Vary: 'Origin' });
      return res.end(BODY);
    },
  },
  asynchronous: {
    setHeader: ({ allows, reflect }) => async (req, res) => {
      const { origin } = req.headers;
      const allowed = origin !== undefined && await lookUp(allows, origin);
      if (isPreflight(req)) return answerPreflight(req, res, allowed, reflect);
      res.setHeader('Vary', 'Origin');
      if (allowed) res.setHeader('Access-Control-Allow-Origin', origin);
      return handlers.setHeader(req, res);
    },
    writeHead: ({ allows, reflect }) => async (req, res) => {
      const { origin } = req.headers;
      const allowed = origin !== undefined && await lookUp(allows, origin);
      if (isPreflight(req)) return answerPreflight(req, res, allowed, reflect);
      res.writeHead(200, allowed
        ? { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': origin, Vary: 'Origin' }
        : { 'Content-Type': 'application/json', Vary: 'Origin' });
      return res.end(BODY);
    },
  },
};

/** An answer that isn't there yet, as from a database. @param {(origin: string) => boolean} allows @param {string} origin */
export const lookUp = async (allows, origin) => allows(origin);

/** @param {import('./cases.js').Case} situation */
export function byHand({ way, handler, list, predicate, preflight }) {
  const allowed = new Set(list);
  return written[way][handler]({ allows: predicate ?? ((origin) => allowed.has(origin)), reflect: preflight?.headers === undefined });
}
