// Long headers that somebody sends on purpose, and the policies that have to look at them.
import { FEW } from './cases.js';

/** @param {string} piece @param {number} length */
const fill = (piece, length) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** Options of the library, by the name under which an attack refers to them. */
export const policies = {
  'list': { origin: FEW },
  'patterns': { origin: FEW.map((origin) => origin.replace('://', '://*.')) },
  'RegExp': { origin: /^https:\/\/([a-z]+\.?)+example\.com$/ },
  'listed headers': { origin: FEW, allowedHeaders: ['X-A', 'X-B'] },
  'predicate': { origin: (/** @type {string} */ origin) => FEW.includes(origin) },
};

/**
 * @typedef Attack
 * @property {string} name
 * @property {keyof typeof policies} policy
 * @property {string} method
 * @property {(length: number) => [string, string][]} headers where the long one has that many characters
 */

const method = /** @type {[string, string]} */ (['Access-Control-Request-Method', 'PUT']);
/** @param {keyof typeof policies} policy @returns {Attack} */
const longOrigin = (policy) => ({
  name: `Origin, ${policy}`, policy, method: 'GET',
  headers: (length) => [['Origin', `https://${fill('a.', length - 20)}.example.org`]],
});
/** @param {string} name @param {keyof typeof policies} policy @param {string} piece @param {string} last @returns {Attack} */
const longList = (name, policy, piece, last) => ({
  name, policy, method: 'OPTIONS',
  headers: (length) => [['Origin', String(FEW[0])], method, ['Access-Control-Request-Headers', fill(piece, length - 1) + last]],
});

export const attacks = [
  longOrigin('list'),
  longOrigin('patterns'),
  longOrigin('RegExp'),
  longOrigin('predicate'),
  { ...longOrigin('list'), name: 'Origin of a preflight', method: 'OPTIONS', headers: (/** @type {number} */ length) => [...longOrigin('list').headers(length), method] },
  longList('asked headers, given back', 'list', 'x-a,', 'b'),
  longList('asked headers, padded and given back', 'list', 'x ,', 'b'),
  longList('asked headers, no list at the last character', 'list', 'x-a,', '"'),
  longList('asked headers, against listed ones', 'listed headers', 'x-a,', 'b'),
];
