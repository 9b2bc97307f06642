// The function in the option `origin`: what it is called with, what its value means, what becomes of an
// error, and promises that settle late: after the client has gone, after somebody else has responded, or in
// another order. Every step waits for the event that it needs.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import { test } from 'node:test';
import { type CorsOptions, createCorsPolicy, withCors } from 'with-cors';
import { connect, corsOf, DEADLINE, openStream, send, sendBytes, values,
  versions } from './support/exchange.ts';
import { runScript } from './support/script.ts';

const A = 'https://a.example';
const fromA = { headers: { Origin: A } };
const preflight = { method: 'OPTIONS', headers: { 'Origin': A, 'Access-Control-Request-Method': 'PUT' } };
const request = { method: 'GET', headers: { origin: A } };
const get = (path = '/', last = true) =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nOrigin: ${A}\r\n${last ? 'Connection: close\r\n' : ''}\r\n`;
const allows = async (origin: unknown) =>
  (await createCorsPolicy({ origin } as CorsOptions).decide(request)).allowed;

for (const value of [1, 'true', {}, [], new Boolean(true), Symbol('x'), () => true, 1n, undefined, null, 0,
  '', false]) {
  test(`only true allows, and not ${typeof value} ${String(value)}, returned or promised`, async () => {
    assert.deepEqual([await allows(() => value), await allows(async () => value)], [false, false]);
  });
}

test('true allows, returned or promised, by a thenable too, and by a promise with a then of its own',
  async () => {
  const own = () => Object.assign(Promise.resolve(true), { then() { throw new Error('hostile'); } });
  const thenable = () => ({ then: (settle: (value: unknown) => void) => { settle(true); } });
  for (const origin of [() => true, async () => true, thenable, own]) assert.equal(await allows(origin),
    true);
});

test('it is called for null and what has the form of an origin, as it was sent, with its request',
  async () => {
  const calls: unknown[] = [];
  const listener = withCors((_, res) => { res.end(); }, {
    origin: (origin, { method, url }) => { calls.push([origin, method, url]); return true; },
  });
  const long = (length: number) => `https://${'a'.repeat(length - 8)}`;
  const odd = ['', '*', 'a.example', `${A}, ${A}`, `${A} ${A}`, `${A}*`, 'https://*', `${A}\tx`, '://a',
    'https:a', '1://a', 'https://\xe4', 'nullx'];
  for (const Origin of [A, 'null', long(512), 'capacitor://localhost', 'file://', long(513),
    'x'.repeat(15_000), ...odd]) {
    await send(listener, { path: '/page?x', headers: { Origin } });
  }
  await send(listener, { path: '/page?x' });
  const asked = [A, 'null', long(512), 'capacitor://localhost', 'file://'];
  assert.deepEqual(calls, asked.map((origin) => [origin, 'GET', '/page?x']));
});

for (const [version, send] of versions) {
  test(`${version}: where the origin could not be checked the response is a 500 that says so, without CORS`,
    async () => {
    const origin = async () => { throw new Error('database'); };
    const listener = withCors(() => assert.fail('the handler ran'), { origin, credentials: true });
    for (const request of [fromA, preflight]) {
      const response = await send(listener, request);
      assert.deepEqual([response.status, response.body],
        [500, 'The origin of the request could not be checked.']);
      const vary = request === preflight ? 'Origin, Access-Control-Request-Headers' : 'Origin';
      assert.deepEqual([values(response, 'Content-Type'), corsOf(response)], [['text/plain'], { vary }]);
    }
  });
}

const warnings = `
  import { IncomingMessage, ServerResponse } from 'node:http';
  import { createCorsPolicy, withCors } from 'with-cors';
  process.on('warning', ({ name, code, message, detail }) =>
    console.log(JSON.stringify({ name, code, message, detail })));
  const request = { method: 'GET', url: '/', headers: { origin: '${A}' } };
`;

test('the first error of each policy is a warning, with what was thrown', DEADLINE, async () => {
  const { stdout } = await runScript(`${warnings}
    const custom = Symbol.for('nodejs.util.inspect.custom');
    for (const origin of [
      () => { throw new Error('database') },
      async () => { throw 'a string' },
      () => { throw Object.assign(new Error('without a stack'), { stack: undefined }) },
      () => { throw { [custom]() { throw new Error('hostile') } } },
    ]) {
      const policy = createCorsPolicy({ origin });
      for (let count = 0; count < 3; count++) await policy.decide(request);
    }
  `);
  const printed = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(printed.map(({ name, code }) => `${name} ${code}`),
    Array(4).fill('CorsWarning WITH_CORS_ORIGIN_CHECK_FAILED'));
  assert.match(printed[0].message, /500/);
  const [error, text, noStack, hostile] = printed.map(({ detail }) => detail);
  assert.match(error, /^Error: database\n +at /);
  assert.match(text, /a string/);
  assert.match(noStack, /without a stack/);
  assert.equal(hostile, 'something that cannot be shown');
});

test('what a predicate throws reaches no terminal unescaped, but for its line breaks', DEADLINE, async () => {
  const hostile = String.raw`a\x1b[31m\x9b0m\x07\x00\u202e\u2066\u2028\u200b\ud800\rb`;
  const thrown = [`new Error("${hostile}")`, `"${hostile}"`, `{ "${hostile}": Symbol("${hostile}") }`,
    `Object.assign(new Error(), { stack: "${hostile}" })`, `{ [custom]: () => "${hostile}" }`,
    `{ [custom]() { throw "${hostile}" } }`];
  const { code, stderr } = await runScript(`
    import { createCorsPolicy } from 'with-cors';
    const custom = Symbol.for('nodejs.util.inspect.custom');
    for (const thrown of [${thrown.join(', ')}]) {
      for (const origin of [() => { throw thrown }, async () => { throw thrown }, () => thrown]) {
        const policy = createCorsPolicy({ origin });
        (await import('node:diagnostics_channel')).channel('with-cors:decision').publish(
          { request: ${JSON.stringify(request)}, decision: await policy.decide(${JSON.stringify(request)}) });
      }
    }
  `, { NODE_DEBUG: 'with-cors' });
  assert.equal(code, 0, stderr);
  assert.equal(stderr.match(/CorsWarning/g)?.length, thrown.length * 2, stderr);
  assert.match(stderr, /^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\n]*(\n[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\n]*)*$/u);
});

test('a predicate may throw anything: the response is a 500, and the server lives', DEADLINE, async () => {
  const thrown = [
    'undefined', 'null', 'Object.create(null)', 'Symbol("x")',
    '{ toString() { throw new Error("hostile") } }',
    '{ [Symbol.for("nodejs.util.inspect.custom")]() { throw new Error("hostile") } }',
    'Object.defineProperty(new Error(), "stack", { get() { throw new Error("hostile") } })',
    'new Proxy({}, { get() { throw new Error("hostile") }, getPrototypeOf() { throw new Error("hostile") } })',
  ];
  const { code, stdout, stderr } = await runScript(`${warnings}
    for (const thrown of [${thrown.join(', ')}]) {
      for (const origin of [() => { throw thrown }, async () => { throw thrown }]) {
        const listener = withCors(() => console.log('the handler ran'), { origin });
        for (let count = 0; count < 2; count++) {
          const response = new ServerResponse(new IncomingMessage());
          await listener(request, response);
          console.log(response.statusCode);
        }
      }
    }
  `);
  assert.equal(code, 0, stderr);
  assert.equal(stdout.match(/^500$/gm)?.length, thrown.length * 4, stdout);
  assert.ok(!stdout.includes('handler'));
});

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
  const called = deferred<void>();
  const verdict = deferred<boolean>();
  const wrapped = withCors((_: unknown, res: http.ServerResponse) => { ran += 1; res.end('page'); }, {
    origin: () => { called.resolve(); return verdict.promise; },
    blockDisallowed: true,
  });
  const closed = deferred<void>();
  const finished = deferred<unknown>();
  const listener = (req: http.IncomingMessage, res: http.ServerResponse) => {
    res.once('close', closed.resolve);
    finished.resolve(wrapped(req, res));
  };
  return { listener, called: called.promise, closed: closed.promise, finished: finished.promise, verdict,
    ran: () => ran };
}

type Verdict = ReturnType<typeof pendingListener>['verdict'];
const settlements: [sentence: string, settle: (verdict: Verdict) => void][] = [
  ['fulfils with true', (verdict) => verdict.resolve(true)],
  ['fulfils with false', (verdict) => verdict.resolve(false)],
  ['rejects', (verdict) => verdict.reject(new Error('database'))],
];
/** Sends a request whose response nobody will wait for, and returns what goes away. */
const departures: [sentence: string, depart: (listener: http.RequestListener) => () => void][] = [
  ['HTTP/1: the client has gone', (listener) => {
    const socket = connect(listener);
    socket.write(get());
    return () => socket.destroy();
  }],
  ['HTTP/2: the stream is reset', (listener) => {
    const stream = openStream(listener, { origin: A }).on('error', () => {}); // it is meant to end so
    return () => stream.close(http2.constants.NGHTTP2_CANCEL);
  }],
  ['HTTP/2: the session has gone', (listener) => {
    const stream = openStream(listener, { origin: A }).on('error', () => {});
    return () => stream.session!.destroy();
  }],
];

for (const [outcome, settle] of settlements) {
  for (const [sentence, depart] of departures) {
    test(`${sentence} before the promise ${outcome}, and nothing runs`, DEADLINE, async () => {
      const { listener, called, closed, finished, verdict, ran } = pendingListener();
      const leave = depart(listener);
      await called;
      leave();
      await closed;
      settle(verdict);
      assert.equal(await finished, undefined);
      assert.equal(ran(), 0);
    });
  }

  for (const [version, send] of versions) {
    test(`${version}: somebody else has responded before the promise ${outcome}, and nothing runs`, DEADLINE,
      async () => {
      const { listener, finished, verdict, ran } = pendingListener();
      const response = await send((req, res) => {
        listener(req, res);
        res.writeHead(503).end('too late');
        settle(verdict);
      }, fromA);
      assert.equal(await finished, undefined);
      assert.deepEqual([response.status, response.body, corsOf(response), ran()], [503, 'too late', {}, 0]);
    });
  }
}

test('HTTP/1: requests on one connection get responses in their order, whichever check settles first',
  async () => {
  const first = deferred<boolean>();
  const received = await sendBytes(withCors((req, res) => { res.end(`[page ${req.url}]`); }, {
    origin: (_, { url }) => {
      if (url === '/1') return first.promise;
      first.resolve(true);
      return false;
    },
  }), get('/1', false) + get('/2'));
  assert.deepEqual(received.match(/Access-Control-Allow-Origin|page \/\d/g),
    ['Access-Control-Allow-Origin', 'page /1', 'page /2']);
});

test('a client that goes while the handler writes harms nobody', DEADLINE, async () => {
  const gone = deferred<void>();
  const listener = withCors((req, res) => {
    if (req.url === '/stay') { res.end('page'); return; }
    res.write('some');
    res.once('close', () => { res.end('more'); gone.resolve(); });
  }, { origin: A });
  const socket = connect(listener);
  socket.write(get());
  await once(socket, 'data');
  socket.destroy();
  await gone.promise;
  assert.match(await sendBytes(listener, get('/stay')), /^HTTP\/1\.1 200 OK\r\n/);
});
