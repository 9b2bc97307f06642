// What goes wrong with credentials and cookies.
import fastifyCors from '@fastify/cors';
import koaCors from '@koa/cors';
import cors from 'cors';
import session from 'express-session';
import { setCookie } from 'hono/cookie';
import { cors as honoCors } from 'hono/cors';
import { express, fastify, hono, koa, withCors } from '../applications.js';
import { apache } from '../apache.js';
import { nginx } from '../nginx.js';
import { include, ORIGIN, put } from './rows.js';

const own = { origin: ORIGIN, credentials: true };
const STAR = /^On the server: send Access-Control-Allow-Origin: https:\/\/app\.example\.com, /;
const NO_STAR = /must not be the wildcard '\*' when the request's credentials mode is 'include'\.$/;
const withSession = (cookie) => express((app) => app.use(
  cors(own),
  session({ secret: 'secret', resave: false, saveUninitialized: true, cookie }),
));

/** @type {import('./rows.js').Row[]} */
export const credentials = [
  {
    says: 'cors() in Express allows credentials, and any origin',
    cause: 'star-with-credentials', code: 'allow-origin-star-with-credentials', call: include,
    server: express((app) => app.use(cors({ credentials: true }))),
    change: STAR, console: NO_STAR,
    cured: { server: express((app) => app.use(cors(own))) },
  },
  {
    says: 'so does @fastify/cors, in a preflight',
    cause: 'star-with-credentials', code: 'allow-origin-star-with-credentials', call: { ...put, ...include },
    server: fastify((app) => app.register(fastifyCors, { credentials: true, methods: ['PUT'] })),
    change: STAR, console: NO_STAR,
    cured: { server: fastify((app) => app.register(fastifyCors, { ...own, methods: ['PUT'] })) },
  },
  {
    says: 'so does hono/cors, and the page needs no cookie',
    cause: 'star-with-credentials', code: 'allow-origin-star-with-credentials', call: include,
    server: hono((app) => app.use(honoCors({ credentials: true }))),
    change: /; or, in the page, leave credentials: 'include' out if no cookie is needed\.$/, console: NO_STAR,
    cured: { call: {} },
  },
  {
    says: 'so does nginx',
    cause: 'star-with-credentials', code: 'allow-origin-star-with-credentials',
    call: include, path: '/items/',
    server: nginx(`
      add_header Access-Control-Allow-Origin *;
      add_header Access-Control-Allow-Credentials true;
    `),
    change: STAR, console: NO_STAR,
    cured: { server: nginx(`
      add_header Access-Control-Allow-Origin ${ORIGIN};
      add_header Access-Control-Allow-Credentials true;
    `) },
  },
  {
    says: 'cors() in Express allows the origin, and no credentials',
    cause: 'credentials-not-allowed', code: 'allow-credentials', call: include,
    server: express((app) => app.use(cors({ origin: ORIGIN }))),
    change: /^On the server: send Access-Control-Allow-Credentials: true, with the preflight's response too/,
    console: /^The value of the 'Access-Control-Allow-Credentials' header in the response is '' which must/,
    cured: { server: express((app) => app.use(cors(own))) },
  },
  {
    says: '@koa/cors in a preflight',
    cause: 'credentials-not-allowed', code: 'allow-credentials', call: { ...put, ...include },
    server: koa((app) => app.use(koaCors({ origin: ORIGIN }))),
    change: /^On the server: send Access-Control-Allow-Credentials: true/,
    console: /^Response to preflight .*: The value of the 'Access-Control-Allow-Credentials' header in the/,
    cured: { server: koa((app) => app.use(koaCors(own))) },
  },
  {
    says: 'with-cors, where the page needs no cookie',
    cause: 'credentials-not-allowed', code: 'allow-credentials', call: include,
    server: withCors({ origin: ORIGIN }),
    change: /; or, in the page, leave credentials: 'include' out\.$/,
    console: /is '' which must be 'true'/,
    cured: { call: {} },
  },
  {
    says: 'Apache writes True',
    cause: 'credentials-not-allowed', code: 'allow-credentials', call: include, path: '/items/',
    server: apache(`
      Header always set Access-Control-Allow-Origin ${ORIGIN}
      Header always set Access-Control-Allow-Credentials True
    `),
    change: /^On the server: send Access-Control-Allow-Credentials: true/,
    console: /in the response is 'True' which must be 'true'/,
    cured: { server: apache(`
      Header always set Access-Control-Allow-Origin ${ORIGIN}
      Header always set Access-Control-Allow-Credentials true
    `) },
  },
  {
    says: 'the session of Express has a cookie without SameSite',
    cause: 'cookie-attributes', call: include,
    server: withSession({}),
    change: /the cookie connect\.sid across sites, since its SameSite is lax \(the default\): on the/,
  },
  {
    says: 'Koa sets a cookie for the page\'s own site only',
    cause: 'cookie-attributes', call: include,
    server: koa((app) => app.use(koaCors(own)).use((context, next) => {
      context.cookies.set('sid', '1', { sameSite: 'strict' });
      return next();
    })),
    change: /the cookie sid across sites, since its SameSite is strict: on the server, set it with/,
    cured: { server: koa((app) => app.use(koaCors(own)).use((context, next) => {
      context.cookies.secure = true; // as behind a proxy that speaks TLS
      context.cookies.set('sid', '1', { sameSite: 'none' });
      return next();
    })) },
  },
  {
    says: 'Hono sets one for other sites, and without Secure',
    cause: 'cookie-attributes', call: include,
    server: hono((app) => app.use(honoCors(own), (context, next) => {
      setCookie(context, 'sid', '1', { sameSite: 'None' });
      return next();
    })),
    change: /ignores the cookie sid: on the server, add Secure, without which SameSite=None doesn't count\.$/,
    cured: { server: hono((app) => app.use(honoCors(own), (context, next) => {
      setCookie(context, 'sid', '1', { sameSite: 'None', secure: true });
      return next();
    })) },
  },
  {
    says: 'nginx sets one, and the page calls without credentials',
    cause: 'cookie-attributes', path: '/items/',
    server: nginx(`
      add_header Access-Control-Allow-Origin ${ORIGIN};
      add_header Access-Control-Allow-Credentials true;
      add_header Set-Cookie 'balancer=1; SameSite=None; Secure';
    `),
    change: /ignores the cookie balancer\. If the page needs it, in the page: call with credentials:/,
    cured: { call: include },
  },
];
