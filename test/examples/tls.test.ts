// The examples over TLS, with HTTP/2 and without, and where their certificate comes from.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import http2 from 'node:http2';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Example, examplesFolder, from, preflight } from '../support/example-process.ts';
import {
  app, assertUnreadable, describeProgram, started, stranger, temporaryFolder, withoutOpenssl,
} from './program.ts';

describeProgram('https.js', {
  'the wrapper works over TLS': async (example) => {
    assert.equal(example.address.protocol, 'https:');
    const { headers, body } = await example.send('/', from(app));
    assert.deepEqual(JSON.parse(body), { msg: 'You asked for / over TLS' });
    assert.equal(headers['access-control-allow-origin'], app);
    assertUnreadable(await example.send('/', from(stranger)), 200);
    assert.equal((await example.send('/', preflight(app, 'PUT'))).status, 204);
  },
}, withoutOpenssl);

describeProgram('http2.js', {
  'the wrapper works over HTTP/2': async (example) => {
    const session = http2.connect(example.address.href, { rejectUnauthorized: false });
    try {
      const allowed = await sendHttp2(session, { ':path': '/', origin: app });
      assert.deepEqual(JSON.parse(allowed.body), { msg: 'You asked for / over HTTP/2.0' });
      assert.equal(allowed.headers['access-control-allow-origin'], app);
      const refused = await sendHttp2(session, { ':path': '/', origin: stranger });
      assert.deepEqual([refused.headers[':status'], refused.headers['access-control-allow-origin']],
        [200, undefined]);
      const put = { ':method': 'OPTIONS', ':path': '/', origin: app, 'access-control-request-method': 'PUT' };
      const { headers, body } = await sendHttp2(session, put);
      assert.deepEqual([headers[':status'], headers['access-control-allow-origin'], body], [204, app, '']);
    } finally {
      session.close();
    }
  },
  'and, at the same port, over HTTP/1': async (example) => {
    const { headers, body } = await example.send('/', from(app));
    assert.deepEqual(JSON.parse(body), { msg: 'You asked for / over HTTP/1.1' });
    assert.equal(headers['access-control-allow-origin'], app);
  },
}, withoutOpenssl);

describe('examples/certificate.js', () => {
  it('says what to do where openssl is missing', async (t) => {
    const example = new Example([join(examplesFolder, 'https.js')], { PATH: await temporaryFolder(t) });
    t.after(() => example.stop());
    await assert.rejects(example.listening(),
      /No certificate: `openssl` is missing or failed\. Install it, or set TLS_KEY and TLS_CERT/);
  });

  it('takes the files that TLS_KEY and TLS_CERT name', { skip: withoutOpenssl }, async (t) => {
    const folder = await temporaryFolder(t);
    const [TLS_KEY, TLS_CERT] = [join(folder, 'a'), join(folder, 'b')];
    const { certificate } = await import(pathToFileURL(join(examplesFolder, 'certificate.js')).href);
    const { key, cert } = certificate();
    await Promise.all([writeFile(TLS_KEY, key), writeFile(TLS_CERT, cert)]);
    const example = await started(t, 'https.js', { PATH: folder, TLS_KEY, TLS_CERT });
    assert.equal((await example.send('/', from(app))).status, 200);
  });
});

async function sendHttp2(session: http2.ClientHttp2Session, headers: http2.OutgoingHttpHeaders) {
  const stream = session.request(headers);
  const [received] = await once(stream, 'response') as [http2.IncomingHttpHeaders];
  return { headers: received, body: await text(stream) };
}
