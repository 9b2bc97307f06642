// /everywhere/…: preflights on all resources of a server at once.
// Wrap the whole application instead of one resource: its 404s and 405s, and what is added later, are covered
// too.

import { withCors } from 'with-cors';

const shelves = new Map([
  ['/everywhere/books', ['The Origin of Species', 'Crossing the Border']],
  ['/everywhere/authors', ['Charles', 'Ada']],
]);

/** @type {import('node:http').RequestListener} */
function application(req, res) {
  const shelf = shelves.get((req.url ?? '').replace(/\?.*/, ''));
  if (shelf && req.method !== 'GET' && req.method !== 'HEAD') {
    res.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return;
  }
  res.statusCode = shelf ? 200 : 404;
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify(shelf ?? { msg: 'There is no such shelf.' }));
}

// On a server of its own: http.createServer(everywhere)
export const everywhere = withCors(application);
