// The lab's policies. A case asks for /lab/<policy>/<resource>, so that its URL says what it is about.

/**
 * @param {string} page the origin of the client page
 * @returns {Record<string, import('with-cors').CorsOptions | undefined>} nothing: the handler runs without
 * `withCors`
 */
export function labPolicies(page) {
  return {
    'handler': undefined,
    'withCors': {},
    'origin=page': { origin: page },
    'origin=yourdomain': { origin: 'https://yourdomain.com' },
    'origin=yourdomain,page': { origin: ['https://yourdomain.com', page] },
    'origin=yourdomain,www': { origin: ['https://yourdomain.com', 'https://www.yourdomain.com'] },
    'origin=localhost:*': { origin: 'http://localhost:*' },
    'origin=*.yourdomain': { origin: 'https://*.yourdomain.com' },
    'origin=customers,page': { origin: async (origin) => (await customers(page)).includes(origin) },
    'origin=customers': { origin: async (origin) => (await customers()).includes(origin) },
    'origin=page;credentials': { origin: page, credentials: true },
    'origin=page;methods=GET': { origin: page, methods: ['GET'] },
    'origin=page;allowedHeaders=X-Wanted': { origin: page, allowedHeaders: ['X-Wanted'] },
    'origin=page;maxAge=600': { origin: page, maxAge: 600 },
    'origin=page;maxAge=0': { origin: page, maxAge: 0 },
    'origin=page;exposedHeaders=X-Total': { origin: page, exposedHeaders: ['X-Total'] },
    'origin=yourdomain;blockDisallowed': { origin: 'https://yourdomain.com', blockDisallowed: true },
  };
}

/**
 * Stands for a query to a database: the origins of the customers, and of those who just signed up. @param
 * {string[]} recent
 */
async function customers(...recent) {
  await new Promise(setImmediate);
  return ['https://customer.example', ...recent];
}
