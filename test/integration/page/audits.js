// Policies as people write them on servers that they have: who else is let in?
import fastifyCors from '@fastify/cors';
import koaCors from '@koa/cors';
import cors from 'cors';
import { cors as honoCors } from 'hono/cors';
import { express, fastify, hono, koa, node, plain, withCors } from './applications.js';
import { apache } from './apache.js';
import { nginx } from './nginx.js';
import { varnish } from './varnish.js';
import { ORIGIN, OTHER } from './causes/rows.js';

/**
 * @typedef {object} Row
 * @property {string} says
 * @property {import('./applications.js').Server} server
 * @property {string[]} codes of the findings
 * @property {RegExp} [message] of the first one
 */

const origin = [ORIGIN, OTHER];
const own = { origin, credentials: true };

const nginxMap = (patterns, directives) => nginx(`
  add_header Access-Control-Allow-Origin $allowed always;
  add_header Access-Control-Allow-Credentials true always;
  ${directives}
`, { http: `map $http_origin $allowed { default ''; ${patterns} }` });
const apacheMatch = (pattern, directives) => apache(`
  SetEnvIf Origin "${pattern}" ALLOWED=$0
  Header always set Access-Control-Allow-Origin %{ALLOWED}e env=ALLOWED
  ${directives}
`);
const byHand = (isAllowed, { vary = true } = {}) => node((request, response) => {
  if (vary) response.setHeader('Vary', 'Origin');
  const { origin: from = '' } = request.headers;
  if (isAllowed(from)) response.setHeader('Access-Control-Allow-Origin', from);
  plain(request, response);
});

/** @type {Row[]} */
export const CLEAN = [
  { says: 'cors() in Express, with a list', server: express((app) => app.use(cors(own))), codes: [] },
  { says: 'cors() in Express, for everybody', server: express((app) => app.use(cors())), codes: [] },
  { says: '@fastify/cors, with a list', server: fastify((app) => app.register(fastifyCors, own)), codes: [] },
  {
    says: '@koa/cors, with a function', codes: [],
    server: koa((app) => app.use(koaCors({
      credentials: true,
      origin: (context) => (origin.includes(context.get('Origin')) ? context.get('Origin') : ''),
    }))),
  },
  { says: 'hono/cors, with a list', server: hono((app) => app.use(honoCors(own))), codes: [] },
  {
    says: 'nginx, with a map', codes: [],
    server: nginxMap(
      '~^https://(app|admin)\\.example\\.com$ $http_origin;',
      'add_header Vary Origin always;',
    ),
  },
  {
    says: 'Apache, with an expression that is anchored', codes: [],
    server: apacheMatch('^https://(app|admin)\\.example\\.com$', 'Header always merge Vary Origin'),
  },
  { says: 'Varnish before with-cors', server: varnish(withCors(own)), codes: [] },
  { says: 'with-cors', server: withCors(own), codes: [] },
  { says: 'with-cors, for everybody', server: withCors(), codes: [] },
];

/** @type {Row[]} */
export const OPEN = [
  {
    says: 'cors() in Express reflects every origin, with credentials', codes: ['any-origin'],
    server: express((app) => app.use(cors({ origin: true, credentials: true }))),
    message: /^Any origin is reflected, with credentials: /,
  },
  {
    says: 'so does @koa/cors, where it is given nothing but credentials', codes: ['any-origin'],
    server: koa((app) => app.use(koaCors({ credentials: true }))),
    message: /^Any origin is reflected, with credentials: /,
  },
  {
    says: 'so does nginx with $http_origin, and without Vary', codes: ['any-origin', 'vary'],
    server: nginx('add_header Access-Control-Allow-Origin $http_origin always;'),
    message: /^Any origin is reflected: /,
  },
  {
    says: 'null is on the list of hono/cors', codes: ['null-origin'],
    server: hono((app) => app.use(honoCors({ origin: [...origin, 'null'] }))),
  },
  {
    says: 'a dot of Apache\'s expression is not escaped', codes: ['unescaped-dot'],
    server: apacheMatch('^https://app.example.com$', 'Header always merge Vary Origin'),
  },
  {
    says: '@koa/cors has a function that compares the beginning', codes: ['begins-like'],
    server: koa((app) => app.use(koaCors({
      origin: (context) => (context.get('Origin').startsWith(ORIGIN) ? context.get('Origin') : ''),
    }))),
  },
  {
    says: 'the expression of cors() in Express has an end alone',
    codes: ['subdomain', 'ends-like', 'http-twin'],
    server: express((app) => app.use(cors({ origin: /example\.com$/ }))),
  },
  {
    says: 'the name is looked for anywhere', codes: ['begins-like', 'subdomain', 'ends-like', 'http-twin'],
    server: byHand((from) => from.includes('app.example.com')),
  },
  {
    says: 'the expression of @fastify/cors takes http: too', codes: ['http-twin'],
    server: fastify((app) => app.register(fastifyCors, { origin: /^https?:\/\/app\.example\.com$/ })),
  },
  {
    says: 'with-cors lets in every subdomain, for whoever takes one over', codes: ['subdomain'],
    server: withCors({ origin: 'https://*.example.com', credentials: true }),
    message: /with credentials: https:\/\/with-cors-audit\.example\.com\.$/,
  },
  {
    says: 'nginx adds the header where an if says so, without Vary', codes: ['vary'],
    server: nginx(`location / {
      if ($http_origin ~ "^https://(app|admin)\\.example\\.com$") {
        add_header Access-Control-Allow-Origin $http_origin;
      }
    }`),
    message: /in the response to an allowed origin, to another origin, to no Origin\.$/,
  },
  {
    says: 'Apache sends Vary to those alone who are allowed', codes: ['vary'],
    server: apacheMatch('^https://app\\.example\\.com$', 'Header always merge Vary Origin env=ALLOWED'),
    message: /in the response to another origin, to no Origin\.$/,
  },
  {
    says: 'Varnish stands before what is without Vary', codes: ['vary'],
    server: varnish(byHand((from) => origin.includes(from), { vary: false })),
  },
  {
    says: 'cors() in Express allows credentials, and any origin', codes: ['star-with-credentials'],
    server: express((app) => app.use(cors({ credentials: true }))),
  },
];
