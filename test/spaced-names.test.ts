// Node's compatibility API of HTTP/2 takes the white space off a name, so that a name with some is still CORS's to say.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { withCors } from 'with-cors';

test('a name with white space around it, passed to writeHead over HTTP/2, lets no origin in', async (t) => {
  const server = http2.createServer(withCors((_: http2.Http2ServerRequest, res: http2.Http2ServerResponse) => {
    res.writeHead(200, { ' Access-Control-Allow-Origin': 'https://evil.example', 'Vary ': 'Accept' }).end();
  }, { origin: 'https://a.example' }));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  t.after(() => {
    session.destroy();
    server.close();
  });
  const stream = session.request({ origin: 'https://evil.example' });
  const [headers] = await once(stream.resume(), 'response');
  assert.equal(headers['access-control-allow-origin'], undefined);
  assert.equal(headers['vary'], 'Accept, Origin');
});
