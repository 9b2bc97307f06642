// GET /without-cors: an answer that no page of another origin can read.
// The server receives the request and answers it all the same: it's the browser that keeps the answer from
// the script.

/**
 * @param {import('node:http').IncomingMessage} req
 * @param {import('node:http').ServerResponse} res
 */
export function withoutCors(req, res) {
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return;
  }
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ msg: '😞 no CORS, no party!' }));
}
