// Varnish before an application.
import { varnish as rules } from '../caches/varnish.js';
import { separately } from './processes.js';

/**
 * With the rules that it comes with, and X-Cache. What it has not in its store reaches the application.
 * @param {import('./applications.js').Server} behind @returns {import('./applications.js').Server}
 */
export const varnish = (behind) => separately(rules, behind, (application) => application.asked);
