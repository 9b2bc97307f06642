// Applications of the usual frameworks, each with one route, and before it whatever a row sets up.
import '../frameworks/quiet.js';
import { once } from 'node:events';
import http from 'node:http';
import { getRequestListener } from '@hono/node-server';
import Express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { withCors as wrap } from '../../../dist/index.js';

/**
 * @typedef {{ method: string, url: string, origin: string | undefined }} Asked what came to a server
 * @typedef {object} Running
 * @property {number} port
 * @property {(count: number) => Promise<readonly Asked[]>} asked once that many requests are logged
 * @property {() => Promise<unknown>} stop
 *
 * @typedef {{ program?: import('../caches/programs.js').Cache, start: () => Promise<Running> }} Server
 */

const ITEMS = [{ id: 1 }];

/** @param {(app: import('express').Express) => unknown} setUp @returns {Server} */
export const express = (setUp) => inThisProcess(() => {
  const app = Express();
  setUp(app);
  app.all('/*path', (request, response) => { response.json(ITEMS); });
  return http.createServer(app);
});

/** @param {(app: import('fastify').FastifyInstance) => unknown} setUp @returns {Server} */
export const fastify = (setUp) => inThisProcess(async () => {
  const app = Fastify();
  await setUp(app);
  app.route({ method: ['GET', 'POST', 'PUT'], url: '/items', handler: () => ITEMS });
  await app.ready();
  return app.server;
});

/** @param {(app: Koa) => unknown} setUp @returns {Server} */
export const koa = (setUp) => inThisProcess(() => {
  const app = new Koa();
  setUp(app);
  app.use((context) => { context.body = ITEMS; });
  return http.createServer(app.callback());
});

/** @param {(app: Hono) => unknown} setUp @returns {Server} */
export const hono = (setUp) => inThisProcess(() => {
  const app = new Hono();
  setUp(app);
  app.all('/items', (context) => context.json(ITEMS));
  return http.createServer(getRequestListener(app.fetch));
});

/** Node's own, as people write it by hand. @param {http.RequestListener} listener @returns {Server} */
export const node = (listener) => inThisProcess(() => http.createServer(listener));

/**
 * @param {import('../../../dist/index.js').CorsOptions} [options] @param {http.RequestListener} [handler]
 * @returns {Server}
 */
export const withCors = (options, handler = plain) => node(wrap(handler, options));

/** @type {http.RequestListener} */
export function plain(request, response) {
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(ITEMS));
}

/** @param {() => http.Server | Promise<http.Server>} make @returns {Server} */
function inThisProcess(make) {
  return {
    async start() {
      const server = await make();
      /** @type {Asked[]} */
      const asked = [];
      server.prependListener('request', ({ method, url, headers }) => {
        asked.push({ method, url, origin: headers.origin });
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      return {
        port: server.address().port,
        asked: async () => asked,
        stop() {
          server.closeAllConnections();
          return new Promise((resolve) => { server.close(resolve); });
        },
      };
    },
  };
}
