/**
 * A whole response, which no browser keeps or takes for something else.
 *
 * @param {import('node:http').ServerResponse} res
 * @param {string} type
 * @param {string | Buffer} body
 */
export function respond(res, type, body, status = 200) {
  res.statusCode = status;
  res.setHeader('Content-Type', type);
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.end(body);
}
