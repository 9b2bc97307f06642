// The same situation, served by each of those that are compared.
import diagnostics_channel from 'node:diagnostics_channel';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HEADERS, MAX_AGE, METHODS } from './cases.js';
import { byHand, lookUp } from './by-hand.js';
import { handlers } from './handlers.js';

/**
 * @typedef {import('./cases.js').Case} Case
 * @typedef {(req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse) => unknown} Listener
 */

/** @param {Case} situation @returns {any} */
function withCorsOptions({ way, list, predicate, preflight }) {
  const options = { methods: METHODS, maxAge: MAX_AGE, ...(preflight?.headers ? { allowedHeaders: HEADERS } : {}) };
  if (way === 'any') return { ...options, origin: '*' };
  if (way === 'asynchronous' && predicate) return { ...options, origin: (/** @type {string} */ origin) => lookUp(predicate, origin) };
  return { ...options, origin: predicate ?? list, ...(way === 'credentials' ? { credentials: true } : {}) };
}

/** @param {Case} situation @returns {any} */
function corsOptions({ way, list, predicate, preflight }) {
  const options = { methods: METHODS, maxAge: MAX_AGE, ...(preflight?.headers ? { allowedHeaders: HEADERS } : {}) };
  if (way === 'any') return { ...options, origin: '*' };
  if (!predicate) return { ...options, origin: list, credentials: way === 'credentials' };
  /** @type {(origin: string, callback: (error: Error | null, allowed?: boolean) => void) => void} */
  const origin = way === 'asynchronous'
    ? (asked, callback) => { lookUp(predicate, asked).then((allowed) => callback(null, allowed), callback); }
    : (asked, callback) => callback(null, predicate(asked));
  return { ...options, origin };
}

/** @param {Case} situation @returns {any} */
function corserOptions(situation) {
  const { way, list, predicate } = situation;
  const options = { methods: METHODS, requestHeaders: HEADERS, maxAge: MAX_AGE, supportsCredentials: way === 'credentials' };
  if (way === 'any') return options;
  return { ...options, origins: predicate ? corsOptions(situation).origin : list };
}

/** @param {(req: any, res: any, next: () => void) => unknown} middleware @param {Case} situation @returns {Listener} */
const before = (middleware, { handler }) => (req, res) => middleware(req, res, () => handlers[handler](req, res));

async function importWithoutChannel() {
  const copy = mkdtempSync(join(tmpdir(), 'with-cors-bench-'));
  const { channel } = diagnostics_channel;
  try {
    cpSync(new URL('../../dist/', import.meta.url), copy, { recursive: true });
    writeFileSync(join(copy, 'package.json'), '{ "type": "module" }');
    diagnostics_channel.channel = /** @type {any} */ (() => ({ hasSubscribers: false }));
    syncBuiltinESMExports();
    return await import(pathToFileURL(join(copy, 'index.js')).href);
  } finally {
    diagnostics_channel.channel = channel;
    syncBuiltinESMExports();
    rmSync(copy, { recursive: true });
  }
}

/** @type {Record<string, (situation: Case) => Listener | Promise<Listener>>} */
export const contenders = {
  'bare': ({ handler }) => handlers[handler],
  'by hand': byHand,
  // The same again: how far two equal things seem to differ is the noise of the measurement.
  'by hand again': byHand,
  'with-cors': async (situation) => {
    const { withCors } = await import('../../dist/index.js');
    return withCors(handlers[situation.handler], withCorsOptions(situation));
  },
  // A second copy of the library, whose channel nobody could subscribe to: the difference is what looking for subscribers costs.
  'with-cors, no channel': async (situation) => {
    const { withCors } = await importWithoutChannel();
    return withCors(handlers[situation.handler], withCorsOptions(situation));
  },
  'cors': async (situation) => {
    const { default: cors } = await import('cors');
    return before(cors(corsOptions(situation)), situation);
  },
  'corser': async (situation) => {
    const { default: corser } = await import('corser');
    return before(corser.create(corserOptions(situation)), situation);
  },
};
