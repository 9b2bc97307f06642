// Heads that are not the handler's alone: informational ones, and those in which middleware or somebody
// else's `writeHead` has a part (README, "Around frameworks").

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import { test } from 'node:test';
import { withCors } from 'with-cors';
import { corsOf, openStream, send, sendBytes, values, versions } from './support/exchange.ts';

const A = 'https://a.example';
const fromA = { headers: { Origin: A } };
const allowed = { 'access-control-allow-origin': A, 'vary': 'Origin' };
const request = `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: ${A}\r\n`;

test('HTTP/1: informational responses are left alone, and the final one has CORS', async () => {
  const received = await sendBytes(withCors((_, res) => {
    res.writeContinue();
    res.writeProcessing();
    res.writeEarlyHints({ link: '</style.css>; rel=preload', 'x-hint': '1' });
    res.end('page');
  }, { origin: A }), `${request}\r\n`);
  const heads = received.split('\r\n\r\n').slice(0, -1);
  assert.deepEqual(heads.slice(0, 3).map((head) => head.toLowerCase()), [
    'http/1.1 100 continue', 'http/1.1 102 processing',
    'http/1.1 103 early hints\r\nlink: </style.css>; rel=preload\r\nx-hint: 1',
  ]);
  assert.match(heads[3]!,
    /^HTTP\/1\.1 200 OK\r\n[^]*Access-Control-Allow-Origin: https:\/\/a\.example\r\nVary: Origin\r\n/);
  assert.equal(received.match(/access-control/gi)?.length, 1);
});

test('HTTP/1: a 1xx written by writeHead is as Node makes it', async () => {
  const listener: http.RequestListener = (req, res) => {
    res.writeHead(101, { 'Upgrade': 'x', 'Connection': 'upgrade' });
    res.end(() => req.socket.end());
  };
  const head = async (one: http.RequestListener) =>
    (await sendBytes(one, `${request}\r\n`)).replace(/^Date: .*\r\n/m, '');
  assert.equal(await head(withCors(listener, { origin: A })), await head(listener));
});

test("HTTP/1: a 100 written by writeHead gets nothing of CORS's", async () => {
  let names: unknown;
  await sendBytes(withCors((_, res) => {
    res.writeHead(100);
    names = res.getHeaderNames();
    res.socket!.end();
  }, { origin: A }), `${request}\r\n`);
  assert.deepEqual(names, []);
});

test('HTTP/1: Expect: 100-continue is met by Node, and the response has CORS', async () => {
  const received = await sendBytes(withCors((_, res) => { res.end(); }, { origin: A }),
    `${request}Expect: 100-continue\r\n\r\n`);
  assert.match(received, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\nAccess-Control-Allow-Origin/);
});

test('HTTP/2: informational responses are left alone, and the final one has CORS', async () => {
  const listener = withCors((_: unknown, res: http.ServerResponse) => {
    res.writeContinue();
    res.writeEarlyHints({ link: '</style.css>; rel=preload' });
    res.end('page');
  }, { origin: A });
  const heads: http2.IncomingHttpHeaders[] = [];
  const stream = openStream(listener, { origin: A });
  stream.on('headers', (head) => heads.push(head)).on('response', (head) => heads.push(head)).resume();
  await once(stream, 'end');
  assert.deepEqual(heads.map((head) => [head[':status'], head['access-control-allow-origin'], head.vary]),
    [[100, undefined, undefined], [103, undefined, undefined], [200, A, 'Origin']]);
});

/** Puts a `writeHead` before the one that is there. */
function patch(res: http.ServerResponse, before: (res: http.ServerResponse, args: unknown[]) => void): void {
  const { writeHead } = res;
  res.writeHead = function (this: typeof res, ...args: unknown[]) {
    before(this, args);
    return writeHead.apply(this, args as Parameters<typeof writeHead>);
  } as typeof writeHead;
}

for (const [version, send] of versions) {
  test(`${version}: a handler may put a writeHead before CORS's, and CORS still has the last word`,
    async () => {
    const response = await send(withCors((_, res) => {
      patch(res, (own) => {
        own.setHeader('Access-Control-Allow-Origin', '*');
        own.setHeader('X-Timed', '1');
      });
      res.writeHead(201).end();
    }, { origin: A }), fromA);
    assert.deepEqual([response.status, values(response, 'X-Timed'), corsOf(response)], [201, ['1'], allowed]);
  });

  for (const headers of [{ 'X-One': '1' }, ['X-One', '1'], undefined]) {
    test(`${version}: a writeHead that middleware put behind CORS's gets ${JSON.stringify(headers)}`,
      async () => {
      const seen: unknown[] = [];
      const inner = withCors((_, res) => { (res.writeHead as Function)(200,
        ...(headers ? [headers] : [])); res.end(); }, { origin: A });
      const response = await send((req, res) => {
        patch(res, (_, [status, passed]) => {
          const sameShape = typeof passed === typeof headers
            && Array.isArray(passed) === Array.isArray(headers);
          seen.push(status, sameShape, JSON.stringify(passed)?.includes(A));
        });
        inner(req, res);
      }, fromA);
      assert.deepEqual(seen, [200, true, headers && true],
        'it gets the shape that the handler chose, with CORS in it');
      assert.deepEqual([values(response, 'X-One'), corsOf(response)], [headers ? ['1'] : [], allowed]);
    });
  }

  test(`${version}: what middleware set before stays, in a response of CORS's own too`, async () => {
    const inner = withCors(() => assert.fail('the handler ran'), { origin: A, optionsSuccessStatus: 200 });
    for (const [Origin, status, allowOrigin] of [[A, 200, [A]], ['https://b.example', 403, []]] as const) {
      const response = await send((req, res) => {
        res.setHeader('X-Before', '1');
        res.setHeader('Vary', 'Accept');
        res.setHeader('access-control-allow-origin', '*');
        inner(req, res);
      }, { method: 'OPTIONS', headers: { Origin, 'Access-Control-Request-Method': 'PUT' } });
      assert.deepEqual([response.status, values(response, 'X-Before')], [status, ['1']]);
      assert.deepEqual(values(response, 'Vary'), ['Accept, Origin, Access-Control-Request-Headers']);
      assert.deepEqual(values(response, 'Access-Control-Allow-Origin'), allowOrigin);
    }
  });
}

test('what was set before about a body or CORS is not said of a response of CORS\'s own', async () => {
  const inner = withCors(() => assert.fail('the handler ran'), { origin: A, methods: ['PUT'] });
  for (const [Origin, methods] of [[A, ['PUT']], ['https://b.example', []]] as const) {
    const response = await send((req, res) => {
      res.setHeader('Content-Length', '3');
      res.setHeader('Transfer-Encoding', 'chunked');
      res.setHeader('Access-Control-Allow-Methods', 'X');
      res.setHeader('Access-Control-Max-Age', '9');
      inner(req, res);
    }, { method: 'OPTIONS', headers: { Origin, 'Access-Control-Request-Method': 'PUT' } });
    assert.deepEqual(values(response, 'Access-Control-Allow-Methods'), methods);
    assert.deepEqual(values(response, 'Access-Control-Max-Age'), []);
    assert.deepEqual(values(response, 'Transfer-Encoding'), []);
    assert.equal(values(response, 'Content-Length').join(), Origin === A ? '' : `${response.body.length}`);
  }
});

test('names that are told in another case are known where CORS responds itself', async () => {
  const response = await send((req, res) => {
    res.setHeader('Vary', 'Accept');
    res.setHeader('Content-Length', '3');
    const { getHeaderNames } = res;
    res.getHeaderNames = () => getHeaderNames.call(res).map((name) => name.toUpperCase());
    withCors(() => assert.fail('the handler ran'), { origin: A, blockDisallowed: true })(req, res);
  }, { headers: { Origin: 'https://b.example' } });
  assert.deepEqual(values(response, 'Vary'), ['Accept, Origin']);
  assert.deepEqual(values(response, 'Content-Length'), [`${response.body.length}`]);
});

test('a response that keeps its headers elsewhere is read by its own methods', async () => {
  const handlers: ((res: http.ServerResponse) => unknown)[] = [
    (res) => res.end(),
    (res) => res.writeHead(200, { 'X-One': '1' }).end(),
    (res) => (res.writeHead as Function)(200, [['X-One', '1']]).end(),
  ];
  for (const handler of handlers) {
    for (const own of [{}, { vary: 'Accept' }]) {
      const inner = withCors((_, res) => { handler(res); }, { origin: A });
      const kept: Record<string, string> = own;
      const response = await send((req, res) => {
        res.getHeader = (name) => kept[name.toLowerCase()];
        res.getHeaders = () => kept;
        res.getHeaderNames = () => Object.keys(kept);
        res.hasHeader = (name) => Object.hasOwn(kept, name.toLowerCase());
        inner(req, res);
      }, fromA);
      assert.deepEqual(corsOf(response), { ...allowed, vary: own.vary ? 'Accept, Origin' : 'Origin' });
    }
  }
});

test('trailers stay, and so does the header that names them', async () => {
  const response = await send(withCors((_, res) => {
    res.writeHead(404, { Trailer: 'X-End' });
    res.write('page');
    res.addTrailers({ 'X-End': '1' });
    res.end();
  }, { origin: A }), fromA);
  assert.deepEqual([response.status, values(response, 'Trailer'), corsOf(response)],
    [404, ['X-End'], allowed]);
});
