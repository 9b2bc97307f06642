import { askServer } from './own-server.js';

/**
 * Tells the server what stands before this page's resources, under a name. Resolves with its `code`, and
 * `warnings`; or with the `issues` that the library has, and then nothing has changed.
 */
export async function sendPolicy(name, text) {
  const response = await askServer(`/policy?page=${name}`, { method: 'POST', body: text });
  return response.ok ? response.json() : { issues: [{ message: await response.text() }] };
}
