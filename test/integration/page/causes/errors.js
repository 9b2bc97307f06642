// Errors and redirects that have no CORS headers, so that the page learns nothing of them.
import fastifyCors from '@fastify/cors';
import koaCors from '@koa/cors';
import cors from 'cors';
import { json } from 'express';
import { cors as honoCors } from 'hono/cors';
import { express, fastify, hono, koa } from '../applications.js';
import { apache } from '../apache.js';
import { nginx } from '../nginx.js';
import { put } from './rows.js';

const long = { method: 'POST', body: 'x'.repeat(3000) };
const NOT_THERE = /^No 'Access-Control-Allow-Origin' header is present on the requested resource\.$/;
const failing = () => { throw new Error('the database is gone'); };
const failingExpress = express((app) => app.use(failing));
const proxied = (directives, behind) => (
  nginx(`${directives} location / { proxy_pass http://application; }`, { behind }));

/** @type {import('./rows.js').Row[]} */
export const errors = [
  {
    says: 'nginx adds no header to the 500 of what is behind it',
    cause: 'error-without-headers', code: 'allow-origin-missing',
    server: proxied('add_header Access-Control-Allow-Origin *;', failingExpress),
    change: /^On the server: The response is an error \(500\) .* In nginx, add always:/,
    console: NOT_THERE,
    cured: { server: proxied('add_header Access-Control-Allow-Origin * always;', failingExpress) },
  },
  {
    says: 'nor to its own 502, where nothing is behind it',
    cause: 'error-without-headers', code: 'allow-origin-missing',
    server: proxied('add_header Access-Control-Allow-Origin *;'),
    change: /^On the server: The response is an error \(502\) .* In nginx, add always:/,
    console: NOT_THERE,
    cured: { server: proxied('add_header Access-Control-Allow-Origin * always;') },
  },
  {
    says: 'nor to its 404',
    cause: 'error-without-headers', code: 'allow-origin-missing', path: '/nothing',
    server: nginx('add_header Access-Control-Allow-Origin *;'),
    change: /^On the server: Nothing is there \(404\), .* In nginx, add always:/,
    console: NOT_THERE,
    cured: { server: nginx('add_header Access-Control-Allow-Origin * always;') },
  },
  {
    says: 'nor to its 413',
    cause: 'error-without-headers', code: 'allow-origin-missing', call: long,
    server: proxied('client_max_body_size 1k; add_header Access-Control-Allow-Origin *;', express(() => {})),
    change: /^On the server: The body was too long for the server or for a proxy before it \(413\)/,
    console: NOT_THERE,
    cured: { server: proxied(
      'client_max_body_size 4k; add_header Access-Control-Allow-Origin * always;',
      express(() => {}),
    ) },
  },
  {
    says: 'Apache sets no header on its 404',
    cause: 'error-without-headers', code: 'allow-origin-missing', path: '/nothing',
    server: apache('Header set Access-Control-Allow-Origin *'),
    change: /^On the server: Nothing is there \(404\), .* In Apache, write always: Header always set /,
    console: NOT_THERE,
    cured: { server: apache('Header always set Access-Control-Allow-Origin *') },
  },
  {
    says: 'Express reads the body before cors() has its turn',
    cause: 'error-without-headers', code: 'allow-origin-missing',
    call: { ...long, headers: { 'Content-Type': 'text/plain' } },
    server: express((app) => app.use(json({ limit: '1kb', type: '*/*' }), cors())),
    change: /^On the server: The body was too long .* send the headers with errors too\.$/,
    console: NOT_THERE,
    cured: { server: express((app) => app.use(cors(), json({ limit: '1kb', type: '*/*' }))) },
  },
  {
    says: 'Koa takes away all headers when a handler fails',
    cause: 'error-without-headers', code: 'allow-origin-missing',
    server: koa((app) => {
      app.silent = true;
      app.use(koaCors({ keepHeadersOnError: false })).use(failing);
    }),
    change: /^On the server: The response is an error \(500\) without CORS headers/,
    console: NOT_THERE,
    cured: { server: koa((app) => {
      app.silent = true;
      app.use(koaCors()).use(failing);
    }) },
  },
  {
    says: 'hono/cors is for /api/* alone',
    cause: 'error-without-headers', code: 'allow-origin-missing', path: '/ap/items',
    server: hono((app) => app.use('/api/*', honoCors())),
    change: /^On the server: Nothing is there \(404\), and that response has no CORS headers/,
    console: NOT_THERE,
    cured: { server: hono((app) => app.use(honoCors())) },
  },
  {
    says: '@fastify/cors is registered for another part of the application',
    cause: 'error-without-headers', code: 'allow-origin-missing', call: put,
    server: fastify((app) => app.register(async (part) => {
      await part.register(fastifyCors);
    }, { prefix: '/v2' })),
    change: /^On the server: answer OPTIONS \/items with 204 and the CORS headers; it gets 404, so nothing/,
    console: /^Response to preflight .*: No 'Access-Control-Allow-Origin' header is present/,
    cured: { server: fastify((app) => app.register(fastifyCors, { methods: ['PUT'] })) },
  },
  {
    says: 'cors() in Express is on each route, and on none for OPTIONS',
    code: 'allow-origin-missing', call: put,
    server: express((app) => {
      app.put('/items', cors(), (request, response) => { response.json(1); });
    }),
    change: /^On the server: answer OPTIONS \/items with 204 and the CORS headers; it gets 200 and none of/,
    console: /^Response to preflight .*: No 'Access-Control-Allow-Origin' header is present/,
    cured: { server: express((app) => {
      app.options('/items', cors());
      app.put('/items', cors(), (request, response) => { response.json(1); });
    }) },
  },
  {
    says: 'nginx redirects a GET to the slash of its location',
    code: 'allow-origin-missing',
    server: nginx('location /items/ { proxy_pass http://application; }', {
      behind: express((app) => app.use(cors())),
    }),
    change: /^In the page: call http:\/\/\S+\/items\/, with the slash at its end; .* has no CORS headers\.$/,
    console: NOT_THERE,
    cured: { path: '/items/' },
  },
  {
    says: 'Apache redirects a GET from http: to https:',
    code: 'allow-origin-missing',
    server: apache('RewriteEngine on\nRewriteRule ^ https://%{SERVER_NAME}%{REQUEST_URI} [R=301,L]'),
    change: /^In the page: call https:\/\/127\.0\.0\.1\/items with https:, .* has no CORS headers\.$/,
    console: NOT_THERE,
  },
  {
    says: 'Express sends a GET to the login page',
    code: 'allow-origin-missing',
    server: express((app) => app.use((request, response) => { response.redirect('/login'); })),
    change: /^On the server: see why it redirects to \S+\/login, which looks like a login page: answer 401/,
    console: NOT_THERE,
    cured: { server: express((app) => app.use(cors(), (request, response) => {
      response.status(401).end();
    })) },
  },
];
