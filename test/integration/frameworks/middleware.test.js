// Middleware that changes heads or listens to them, before the wrapper and behind it: CORS's headers and the
// middleware's are both there. And what else packages ask of a middleware or publish as options.
import './quiet.js';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { describe, it, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { cors as connectRpc } from '@connectrpc/connect';
import * as tus from '@tus/server';
import compression from 'compression';
import connect from 'connect';
import session from 'express-session';
import helmet from 'helmet';
import morgan from 'morgan';
import onHeaders from 'on-headers';
import { withCors } from '../../../dist/index.js';

const require = createRequire(import.meta.url);
const ALLOWED = 'https://app.example';
const OTHER = 'https://evil.example';
const OPTIONS = { origin: ALLOWED, credentials: true, exposedHeaders: ['X-A'] };

/** Each makes a middleware, and says what of it must be in the response. */
const MIDDLEWARE = {
  'compression': [() => compression({ threshold: 0 }), ({ headers }) => {
    assert.equal(headers['content-encoding'], 'gzip');
    assert.match(headers.vary, /\bAccept-Encoding\b/);
  }],
  'express-session': [() => session({ secret: 'secret', resave: false, saveUninitialized: true }),
    ({ headers }) => {
    assert.match(headers['set-cookie'][0], /^connect\.sid=/);
  }],
  'helmet': [() => helmet(), ({ headers }) => {
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
  }],
  'on-headers': [() => (_, res, next) => {
    onHeaders(res, function () { this.setHeader('X-Late', String(this.getHeader('Vary'))); });
    next();
  }, ({ headers }) => assert.ok(headers['x-late'] !== undefined)],
  'on-headers with a Vary': [() => (_, res, next) => {
    onHeaders(res, function () { this.appendHeader('Vary', 'X-Late'); });
    next();
  }, ({ headers }) => assert.match(headers.vary, /\bX-Late\b/)],
  'morgan': [() => {
    const lines = new PassThrough().setEncoding('utf8');
    const log = morgan(':status :res[access-control-allow-origin] :res[vary]', { stream: lines });
    return Object.assign((...args) => log(...args), { lines });
  }, async ({ headers, status }, { lines }) => {
    const line = lines.read() ?? (await once(lines, 'readable'), lines.read());
    assert.equal(line, `${status} ${headers['access-control-allow-origin'] ?? '-'} ${headers.vary}\n`);
  }],
};

const HANDLERS = {
  'end': (res) => res.setHeader('Content-Type', 'text/plain').end('page '.repeat(100)),
  'writeHead with an object': (res) =>
    res.writeHead(
      200, { 'Content-Type': 'text/plain', 'Access-Control-Allow-Origin': '*', 'Vary': 'Accept' }
    ).end('page '.repeat(100)),
  'writeHead with a flat list': (res) =>
    res.writeHead(200, ['Content-Type', 'text/plain', 'Vary', 'Accept']).end('page '.repeat(100)),
  'setHeader and write': (res) => {
    res.setHeader('Content-Type', 'text/plain');
    res.setHeader('Vary', 'Accept');
    res.write('page '.repeat(50));
    res.end('page '.repeat(50));
  },
};

async function ask(t, listener, headers, method = 'GET') {
  const server = http.createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const request = http.request(
    { port: server.address().port, host: '127.0.0.1', agent: false, method,
      headers: { 'Accept-Encoding': 'gzip', ...headers } }
  ).end();
  const [response] = await once(request, 'response');
  const bytes = Buffer.concat(await response.toArray());
  const body = response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
  return { status: response.statusCode, headers: response.headers, body: body.toString() };
}

function assertCors({ headers }, origin) {
  assert.equal(headers['access-control-allow-origin'], origin === ALLOWED ? ALLOWED : undefined);
  assert.equal(headers['access-control-allow-credentials'], origin === ALLOWED ? 'true' : undefined);
  assert.equal(headers.vary.split(/, */).filter((name) => name === 'Origin').length, 1);
}

for (const [name, [make, holds]] of Object.entries(MIDDLEWARE)) {
  describe(name, () => {
    for (const [sentence, handler] of Object.entries(HANDLERS)) {
      for (const wait of [false, true]) {
        const options = { ...OPTIONS, origin: wait ? async (origin) => origin === ALLOWED : ALLOWED };
        const after = wait ? ', after a promise' : '';
        it(`behind the wrapper, with ${sentence}${after}`, async (t) => {
          for (const Origin of [ALLOWED, OTHER]) {
            const middleware = make();
            const app = connect().use(middleware).use((_, res) => { handler(res); });
            const response = await ask(t, withCors(app, options), { Origin });
            assert.equal(response.body, 'page '.repeat(100));
            assertCors(response, Origin);
            await holds(response, middleware);
          }
        });
        it(`before the wrapper, with ${sentence}${after}`, async (t) => {
          for (const Origin of [ALLOWED, OTHER]) {
            const middleware = make();
            const app = connect().use(middleware).use(withCors((_req, _res, next) => next(), options)).use(
              (_, res) => { handler(res); }
            );
            const response = await ask(t, app, { Origin });
            assert.equal(response.body, 'page '.repeat(100));
            assertCors(response, Origin);
            await holds(response, middleware);
          }
        });
      }
    }
    it('before the wrapper, a preflight and its refusal', async (t) => {
      for (const [Origin, status] of [[ALLOWED, 204], [OTHER, 403]]) {
        const app = connect().use(make()).use(withCors((_req, _res, next) => next(), OPTIONS));
        const response = await ask(t, app, { Origin, 'Access-Control-Request-Method': 'PUT' }, 'OPTIONS');
        assert.equal(response.status, status);
        assertCors(response, Origin);
      }
    });
  });
}

test('restify takes a wrapped middleware for what it is, by its length', () => {
  // the part of it that looks, since the whole doesn't load on new Nodes
  const Chain = require('restify/lib/chain');
  const chain = new Chain();
  chain.add(withCors((_req, _res, next) => next(), OPTIONS));
  assert.equal(chain.count(), 1);
  assert.throws(
    () => chain.add((_req, _res) => {}), /AsyncFunction|arity|callback/i, 'the check that this is about'
  );
});

test('the lists that packages publish are options as they are', async (t) => {
  const noEffect = [];
  const listen = (warning) => noEffect.push(warning.code);
  process.on('warning', listen);
  t.after(() => process.off('warning', listen));
  const { allowedMethods, allowedHeaders, exposedHeaders } = connectRpc;
  for (const options of [
    { methods: [...allowedMethods], allowedHeaders: [...allowedHeaders],
      exposedHeaders: [...exposedHeaders] },
    { methods: allowedMethods, allowedHeaders, exposedHeaders },
    { methods: tus.ALLOWED_METHODS, allowedHeaders: tus.ALLOWED_HEADERS,
      exposedHeaders: tus.EXPOSED_HEADERS },
    { methods: [...tus.REQUEST_METHODS], allowedHeaders: tus.HEADERS, exposedHeaders: tus.HEADERS },
  ]) {
    assert.ok(
      options.methods.length > 0 && options.allowedHeaders.length > 0 && options.exposedHeaders.length > 0
    );
    const listener = withCors((_, res) => res.end(), { ...OPTIONS, ...options });
    const { headers } =
      await ask(t, listener, { 'Origin': ALLOWED, 'Access-Control-Request-Method': 'POST' }, 'OPTIONS');
    assert.equal(
      headers['access-control-allow-headers'], String(options.allowedHeaders).split(/, */).join(', ')
    );
    assert.equal(
      (await ask(t, listener, { Origin: ALLOWED })).headers['access-control-expose-headers'],
      String(options.exposedHeaders).split(/, */).join(', ')
    );
  }
  await new Promise(setImmediate);
  assert.ok(noEffect.every((code) => code === 'WITH_CORS_NO_EFFECT'), noEffect.join());
});
