// The same small application in each framework, wrapped whole. Each makes a server, which may be listening
// already, out of the policy's options and of what is to be called whenever a request gets as far as the
// framework.
import './quiet.js';
import http from 'node:http';
import { once } from 'node:events';
import { getRequestListener, serve } from '@hono/node-server';
import compression from 'compression';
import connect from 'connect';
import express from 'express';
import Fastify from 'fastify';
import httpProxy from 'http-proxy';
import { createProxyServer } from 'http-proxy-3';
import Koa from 'koa';
import polka from 'polka';
import { withCors } from '../../../dist/index.js';
import { answerPlainly, fastifyRoutes, honoApp, koaRoutes } from './routes.js';

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
  const server =
    http.createServer(withCors((request, response) => proxy.web(request, response, { target }), options));
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
  'Hono (getRequestListener)': (options, reached) =>
    http.createServer(withCors(getRequestListener(honoApp(reached).fetch), options)),
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
    return http.createServer(
      withCors((request, response) => compress(request, response, () => handler(request, response)), options)
    );
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
