// What goes wrong before the request itself is sent.
import fastifyCors from '@fastify/cors';
import koaCors from '@koa/cors';
import cors from 'cors';
import { cors as honoCors } from 'hono/cors';
import { express, fastify, hono, koa, withCors } from '../applications.js';
import { apache } from '../apache.js';
import { nginx } from '../nginx.js';
import { ORIGIN, put } from './rows.js';

const authorized = { headers: { Authorization: 'Bearer token' } };
const byPassword = { headers: { Authorization: `Basic ${Buffer.from('me:secret').toString('base64')}` } };

/** @type {import('express').RequestHandler} */
const bearer = (request, response, next) => {
  if (request.headers.authorization === 'Bearer token') next();
  else response.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'no token' });
};
/** @type {import('express').RequestHandler} */
const loggedIn = (request, response, next) => {
  if (request.headers.cookie === undefined) response.redirect(`/login?next=${request.url}`);
  else next();
};

const PASSWORDS = 'AuthType Basic\nAuthName items\nAuthUserFile users\n';
const APACHE = `
Header always set Access-Control-Allow-Origin ${ORIGIN}
Header always set Access-Control-Allow-Headers "Authorization, Content-Type"
Header always set Access-Control-Allow-Methods "GET, PUT"
`;
/** The snippet that most configurations of nginx go back to. */
const NGINX = `
if ($request_method = OPTIONS) {
  add_header Access-Control-Allow-Origin *;
  add_header Access-Control-Allow-Methods 'GET, POST, OPTIONS';
  add_header Access-Control-Allow-Headers 'DNT,User-Agent,X-Requested-With,Cache-Control,Content-Type,Range';
  add_header Access-Control-Max-Age 1728000;
  add_header Content-Type 'text/plain; charset=utf-8';
  add_header Content-Length 0;
  return 204;
}
add_header Access-Control-Allow-Origin * always;
`;
const inFront = (snippet) => nginx(`location / { ${snippet} proxy_pass http://application; }`, {
  behind: express(() => {}),
});

/** @type {import('./rows.js').Row[]} */
export const preflights = [
  {
    says: 'Express asks for a token before cors() has its turn',
    cause: 'authentication-on-preflight', code: 'allow-origin-missing', call: authorized,
    server: express((app) => app.use(bearer, cors())),
    change: /^On the server: let OPTIONS requests .* through without authentication \(this one got 401\)/,
    console: /^Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-O/,
    cured: { server: express((app) => app.use(cors(), bearer)) },
  },
  {
    says: 'a hook of Fastify asks for a token before that of @fastify/cors',
    cause: 'authentication-on-preflight', code: 'allow-origin-missing', call: authorized,
    server: fastify(async (app) => {
      app.addHook('onRequest', async (request, reply) => {
        if (request.headers.authorization !== 'Bearer token') await reply.code(401).send();
      });
      await app.register(fastifyCors);
    }),
    change: /^On the server: let OPTIONS requests .* through without authentication/,
    console: /^Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-O/,
  },
  {
    says: 'nginx asks for a password, and sends the headers with what it lets through',
    cause: 'authentication-on-preflight', code: 'allow-origin-missing', call: byPassword,
    server: nginx(`
      auth_basic items;
      auth_basic_user_file users;
      add_header Access-Control-Allow-Origin ${ORIGIN};
      add_header Access-Control-Allow-Headers Authorization;
    `),
    path: '/items/',
    change: /^On the server: let OPTIONS requests .* through without authentication/,
    console: /^Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-O/,
    cured: { server: nginx(`
      auth_basic items;
      auth_basic_user_file users;
      if ($request_method = OPTIONS) { return 204; }
      add_header Access-Control-Allow-Origin ${ORIGIN} always;
      add_header Access-Control-Allow-Headers Authorization always;
    `) },
  },
  {
    says: 'Apache asks for a password, and sends the headers always',
    cause: 'authentication-on-preflight', code: 'preflight-status', call: byPassword, path: '/items/',
    server: apache(`${APACHE}<Location />\n${PASSWORDS}Require valid-user\n</Location>`),
    change: /^On the server: let OPTIONS requests .* through without authentication/,
    console: /^Response to preflight .*: It does not have HTTP ok status\.$/,
    cured: { server: apache(`${APACHE}<Location />
      ${PASSWORDS}<LimitExcept OPTIONS>\nRequire valid-user\n</LimitExcept>\n</Location>`) },
  },
  {
    says: 'nginx redirects to the slash of its location',
    cause: 'preflight-redirected', code: 'preflight-redirect', call: put,
    server: nginx('location /items/ { proxy_pass http://application; }', {
      behind: express((app) => app.use(cors())),
    }),
    change: /^In the page: call http:\/\/127\.0\.0\.1:\d+\/items\/, with the slash at its end; the server/,
    console: /^Response to preflight .*: Redirect is not allowed for a preflight request\.$/,
    cured: { path: '/items/' },
  },
  {
    says: 'Apache redirects to the slash of its directory',
    cause: 'preflight-redirected', code: 'preflight-redirect', call: authorized,
    server: apache(APACHE),
    change: /^In the page: call http:\/\/\S+\/items\/, with the slash at its end; the server redirects to it/,
    console: /^Response to preflight .*: Redirect is not allowed for a preflight request\.$/,
    cured: { path: '/items/' },
  },
  {
    says: 'nginx redirects http: to https:',
    cause: 'preflight-redirected', code: 'preflight-redirect', call: put,
    server: nginx('return 301 https://$host$request_uri;'),
    change: /^In the page: call https:\/\/127\.0\.0\.1\/items with https:, since the server redirects http:/,
    console: /^Response to preflight .*: Redirect is not allowed for a preflight request\.$/,
  },
  {
    says: 'Apache redirects http: to https:',
    cause: 'preflight-redirected', code: 'preflight-redirect', call: put,
    server: apache('RewriteEngine on\nRewriteRule ^ https://%{SERVER_NAME}%{REQUEST_URI} [R=301,L]'),
    change: /^In the page: call https:\/\/\S+\/items with https:, since the server redirects http:/,
    console: /^Response to preflight .*: Redirect is not allowed for a preflight request\.$/,
  },
  {
    says: 'Express sends whoever has no session to the login page',
    cause: 'preflight-redirected', code: 'preflight-redirect', call: put,
    server: express((app) => app.use(loggedIn, cors())),
    change: /^On the server: don't send OPTIONS to the login page \(http:\/\/127\.0\.0\.1:\d+\/login\?next=/,
    console: /^Response to preflight .*: Redirect is not allowed for a preflight request\.$/,
    cured: { server: express((app) => app.use(cors(), (request, response, next) => {
      if (request.headers.cookie === undefined) response.status(401).end();
      else next();
    })) },
  },
  {
    says: 'the list in nginx is without Authorization',
    cause: 'header-not-allowed', code: 'preflight-header', call: authorized,
    server: inFront(NGINX),
    change: /^On the server: add authorization to Access-Control-Allow-Headers .* must list authorization\.$/,
    console: /^Request header field authorization is not allowed by Access-Control-Allow-Headers in/,
    cured: { server: inFront(NGINX.replace('DNT', 'Authorization,DNT')) },
  },
  {
    says: 'the list of cors() in Express is without Content-Type',
    cause: 'header-not-allowed', code: 'preflight-header', call: put,
    server: express((app) => app.use(cors({ allowedHeaders: ['Authorization'] }))),
    change: /^On the server: add content-type to Access-Control-Allow-Headers/,
    console: /^Request header field content-type is not allowed/,
    cured: { server: express((app) => app.use(cors({ allowedHeaders: ['Authorization', 'Content-Type'] }))) },
  },
  {
    says: 'the list of @koa/cors has one of two headers',
    cause: 'header-not-allowed', code: 'preflight-header',
    call: { headers: { 'X-Requested-With': 'XMLHttpRequest', 'X-CSRF-Token': '1' } },
    server: koa((app) => app.use(koaCors({ allowHeaders: 'X-Requested-With' }))),
    change: /^On the server: add x-csrf-token to .*; for this request it must list x-csrf-token,/,
    console: /^Request header field x-csrf-token is not allowed/,
    cured: { server: koa((app) => app.use(koaCors({ allowHeaders: 'X-Requested-With,X-CSRF-Token' }))) },
  },
  {
    says: '@fastify/cors allows GET, HEAD and POST where it is not told more',
    cause: 'method-not-allowed', code: 'preflight-method', call: put,
    server: fastify((app) => app.register(fastifyCors)),
    change: /^On the server: add PUT to Access-Control-Allow-Methods in the response to OPTIONS\.$/,
    console: /^Method PUT is not allowed by Access-Control-Allow-Methods in preflight response\.$/,
    cured: { server: fastify((app) => app.register(fastifyCors, { methods: ['GET', 'POST', 'PUT'] })) },
  },
  {
    says: 'the list in nginx is without PUT',
    cause: 'method-not-allowed', code: 'preflight-method', call: put,
    server: inFront(NGINX),
    change: /^On the server: add PUT to Access-Control-Allow-Methods/,
    console: /^Method PUT is not allowed/,
    cured: { server: inFront(NGINX.replace('POST,', 'POST, PUT,')) },
  },
  {
    says: 'the page writes patch, and with-cors allows PATCH',
    cause: 'method-not-allowed', code: 'preflight-method', call: { method: 'patch' },
    server: withCors({ origin: ORIGIN }),
    change: /^In the page: write method: 'PATCH' in upper case: fetch\(\) leaves patch as it is/,
    console: /^Method patch is not allowed/,
    cured: { call: { method: 'PATCH' } },
  },
  {
    says: 'the page writes patch, and Hono allows PATCH',
    cause: 'method-not-allowed', code: 'preflight-method', call: { method: 'patch' },
    server: hono((app) => app.use(honoCors())),
    change: /^In the page: write method: 'PATCH' in upper case/,
    console: /^Method patch is not allowed/,
    cured: { call: { method: 'PATCH' } },
  },
  {
    says: 'cors() in Express is given put',
    cause: 'method-not-allowed', code: 'preflight-method', call: put,
    server: express((app) => app.use(cors({ methods: ['get', 'put'] }))),
    change: /^On the server: write PUT instead of put in Access-Control-Allow-Methods/,
    console: /^Method PUT is not allowed/,
    cured: { server: express((app) => app.use(cors({ methods: ['GET', 'PUT'] }))) },
  },
];
