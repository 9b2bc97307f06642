// What each row of the tables beside this file says.

/**
 * A mistake as people make it, on a server as they have it.
 * @typedef {object} Row
 * @property {string} says
 * @property {Cause} [cause] absent where it is none of the usual ones, or the command alone can know it
 * @property {string} [code] absent where the page gets a response
 * @property {RegExp} change which side, and what to do
 * @property {RegExp} [console] how Chromium's sentence goes on after "blocked by CORS policy: ", or all of it
 * @property {Server} server
 * @property {AskOptions} [call]
 * @property {string} [path] `/items`, unless it says another
 * @property {string} [base] instead of `http://127.0.0.1`, before the port
 * @property {(string | undefined)[]} [primed] the origins that have asked before, for a cache
 * @property {{ cause: string, change: RegExp }} [command] what the command finds out beyond the function
 * @property {Partial<Pick<Row, 'server' | 'call' | 'path' | 'base' | 'primed'>>} [cured] as the change says:
 * the page then reads the response, and nothing is left to say
 *
 * @typedef {import('../../../../dist/page/index.js').Cause} Cause
 * @typedef {import('../../../../dist/page/index.js').AskOptions} AskOptions
 * @typedef {import('../applications.js').Server} Server
 */

/** The page, which is at the default port of a host with two labels before its top-level domain. */
export const ORIGIN = 'https://app.example.com';
/** Another page that the server knows. */
export const OTHER = 'https://admin.example.com';

/** @type {AskOptions} */
export const put = { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '{"id":1}' };
/** @type {AskOptions} */
export const include = { credentials: 'include' };
