// What goes wrong with Access-Control-Allow-Origin: it comes twice, it is nearly right, or it is another's.
import fastifyCors from '@fastify/cors';
import koaCors from '@koa/cors';
import cors from 'cors';
import { cors as honoCors } from 'hono/cors';
import { express, fastify, hono, koa, node, plain, withCors } from '../applications.js';
import { apache } from '../apache.js';
import { nginx } from '../nginx.js';
import { varnish } from '../varnish.js';
import { ORIGIN, OTHER, put } from './rows.js';

const allowed = [ORIGIN, OTHER];
const proxied = (directives, behind) => (
  nginx(`location / { ${directives} proxy_pass http://application; }`, { behind }));
const koaBehind = { behind: koa((app) => app.use(koaCors({ origin: ORIGIN }))) };

/** As one writes it by hand, when one doesn't think of caches. @type {import('node:http').RequestListener} */
const withoutVary = (request, response) => {
  const { origin } = request.headers;
  if (allowed.includes(origin)) response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Cache-Control', 'public, max-age=3600');
  plain(request, response);
};
const cacheable = withCors({ origin: allowed }, (request, response) => {
  response.setHeader('Cache-Control', 'public, max-age=3600');
  plain(request, response);
});
const NGINX_CACHE = `
  proxy_cache responses;
  proxy_cache_valid 10m;
  add_header X-Cache-Status $upstream_cache_status;
`;

/** @type {import('./rows.js').Row[]} */
export const origins = [
  {
    says: 'nginx adds the header to that of Express',
    cause: 'header-twice', code: 'allow-origin-multiple',
    server: proxied(`add_header Access-Control-Allow-Origin ${ORIGIN};`, express((app) => app.use(cors()))),
    change: /^On the server: let one place alone send Access-Control-Allow-Origin\. It came twice, as when a/,
    console: /^The 'Access-Control-Allow-Origin' header contains multiple values '\*, https:\/\/app\.example/,
    cured: { server: proxied(
      `proxy_hide_header Access-Control-Allow-Origin; add_header Access-Control-Allow-Origin ${ORIGIN};`,
      express((app) => app.use(cors())),
    ) },
  },
  {
    says: 'also in a preflight',
    cause: 'header-twice', code: 'allow-origin-multiple', call: put,
    server: proxied('add_header Access-Control-Allow-Origin *;', fastify((app) => app.register(fastifyCors))),
    change: /^On the server: let one place alone send Access-Control-Allow-Origin\. It came twice/,
    console: /^Response to preflight .*: The 'Access-Control-Allow-Origin' header contains multiple values/,
  },
  {
    says: 'Apache appends its own to that of Koa',
    cause: 'header-twice', code: 'allow-origin-multiple',
    server: apache(`
      ProxyPass / http://application/
      Header append Access-Control-Allow-Origin ${ORIGIN}
    `, koaBehind),
    change: /^On the server: let one place alone send Access-Control-Allow-Origin\. Its value came twice/,
    console: /contains multiple values 'https:\/\/app\.example\.com, https:\/\/app\.example\.com', but/,
    cured: { server: apache(`
      ProxyPass / http://application/
      Header set Access-Control-Allow-Origin ${ORIGIN}
    `, koaBehind) },
  },
  {
    says: 'cors() in Express is given two origins in one string',
    cause: 'header-twice', code: 'allow-origin-multiple',
    server: express((app) => app.use(cors({ origin: allowed.join(', ') }))),
    change: /^On the server: send one origin\. The header takes no list: compare the request's Origin with/,
    console: /contains multiple values 'https:\/\/app\.example\.com, https:\/\/admin\.example\.com'/,
    cured: { server: express((app) => app.use(cors({ origin: allowed }))) },
  },
  {
    says: 'cors() in Express is given the origin with a slash',
    cause: 'origin-differs', code: 'allow-origin-mismatch',
    server: express((app) => app.use(cors({ origin: `${ORIGIN}/` }))),
    change: /^On the server: allow https:\/\/app\.example\.com instead of, .*: there is a slash at its end\./,
    console: /^The 'Access-Control-Allow-Origin' header has a value 'https:\/\/app\.example\.com\/' that/,
    cured: { server: express((app) => app.use(cors({ origin: ORIGIN }))) },
  },
  {
    says: 'nginx allows the page as it was before HTTPS',
    cause: 'origin-differs', code: 'allow-origin-mismatch', path: '/items/',
    server: nginx('add_header Access-Control-Allow-Origin http://app.example.com always;'),
    change: /^On the server: allow https:\/\/app\.example\.com instead of, .*: the scheme is http: instead/,
    console: /has a value 'http:\/\/app\.example\.com' that is not equal to the supplied origin\./,
    cured: { server: nginx(`add_header Access-Control-Allow-Origin ${ORIGIN} always;`) },
  },
  {
    says: '@koa/cors allows another port, which a preflight meets',
    cause: 'origin-differs', code: 'allow-origin-mismatch', call: put,
    server: koa((app) => app.use(koaCors({ origin: `${ORIGIN}:5173` }))),
    change: /^On the server: allow https:\/\/app\.example\.com instead of, .*: the port is 5173 instead of/,
    console: /^Response to preflight .* has a value 'https:\/\/app\.example\.com:5173' that is not equal to/,
    cured: { server: koa((app) => app.use(koaCors({ origin: ORIGIN }))) },
  },
  {
    says: 'Apache is given the host alone',
    cause: 'origin-differs', code: 'allow-origin-invalid', path: '/items/',
    server: apache('Header always set Access-Control-Allow-Origin app.example.com'),
    change: /^On the server: allow https:\/\/app\.example\.com instead of, .*: the scheme is missing\./,
    console: /header contains the invalid value 'app\.example\.com'\./,
    cured: { server: apache(`Header always set Access-Control-Allow-Origin ${ORIGIN}`) },
  },
  {
    says: 'the list of hono/cors has the page with www.',
    code: 'allow-origin-missing',
    server: hono((app) => app.use(honoCors({ origin: ['https://www.app.example.com'] }))),
    change: /^On the server: send Access-Control-Allow-Origin: https:\/\/app\.example\.com with every/,
    console: /^No 'Access-Control-Allow-Origin' header is present on the requested resource\.$/,
    command: { cause: 'origin-differs', change: /^On the server: .* the host is www\.app\.example\.com/ },
    cured: { server: hono((app) => app.use(honoCors({ origin: [ORIGIN] }))) },
  },
  {
    says: 'the list of @fastify/cors has the page without HTTPS, which a preflight meets',
    code: 'allow-origin-missing', call: put,
    server: fastify((app) => app.register(fastifyCors, { origin: ['http://app.example.com'], methods: '*' })),
    change: /^On the server: send Access-Control-Allow-Origin/,
    console: /^Response to preflight .*: No 'Access-Control-Allow-Origin' header is present/,
    command: { cause: 'origin-differs', change: /^On the server: .* the scheme is http: instead of https:/ },
    cured: { server: fastify((app) => app.register(fastifyCors, { origin: [ORIGIN], methods: '*' })) },
  },
  {
    says: 'with-cors is given the page at another port',
    code: 'allow-origin-missing',
    server: withCors({ origin: [`${ORIGIN}:8080`] }),
    change: /^On the server: send Access-Control-Allow-Origin/,
    console: /^No 'Access-Control-Allow-Origin' header is present/,
    command: { cause: 'origin-differs', change: /^On the server: .* the port is 8080 instead of/ },
    cured: { server: withCors({ origin: [`${ORIGIN}:8080`, ORIGIN] }) },
  },
  {
    says: 'nginx maps the page with a slash',
    code: 'allow-origin-missing', path: '/items/',
    server: nginx('add_header Access-Control-Allow-Origin $allowed;', {
      http: `map $http_origin $allowed { ${ORIGIN}/ $http_origin; }`,
    }),
    change: /^On the server: send Access-Control-Allow-Origin/,
    console: /^No 'Access-Control-Allow-Origin' header is present/,
    command: { cause: 'origin-differs', change: /^On the server: .* there is a slash at its end/ },
    cured: { server: nginx('add_header Access-Control-Allow-Origin $allowed; add_header Vary Origin;', {
      http: `map $http_origin $allowed { ${ORIGIN} $http_origin; }`,
    }) },
  },
  {
    says: 'Varnish has the response that was made for another page',
    cause: 'cached-without-vary', code: 'allow-origin-mismatch', primed: [OTHER],
    server: varnish(node(withoutVary)),
    change: /^On the server: send Vary: Origin .* empty the cache that answered/,
    console: /has a value 'https:\/\/admin\.example\.com' that is not equal to the supplied origin\./,
    cured: { server: varnish(cacheable) },
  },
  {
    says: 'nginx has the response that was made for nobody',
    cause: 'cached-without-vary', code: 'allow-origin-missing', primed: [undefined],
    server: proxied(NGINX_CACHE, node(withoutVary)),
    change: /^On the server: send Vary: Origin .* empty the cache that answered \(X-Cache-Status: HIT\)/,
    console: /^No 'Access-Control-Allow-Origin' header is present/,
    cured: { server: proxied(NGINX_CACHE, cacheable) },
  },
];
