// /the/resource/you/request: a resource that a browser asks about first, with a preflight.
// A DELETE, a JSON body or a header such as X-Requested-With makes it ask; `withCors` answers, the handler
// never sees it.

import { withCors } from 'with-cors';

/** @type {import('node:http').RequestListener} */
function handler(req, res) {
  switch (req.method) {
    case 'GET':
    case 'HEAD':
    case 'POST':
    case 'DELETE':
      res.setHeader('Content-Type', 'application/json; charset=utf-8');
      res.end(JSON.stringify({ msg: `${req.method} went through.` }));
      break;
    // An OPTIONS that is not a preflight: somebody asks what can be done here (RFC 9110, 9.3.7).
    case 'OPTIONS':
      res.writeHead(204, { Allow: 'POST, GET, HEAD, OPTIONS, DELETE' }).end();
      break;
    default:
      res.writeHead(405, { Allow: 'POST, GET, HEAD, OPTIONS, DELETE' }).end();
  }
}

/** @param {string} origin the one whose pages may use the resource */
export const resourceFor = (origin) => withCors(handler, {
  origin,
  methods: ['POST', 'GET', 'OPTIONS', 'DELETE'],
  // Browsers take any status from 200 to 299; 204, the default, is for an answer without a body.
  optionsSuccessStatus: 200,
});

export const resource = resourceFor('https://your-origin.com');
