// GET /whitelist/products/:id: for the pages of two origins, decided by a function over a whitelist.
// All others are refused with `Not allowed by CORS`, and by the server too: the handler doesn't run for them.

import { withCors } from 'with-cors';
import { product } from './products.js';

/** @param {readonly string[]} origins */
export function whitelistFor(origins) {
  const whitelist = new Set(origins);
  return withCors(product, {
    // A list that never changes can be given as it is (`origin: [...]`); a function may look anywhere.
    origin: (origin) => whitelist.has(origin),
    blockDisallowed: true,
  });
}

export const whitelist = whitelistFor(['http://example1.com', 'http://example2.com']);
