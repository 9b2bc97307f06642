// The short programs in `examples/`, each started as its reader would start it and asked over real sockets.

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { DEADLINE, Example, examplesFolder, from, preflight, startExample } from './support/example-process.ts';
import { repository } from './support/fresh-project.ts';

const app = 'https://app.example.com';
const localPage = 'http://localhost:8080';
const stranger = 'https://evil.example';

type Check = (example: Example, t: TestContext) => Promise<void>;

/** For each program what it promises. Other files of the folder are named by what covers them. */
const table: Record<string, Record<string, Check>> = {
  'quick-start.js': {
    'the named origin may read the answer': async (example) => {
      const { status, headers, body } = await example.ask('/hello', from(localPage));
      assert.deepEqual([status, JSON.parse(body)], [200, { msg: 'You asked for /hello' }]);
      assert.equal(headers['access-control-allow-origin'], localPage);
    },
    'another one may not, and its preflight is refused': async (example) => {
      assertUnreadable(await example.ask('/', from(stranger)), 200);
      assertUnreadable(await example.ask('/', preflight(stranger, 'PUT')), 403);
    },
    "the named origin's preflight is accepted": async (example) => {
      const { status, headers } = await example.ask('/', preflight(localPage, 'PUT', 'content-type'));
      assert.equal(status, 204);
      assert.equal(headers['access-control-allow-origin'], localPage);
      assert.equal(headers['access-control-allow-headers'], 'content-type');
    },
  },

  'subdomains-and-ports.js': {
    'the domain, its subdomains at any depth, and every port of this machine are allowed': async (example) => {
      for (const origin of [
        'https://example.com', 'https://shop.example.com', 'https://shop.eu.example.com', 'http://localhost', 'http://localhost:5173',
      ]) {
        assert.equal((await example.ask('/', from(origin))).headers['access-control-allow-origin'], origin);
      }
    },
    'what only looks like them is not': async (example) => {
      for (const origin of [
        'http://shop.example.com', 'https://shop.example.com:8443', 'https://notexample.com', 'https://example.com.evil.example',
        'https://localhost:5173', 'http://localhost:80', 'http://localhost.evil.example', 'null',
      ]) {
        assertUnreadable(await example.ask('/', from(origin)), 200);
      }
    },
  },

  'async-lookup.js': {
    'a customer is looked up once and remembered': async (example) => {
      for (const method of ['GET', 'GET', 'POST']) {
        const { status, headers } = await example.ask('/', { method, ...from('https://customer.example') });
        assert.deepEqual([status, headers['access-control-allow-origin']], [200, 'https://customer.example']);
      }
      assert.equal(lookups(example, 'https://customer.example'), 1);
    },
    'somebody else is refused': async (example) => {
      assertUnreadable(await example.ask('/', from(stranger)), 200);
      assertUnreadable(await example.ask('/', preflight(stranger, 'GET')), 403);
    },
    'a lookup that fails refuses the request and is tried again': async (example) => {
      for (const times of [1, 2]) {
        const { status, headers, body } = await example.ask('/', from('https://broken.example'));
        assert.deepEqual([status, headers['access-control-allow-origin']], [500, undefined]);
        assert.doesNotMatch(body, /Hello/);
        assert.equal(lookups(example, 'https://broken.example'), times);
      }
    },
    'a lookup that takes too long refuses it as well': async (example) => {
      assertUnreadable(await example.ask('/', from('https://slow.example')), 500);
    },
  },

  'per-route.js': {
    'every route has its own policy': async (example) => {
      const allowed = async (path: string, origin: string) => {
        const { status, headers } = await example.ask(path, from(origin));
        return [status, headers['access-control-allow-origin'], headers['access-control-allow-credentials']];
      };
      assert.deepEqual(await allowed('/public', stranger), [200, '*', undefined]);
      assert.deepEqual(await allowed('/account?id=1', app), [200, app, 'true']);
      assert.deepEqual(await allowed('/account', stranger), [403, undefined, undefined]);
      assert.deepEqual(await allowed('/orders', app), [200, app, 'true']);
      assert.deepEqual(await allowed('/internal', app), [403, undefined, undefined]);
      assert.deepEqual(await allowed('/nowhere', stranger), [404, '*', undefined]);
    },
    'a route that is for no other origin still serves its own pages': async (example) => {
      assert.equal((await example.ask('/internal')).status, 200);
      assert.equal((await example.ask('/internal', from(example.address.origin))).status, 200);
    },
  },

  'swap-policy.js': {
    'the origins of swap-policy.json are allowed': async (example) => {
      assert.equal((await example.ask('/', from(app))).headers['access-control-allow-origin'], app);
      assertUnreadable(await example.ask('/', from(stranger)), 200);
    },
    'SIGHUP reads the file again, and a mistake in it changes nothing': async (_, t) => {
      const file = join(await temporaryFolder(t), 'origins.json');
      await writeFile(file, '["https://before.example"]');
      const example = await started(t, 'swap-policy.js', { ORIGINS_FILE: file });
      const allowed = async (origin: string) =>
        (await example.ask('/', from(origin))).headers['access-control-allow-origin'] === origin;
      assert.equal(await allowed('https://before.example'), true);

      await writeFile(file, '["https://after.example"]');
      example.child.kill('SIGHUP');
      await example.line(/^policy swapped$/);
      assert.equal(await allowed('https://before.example'), false);
      assert.equal(await allowed('https://after.example'), true);

      await writeFile(file, '["https://after.example/"]');
      example.child.kill('SIGHUP');
      await example.line(/^policy kept: /);
      await example.line(/origin\[0\].*https:\/\/after\.example\//);
      assert.equal(await allowed('https://after.example'), true);
    },
  },

  'https.js': {
    'the wrapper works over TLS': async (example) => {
      assert.equal(example.address.protocol, 'https:');
      const { headers, body } = await example.ask('/', from(app));
      assert.deepEqual(JSON.parse(body), { msg: 'You asked for / over TLS' });
      assert.equal(headers['access-control-allow-origin'], app);
      assertUnreadable(await example.ask('/', from(stranger)), 200);
      assert.equal((await example.ask('/', preflight(app, 'PUT'))).status, 204);
    },
  },

  'http2.js': {
    'the wrapper works over HTTP/2': async (example) => {
      const session = http2.connect(example.address.href, { rejectUnauthorized: false });
      try {
        const allowed = await askHttp2(session, { ':path': '/', origin: app });
        assert.deepEqual(JSON.parse(allowed.body), { msg: 'You asked for / over HTTP/2.0' });
        assert.equal(allowed.headers['access-control-allow-origin'], app);
        const refused = await askHttp2(session, { ':path': '/', origin: stranger });
        assert.deepEqual([refused.headers[':status'], refused.headers['access-control-allow-origin']], [200, undefined]);
        const asked = { ':method': 'OPTIONS', ':path': '/', origin: app, 'access-control-request-method': 'PUT' };
        const { headers, body } = await askHttp2(session, asked);
        assert.deepEqual([headers[':status'], headers['access-control-allow-origin'], body], [204, app, '']);
      } finally {
        session.close();
      }
    },
    'and, at the same port, over HTTP/1': async (example) => {
      const { headers, body } = await example.ask('/', from(app));
      assert.deepEqual(JSON.parse(body), { msg: 'You asked for / over HTTP/1.1' });
      assert.equal(headers['access-control-allow-origin'], app);
    },
  },

  'websocket-upgrade.js': {
    'an allowed origin, and a client that is no browser, are greeted': async (example) => {
      for (const [headers, greeting] of [[{ Origin: localPage }, `Hello, ${localPage}`], [{}, 'Hello, whoever you are']] as const) {
        const question = handshake(example, headers);
        const [response, socket, head] = await once(question, 'upgrade') as [http.IncomingMessage, net.Socket, Buffer];
        socket.unshift(head);
        // The key's answer is the example in RFC 6455, 1.3.
        assert.equal(response.headers['sec-websocket-accept'], 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
        const expected = Buffer.concat([
          Buffer.from([0x81, greeting.length]), Buffer.from(greeting), Buffer.from([0x88, 2, 0x03, 0xe8]),
        ]);
        assert.deepEqual(Buffer.concat(await socket.toArray()), expected);
        socket.destroy();
      }
    },
    'another origin is refused before the handshake': async (example) => {
      const [answer] = await once(handshake(example, { Origin: stranger }), 'response') as [http.IncomingMessage];
      assert.equal(answer.statusCode, 403);
      assert.match(await text(answer), /https:\/\/evil\.example/);
    },
    'what is no handshake is refused': async (example) => {
      const key = 'dGhlIHNhbXBsZSBub25jZQ==';
      for (const [headers, status] of [
        [{ 'Sec-WebSocket-Key': 'short' }, 400], [{ Upgrade: 'h2c' }, 400],
        [{ 'Sec-WebSocket-Key': key, 'Sec-WebSocket-Version': '8' }, 426],
      ] as const) {
        const question = handshake(example, { Origin: localPage, ...headers });
        const [answer] = await once(question, 'response') as [http.IncomingMessage];
        assert.equal(answer.statusCode, status);
        answer.resume();
      }
    },
    'clients that reset the connection do not end the server': async (example) => {
      for (let times = 0; times < 5; times++) {
        const socket = net.connect(Number(example.address.port), example.address.hostname);
        await once(socket, 'connect');
        socket.write(`GET / HTTP/1.1\r\nHost: x\r\nOrigin: ${localPage}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
        socket.resetAndDestroy();
        await once(socket, 'close');
      }
      assert.equal((await example.ask('/', from(localPage))).status, 200);
    },
  },

  'reverse-proxy.js': {
    "the policy's headers replace the upstream's": async (example) => {
      const { headers, body } = await example.ask('/a?b', from(app));
      assert.deepEqual(JSON.parse(body), { msg: 'The upstream was asked for /a?b' });
      assert.equal(headers['access-control-allow-origin'], app);
      assert.equal(headers['access-control-allow-credentials'], 'true');
      assert.equal(headers.vary, 'Accept-Encoding, Origin');
    },
    'an origin that the upstream would have allowed is refused': async (example) => {
      const answer = await example.ask('/', from(stranger));
      assertUnreadable(answer, 200);
      assert.equal(answer.headers['access-control-allow-credentials'], undefined);
    },
    'an upstream sees no preflight, whole bodies, and no header about the connection': async (_, t) => {
      const seen: { method: string | undefined; body: string; headers: NodeJS.Dict<string[]> }[] = [];
      const upstream = await listening(t, http.createServer(async (req, res) => {
        seen.push({ method: req.method, body: await text(req), headers: req.headersDistinct });
        res.writeHead(201, 'Made Here', [
          'Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'Connection', 'x-hop', 'X-Hop', '1', 'X-End', '2',
          'Access-Control-Allow-Origin', '*',
        ]);
        res.end('done');
      }));
      const proxy = await started(t, 'reverse-proxy.js', { UPSTREAM: upstream });
      assert.equal((await proxy.ask('/', preflight(app, 'PUT'))).status, 204);
      for (const method of ['POST', 'DELETE']) {
        const answer = await proxy.raw(
          `${method} / HTTP/1.1\r\nHost: proxy\r\nOrigin: ${app}\r\nConnection: close, X-Private\r\nX-Private: 1\r\n` +
          'Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n');
        const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
        const lines = head.split('\r\n');
        assert.equal(lines[0], 'HTTP/1.1 201 Made Here');
        assert.match(body, /done/);
        for (const line of ['Set-Cookie: a=1', 'set-cookie: b=2', 'X-End: 2', `Access-Control-Allow-Origin: ${app}`]) {
          assert.ok(lines.includes(line), `${line} in ${head}`);
        }
        assert.doesNotMatch(head, /x-hop|\*/i);
      }
      assert.deepEqual(seen.map(({ method, body }) => [method, body]), [['POST', 'body'], ['DELETE', 'body']]);
      for (const { headers } of seen) {
        assert.deepEqual(headers.host, [new URL(upstream).host]);
        assert.equal(headers['x-private'], undefined);
        assert.deepEqual(headers.origin, [app]);
      }
    },
    'an upstream that does not answer is a readable 502': async (_, t) => {
      const upstream = await listening(t, http.createServer((req) => req.socket.destroy()));
      const proxy = await started(t, 'reverse-proxy.js', { UPSTREAM: upstream });
      const { status, headers } = await proxy.ask('/', from(app));
      assert.deepEqual([status, headers['access-control-allow-origin']], [502, app]);
    },
    'an upstream that breaks off breaks the answer off, during an upload too': async (_, t) => {
      const upstream = await listening(t, http.createServer((req, res) => {
        res.writeHead(200, { 'Content-Length': 10 }).write('half', () => req.socket.resetAndDestroy());
      }));
      const proxy = await started(t, 'reverse-proxy.js', { UPSTREAM: upstream });
      await assert.rejects(proxy.ask('/', from(app)));
      const socket = net.connect(Number(proxy.address.port), proxy.address.hostname);
      // Whether it ends or is reset is the machine's choice.
      socket.on('error', () => {}).resume();
      const closed = new Promise((resolve) => { socket.once('close', resolve); });
      socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n');
      socket.write(Buffer.alloc(4_000_000));
      await closed;
      await assert.rejects(proxy.ask('/', from(app)));
      assert.equal(proxy.ended, false);
    },
    'a client that goes takes its request to the upstream with it': async (_, t) => {
      const server = http.createServer();
      const proxy = await started(t, 'reverse-proxy.js', { UPSTREAM: await listening(t, server) });
      const asked = once(server, 'request');
      const socket = net.connect(Number(proxy.address.port), proxy.address.hostname);
      socket.write(`GET /wait HTTP/1.1\r\nHost: x\r\nOrigin: ${app}\r\n\r\n`);
      const [, response] = await asked as [http.IncomingMessage, http.ServerResponse];
      const abandoned = once(response, 'close');
      socket.resetAndDestroy();
      await abandoned;
      server.once('request', (_, res: http.ServerResponse) => res.end());
      assert.equal((await proxy.ask('/', from(app))).status, 200);
    },
  },

  'connect-style.js': {
    'the chain goes through the wrapper to the application': async (example) => {
      const { headers, body } = await example.ask('/', from(app));
      assert.deepEqual(JSON.parse(body), { msg: 'You asked for /' });
      assert.deepEqual([headers['x-powered-by'], headers['access-control-allow-origin']], ['ten lines', app]);
    },
    'a preflight ends at the wrapper': async (example) => {
      const { status, headers, body } = await example.ask('/', preflight(app, 'PUT'));
      assert.deepEqual([status, headers['x-powered-by'], body], [204, 'ten lines', '']);
      assertUnreadable(await example.ask('/', preflight(stranger, 'PUT')), 403);
    },
  },

  'see-decisions.js': {
    'every request prints its decision and the reason': async (example) => {
      await example.ask('/one', from(stranger));
      await example.line(/^GET \/one cors origin-not-allowed: .*https:\/\/evil\.example/);
      await example.ask('/two', preflight(app, 'PURGE'));
      await example.line(/^OPTIONS \/two preflight method-not-allowed: .*PURGE/);
      await example.ask('/three', from(app));
      await example.line(/^GET \/three cors allowed: /);
      await example.ask('/four');
      await example.line(/^GET \/four not-cors not-cors: /);
    },
  },
};

const openssl = spawnSync('openssl', ['version']).status === 0 ? false : 'there is no `openssl` to make a certificate with';
const needCertificate = new Set(['https.js', 'http2.js']);

for (const [file, checks] of Object.entries(table)) {
  describe(`examples/${file}`, { skip: needCertificate.has(file) && openssl }, () => {
    let example: Example;
    before(async () => { example = await startExample(file); });
    after(() => example?.stop());

    for (const [sentence, check] of Object.entries(checks)) it(sentence, { timeout: DEADLINE }, (t) => check(example, t));

    it('prints where it listens first, and opens with what it shows and a line to try', async () => {
      assert.match(example.lines[0] ?? '', /^listening on https?:\/\/localhost:\d+$/);
      assert.match(await readFile(join(examplesFolder, file), 'utf8'), /^\/\/ .+\n(\/\/ .+\n)*?\/\/ Try[^\n]*: (.|\n\/\/ )*?curl -i/);
    });
  });
}

describe('examples/certificate.js', () => {
  it('says what to do where openssl is missing', async (t) => {
    const example = new Example([join(examplesFolder, 'https.js')], { PATH: await temporaryFolder(t) });
    t.after(() => example.stop());
    await assert.rejects(example.listening(), /No certificate: `openssl` is missing or failed\. Install it, or set TLS_KEY and TLS_CERT/);
  });

  it('takes the files that TLS_KEY and TLS_CERT name', { skip: openssl }, async (t) => {
    const folder = await temporaryFolder(t);
    const [TLS_KEY, TLS_CERT] = [join(folder, 'a'), join(folder, 'b')];
    const { certificate } = await import(pathToFileURL(join(examplesFolder, 'certificate.js')).href);
    const { key, cert } = certificate();
    await Promise.all([writeFile(TLS_KEY, key), writeFile(TLS_CERT, cert)]);
    const example = await started(t, 'https.js', { PATH: folder, TLS_KEY, TLS_CERT });
    assert.equal((await example.ask('/', from(app))).status, 200);
  });
});

describe('examples/', () => {
  it('every file is started by a test', async () => {
    const elsewhere = ['article', 'lab', 'start.js', 'certificate.js', 'swap-policy.json'];
    assert.deepEqual((await readdir(examplesFolder)).sort(), [...Object.keys(table), ...elsewhere].sort());
  });

  it('every file type-checks as strictly as the library', async () => {
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    const project = join(repository, 'test/types/examples.tsconfig.json');
    const output = await new Promise<string>((resolve) => {
      execFile(process.execPath, [tsc, '-p', project, '--pretty', 'false'], (error, stdout) => {
        resolve(error ? stdout || error.message : stdout);
      });
    });
    assert.equal(output, '');
  });
});

function assertUnreadable({ status, headers }: Awaited<ReturnType<Example['ask']>>, expected: number): void {
  assert.equal(status, expected);
  assert.equal(headers['access-control-allow-origin'], undefined);
  assert.match(headers.vary ?? '', /\bOrigin\b/);
}

const lookups = (example: Example, origin: string): number =>
  example.lines.filter((line) => line === `looking up "${origin}"`).length;

async function started(t: TestContext, file: string, env: Readonly<Record<string, string>>): Promise<Example> {
  const example = await startExample(file, env);
  t.after(() => example.stop());
  return example;
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'examples-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

async function listening(t: TestContext, server: http.Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function handshake({ address }: Example, headers: http.OutgoingHttpHeaders): http.ClientRequest {
  return http.get(address, {
    agent: false,
    headers: {
      Connection: 'Upgrade', Upgrade: 'websocket',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version': '13',
      ...headers,
    },
  });
}

async function askHttp2(session: http2.ClientHttp2Session, headers: http2.OutgoingHttpHeaders) {
  const stream = session.request(headers);
  const [answered] = await once(stream, 'response') as [http2.IncomingHttpHeaders];
  return { headers: answered, body: await text(stream) };
}
