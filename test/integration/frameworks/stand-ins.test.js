// Responses that no server sends: those of test libraries and of adapters for functions in a cloud. A policy
// says the same there, whether or not their `end` writes a head.
import './quiet.js';
import assert from 'node:assert/strict';
import http from 'node:http';
import { describe, it } from 'node:test';
import serverlessExpress from '@codegenie/serverless-express';
import express from 'express';
import Fastify from 'fastify';
import { createApp, eventHandler, setResponseHeader, toNodeListener } from 'h3';
import inject from 'light-my-request';
import { fetchNodeRequestHandler } from 'node-mock-http';
import { createMocks } from 'node-mocks-http';
import serverless from 'serverless-http';
import supertest from 'supertest';
import { withCors } from '../../../dist/index.js';

const ALLOWED = 'https://app.example';
const OTHER = 'https://evil.example';
const OPTIONS = { origin: ALLOWED, credentials: true, exposedHeaders: ['X-A'] };

/**
 * What a function in a cloud is called with: headers in the client's own case, as API Gateway passes them.
 */
const event = (method, headers) => ({
  httpMethod: method, path: '/', headers,
  multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
  queryStringParameters: null, requestContext: { identity: { sourceIp: '127.0.0.1' } }, body: null,
  isBase64Encoded: false,
});
const lower = (headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));

/** Each takes a wrapped handler and a request, and returns the response's status, headers and text. */
const ADAPTERS = {
  'node-mocks-http': async (handler, method, headers) => {
    const { req, res } = createMocks({ method, url: '/', headers });
    await handler(req, res);
    return { status: res.statusCode, headers: lower(res.getHeaders()), text: res._getData() };
  },
  'node-mock-http, which Nitro\'s presets use': async (handler, method, headers) => {
    const response = await fetchNodeRequestHandler(handler, 'http://api.example/', { method, headers });
    return {
      status: response.status, headers: Object.fromEntries(response.headers), text: await response.text()
    };
  },
  'light-my-request': async (handler, method, headers) => {
    const response = await inject(handler, { method, url: '/', headers });
    return { status: response.statusCode, headers: lower(response.headers), text: response.payload };
  },
  'supertest': async (handler, method, headers) => {
    const request = supertest(http.createServer(handler))[method.toLowerCase()]('/');
    for (const [name, value] of Object.entries(headers)) request.set(name, value);
    const response = await request.ok(() => true);
    return { status: response.status, headers: response.headers, text: response.text ?? '' };
  },
  'serverless-http': async (handler, method, headers) => {
    const response = await serverless(handler)(event(method, headers), {});
    return {
      status: response.statusCode, headers: lower({ ...response.headers, ...response.multiValueHeaders }),
      text: response.body
    };
  },
  'serverless-express': async (handler, method, headers) => {
    const response = await serverlessExpress({ app: handler })(event(method, headers), {});
    return {
      status: response.statusCode, headers: lower({ ...response.headers, ...response.multiValueHeaders }),
      text: response.body
    };
  },
};

const WRITES = {
  'end': (res) => res.end('page'),
  'setHeader and end': (res) => { res.setHeader('Vary', 'Accept'); res.end('page'); },
  'CORS headers of its own': (res) => {
    res.setHeader('Access-Control-Allow-Origin', '*');
    res.setHeader('Access-Control-Allow-Credentials', 'false');
    res.setHeader('Vary', 'Accept');
    res.end('page');
  },
  'writeHead with an object': (res) => {
    res.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Vary': 'Accept' });
    res.end('page');
  },
  'write and end': (res) => { res.write('pa'); res.end('ge'); },
};
const vary = ({ headers }) => (headers.vary ?? '').split(',').map((name) => name.trim().toLowerCase());

for (const [name, ask] of Object.entries(ADAPTERS)) {
  describe(name, () => {
    for (const wait of [false, true]) {
      const options = { ...OPTIONS, origin: wait ? async (origin) => origin === ALLOWED : ALLOWED };
      for (const [sentence, write] of Object.entries(WRITES)) {
        it(`a handler that calls ${sentence}${wait ? ', after a promise' : ''}`, async () => {
          const handler = withCors((_, res) => write(res), options);
          const allowed = await ask(handler, 'GET', { Origin: ALLOWED, Host: 'api.example' });
          assert.deepEqual([allowed.status, allowed.text], [200, 'page']);
          assert.equal(allowed.headers['access-control-allow-origin'], ALLOWED);
          assert.equal(allowed.headers['access-control-allow-credentials'], 'true');
          assert.equal(allowed.headers['access-control-expose-headers'], 'X-A');
          assert.equal(vary(allowed).filter((one) => one === 'origin').length, 1);
          if (/CORS|setHeader|writeHead/.test(sentence)) assert.ok(vary(allowed).includes('accept'));
          const refused = await ask(handler, 'GET', { Origin: OTHER, Host: 'api.example' });
          assert.deepEqual([refused.status, refused.text], [200, 'page']);
          assert.equal(refused.headers['access-control-allow-origin'], undefined);
          assert.equal(refused.headers['access-control-allow-credentials'], undefined);
          assert.ok(vary(refused).includes('origin'));
        });
      }

      it(`preflights${wait ? ', after a promise' : ''}`, async () => {
        const handler = withCors(() => assert.fail('the handler ran'), { ...options, methods: ['PUT'] });
        const headers = {
          'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'x-a',
          'Host': 'api.example'
        };
        const allowed = await ask(handler, 'OPTIONS', { ...headers, Origin: ALLOWED });
        assert.equal(allowed.status, 204);
        assert.equal(allowed.headers['access-control-allow-origin'], ALLOWED);
        assert.equal(allowed.headers['access-control-allow-methods'], 'PUT');
        assert.equal(allowed.headers['access-control-allow-headers'], 'x-a');
        const refused = await ask(handler, 'OPTIONS', { ...headers, Origin: OTHER });
        assert.equal(refused.status, 403);
        assert.match(refused.text, /^Not allowed by CORS/);
        assert.equal(refused.headers['access-control-allow-origin'], undefined);
      });

      it(`blockDisallowed${wait ? ', after a promise' : ''}`, async () => {
        const handler = withCors(() => assert.fail('the handler ran'), { ...options, blockDisallowed: true });
        assert.equal((await ask(handler, 'GET', { Origin: OTHER, Host: 'api.example' })).status, 403);
        const { status, text } = await ask(handler, 'HEAD', { Origin: OTHER, Host: 'api.example' });
        assert.deepEqual([status, text], [403, '']);
      });
    }

    it('a predicate gets header names in lower case', async () => {
      const seen = [];
      const handler =
        withCors((_, res) => res.end(), { origin: (_, req) => seen.push(req.headers['x-tenant']) > 0 });
      await ask(handler, 'GET', { 'Origin': ALLOWED, 'X-Tenant': 'blue', 'Host': 'api.example' });
      assert.deepEqual(seen, ['blue']);
    });
  });
}

describe('a whole application', () => {
  const app = express().get('/', (_, res) => {
    res.set('Access-Control-Allow-Origin', '*').vary('Accept').send('page');
  });
  for (const [name, ask] of Object.entries(ADAPTERS)) {
    if (/mock/.test(name)) continue; // Express makes these its own, by their prototype
    it(`Express by ${name}`, async () => {
      const { status, headers } =
        await ask(withCors(app, OPTIONS), 'GET', { Origin: ALLOWED, Host: 'api.example' });
      assert.deepEqual(
        [status, headers['access-control-allow-origin'], headers.vary], [200, ALLOWED, 'Accept, Origin']
      );
    });
  }

  it('h3 by node-mock-http, as in Nitro', async () => {
    const app = createApp().use('/', eventHandler((event) => {
      setResponseHeader(event, 'Access-Control-Allow-Origin', '*');
      return { ok: true };
    }));
    const handler = withCors(toNodeListener(app), OPTIONS);
    for (const [origin, allowed] of [[ALLOWED, ALLOWED], [OTHER, null]]) {
      const response =
        await fetchNodeRequestHandler(handler, 'http://api.example/', { headers: { Origin: origin } });
      assert.deepEqual(await response.json(), { ok: true });
      assert.equal(response.headers.get('access-control-allow-origin'), allowed);
      assert.equal(response.headers.get('vary'), 'Origin');
    }
  });

  it('Fastify by inject', async () => {
    const fastify = Fastify({ serverFactory: (handler) => http.createServer(withCors(handler, OPTIONS)) });
    fastify.get('/', async () => ({ ok: true }));
    await fastify.ready();
    const response = await inject(
      withCors((req, res) => fastify.routing(req, res), OPTIONS), { url: '/', headers: { origin: ALLOWED } }
    );
    assert.deepEqual(
      [response.json(), response.headers['access-control-allow-origin'], response.headers.vary],
      [{ ok: true }, ALLOWED, 'Origin']
    );
    await fastify.close();
  });
});
