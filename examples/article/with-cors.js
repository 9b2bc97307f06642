// GET /with-cors: the same kind of answer, wrapped. With the default options any page may read it.

import { withCors } from 'with-cors';

export const anyOrigin = withCors((req, res) => {
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return;
  }
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ msg: 'WHOAH with CORS it works! 🔝 🎉' }));
});
