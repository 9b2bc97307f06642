// Each row's server, made the way of each of those that are compared. By hand is what somebody who knows CORS
// well writes for exactly that row: nothing is looked up that it doesn't need, and nothing is promised beyond
// it.
import cors from 'cors';
import corser from 'corser';
import { withCors } from '../../dist/index.js';
import { HEADERS, MAX_AGE, METHODS } from './rows.js';

/**
 * @typedef {import('./rows.js').Row} Row
 * @typedef {import('node:http').RequestListener} Listener
 */

const BODY = JSON.stringify({ id: 1, msg: 'Only the origins that were named may read this.' });

/** The program behind the CORS headers, in each of the two ways in which handlers write heads. */
const handlers = {
  setHeader(_req, res) {
    res.setHeader('Content-Type', 'application/json');
    res.end(BODY);
  },
  writeHead(_req, res) {
    res.writeHead(200, { 'Content-Type': 'application/json' });
    res.end(BODY);
  },
};

/** @param {Row} row whether an origin is allowed: known at once, or later, as from a database */
function lookUp({ list, asynchronous }) {
  const allowed = new Set(list);
  return asynchronous ? async (origin) => allowed.has(origin) : (origin) => allowed.has(origin);
}

/** @param {Row} row @param {string} refusal the body for a refused preflight @returns {Listener} */
function byHand(row, refusal) {
  const isAllowed = lookUp(row);
  const preflight = preflightByHand(row, refusal);
  const actual = row.list === '*' ? toAnyByHand : actualByHand[row.handler];
  const respond = (req, res, allowed) => {
    // `req.headers`, which Node makes when it is first read, only where it is needed.
    if (req.method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined) {
      return preflight(req, res, allowed);
    }
    return actual(req, res, allowed);
  };
  if (row.list === '*') return (req, res) => respond(req, res, true);
  return row.asynchronous
    ? async (req, res) => respond(req, res, await isAllowed(req.headers.origin))
    : (req, res) => respond(req, res, isAllowed(req.headers.origin));
}

function toAnyByHand(req, res) {
  res.setHeader('Access-Control-Allow-Origin', '*');
  handlers.setHeader(req, res);
}

const actualByHand = {
  setHeader(req, res, allowed) {
    res.setHeader('Vary', 'Origin');
    if (allowed) res.setHeader('Access-Control-Allow-Origin', req.headers.origin);
    handlers.setHeader(req, res);
  },
  writeHead(req, res, allowed) {
    const { origin } = req.headers;
    res.writeHead(200, allowed
      ? { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': origin, 'Vary': 'Origin' }
      : { 'Content-Type': 'application/json', 'Vary': 'Origin' });
    res.end(BODY);
  },
};

const TOKENS = /^[!#$%&'*+\-.^_`|~0-9A-Za-z, \t]*$/;

function preflightByHand({ listed, origins }, refusal) {
  const [opening, closing] = refusal.split(origins[0]);
  const [methods, headers, maxAge] = [METHODS.join(','), HEADERS.join(','), `${MAX_AGE}`];
  return (req, res, allowed) => {
    const { origin } = req.headers;
    if (!allowed) {
      const text = `${opening}${origin}${closing}`;
      const length = `${text.length}`;
      res.writeHead(403, ['Vary', 'Origin', 'Content-Type', 'text/plain', 'Content-Length', length]);
      return res.end(text);
    }
    const head = [
      'Access-Control-Allow-Origin', origin,
      'Access-Control-Allow-Methods', methods,
      'Access-Control-Max-Age', maxAge,
      'Vary', listed ? 'Origin' : 'Origin, Access-Control-Request-Headers',
    ];
    const asked = listed ? headers : req.headers['access-control-request-headers'];
    if (asked !== undefined && TOKENS.test(asked)) head.push('Access-Control-Allow-Headers', asked);
    res.writeHead(204, head);
    return res.end();
  };
}

/** The options of with-cors and of cors, which are spelled the same but for a function. */
const optionsOf = ({ list, listed, asynchronous }, predicate) => ({
  origin: asynchronous ? predicate : list,
  methods: METHODS,
  maxAge: MAX_AGE,
  ...(listed && { allowedHeaders: HEADERS }),
});

const withCallback = (isAllowed) => (origin, callback) => {
  isAllowed(origin).then((allowed) => callback(null, allowed), callback);
};

/** Middleware in the way in which it stands before a handler without a framework. */
const before = (middleware, { handler }) => (req, res) => {
  middleware(req, res, () => handlers[handler](req, res));
};

/** @type {Record<string, (row: Row, refusal: string) => Listener>} */
export const contenders = {
  'by hand': byHand,
  // The same again: how far two that are equal seem to differ is the noise of the measurement.
  'by hand again': byHand,
  'with-cors': (row) => withCors(handlers[row.handler], optionsOf(row, lookUp(row))),
  'cors': (row) => before(cors(optionsOf(row, withCallback(lookUp(row)))), row),
  'corser': (row) => before(corser.create({
    methods: METHODS, requestHeaders: HEADERS, maxAge: MAX_AGE,
    ...(row.list !== '*' && { origins: row.asynchronous ? withCallback(lookUp(row)) : row.list }),
  }), row),
};
