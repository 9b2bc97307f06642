// Such applications with with-cors around them: the page reads each response.
import cors from 'cors';
import Express from 'express';
import { withCors } from '../applications.js';
import { nginx } from '../nginx.js';
import { varnish } from '../varnish.js';
import { include, ORIGIN, OTHER, put } from './rows.js';

/** @param {(app: import('express').Express) => unknown} setUp */
const around = (setUp, more = {}) => {
  const app = Express();
  setUp(app);
  app.all('/*path', (request, response) => {
    response.set('Cache-Control', 'max-age=60').json([{ id: 1 }]);
  });
  return withCors({ origin: [ORIGIN, OTHER], credentials: true, ...more }, app);
};
/** @type {import('express').RequestHandler} */
const turnedAway = (request, response) => { response.status(401).end(); };
/** @type {import('express').RequestHandler} */
const counted = (request, response, next) => {
  response.set('X-Total-Count', '1');
  next();
};

/** @type {(Omit<import('./rows.js').Row, 'change'> & { status?: number })[]} */
export const CONTROLS = [
  { says: 'Express', server: around(() => {}) },
  { says: 'Express, which gets JSON and cookies', call: { ...put, ...include }, server: around(() => {}) },
  { says: 'what asks for a token', status: 401, call: put, server: around((app) => app.use(turnedAway)) },
  {
    says: 'what redirects to the slash', call: put,
    server: around((app) => app.all('/items', (request, response, next) => {
      if (request.path.endsWith('/')) next();
      else response.redirect(308, '/items/');
    })),
  },
  { says: 'what fails', status: 500, server: around((app) => app.use(() => { throw new Error('no'); })) },
  {
    says: 'what takes no long body', status: 413, call: { method: 'POST', body: '"x"'.padEnd(3000) },
    server: around((app) => app.use(Express.json({ limit: '1kb', type: '*/*' }))),
  },
  { says: 'cors() in Express', server: around((app) => app.use(cors({ origin: true }))) },
  { says: 'what counts', server: around((app) => app.use(counted), { exposedHeaders: ['X-Total-Count'] }) },
  { says: 'Express behind Varnish', primed: [undefined, OTHER], server: varnish(around(() => {})) },
  {
    says: 'Express behind nginx, which has a cache', call: include, primed: [OTHER, undefined],
    server: nginx('location / { proxy_cache responses; proxy_pass http://application; }', {
      behind: around(() => {}),
    }),
  },
];
