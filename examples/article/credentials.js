// /credentials: a cookie set (POST) and read back (GET) by a page of another origin, which asks with
//
//   fetch('http://localhost:3000/credentials', { method: 'POST', credentials: 'include' })

import { withCors } from 'with-cors';

/** @type {import('node:http').RequestListener} */
function visitor(req, res) {
  if (req.method === 'POST') {
    // An origin is not a site: SameSite=Lax lets localhost:8080 send cookies to localhost:3000. A page of
    // another site needs `SameSite=None; Secure`, and a browser that takes third-party cookies.
    res.setHeader('Set-Cookie', 'visitor=ada; Path=/credentials; HttpOnly; SameSite=Lax');
  } else if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.writeHead(405, { Allow: 'GET, HEAD, POST' }).end();
    return;
  }
  const visitor = /(?:^|; *)visitor=([^;]*)/.exec(req.headers.cookie ?? '')?.[1] ?? null;
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(JSON.stringify({ visitor }));
}

/** @param {string} origin the one whose pages may use the cookie; with credentials it must be named */
export const credentialsFor = (origin) => withCors(visitor, {
  origin,
  credentials: true,
  // A form of any page can send this POST with the visitor's cookie and no preflight: keep it from the
  // handler.
  blockDisallowed: true,
});
