// Where programs and clients are odd: what a visitor could crash or get past, and responses and requests that
// are not Node's. Each row goes over real sockets where the wire has a part in it.

import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import http, { type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import {
  type CorsDecisionMessage, type CorsOptions, type CorsRequest, createCorsPolicy, withCors
} from 'with-cors';
import {
  connect, corsOf, DEADLINE, openStream, send, type SentRequest, values, versions
} from './support/exchange.ts';
import { runScript } from './support/script.ts';

const A = 'https://a.example';
const EVIL = 'https://evil.example';

const from = (Origin: string, others: SentRequest = {}): SentRequest =>
  ({ ...others, headers: { Origin, ...others.headers } });
const preflight = (Origin: string): SentRequest => from(Origin, {
  method: 'OPTIONS',
  headers: { 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'x-a' },
});
const throwing = (): boolean => { throw new Error('database'); };
const page = (_: unknown, res: ServerResponse): void => { res.end('page'); };

// A server that refuses bodies where there can be none (RFC 9110, 6.4.1) throws at one.
for (const [sentence, options, request, status] of [
  ['a blocked HEAD', { origin: A, blockDisallowed: true }, from(EVIL, { method: 'HEAD' }), 403],
  ['a HEAD that a promise refuses', { origin: async () => false, blockDisallowed: true },
    from(EVIL, { method: 'HEAD' }), 403],
  ['a HEAD whose predicate throws', { origin: throwing }, from(A, { method: 'HEAD' }), 500],
  ['a HEAD whose predicate rejects', { origin: async () => throwing() }, from(A, { method: 'HEAD' }), 500],
  ['an accepted preflight', { origin: A }, preflight(A), 204],
  ['an accepted preflight with the status 205', { origin: A, optionsSuccessStatus: 205 }, preflight(A), 205],
  ['a refused preflight', { origin: A }, preflight(EVIL), 403],
  ['an allowed HEAD', { origin: A }, from(A, { method: 'HEAD' }), 200],
] as [string, CorsOptions, SentRequest, number][]) {
  test(`with rejectNonStandardBodyWrites ${sentence} gets its response`, DEADLINE, async () => {
    const server =
      http.createServer({ rejectNonStandardBodyWrites: true }, withCors((_, res) => { res.end(); }, options));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const client = http.request(
      { port, host: '127.0.0.1', agent: false, method: request.method, headers: request.headers as {} }
    ).end();
    const [response] = await once(client, 'response') as [http.IncomingMessage];
    assert.equal(response.statusCode, status);
    assert.equal(
      Buffer.concat(await response.toArray()).length > 0, status === 403 && request.method !== 'HEAD'
    );
    server.close();
  });
}

type Handler = (res: ServerResponse) => unknown;
const call = (res: ServerResponse, ...args: unknown[]): unknown =>
  (res.writeHead as (...args: unknown[]) => unknown).apply(res, args);
/** A head at which Node throws, in each shape. */
const refusals: [sentence: string, ...args: unknown[]][] = [
  ['an object', 200, { 'Access-Control-Allow-Origin': EVIL, 'Vary': 'Accept', 'a b': '1' }],
  ['a flat list', 200, ['Vary', 'Accept', 'Access-Control-Allow-Origin', EVIL, 'a b', '1']],
  ['a list of odd length', 200, ['Vary', 'Accept', 'X-A']],
  ['nested pairs', 200, [['Vary', 'Accept'], ['Access-Control-Allow-Origin', EVIL], ['a b', '1']]],
  ['a status that is none', 99],
  ['an undefined value', 200, { 'Access-Control-Allow-Origin': undefined, 'Vary': 'Accept' }],
];
const seconds: [sentence: string, second: Handler, vary: string][] = [
  ['a status', (res) => call(res, 200), 'Origin'],
  ['an object', (res) => call(res, 200, { Vary: 'Cookie' }), 'Cookie, Origin'],
  ['a flat list', (res) => call(res, 200, ['Vary', 'Cookie', 'Access-Control-Allow-Credentials', 'true']),
    'Cookie, Origin'],
  ['appendHeader and a status', (res) => {
    res.appendHeader('Vary', 'Cookie');
    res.appendHeader('Access-Control-Allow-Origin', EVIL);
    call(res, 200);
  }, 'Cookie, Origin'],
  ['appendHeader and an object', (res) => {
    res.appendHeader('Access-Control-Allow-Origin', EVIL);
    call(res, 200, { Vary: 'Cookie' });
  }, 'Cookie, Origin'],
];
for (const [version, send] of versions) {
  for (const [first, ...args] of refusals) {
    for (const [second, act, vary] of seconds) {
      test(`${version}: after a head of ${first} that Node refused, one by ${second} is CORS's`, async () => {
        for (const [origin, allowed] of [[A, A], [EVIL, undefined]] as const) {
          let caught = false;
          const listener = withCors((_, res) => {
            try { call(res, ...args); } catch { caught = true; }
            if (!res.headersSent) {
              // as frameworks do before an error page
              for (const name of res.getHeaderNames()) res.removeHeader(name);
              act(res);
            }
            res.end('second');
          }, { origin: A });
          const response = await send(listener, from(origin));
          assert.equal(response.status, 200);
          const { vary: varied, ...others } = corsOf(response);
          assert.deepEqual(others, allowed === undefined ? {} : { 'access-control-allow-origin': allowed });
          if (caught) assert.equal(varied, vary);
        }
      });
    }
  }

  test(`${version}: what a refused head of the handler's has left behind stays, and nothing of CORS's does`,
    async () => {
    const left: unknown[] = [];
    const listener = withCors((_, res) => {
      res.setHeader('X-A', '1');
      try { call(res, 200, { 'Access-Control-Expose-Headers': 'X-Own', 'X-A': undefined }); } catch {
        left.push(res.getHeaderNames());
      }
      res.end();
    }, { origin: A, exposedHeaders: ['X-Policy'] });
    const response = await send(listener, from(A));
    assert.deepEqual(left, [['x-a', 'access-control-expose-headers']]);
    assert.deepEqual(
      corsOf(response),
      { 'access-control-allow-origin': A, 'access-control-expose-headers': 'X-Own', 'vary': 'Origin' }
    );
  });

  const own = 'PUT, PURGE';
  const shapes: [sentence: string, handler: Handler, allows: string][] = [
    ['no head', (res) => res.end(), 'PUT'],
    ['a status', (res) => res.writeHead(200).end(), 'PUT'],
    ['an object', (res) => res.writeHead(200, { 'X-One': '1' }).end(), 'PUT'],
    ["an object with methods of its own",
      (res) => res.writeHead(200, { 'access-control-allow-methods': own }).end(), own],
    ['a reason and an object',
      (res) => res.writeHead(200, 'Fine', { 'Access-Control-Allow-Methods': own }).end(), own],
    ['an object with headers of its own',
      (res) => res.writeHead(200, { 'access-control-allow-headers': 'x-a' }).end(), 'PUT'],
    ['a flat list',
      (res) => { call(res, 200, ['X-One', '1', 'Access-Control-Allow-Methods', own]); res.end(); }, own],
    ['nested pairs', (res) => { call(res, 200, [['X-One', '1']]); res.end(); }, 'PUT'],
    ['nested pairs with methods of its own',
      (res) => { call(res, 200, [['X-One', '1'], ['Access-Control-Allow-Methods', own]]); res.end(); }, own],
    ['setHeader', (res) => { res.setHeader('Access-Control-Allow-Methods', own); res.end(); }, own],
    ['setHeader and an object',
      (res) => {
        res.setHeader('Access-Control-Allow-Methods', own);
        res.writeHead(200, { 'X-One': '1' }).end();
      }, own],
    ['flushHeaders', (res) => { res.flushHeaders(); res.end(); }, 'PUT'],
  ];
  for (const [sentence, handler, allows] of shapes) {
    test(`${version}, preflightContinue: a handler that writes ${sentence}`, async () => {
      const listener =
        withCors((_, res) => { handler(res); }, { origin: A, methods: ['PUT'], preflightContinue: true });
      const accepted = await send(listener, preflight(A));
      assert.equal(accepted.status, 200);
      assert.deepEqual(values(accepted, 'access-control-allow-methods'), [allows]);
      assert.deepEqual(values(accepted, 'access-control-allow-headers'), ['x-a']);
      assert.deepEqual(values(accepted, 'access-control-allow-origin'), [A]);
      assert.equal((await send(listener, preflight(EVIL))).status, 403);
    });
  }

  test(`${version}: a predicate gets Node's own request, whatever headers were sent`, async () => {
    const seen: unknown[] = [];
    const listener = withCors((req, res) => { seen.push(req); res.end(); }, {
      origin: (_: string, request: CorsRequest) => {
        seen.push(request, 'socket' in request && request.socket !== undefined);
        return true;
      },
    });
    await send(listener, from(A, { headers: { 'Set-Cookie': 'a=b', 'X-MIXED': '1', 'Cookie': 'c=d' } }));
    assert.equal(seen[0], seen[2]);
    assert.equal(seen[1], true);
  });

  test(`${version}: an Origin that is not one is never reflected, whatever a predicate says`, async () => {
    for (const origin of [
      '*', 'https://*', `${A},${EVIL}`, `${A} ${EVIL}`, 'a.example', '//a.example', 'NULL', '', '1://a',
      'https:/a', 'https://\xe4'
    ]) {
      let asked = 0;
      for (const wait of [false, true]) {
        const response = await send(
          withCors(
            page,
            { origin: () => { asked += 1; return wait ? Promise.resolve(true) : true; }, credentials: true }
          ), from(origin)
        );
        assert.deepEqual([origin, corsOf(response)], [origin, { vary: 'Origin' }]);
      }
      assert.deepEqual([origin, asked], [origin, 0]);
    }
    for (const origin of ['null', A, 'app://obsidian.md', 'https://a_b.example:1']) {
      assert.deepEqual(
        values(
          await send(withCors(page, { origin: () => true, credentials: true }), from(origin)),
          'access-control-allow-origin'
        ), [origin]
      );
    }
  });

  test(`${version}: of two listeners on one response the second goes by what the first decided`, async () => {
    for (const origin of [A, async (asked: string) => asked === A]) {
      const options = { origin, blockDisallowed: true } as const;
      for (const [request, status, expected] of [
        [from(A), 200, ['one', 'two']], [from(EVIL), 403, []], [preflight(A), 204, []],
        [preflight(EVIL), 403, []],
      ] as const) {
        const ran: string[] = [];
        const first = withCors((_, res) => { ran.push('one'); res.setHeader('X-One', '1'); }, options);
        const second = withCors((_, res) => { ran.push('two'); res.end('page'); }); // would let everyone in
        const response = await send((req, res) => { first(req, res); second(req, res); }, request);
        assert.deepEqual([response.status, ran], [status, expected]);
      }
    }
  });
}

test('res.writeHeader, which Node 20 to 24 has, is guarded like writeHead', async () => {
  const listener = withCors((_, res) => {
    const { writeHeader } = res as ServerResponse & { writeHeader?: typeof res.writeHead };
    (writeHeader ?? res.writeHead).call(res, 200, { 'Access-Control-Allow-Origin': EVIL, 'Vary': 'Accept' });
    res.end();
  }, { origin: A });
  assert.deepEqual(
    corsOf(await send(listener, from(A))), { 'access-control-allow-origin': A, 'vary': 'Accept, Origin' }
  );
  assert.deepEqual(corsOf(await send(listener, from(EVIL))), { vary: 'Accept, Origin' });
});

test('a head that was sent before is one warning, and the rest goes on as without a wrapper', DEADLINE,
  async () => {
  const { code, stdout, stderr } = await runScript(`
    import { createServer } from 'node:http';
    import { once } from 'node:events';
    import { withCors } from 'with-cors';
    process.on('warning', ({ code }) => console.log(code));
    const preflight = { 'origin': '${A}', 'access-control-request-method': 'PUT' };
    const cases = [
      [{ origin: '${A}' }, 'GET', { origin: '${A}' }],
      [{ origin: async () => true }, 'GET', { origin: '${A}' }],
      [{ origin: '${A}', preflightContinue: true }, 'OPTIONS', preflight],
      [{ origin: '${A}' }, 'OPTIONS', preflight],
      [{ origin: async () => false }, 'OPTIONS', preflight],
      [{ origin: false, blockDisallowed: true }, 'GET', { origin: '${EVIL}' }],
      [{ origin: () => { throw new Error(); } }, 'GET', { origin: '${A}' }],
    ];
    for (const [options, method, headers] of cases) {
      let ran = 0;
      const late = withCors(() => { ran += 1; }, options);
      const server = createServer(async (req, res) => {
        res.writeHead(202, { 'X-First': '1' }).write('first');
        await late(req, res);
        res.end('last');
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const response = await fetch('http://127.0.0.1:' + server.address().port, { method, headers });
      console.log(ran, response.status, response.headers.get('access-control-allow-origin'), await response.text());
      server.close();
      server.closeAllConnections();
    }
  `);
  const unchanged = '202 null firstlast';
  assert.deepEqual([code, stdout.split('\n')], [0, [
    'WITH_CORS_HEAD_SENT', `1 ${unchanged}`, `1 ${unchanged}`, `1 ${unchanged}`, `0 ${unchanged}`,
    `0 ${unchanged}`, `0 ${unchanged}`,
    'WITH_CORS_ORIGIN_CHECK_FAILED', `0 ${unchanged}`, '',
  ]], stderr);
});

test('a check that fails is published where the client has left first', DEADLINE, async () => {
  for (const leave of ['HTTP/1', 'HTTP/2']) {
    let fail!: (error: Error) => void;
    const pending = new Promise<boolean>((_, reject) => { fail = reject; });
    let asked!: () => void;
    const wasAsked = new Promise<void>((resolve) => { asked = resolve; });
    let gone!: Promise<unknown>;
    const listener =
      withCors(() => assert.fail('the handler ran'), { origin: () => { asked(); return pending; } });
    const messages: CorsDecisionMessage[] = [];
    const take = (message: unknown): void => { messages.push(message as CorsDecisionMessage); };
    subscribe('with-cors:decision', take);
    const server: http.RequestListener = (req, res) => {
      gone = once(res, 'close');
      listener(req, res);
    };
    if (leave === 'HTTP/1') {
      const client = connect(server);
      client.write(`GET / HTTP/1.1\r\nHost: x\r\nOrigin: ${A}\r\n\r\n`);
      await wasAsked;
      client.resetAndDestroy();
    } else {
      const stream = openStream(server, { origin: A });
      stream.on('error', () => {});
      await wasAsked;
      stream.close(8);
    }
    await gone;
    fail(new Error('database'));
    await new Promise(setImmediate);
    unsubscribe('with-cors:decision', take);
    assert.deepEqual(
      messages.map(({ decision, error }) => [decision.reason, (error as Error).message]),
      [['origin-check-failed', 'database']]
    );
  }
});

// blockDisallowed: what counts as the server's own request (README, "Blocking").
const site = (value: string): SentRequest => ({ headers: { 'Sec-Fetch-Site': value } });
for (const [sentence, request, status] of [
  ["an origin of HTTP with the request's host is the server's own", from('http://own.example'), 200],
  ['and one of HTTPS, whose TLS a proxy may have ended', from('https://own.example'), 200],
  ['one of FTP is not', from('ftp://own.example'), 403],
  ['one without a scheme is not', from('://own.example'), 403],
  ['one of an application is not', from('app://own.example'), 403],
  ['one with a port is not', from('http://own.example:8080'), 403],
  ['a target in absolute form counts and not the Host',
    { ...from('http://other.example'), path: 'http://other.example/x' }, 200],
  ['in upper case, too', { ...from('http://other.example:81'), path: 'HTTP://OTHER.example:81/x' }, 200],
  ['with user info', { ...from('http://other.example'), path: 'http://own.example@other.example/' }, 200],
  ["then the Host's origin is another", { ...from('http://own.example'), path: 'http://other.example/x' },
    403],
  ['Sec-Fetch-Site: none is the user', from(EVIL, site('none')), 200],
  ['Sec-Fetch-Site: same-origin is the page itself', from(EVIL, site('same-origin')), 200],
  ['Sec-Fetch-Site: cross-site is another page, whatever the Host',
    from('http://own.example', site('cross-site')), 403],
  ['a POST from elsewhere that has lost its Origin is blocked', { ...site('cross-site'), method: 'POST' },
    403],
  ['from the same site, too', { ...site('same-site'), method: 'DELETE' }, 403],
  ['a POST of the same origin passes', { ...site('same-origin'), method: 'POST' }, 200],
  ['a POST of the user passes', { ...site('none'), method: 'POST' }, 200],
  ['a POST that says nothing passes', { method: 'POST' }, 200],
  ['a GET from elsewhere without Origin passes, as a link and an image must', site('cross-site'), 200],
  ['so does a HEAD', { ...site('cross-site'), method: 'HEAD' }, 200],
  ['so does an OPTIONS', { ...site('cross-site'), method: 'OPTIONS' }, 200],
] as [string, SentRequest, number][]) {
  test(`blockDisallowed: ${sentence}`, async () => {
    const sent = { ...request, headers: { Host: 'own.example', ...request.headers } };
    assert.equal((await send(withCors(page, { origin: A, blockDisallowed: true }), sent)).status, status);
  });
}

// Stand-ins for responses: every choice of methods, whole, frozen, and with methods that throw.
const METHODS = ['getHeaderNames', 'getHeader', 'setHeader', 'removeHeader', 'writeHead', 'end'] as const;
const REQUESTS: [options: CorsOptions, request: CorsRequest, status: number | undefined][] = [
  [{ origin: A }, { method: 'GET', headers: { origin: A } }, undefined],
  [{ origin: A }, { method: 'GET', headers: { origin: EVIL } }, undefined],
  [{ origin: A }, { method: 'OPTIONS', headers: { 'origin': A, 'access-control-request-method': 'PUT' } },
    204],
  [{ origin: A }, { method: 'OPTIONS', headers: { 'origin': EVIL, 'access-control-request-method': 'PUT' } },
    403],
  [{ origin: false, blockDisallowed: true }, { method: 'GET', headers: { origin: A } }, 403],
  [{ origin: throwing }, { method: 'GET', headers: { origin: A } }, 500],
];

function standIn(has: readonly string[], throws: boolean) {
  const set = new Map<string, unknown>();
  const calls: string[] = [];
  const notImplemented = (): never => { throw new Error('not implemented'); };
  const all = {
    getHeaderNames: () => [...set.keys()],
    getHeader: (name: string) => set.get(name.toLowerCase()),
    setHeader: (name: string, value: unknown) => { set.set(name.toLowerCase(), value); },
    removeHeader: (name: string) => { set.delete(name.toLowerCase()); },
    writeHead: (status: number, ...headers: unknown[]) => {
      calls.push(`${status}`, ...headers.map(() => 'headers'));
    },
    end: () => { calls.push('end'); },
  };
  const methods = Object.entries(all).map(
    ([name, method]) => [name, has.includes(name) ? method : throws ? notImplemented : undefined] as const
  );
  return { response: Object.fromEntries(methods.filter(([, method]) => method !== undefined)), set, calls };
}

for (const sentence of ['is not there', 'throws', 'is not there, and the rest is frozen'] as const) {
  test(`a stand-in of which any method ${sentence} is not a crash, and what can be set is set`, () => {
    for (let choice = 0; choice < 2 ** METHODS.length; choice++) {
      const has = METHODS.filter((_, index) => choice & (2 ** index));
      for (const [options, request, status] of REQUESTS) {
        const { response, set, calls } = standIn(has, sentence === 'throws');
        if (sentence.endsWith('frozen')) Object.freeze(response);
        let ran = false;
        withCors((_: CorsRequest, __: object) => { ran = true; }, options)(request, response);
        const context = `${has.join()} ${request.method} ${request.headers.origin}`;
        assert.equal(ran, status === undefined, context);
        for (const name of METHODS) assert.equal(
          name in response, has.includes(name) || sentence === 'throws', context
        );
        if (status !== undefined) assert.equal(calls.includes('end'), has.includes('end'), context);
        if (status !== undefined && has.includes('writeHead')) {
          assert.ok(calls.includes(`${status}`), context);
          const canSet = has.includes('setHeader') || sentence === 'throws';
          assert.equal(calls.includes('headers'), !canSet, `${context}: the headers are said once`);
        }
        if (status !== undefined && !sentence.endsWith('frozen')) assert.equal(
          Reflect.get(response, 'statusCode'), status, context
        );
        if (!has.includes('setHeader')) continue;
        const allowed = request.headers.origin === A && options.origin === A;
        assert.equal(set.get('access-control-allow-origin'), allowed ? A : undefined, context);
        assert.match(String(set.get('vary')), /^Origin/, context);
      }
    }
  });
}

test('what a handler sets on a stand-in whose end calls no writeHead does not win', () => {
  for (const origin of [A, EVIL]) {
    const { response, set } = standIn(METHODS.filter((name) => name !== 'writeHead'), false);
    withCors((_: CorsRequest, res: Record<string, (...args: unknown[]) => unknown>) => {
      res.setHeader!('Access-Control-Allow-Origin', '*');
      res.setHeader!('Access-Control-Allow-Credentials', 'true');
      res.setHeader!('Vary', 'Accept');
      res.end!();
    }, { origin: A, exposedHeaders: ['X-Own'] })({ method: 'GET', headers: { origin } }, response as never);
    assert.deepEqual(Object.fromEntries(set), {
      ...(origin === A && { 'access-control-allow-origin': A, 'access-control-expose-headers': 'X-Own' }),
      vary: 'Accept, Origin',
    });
  }
});

test('what a handler passes to the writeHead of a stand-in does not win, and what it has sent stays', () => {
  for (const [passed, expected] of [
    [{ 'Vary': 'Accept', 'access-control-allow-origin': EVIL, 'X-One': '1' },
      { 'X-One': '1', 'Access-Control-Allow-Origin': A, 'Vary': 'Accept, Origin' }],
    [['X-One', '1'], ['X-One', '1', 'Access-Control-Allow-Origin', A, 'Vary', 'Origin']], [null, null],
    [undefined, undefined],
  ]) {
    const { response, set } = standIn(METHODS, false);
    let received: unknown;
    Object.assign(response, { writeHead: (_: number, headers: unknown) => { received = headers; } });
    withCors((_: CorsRequest, res: Record<string, (...args: unknown[]) => unknown>) => {
      res.writeHead!(200, passed);
    },
      { origin: A })({ method: 'GET', headers: { origin: A } }, response as never);
    assert.deepEqual(received, expected);
    if (!passed) assert.equal(set.get('access-control-allow-origin'), A);
  }
});

test('a stand-in with writeHead and without setHeader gets the headers through writeHead', () => {
  for (const [options, request, status] of REQUESTS) {
    for (const passed of [[], ['OK'], [{ 'X-One': '1' }], ['OK', { 'X-One': '1' }]]) {
      let received: unknown[] = [];
      let ended: unknown[] = [];
      const response = {
        writeHead: (...args: unknown[]) => { received = args; },
        end: (...args: unknown[]) => { ended = args; },
      };
      withCors((_: CorsRequest, res: Record<'writeHead' | 'end', (...args: unknown[]) => void>) => {
        res.writeHead(200, ...passed);
        res.end('text');
      }, options)(request, response);
      if (status === undefined) assert.deepEqual(ended, ['text']);
      assert.equal(received[0], status ?? 200);
      const headers = received.at(-1) as Record<string, string>;
      const allowed = request.headers.origin === A && options.origin === A;
      assert.equal(headers['Access-Control-Allow-Origin'], allowed ? A : undefined);
      assert.match(String(headers.Vary), /^Origin/);
      if (status === undefined) assert.equal(
        headers['X-One'], passed.length > 0 && typeof passed.at(-1) === 'object' ? '1' : undefined
      );
    }
  }
});

test('a stand-in whose head was sent is left alone', () => {
  const { response, set, calls } = standIn(METHODS, false);
  const passed = { 'X-One': '1' };
  let received: unknown;
  const sent = {
    ...response, headersSent: true, writeHead: (_: number, headers: unknown) => { received = headers; },
  };
  withCors((_: CorsRequest, res: typeof sent) => {
    res.writeHead(200, passed);
  }, { origin: A })({ method: 'GET', headers: { origin: A } }, sent as never);
  assert.equal(received, passed);
  assert.deepEqual(passed, { 'X-One': '1' });
  const preflight = { method: 'OPTIONS', headers: { 'origin': A, 'access-control-request-method': 'PUT' } };
  withCors(() => assert.fail('the handler ran'), { origin: A })(
    preflight as never, { ...response, headersSent: true } as never
  );
  assert.deepEqual([[...set], calls], [[], []]);
});

test("pairs beside headers that are set, which Node refuses and a patch may take, are CORS's", async () => {
  const response = await send((req, res) => {
    const { writeHead } = res;
    res.writeHead = function (this: ServerResponse, status: number, pairs: [string, string][]) {
      for (const name of this.getHeaderNames()) this.removeHeader(name);
      return writeHead.call(this, status, pairs.flat() as never);
    } as never;
    withCors((_, patched) => {
      patched.setHeader('X-A', '1');
      call(patched, 200, [['Access-Control-Allow-Origin', EVIL]]);
      patched.end();
    }, { origin: A })(req, res);
  }, from(A));
  assert.deepEqual(corsOf(response), { 'access-control-allow-origin': A, 'vary': 'Origin' });
});

test('an error of somebody who has patched writeHead is passed on as it is, before the head and after it',
  async () => {
  for (const after of [false, true]) {
    let caught: unknown;
    const error = new Error('patch');
    await send((req, res) => {
      const { writeHead } = res;
      res.writeHead = function (this: ServerResponse, ...args: unknown[]) {
        if (after) (writeHead as (...args: unknown[]) => unknown).apply(this, args);
        throw error;
      } as typeof writeHead;
      withCors((_, response) => {
        try { response.writeHead(200, { 'X-A': '1' }); } catch (thrown) { caught = thrown; }
        if (!after) response.writeHead = writeHead;
        response.end();
      }, { origin: A })(req, res);
    }, from(A));
    assert.equal(caught, error);
  }
});

test("what is thrown by a method of Node's response that somebody has patched is passed on", async () => {
  let caught: unknown;
  const error = new Error('patch');
  await send((req, res) => {
    const { setHeader } = res;
    res.setHeader = () => { throw error; };
    withCors((_, response) => {
      try { response.writeHead(200); } catch (thrown) { caught = thrown; }
      response.setHeader = setHeader;
      response.end();
    }, { origin: A })(req, res);
  }, from(A));
  assert.equal(caught, error);
});

// decide: a pure function of any request at all.
const DENYING = { origin: (_: string, req: CorsRequest) => req.headers['x-tenant'] !== 'blocked' };
class Adapted extends http.IncomingMessage {}
const adapted = (headers: object): Adapted =>
  Object.assign(new Adapted(null as never), { method: 'GET', headers });
for (const [sentence, request] of [
  ["Node's", { headers: { 'origin': A, 'x-tenant': 'blocked' } }],
  ['in mixed case', { headers: { 'Origin': A, 'X-Tenant': 'blocked' } }],
  ['of Fetch', { headers: new Headers({ 'Origin': A, 'X-Tenant': 'blocked' }) }],
  ["of Fetch's Request",
    new Request('https://api.example/', { headers: { 'Origin': A, 'X-Tenant': 'blocked' } })],
  ['in a flat list', { headers: ['Origin', A, 'X-Tenant', 'blocked'] }],
  ['in pairs', { headers: [['Origin', A], ['X-Tenant', 'blocked']] }],
  ['in a Map', { headers: new Map([['Origin', A], ['X-Tenant', 'blocked']]) }],
  ['with lists for values', { headers: { 'Origin': [A], 'X-Tenant': ['blocked'] } }],
  ['without a prototype',
    { headers: Object.assign(Object.create(null), { 'Origin': A, 'X-Tenant': 'blocked' }) }],
  ["of an adapter's own IncomingMessage", adapted({ 'Origin': A, 'X-Tenant': 'blocked' })],
] as [string, never][]) {
  test(`decide: a predicate sees headers ${sentence} in lower case, and denies by them`, async () => {
    assert.equal((await createCorsPolicy(DENYING).decide(request)).reason, 'origin-not-allowed');
    assert.equal((await createCorsPolicy({ origin: A }).decide(request)).reason, 'allowed');
    assert.equal((await createCorsPolicy({ origin: EVIL }).decide(request)).reason, 'origin-not-allowed');
  });
}

const fails = (): never => { throw new Error('getter'); };
for (const [sentence, request, allowed] of [
  ['no request', undefined, true], ['null', null, true], ['a string', 'request', true],
  ['no headers', { method: 'GET' }, true],
  ['headers that are null', { headers: null }, true], ['headers that are a number', { headers: 5 }, false],
  ['headers that are a string', { headers: 'origin' }, false],
  ['headers that throw', { get headers() { return fails(); } }, false],
  ['a header that throws', { headers: { get origin() { return fails(); } } }, false],
  ['an iterator that throws', { headers: { [Symbol.iterator]: fails } }, false],
  ['an Origin that throws as a string', { headers: { origin: { toString: fails } } }, false],
  ['an Origin without a string', { headers: { origin: Object.create(null) } }, false],
  ['an Origin that is a symbol', { headers: { origin: Symbol('x') } }, false],
  ['an Origin that is a number', { headers: { origin: 5 } }, false],
  ['two Origins in a list', { headers: { origin: [A, A] } }, false],
  ['two Origins in pairs', { headers: [['origin', A], ['Origin', A]] }, false],
  ['an Origin that is undefined', { headers: { origin: undefined } }, true],
  ['a method that is a number', { method: 5, headers: { origin: A } }, true],
  ['a url that is a number', { url: 5, headers: { origin: EVIL, host: 'x' } }, false],
  ['a Sec-Fetch-Site that is a list',
    { headers: { 'origin': EVIL, 'sec-fetch-site': ['same-origin', 'cross-site'] } }, false],
] as [string, never, boolean][]) {
  test(`decide: ${sentence} is no crash, and nobody is allowed by it`, async () => {
    for (const origin of [A, (asked: string) => asked === A, async (asked: string) => asked === A]) {
      const decision = await createCorsPolicy({ origin, credentials: true }).decide(request);
      assert.equal(decision.allowed, allowed, decision.message);
      assert.equal(decision.headers['Vary'], 'Origin');
    }
  });
}

for (const length of [0, 1, 2, 3, 4]) {
  test(`a handler of length ${length} stays one, nested too`, () => {
    const handler = Object.defineProperty(() => {}, 'length', { value: length }) as () => void;
    assert.equal(withCors(handler).length, length);
    assert.equal(withCors(withCors(handler, { origin: async () => true })).length, length);
  });
}
