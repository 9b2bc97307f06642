// The lab's policies by name. A case asks for /lab/<policy>/<resource>, so that its URL says what it is about.

/**
 * @param {string} page the origin of the client page
 * @returns {Record<string, import('with-cors').CorsOptions | undefined>} nothing: the handler runs without `withCors`
 */
export function labPolicies(page) {
  return {
    none: undefined,
    any: {},
    one: { origin: page },
    another: { origin: 'https://yourdomain.com' },
    list: { origin: ['https://yourdomain.com', page] },
    'another-list': { origin: ['https://yourdomain.com', 'https://www.yourdomain.com'] },
    ports: { origin: 'http://localhost:*' },
    subdomains: { origin: 'https://*.yourdomain.com' },
    lookup: { origin: async (origin) => (await customers(page)).includes(origin) },
    'another-lookup': { origin: async (origin) => (await customers()).includes(origin) },
    credentials: { origin: page, credentials: true },
    'get-only': { origin: page, methods: ['GET'] },
    'one-header': { origin: page, allowedHeaders: ['X-Wanted'] },
    remembered: { origin: page, maxAge: 600 },
    forgotten: { origin: page, maxAge: 0 },
    exposed: { origin: page, exposedHeaders: ['X-Total'] },
    guarded: { origin: 'https://yourdomain.com', blockDisallowed: true },
  };
}

/** Stands for a query to a database: the origins of the customers, and of those who just signed up. @param {string[]} recent */
async function customers(...recent) {
  await new Promise(setImmediate);
  return ['https://customer.example', ...recent];
}

/**
 * A policy as the line of code that makes it, for the page to show.
 *
 * @param {import('with-cors').CorsOptions | undefined} options
 */
export function policyAsCode(options) {
  if (options === undefined) return 'handler';
  return Object.keys(options).length === 0 ? 'withCors(handler)' : `withCors(handler, ${asCode(options)})`;
}

/** @param {unknown} value @returns {string} */
function asCode(value) {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(asCode).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([name, member]) => `${name}: ${asCode(member)}`);
  return `{ ${entries.join(', ')} }`;
}
