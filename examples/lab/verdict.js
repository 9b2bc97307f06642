// What the Fetch standard makes of a page's call, and what to change: the call is made once more, by
// `with-cors/page`.
// Nothing in the lab changes by being asked twice.
import { createPage } from 'with-cors/page';

const PATIENCE = 5000; // milliseconds

/**
 * @param {{ page: string, api: string }} origins
 * @returns {(page: string, call: any) => Promise<object>} `call`: the path on the API, and the `init` of
 * `fetch()`
 */
export function createVerdicts(origins) {
  return async (page, { path, init }) => {
    if (!/^\/[\w./;=,:*-]*$/.test(path)) throw new Error('Expected a path on the API.');
    const { method, headers, body, credentials, mode } = init;
    const given =
      Object.entries({ method, headers, body, credentials, mode }).filter(([, value]) => value !== undefined);
    const query = `?page=${page}`; // says whose policy is asked, and nothing that a person needs to read
    // anew each time: it remembers no preflight
    const asked = createPage(origins.page, { timeout: PATIENCE });
    const verdict = await asked.ask(`${origins.api}${path}${query}`, Object.fromEntries(given));
    const text = JSON.stringify(verdict, ['outcome', 'message', 'notes', 'change', 'console', 'rule']);
    return JSON.parse(text.replaceAll(query, ''));
  };
}
