// The same small application in each framework, wrapped whole. `wrapped(name, options, reached)` gives a server that
// isn't listening yet; `reached()` is called whenever a request gets as far as the framework.
import './quiet.js';
import http from 'node:http';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { getRequestListener, serve } from '@hono/node-server';
import compression from 'compression';
import connect from 'connect';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import httpProxy from 'http-proxy';
import { createProxyServer } from 'http-proxy-3';
import Koa from 'koa';
import polka from 'polka';
import { withCors } from '../../../dist/index.js';

const COOKIES = ['a=1', 'b=2'];
const LONG = 'long '.repeat(1000);
const parts = () => Readable.from(['one ', 'two ', 'three']);

/** Connect, Express, Polka and a plain handler share node:http's request and response. */
function answerPlainly(request, response, next) {
  const { pathname } = new URL(request.url, 'http://localhost');
  switch (pathname) {
    case '/plain':
      response.setHeader('Content-Type', 'application/json');
      return response.end('{"ok":true}');
    case '/vary':
      response.setHeader('Vary', ['Accept-Encoding', 'Accept']);
      return response.end('varied');
    case '/head':
      return response.writeHead(201, { 'X-A': '1', Vary: 'Cookie', 'Set-Cookie': COOKIES }).end('made');
    case '/own':
      response.setHeader('Access-Control-Allow-Origin', 'https://evil.example');
      response.setHeader('Access-Control-Allow-Credentials', 'true');
      return response.end('own');
    case '/cookies':
      response.setHeader('Set-Cookie', COOKIES);
      return response.end('cookies');
    case '/stream': return void parts().pipe(response);
    case '/long':
      response.setHeader('Content-Type', 'text/plain');
      return response.end(LONG);
    case '/echo': return void request.pipe(response);
    case '/error': throw new Error('broken');
    default: return next();
  }
}

function fastifyRoutes(app) {
  app.get('/plain', async () => ({ ok: true }));
  app.get('/vary', async (request, reply) => reply.header('Vary', 'Accept-Encoding, Accept').send('varied'));
  app.get('/head', (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(201, { 'X-A': '1', Vary: 'Cookie', 'Set-Cookie': COOKIES }).end('made');
  });
  app.get('/own', async (request, reply) => reply
    .header('Access-Control-Allow-Origin', 'https://evil.example').header('Access-Control-Allow-Credentials', 'true').send('own'));
  app.get('/cookies', async (request, reply) => reply.header('Set-Cookie', COOKIES).send('cookies'));
  app.get('/stream', async (request, reply) => reply.send(parts()));
  app.get('/long', async (request, reply) => reply.type('text/plain').send(LONG));
  app.post('/echo', async (request) => request.body);
  app.get('/error', async () => { throw new Error('broken'); });
}

async function koaRoutes(context) {
  switch (context.path) {
    case '/plain': context.body = { ok: true }; return;
    case '/vary':
      context.vary('Accept-Encoding');
      context.vary('Accept');
      context.body = 'varied';
      return;
    case '/head':
      context.respond = false;
      context.res.writeHead(201, { 'X-A': '1', Vary: 'Cookie', 'Set-Cookie': COOKIES }).end('made');
      return;
    case '/own':
      context.set({ 'Access-Control-Allow-Origin': 'https://evil.example', 'Access-Control-Allow-Credentials': 'true' });
      context.body = 'own';
      return;
    case '/cookies':
      context.set('Set-Cookie', COOKIES);
      context.body = 'cookies';
      return;
    case '/stream': context.body = parts(); return;
    case '/long': context.body = LONG; return;
    case '/echo': context.body = context.req; return;
    case '/error': throw new Error('broken');
  }
}

function honoApp(reached) {
  const app = new Hono();
  app.use(async (context, next) => {
    reached();
    await next();
  });
  app.get('/plain', (context) => context.json({ ok: true }));
  app.get('/vary', (context) => context.text('varied', 200, { Vary: 'Accept-Encoding, Accept' }));
  app.get('/head', () => new Response('made', { status: 201, headers: [['X-A', '1'], ['Vary', 'Cookie'], ...COOKIES.map((cookie) => ['Set-Cookie', cookie])] }));
  app.get('/own', (context) => context.text('own', 200, { 'Access-Control-Allow-Origin': 'https://evil.example', 'Access-Control-Allow-Credentials': 'true' }));
  app.get('/cookies', () => new Response('cookies', { headers: COOKIES.map((cookie) => ['Set-Cookie', cookie]) }));
  app.get('/stream', () => new Response(Readable.toWeb(parts()).pipeThrough(new TextEncoderStream())));
  app.get('/long', (context) => context.text(LONG));
  app.post('/echo', async (context) => context.body(await context.req.text()));
  app.get('/error', () => { throw new Error('broken'); });
  app.onError((error, context) => context.text('Internal Server Error', 500));
  return app;
}

const asPlain = (app, reached) => app.use((request, response, next) => {
  reached();
  answerPlainly(request, response, next);
});
/** Fails like the frameworks do, where there is none to turn an exception into an answer. */
function asHandler(reached) {
  return (request, response) => {
    reached();
    const end = (status) => response.writeHead(status).end();
    try {
      answerPlainly(request, response, () => end(404));
    } catch {
      end(500);
    }
  };
}

/** An upstream that sends CORS headers of its own, and the proxy before it that knows better. */
async function proxied(proxy, options, reached) {
  const upstream = http.createServer(withCors(asHandler(reached), { origin: '*' }));
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const target = `http://127.0.0.1:${upstream.address().port}`;
  const server = http.createServer(withCors((request, response) => proxy.web(request, response, { target }), options));
  server.on('close', () => upstream.close());
  return server;
}

export const APPLICATIONS = {
  'Express 5': (options, reached) => {
    const app = asPlain(express(), reached);
    return http.createServer(withCors(app, options));
  },
  'Fastify 5': async (options, reached) => {
    const app = Fastify({ serverFactory: (handler) => http.createServer(withCors(handler, options)) });
    app.addHook('onRequest', async () => reached());
    app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => done(null, body));
    fastifyRoutes(app);
    await app.ready();
    return app.server;
  },
  'Koa 3': (options, reached) => {
    const app = new Koa();
    app.silent = true;
    app.use((context, next) => {
      reached();
      return next();
    });
    app.use(koaRoutes);
    return http.createServer(withCors(app.callback(), options));
  },
  'Hono (getRequestListener)': (options, reached) => http.createServer(withCors(getRequestListener(honoApp(reached).fetch), options)),
  'Hono (serve)': (options, reached) => serve({
    fetch: honoApp(reached).fetch,
    createServer: (serverOptions, listener) => http.createServer(serverOptions, withCors(listener, options)),
    port: 0,
    hostname: '127.0.0.1',
  }),
  Connect: (options, reached) => {
    const app = asPlain(connect(), reached);
    return http.createServer(withCors(app, options));
  },
  Polka: (options, reached) => {
    const app = polka({ onError: (error, request, response) => response.writeHead(error.code ?? 500).end() });
    app.use((request, response, next) => {
      reached();
      try {
        answerPlainly(request, response, next);
      } catch (error) {
        next(error); // Polka doesn't catch what a middleware throws
      }
    });
    return http.createServer(withCors(app.handler, options));
  },
  'http-proxy': (options, reached) => proxied(httpProxy.createProxyServer(), options, reached),
  'http-proxy-3': (options, reached) => proxied(createProxyServer(), options, reached),
  'compression around a handler': (options, reached) => {
    const compress = compression();
    const handler = asHandler(reached);
    return http.createServer(withCors((request, response) => compress(request, response, () => handler(request, response)), options));
  },
  'Express 5 with compression': (options, reached) => {
    const app = express().use(compression());
    return http.createServer(withCors(asPlain(app, reached), options));
  },
  'Express 5, as middleware': (options, reached) => {
    const app = express().use(withCors((request, response, next) => next(), options));
    return http.createServer(asPlain(app, reached));
  },
};
