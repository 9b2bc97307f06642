// The policies that people compose: each page that is open has its own, by names that begin with the page's
// id, and they stand before /lab/<resource>. The library checks them; what it refuses goes back with its
// issues.
import { corrected, policyAsCode, tryPolicy } from './options-code.js';
import { isBlank, OptionsTextError, readOptionsText } from './options-text.js';

/** @typedef {import('with-cors').CorsPolicy} Policy */

const MOST = 100; // policies that are kept: the one that was not set for the longest time goes first

export function createComposed() {
  /** @type {Map<string, Policy | undefined>} by name */
  const policies = new Map();
  /**
   * @type {Promise<unknown>} one at a time: a warning of the library's does not say whose options it is about
   */
  let before = Promise.resolve();

  /** @param {string} name @param {string} text */
  async function set(name, text) {
    const { policy, ...told } = await readPolicy(text);
    if (told.issues === undefined) {
      policies.delete(name);
      policies.set(name, policy);
      if (policies.size > MOST) policies.delete(/** @type {string} */ (policies.keys().next().value));
    }
    return told;
  }

  return {
    /**
     * Takes a policy under that name, and says what it is, or what is wrong with it.
     *
     * @param {string} name
     * @param {string} text of options; a blank one takes the policy away
     */
    set(name, text) {
      const done = before.then(() => set(name, text));
      before = done.catch(() => {});
      return done;
    },

    /** Whether there is a policy, or the word that there is none, under that name. @param {string} name */
    has: (name) => policies.has(name),
    /** @param {string} name */
    get: (name) => policies.get(name),
  };
}

/**
 * @typedef {{ message: string, at?: number, option?: string, correction?: string }} Issue
 * @typedef {{ code?: string, warnings?: string[], issues?: Issue[] }} Told
 *
 * @param {string} text
 * @returns {Promise<Told & { policy?: Policy | undefined }>}
 */
async function readPolicy(text) {
  if (isBlank(text)) return { code: policyAsCode(undefined) };
  try {
    const options = readOptionsText(text);
    const heard = warningsOfThisTurn();
    const { policy, issues } = tryPolicy(options);
    const warnings = await heard;
    if (policy) return { policy, code: policyAsCode(options ?? {}), warnings };
    return { issues: issues.map((issue) => told(issue, corrected(options, issue))) };
  } catch (error) {
    if (!(error instanceof OptionsTextError)) throw error;
    return { issues: [{ message: error.message, at: error.at }] };
  }
}

/**
 * @param {import('with-cors').CorsOptionsIssue} issue @param {string | undefined} correction @returns {Issue}
 */
const told = ({ option, message }, correction) =>
  ({ option, message, ...(correction !== undefined && { correction }) });

/** The library tells of what has no effect by a warning of the process, behind the present turn. */
function warningsOfThisTurn() {
  /** @type {string[]} */
  const warnings = [];
  /** @param {Error & { code?: string }} warning */
  const hear = ({ code, message }) => {
    if (code === 'WITH_CORS_NO_EFFECT') warnings.push(message);
  };
  process.on('warning', hear);
  return new Promise((resolve) => setImmediate(() => {
    process.off('warning', hear);
    resolve(warnings);
  }));
}
