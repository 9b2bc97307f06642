// GET /products/:id: an answer that the pages of one origin may read.

import { withCors } from 'with-cors';

/**
 * Knows nothing of CORS; its errors are readable for the allowed origin too.
 *
 * @param {import('node:http').IncomingMessage} req
 * @param {import('node:http').ServerResponse} res
 */
export function product(req, res) {
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return;
  }
  const id = /\/products\/([\w-]+)(?:\?|$)/.exec(req.url ?? '')?.[1];
  res.statusCode = id === undefined ? 404 : 200;
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(
    JSON.stringify(
      id === undefined ? { msg: 'There is no such product.' } : { id, msg: `This is product ${id}.` }
    )
  );
}

/** @param {string} origin the one whose pages may read the products */
export const productsFor = (origin) => withCors(product, { origin });

export const products = productsFor('https://yourdomain.com');
