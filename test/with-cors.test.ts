// What the package exports, and that a wrapped handler is the handler; a `withCors` inside another included.

import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as exported from 'with-cors';
import { type CorsOptions, createCorsPolicy, withCors } from 'with-cors';
import { corsOf, DEADLINE, send, type SentRequest, versions } from './support/exchange.ts';
import { runScript } from './support/script.ts';

const A = 'https://a.example';
const B = 'https://b.example';
const from = (Origin: string): SentRequest => ({ headers: { Origin } });
const preflight = (Origin: string): SentRequest =>
  ({ method: 'OPTIONS', headers: { Origin, 'Access-Control-Request-Method': 'PUT' } });
const end = (_: unknown, res: ServerResponse) => { res.end('page'); };

test('three names are exported', () => {
  assert.deepEqual(Object.keys(exported).sort(), ['CorsOptionsError', 'createCorsPolicy', 'withCors']);
});

test('require returns the same', () => assert.equal(createRequire(import.meta.url)('with-cors').withCors,
  withCors));

const SERVER =
  'Wrap the listener that it is made with: http.createServer(withCors((req, res) => …, options)).';
const CALL = 'Write withCors(handler, options), or in Connect and Express '
  + 'app.use(withCors((req, res, next) => next(), options)).';
for (const [handler, got, wayOut] of [
  [undefined, 'undefined', CALL], [null, 'null', CALL], [{ origin: A }, 'an object', CALL],
  ['handler', 'a string', CALL],
  [new Set(), 'a Set', CALL], [createCorsPolicy(), 'an object', CALL], [new Server(), 'a server', SERVER],
] as const) {
  test(`a handler that is ${got} is refused at once, and the right call shown`, () => {
    assert.throws(() => withCors(handler as never, { origin: A }),
      new TypeError(`withCors expected a request listener, (req, res) => …; got ${got}. ${wayOut}`));
  });
}

const modes: [sentence: string, options: CorsOptions, asynchronous: boolean][] = [
  ['any origin', {}, false],
  ['a named one', { origin: A }, false],
  ['another', { origin: B }, false],
  ['a predicate', { origin: () => true }, false],
  ['a promise', { origin: async () => true }, true],
];
for (const [sentence, options, asynchronous] of modes) {
  test(`with ${sentence}: this, every argument and the return value pass through`, async () => {
    const self = { name: 'self' };
    const value = { name: 'value' };
    const next = () => {};
    let seen: unknown[] = [];
    const listener = withCors(function (this: unknown, req: IncomingMessage, res: ServerResponse,
      ...rest: unknown[]) {
      seen = [this, req, res, ...rest];
      res.end();
      return value;
    }, options);
    let passed: unknown[] = [];
    let result: unknown;
    await send((req, res) => { passed = [self, req, res, next, 5]; result = listener.call(self, req, res,
      next, 5); }, from(A));
    assert.equal(result instanceof Promise, asynchronous);
    assert.equal(await result, value);
    assert.equal(seen.length, passed.length);
    seen.forEach((one, index) => assert.equal(one, passed[index]));
  });

  test(`with ${sentence}: a promise that the handler returns is returned`, async () => {
    const promise = Promise.resolve('value');
    const listener = withCors((_, res) => { res.end(); return promise; }, options);
    let result: unknown;
    await send((req, res) => { result = listener(req, res); }, from(A));
    if (!asynchronous) assert.equal(result, promise);
    assert.equal(await result, 'value');
  });

  test(`with ${sentence}: what the handler throws is thrown`, async () => {
    const error = new Error('mine');
    const listener = withCors(() => { throw error; }, options);
    let caught: unknown;
    await send(async (req, res) => {
      try { await listener(req, res); } catch (thrown) { caught = thrown; }
      res.end();
    }, from(A));
    assert.equal(caught, error);
  });
}

test('where the handler does not run, the value is undefined', async () => {
  const never = () => assert.fail('the handler ran');
  const results: unknown[] = [];
  for (const origin of [() => false, async () => false, () => { throw new Error(); },
    async () => { throw new Error(); }]) {
    const listener = withCors(never, { origin, blockDisallowed: true });
    await send((req, res) => { results.push(listener(req, res)); }, from(A));
  }
  assert.deepEqual(await Promise.all(results), [undefined, undefined, undefined, undefined]);
  assert.deepEqual(results.map((result) => result instanceof Promise), [false, true, false, true]);
});

test('one policy serves many wrappers, and one handler many policies', async () => {
  const policy = createCorsPolicy({ origin: A });
  for (const listener of [withCors(end, policy), withCors((_, res) => { res.writeHead(201).end(); },
    policy)]) {
    assert.deepEqual(corsOf(await send(listener, from(A))),
      { 'access-control-allow-origin': A, 'vary': 'Origin' });
  }
  assert.deepEqual(corsOf(await send(withCors(end, { origin: false }), from(A))), { vary: 'Origin' });
});

test('a wrapper can be swapped while the server runs', async () => {
  let listener = withCors(end, { origin: A });
  const server = (req: IncomingMessage, res: ServerResponse) => { listener(req, res); };
  assert.equal(corsOf(await send(server, from(A)))['access-control-allow-origin'], A);
  listener = withCors(end, { origin: B });
  assert.equal(corsOf(await send(server, from(A)))['access-control-allow-origin'], undefined);
});

test("an object that only looks like a policy is taken for options", () => {
  assert.throws(() => withCors(() => {}, { decide: () => true } as never), exported.CorsOptionsError);
});

test('a request made by hand, without a socket, is a request too', async () => {
  const request = { method: 'GET', url: '/', headers: { origin: A } };
  const listener = withCors((req: typeof request, res: ServerResponse) => `${req.url} ${res.statusCode}`,
    { origin: async () => true });
  assert.equal(await listener(request, new ServerResponse(new IncomingMessage(new Socket()))), '/ 200');
});

for (const [version, send] of versions) {
  test(`${version}: of two wrappers the outer one decides, whatever the inner one would say`, async () => {
    const listener = withCors(withCors(end, { origin: '*', exposedHeaders: ['ETag'] }), { origin: A });
    assert.deepEqual(corsOf(await send(listener, from(A))),
      { 'access-control-allow-origin': A, 'vary': 'Origin' });
    assert.deepEqual(corsOf(await send(listener, from(B))), { vary: 'Origin' });
    assert.equal((await send(listener, preflight(B))).status, 403);
  });

  test(`${version}: the inner wrapper blocks nobody and calls no predicate`, async () => {
    const listener = withCors(withCors(end, { origin: () => assert.fail('called'), blockDisallowed: true }));
    assert.deepEqual((await send(listener, from(A))).status, 200);
  });

  test(`${version}: a preflight that the outer wrapper lets through reaches the handler in the inner one`,
    async () => {
    const listener = withCors(withCors(end, { origin: B }), { origin: A, preflightContinue: true });
    const response = await send(listener, preflight(A));
    assert.deepEqual([response.status, response.body], [200, 'page']);
    assert.deepEqual(corsOf(response), {
      'access-control-allow-methods': 'GET, HEAD, PUT, PATCH, POST, DELETE',
      'access-control-allow-origin': A,
      'vary': 'Origin, Access-Control-Request-Headers',
    });
  });
}

test('a copy of the library in another folder knows what this one does', async () => {
  const entry = fileURLToPath(import.meta.resolve('with-cors'));
  const folder = await mkdtemp(join(tmpdir(), 'with-cors-copy-'));
  try {
    await cp(dirname(entry), folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const copy: typeof exported = await import(pathToFileURL(join(folder, `index${extname(entry)}`)).href);
    assert.notEqual(copy.withCors, withCors);
    for (const [outer, inner] of [[withCors, copy.withCors], [copy.withCors, withCors]] as const) {
      for (const [, send] of versions) {
        const response = await send(outer(inner(end, { origin: B, blockDisallowed: true }), { origin: A }),
          from(A));
        assert.deepEqual([response.status, corsOf(response)],
          [200, { 'access-control-allow-origin': A, 'vary': 'Origin' }]);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a wrapper inside another is a warning, once a process, that says what to do', DEADLINE, async () => {
  const { stdout, stderr } = await runScript(`
    import { IncomingMessage, Server, ServerResponse } from 'node:http';
    import { withCors } from 'with-cors';
    process.on('warning', ({ name, code, message }) => console.log(name, code, message));
    const listener = withCors(withCors(withCors(() => {})));
    for (const url of ['/1', '/2', '/3']) listener({ url, headers: {} },
      new ServerResponse(new IncomingMessage()));
  `);
  assert.match(stdout, /^CorsWarning WITH_CORS_NESTED A withCors runs inside another.*Wrap once\.\n$/);
  assert.match(stderr, /\[WITH_CORS_NESTED\] CorsWarning/);
});
