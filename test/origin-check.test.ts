// Promises that settle late: after the client has gone, after somebody else has answered, or in another order (CONTRACT 3).
// Every step waits for the event that it needs.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { test } from 'node:test';
import { withCors } from 'with-cors';
import { ask, askHttp2, corsOf, DEADLINE, sendBytes, serve, withSession } from './support/exchange.ts';

const A = 'https://a.example';
const get = (path = '/', last = true) => `GET ${path} HTTP/1.1\r\nHost: x\r\nOrigin: ${A}\r\n${last ? 'Connection: close\r\n' : ''}\r\n`;

/** A promise and what settles it; Node 20 has no `Promise.withResolvers`. */
function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((...settle) => { [resolve, reject] = settle; });
  return { promise, resolve, reject };
}

/** A listener whose predicate is settled by hand, and what it does meanwhile. */
function pendingListener() {
  let ran = 0;
  const asked = deferred<void>();
  const verdict = deferred<boolean>();
  const wrapped = withCors((_: unknown, res: http.ServerResponse) => { ran += 1; res.end('page'); }, { origin: () => { asked.resolve(); return verdict.promise; }, blockDisallowed: true });
  const closed = deferred<void>();
  const finished = deferred<unknown>();
  const listener = (req: http.IncomingMessage, res: http.ServerResponse) => {
    res.once('close', closed.resolve);
    finished.resolve(wrapped(req, res));
  };
  return { listener, asked: asked.promise, closed: closed.promise, finished: finished.promise, verdict, ran: () => ran };
}

type Verdict = ReturnType<typeof pendingListener>['verdict'];
const settlements: [sentence: string, settle: (verdict: Verdict) => void][] = [
  ['fulfils with true', (verdict) => verdict.resolve(true)],
  ['fulfils with false', (verdict) => verdict.resolve(false)],
  ['rejects', (verdict) => verdict.reject(new Error('database'))],
];

for (const [sentence, settle] of settlements) {
  test(`HTTP/1: a promise that ${sentence} after the client has gone runs nothing`, DEADLINE, async () => {
    const { listener, asked, closed, finished, verdict, ran } = pendingListener();
    await serve(http.createServer(listener), async (port) => {
      const socket = net.connect(port, '127.0.0.1');
      socket.write(get());
      await asked;
      socket.destroy();
      await closed;
      settle(verdict);
      assert.equal(await finished, undefined);
    });
    assert.equal(ran(), 0);
  });

  for (const [leaves, leave] of [
    ['its stream is reset', (stream: http2.ClientHttp2Stream) => stream.close(http2.constants.NGHTTP2_CANCEL)],
    ['its session is gone', (stream: http2.ClientHttp2Stream) => stream.session!.destroy()],
  ] as const) {
    test(`HTTP/2: a promise that ${sentence} after ${leaves} runs nothing`, DEADLINE, async () => {
      const { listener, asked, closed, finished, verdict, ran } = pendingListener();
      await serve(http2.createServer(listener as never), (port) => withSession(port, async (session) => {
        const stream = session.request({ origin: A });
        stream.on('error', () => {}); // it is meant to end so
        await asked;
        leave(stream);
        await closed;
        settle(verdict);
        assert.equal(await finished, undefined);
      }));
      assert.equal(ran(), 0);
    });
  }

  for (const [version, send] of [['HTTP/1', ask], ['HTTP/2', askHttp2]] as const) {
    test(`${version}: a promise that ${sentence} after somebody else has answered runs nothing`, DEADLINE, async () => {
      const { listener, finished, verdict, ran } = pendingListener();
      const answer = await send((req, res) => { listener(req, res); res.writeHead(503).end('too late'); settle(verdict); }, { fields: { Origin: A } });
      assert.equal(await finished, undefined);
      assert.deepEqual([answer.status, answer.body, corsOf(answer), ran()], [503, 'too late', {}, 0]);
    });
  }
}

test('HTTP/1: requests on one connection are answered in their order, whichever check settles first', DEADLINE, async () => {
  const first = deferred<boolean>();
  const listener = withCors((req, res) => { res.end(`[page ${req.url}]`); }, {
    origin: (_, { url }) => {
      if (url === '/1') return first.promise;
      first.resolve(true);
      return false;
    },
  });
  const received = await serve(http.createServer(listener), (port) => sendBytes(port, get('/1', false) + get('/2')));
  assert.deepEqual(received.match(/Access-Control-Allow-Origin|page \/\d/g), ['Access-Control-Allow-Origin', 'page /1', 'page /2']);
});

test('clients that go while the handler answers them harm nobody', DEADLINE, async () => {
  const gone = deferred<void>();
  const listener = withCors((req, res) => {
    if (req.url === '/stay') { res.end('page'); return; }
    res.write('some');
    res.once('close', () => { res.end('more'); gone.resolve(); });
  }, { origin: A });
  const received = await serve(http.createServer(listener), async (port) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.write(get());
    await once(socket, 'data');
    socket.destroy();
    await gone.promise;
    return sendBytes(port, get('/stay'));
  });
  assert.match(received, /^HTTP\/1\.1 200 OK\r\n/);
});
