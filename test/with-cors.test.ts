// What `withCors` is and gives (CONTRACT 1), and that a wrapped handler is the handler.

import assert from 'node:assert/strict';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { test } from 'node:test';
import * as exported from 'with-cors';
import { type CorsOptions, createCorsPolicy, withCors } from 'with-cors';
import { ask, corsOf, DEADLINE, send, serve } from './support/exchange.ts';

const A = 'https://a.example';
const fromA = { fields: { Origin: A } };

test('three names are exported', () => assert.deepEqual(Object.keys(exported).sort(), ['CorsOptionsError', 'createCorsPolicy', 'withCors']));

test('require gives the same', () => assert.equal(createRequire(import.meta.url)('with-cors').withCors, withCors));

for (const handler of [undefined, null, {}, 'handler', 5, { origin: A }]) {
  test(`a handler that is ${typeof handler} ${JSON.stringify(handler)} is refused at once`, () => {
    assert.throws(() => withCors(handler as never), (error) => error instanceof TypeError && /request listener/.test(error.message));
  });
}

const modes: [sentence: string, options: CorsOptions, asynchronous: boolean][] = [
  ['any origin', {}, false], ['a named one', { origin: A }, false], ['another', { origin: 'https://b.example' }, false], ['a predicate', { origin: () => true }, false], ['a promise', { origin: async () => true }, true],
];
for (const [sentence, options, asynchronous] of modes) {
  test(`with ${sentence}: this, every argument and the value pass through`, DEADLINE, async () => {
    const self = { name: 'self' };
    const value = { name: 'value' };
    const next = () => {};
    let seen: unknown[] = [];
    const listener = withCors(function (this: unknown, req: IncomingMessage, res: ServerResponse, ...rest: unknown[]) {
      seen = [this, req, res, ...rest];
      res.end();
      return value;
    }, options);
    let outside: unknown[] = [];
    let result: unknown;
    await ask((req, res) => { outside = [self, req, res, next, 5]; result = listener.call(self, req, res, next, 5); }, fromA);
    assert.equal(result instanceof Promise, asynchronous);
    assert.equal(await result, value);
    assert.equal(seen.length, outside.length);
    seen.forEach((one, index) => assert.equal(one, outside[index]));
  });

  test(`with ${sentence}: a promise of the handler's is the handler's`, DEADLINE, async () => {
    const promise = Promise.resolve('value');
    const listener = withCors((_, res) => { res.end(); return promise; }, options);
    let result: unknown;
    await ask((req, res) => { result = listener(req, res); }, fromA);
    if (!asynchronous) assert.equal(result, promise);
    assert.equal(await result, 'value');
  });

  test(`with ${sentence}: what the handler throws is thrown`, DEADLINE, async () => {
    const error = new Error('mine');
    let caught: unknown;
    await ask((req, res) => { (async () => withCors(() => { throw error; }, options)(req, res))().catch((thrown: unknown) => { caught = thrown; }).finally(() => res.end()); }, fromA);
    assert.equal(caught, error);
  });
}

test('where the handler is not run, the value is undefined', DEADLINE, async () => {
  const never = () => assert.fail('the handler ran');
  const results: unknown[] = [];
  for (const origin of [() => false, async () => false, () => { throw new Error(); }, async () => { throw new Error(); }]) {
    const listener = withCors(never, { origin, blockDisallowed: true });
    await ask((req, res) => { results.push(listener(req, res)); }, fromA);
  }
  assert.deepEqual(await Promise.all(results), [undefined, undefined, undefined, undefined]);
  assert.deepEqual(results.map((result) => result instanceof Promise), [false, true, false, true]);
});

test('one policy serves many wrappers, and one handler many policies', DEADLINE, async () => {
  const handler = (_: IncomingMessage, res: ServerResponse) => { res.end(); };
  const policy = createCorsPolicy({ origin: A });
  for (const listener of [withCors(handler, policy), withCors((_, res) => { res.writeHead(201).end(); }, policy)]) {
    assert.deepEqual(corsOf(await ask(listener, fromA)), { 'access-control-allow-origin': A, 'vary': 'Origin' });
  }
  assert.deepEqual(corsOf(await ask(withCors(handler, { origin: false }), fromA)), { vary: 'Origin' });
});

test('a wrapper can be swapped while the server runs', DEADLINE, async () => {
  const handler = (_: IncomingMessage, res: ServerResponse) => { res.end(); };
  let listener = withCors(handler, { origin: A });
  const server = createServer((req, res) => { listener(req, res); });
  const answers = await serve(server, async (port) => {
    const before = await send(port, fromA);
    listener = withCors(handler, { origin: 'https://b.example' });
    return [before, await send(port, fromA)];
  });
  assert.deepEqual(answers.map((answer) => corsOf(answer)['access-control-allow-origin']), [A, undefined]);
});

test('what a policy of its own says is not an option', () => {
  assert.throws(() => withCors(() => {}, { decide: () => true } as never), (error) => error instanceof exported.CorsOptionsError && error.issues[0]?.code === 'unknown-option');
});

test('a request made by hand, without a socket, is one too', async () => {
  const request = { method: 'GET', url: '/', headers: { origin: 'https://a.example' } };
  const listener = withCors((req: typeof request, res: ServerResponse) => `${req.url} ${res.statusCode}`, { origin: async () => true });
  assert.equal(await listener(request, new ServerResponse(new IncomingMessage(new Socket()))), '/ 200');
});
