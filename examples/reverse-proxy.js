// A reverse proxy before an upstream that sets CORS headers of its own: the policy here has the last word on
// them, preflights are answered here, and the upstream needn't change.
// Try: curl -i -H 'Origin: https://app.example.com' http://localhost:3000/
//      UPSTREAM=http://localhost:9000 node examples/reverse-proxy.js puts it before a server of yours

import http from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream';
import { urlToHttpOptions } from 'node:url';
import { withCors } from 'with-cors';

const upstream = new URL(process.env.UPSTREAM ?? await startUpstream());
const { request } = upstream.protocol === 'https:' ? https : http;

// Headers about one connection, which a proxy doesn't pass on (RFC 9110, 7.6.1), and one that Node's server
// has answered.
const hopByHop = [
  'connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te',
  'trailer',
  'transfer-encoding', 'upgrade', 'expect',
];

/** @type {http.RequestListener} */
function proxy(req, res) {
  const headers = ['Host', upstream.host, 'Via', '1.1 reverse-proxy', ...endToEnd(req, ['host'])];
  // A body of unknown length is framed anew; without this, Node would frame it for some methods only.
  if (req.headers['transfer-encoding']) headers.push('Transfer-Encoding', 'chunked');

  const forwarded = request({ ...urlToHttpOptions(upstream), method: req.method, path: req.url, headers });
  forwarded.on('response', (response) => {
    res.writeHead(response.statusCode ?? 502, response.statusMessage, endToEnd(response));
    pipeline(response, res, () => {});
  });
  forwarded.on('error', () => {
    // A response that has begun can't be taken back: its client sees it break off. The rest of an upload is
    // for nobody.
    if (res.headersSent) res.destroy();
    else res.writeHead(502, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }).end(
      'The upstream did not answer.\n'
    );
  });
  // A client that goes takes its request to the upstream with it.
  res.on('close', () => forwarded.destroy());
  req.pipe(forwarded);
}

/**
 * The message's headers, as they were spelt and repeated, without those that are only about its connection.
 *
 * @param {http.IncomingMessage} message
 * @param {readonly string[]} [others] more that are left out
 */
function endToEnd({ headers, rawHeaders }, others = []) {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const dropped = new Set([...hopByHop, ...named, ...others]);
  return rawHeaders.filter((_, at) => !dropped.has((rawHeaders[at - at % 2] ?? '').toLowerCase()));
}

const server = http.createServer(withCors(proxy, { origin: 'https://app.example.com', credentials: true }));

server.listen(Number(process.env.PORT ?? 3000), 'localhost', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`listening on http://localhost:${port}`);
});

/** Something to stand behind the proxy, with the CORS headers that many a server sends. */
async function startUpstream() {
  const server = http.createServer((req, res) => {
    res.setHeader('Access-Control-Allow-Origin', '*');
    res.setHeader('Access-Control-Allow-Credentials', 'true');
    res.setHeader('Vary', 'Accept-Encoding');
    res.setHeader('Content-Type', 'application/json; charset=utf-8');
    res.end(JSON.stringify({ msg: `The upstream was asked for ${req.url}` }));
  });
  await new Promise((resolve) => { server.listen(0, 'localhost', () => resolve(undefined)); });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `http://localhost:${port}`;
}
