// What the page doesn't see of a response that it gets, and what comes to no response at all.
import { once } from 'node:events';
import { createServer } from 'node:net';
import fastifyCors from '@fastify/cors';
import koaCors from '@koa/cors';
import cors from 'cors';
import { cors as honoCors } from 'hono/cors';
import { express, fastify, hono, koa, withCors } from '../applications.js';
import { apache } from '../apache.js';
import { nginx } from '../nginx.js';
import { include, ORIGIN } from './rows.js';

const counted = (options) => fastify(async (app) => {
  await app.register(fastifyCors, options);
  app.addHook('onSend', async (request, reply) => { reply.header('X-Total-Count', '1'); });
});
const paged = (options) => hono((app) => app.use(honoCors(options), async (context, next) => {
  await next();
  context.header('Link', '</items?page=2>; rel="next"');
  context.header('X-Page', '1');
}));
const own = { origin: ORIGIN, credentials: true };

/** A port on which nobody listens. @type {import('../applications.js').Server} */
const nobody = {
  async start() {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    return { port, asked: async () => [], stop: async () => {} };
  },
};

/** @type {import('./rows.js').Row[]} */
export const others = [
  {
    says: '@fastify/cors exposes no header',
    cause: 'header-not-exposed',
    server: counted({}),
    change: /^The page doesn't see x-total-count\. .* on the server: send Access-Control-Expose-Headers:/,
    cured: { server: counted({ exposedHeaders: 'x-total-count' }) },
  },
  {
    says: 'hono/cors exposes all of them, with credentials',
    cause: 'header-not-exposed', call: include,
    server: paged({ ...own, exposeHeaders: ['*'] }),
    change: /^The page doesn't see link.* x-page\. .* \(with credentials a \* there is the name of a/,
    cured: { server: paged({ ...own, exposeHeaders: ['Link', 'X-Page'] }) },
  },
  {
    says: 'the page calls Express with mode no-cors',
    cause: 'opaque-no-cors', call: { mode: 'no-cors' },
    server: express(() => {}),
    change: /^In the page: take mode: 'no-cors' away, .*; and on the server: allow the page's origin\.$/,
    cured: { server: express((app) => app.use(cors())), call: {} },
  },
  {
    says: 'also with @koa/cors on the server',
    cause: 'opaque-no-cors', call: { mode: 'no-cors' },
    server: koa((app) => app.use(koaCors())),
    change: /^In the page: take mode: 'no-cors' away/,
    cured: { call: {} },
  },
  {
    says: 'the page is on https:, and Express on http:',
    cause: 'mixed-content', code: 'mixed-content', base: 'http://api.example.com',
    server: express((app) => app.use(cors())),
    change: /^On the server: serve it over https:, and in the page call/,
    console: /^Mixed Content: The page at 'https:\/\/app\.example\.com\/' was loaded over HTTPS, but/,
  },
  {
    says: 'the certificate of nginx is signed by nobody',
    cause: 'no-server', code: 'certificate', base: 'https://127.0.0.1', path: '/items/',
    server: nginx(`
      ssl_certificate certificate.pem;
      ssl_certificate_key key.pem;
      add_header Access-Control-Allow-Origin *;
    `, { listen: 'ssl' }),
    change: /^On the server: send the whole chain of a certificate that browsers trust; .* \(insecure,/,
    console: /^Failed to load resource: net::ERR_CERT_AUTHORITY_INVALID$/,
  },
  {
    says: 'so is that of Apache',
    cause: 'no-server', code: 'certificate', base: 'https://127.0.0.1', path: '/items/',
    server: apache('SSLEngine on\nSSLCertificateFile certificate.pem\nSSLCertificateKeyFile key.pem'),
    change: /^On the server: send the whole chain of a certificate that browsers trust/,
    console: /^Failed to load resource: net::ERR_CERT_AUTHORITY_INVALID$/,
  },
  {
    says: 'Hono speaks no TLS',
    cause: 'no-server', code: 'tls', base: 'https://127.0.0.1',
    server: hono((app) => app.use(honoCors())),
    change: /^In the page: use http: if the server has no HTTPS on this port; on the server: offer TLS/,
    console: /^Failed to load resource: net::ERR_SSL_PROTOCOL_ERROR$/,
    cured: { base: 'http://127.0.0.1' },
  },
  {
    says: 'no server is there',
    cause: 'no-server', code: 'connection-refused',
    server: nobody,
    change: /^On the server: start it, on this port and on this interface; in the page: check the port\.$/,
    console: /^Failed to load resource: net::ERR_CONNECTION_REFUSED$/,
    cured: { server: withCors({}) },
  },
];
