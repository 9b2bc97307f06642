// Heads that are not the handler's alone: informational ones, and those that somebody else's `writeHead` writes (CONTRACT 5).

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import { test } from 'node:test';
import { withCors } from 'with-cors';
import { ask, corsOf, DEADLINE, sendBytes, serve, values, versions, withSession } from './support/exchange.ts';

const A = 'https://a.example';
const origin = { fields: { Origin: A } };
const request = `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: ${A}\r\n`;

test('HTTP/1: informational answers are left alone, and the final one has CORS', DEADLINE, async () => {
  const listener: http.RequestListener = withCors((_, res) => {
    res.writeContinue();
    res.writeProcessing();
    res.writeEarlyHints({ link: '</style.css>; rel=preload', 'x-hint': '1' });
    res.end('page');
  }, { origin: A });
  const received = await serve(http.createServer(listener), (port) => sendBytes(port, `${request}\r\n`));
  const heads = received.split('\r\n\r\n').slice(0, -1);
  assert.deepEqual(heads.slice(0, 3).map((head) => head.toLowerCase()), ['http/1.1 100 continue', 'http/1.1 102 processing', 'http/1.1 103 early hints\r\nlink: </style.css>; rel=preload\r\nx-hint: 1']);
  assert.match(heads[3]!, /^HTTP\/1\.1 200 OK\r\n[^]*Access-Control-Allow-Origin: https:\/\/a\.example\r\nVary: Origin\r\n/);
  assert.equal(received.match(/access-control/gi)?.length, 1);
});

test('HTTP/1: a 1xx written by writeHead is as Node makes it', DEADLINE, async () => {
  const listener: http.RequestListener = (req, res) => {
    res.writeHead(101, { 'Upgrade': 'x', 'Connection': 'upgrade' });
    res.end(() => req.socket.end());
  };
  const [bare, wrapped] = await Promise.all([listener, withCors(listener, { origin: A })].map((one) => serve(http.createServer(one), (port) => sendBytes(port, `${request}\r\n`))));
  const withoutDate = (head: string) => head.replace(/^Date: .*\r\n/m, '');
  assert.equal(withoutDate(wrapped!), withoutDate(bare!));
});

test('HTTP/1: a 100 written by writeHead is none of CORS\'s', DEADLINE, async () => {
  const heads: unknown[] = [];
  const listener: http.RequestListener = withCors((_, res) => {
    res.writeHead(100);
    heads.push(res.getHeaderNames());
    res.socket!.end();
  }, { origin: A });
  await serve(http.createServer(listener), (port) => sendBytes(port, `${request}\r\n`));
  assert.deepEqual(heads, [[]]);
});

test('HTTP/1: Expect: 100-continue is answered by Node, and then by CORS', DEADLINE, async () => {
  const listener = withCors((_, res) => { res.end(); }, { origin: A });
  const received = await serve(http.createServer(listener), (port) => sendBytes(port, `${request}Expect: 100-continue\r\n\r\n`));
  assert.match(received, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\nAccess-Control-Allow-Origin/);
});

test('HTTP/2: informational answers are left alone, and the final one has CORS', DEADLINE, async () => {
  const listener = withCors((_: http2.Http2ServerRequest, res: http2.Http2ServerResponse) => {
    res.writeContinue();
    res.writeEarlyHints({ link: '</style.css>; rel=preload' });
    res.end('page');
  }, { origin: A });
  const heads: http2.IncomingHttpHeaders[] = [];
  await serve(http2.createServer(listener), (port) => withSession(port, async (session) => {
    const stream = session.request({ origin: A });
    stream.on('headers', (head) => heads.push(head)).on('response', (head) => heads.push(head)).resume();
    await once(stream, 'end');
  }));
  assert.deepEqual(heads.map((head) => [head[':status'], head['access-control-allow-origin'], head.vary]), [[100, undefined, undefined], [103, undefined, undefined], [200, A, 'Origin']]);
});

for (const [version, send] of versions) {
  test(`${version}: a writeHead that a handler puts before CORS's is heard, and CORS still has the last word`, DEADLINE, async () => {
    const answer = await send(withCors((_, res) => {
      const { writeHead } = res;
      res.writeHead = function (this: typeof res, ...args: unknown[]) {
        this.setHeader('Access-Control-Allow-Origin', '*');
        this.setHeader('X-Timed', '1');
        return writeHead.apply(this, args as Parameters<typeof writeHead>);
      } as typeof writeHead;
      res.writeHead(201).end();
    }, { origin: A }), origin);
    assert.deepEqual([answer.status, values(answer, 'X-Timed'), corsOf(answer)], [201, ['1'], { 'access-control-allow-origin': A, 'vary': 'Origin' }]);
  });

  for (const fields of [{ 'X-One': '1' }, ['X-One', '1'], undefined]) {
    test(`${version}: a writeHead that middleware put behind CORS's is called, with ${JSON.stringify(fields)}`, DEADLINE, async () => {
      const seen: unknown[] = [];
      const inner = withCors((_, res) => { (res.writeHead as Function)(200, ...(fields ? [fields] : [])); res.end(); }, { origin: A });
      const answer = await send((req, res) => {
        const { writeHead } = res;
        res.writeHead = function (this: typeof res, ...args: unknown[]) {
          seen.push(args[0], typeof args[1] === 'object' && Array.isArray(args[1]) === Array.isArray(fields) && JSON.stringify(args[1]).includes(A));
          return writeHead.apply(this, args as Parameters<typeof writeHead>);
        } as typeof writeHead;
        inner(req, res);
      }, origin);
      assert.deepEqual(seen, [200, fields !== undefined], 'it gets the shape that the handler chose, with CORS in it');
      assert.deepEqual([values(answer, 'X-One'), corsOf(answer)], [fields ? ['1'] : [], { 'access-control-allow-origin': A, 'vary': 'Origin' }]);
    });
  }

  test(`${version}: what middleware set before stays, in an answer of CORS's own too`, DEADLINE, async () => {
    const inner = withCors(() => assert.fail('the handler ran'), { origin: A, optionsSuccessStatus: 200 });
    for (const [Origin, status] of [[A, 200], ['https://b.example', 403]] as const) {
      const answer = await send((req, res) => {
        res.setHeader('X-Before', '1');
        res.setHeader('Vary', 'Accept');
        res.setHeader('access-control-allow-origin', '*');
        inner(req, res);
      }, { method: 'OPTIONS', fields: { Origin, 'Access-Control-Request-Method': 'PUT' } });
      assert.deepEqual([answer.status, values(answer, 'X-Before'), values(answer, 'Vary')], [status, ['1'], ['Accept, Origin']]);
      assert.deepEqual(values(answer, 'Access-Control-Allow-Origin'), status === 200 ? [A] : []);
    }
  });
}

test('a response that keeps its fields elsewhere is asked for them', DEADLINE, async () => {
  const handlers: ((res: http.ServerResponse) => unknown)[] = [
    (res) => res.end(),
    (res) => res.writeHead(200, { 'X-One': '1' }).end(),
    (res) => (res.writeHead as Function)(200, [['X-One', '1']]).end(),
  ];
  for (const handler of handlers) {
    for (const own of [{}, { vary: 'Accept' }]) {
      const inner = withCors((_, res) => { handler(res); }, { origin: A });
      const kept: Record<string, string> = own;
      const answer = await ask((req, res) => {
        res.getHeader = (name) => kept[name.toLowerCase()];
        res.getHeaders = () => kept;
        inner(req, res);
      }, origin);
      assert.deepEqual(corsOf(answer), { 'access-control-allow-origin': A, 'vary': own.vary ? 'Accept, Origin' : 'Origin' });
    }
  }
});

test('trailers stay, and so does the field that names them', DEADLINE, async () => {
  const answer = await ask(withCors((_, res) => {
    res.writeHead(404, { Trailer: 'X-End' });
    res.write('page');
    res.addTrailers({ 'X-End': '1' });
    res.end();
  }, { origin: A }), origin);
  assert.deepEqual([answer.status, values(answer, 'Trailer'), corsOf(answer)], [404, ['X-End'], { 'access-control-allow-origin': A, 'vary': 'Origin' }]);
});
