// One server that answers `GET /products/1` for a few origins, made the way of the contender that is named on the command line.
import { createServer } from 'node:http';
import { withCors } from '../../dist/index.js';
import { attacks, policies } from './attacks.js';
import { cases, FEW } from './cases.js';
import { contenders } from './contenders.js';
import { BODY, handlers } from './handlers.js';

/** @type {Record<string, () => Promise<number>>} the port it listens on, by framework */
const frameworks = {
  async '@fastify/cors'() {
    const { default: fastify } = await import('fastify');
    const { default: cors } = await import('@fastify/cors');
    const app = fastify();
    await app.register(cors, { origin: FEW });
    app.get('/products/:id', (_request, reply) => { reply.type('application/json').send(BODY); });
    return Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
  },
  async '@koa/cors'() {
    const { default: Koa } = await import('koa');
    const { default: cors } = await import('@koa/cors');
    const app = new Koa();
    const allowed = new Set(FEW);
    app.use(cors({ origin: (/** @type {any} */ ctx) => allowed.has(ctx.get('Origin')) ? ctx.get('Origin') : '' }));
    app.use((/** @type {any} */ ctx) => {
      if (ctx.method !== 'GET' || !ctx.path.startsWith('/products/')) return;
      ctx.type = 'application/json';
      ctx.body = BODY;
    });
    return listen(app.callback());
  },
  async 'hono/cors'() {
    const { Hono } = await import('hono');
    const { cors } = await import('hono/cors');
    const { getRequestListener } = await import('@hono/node-server');
    const app = new Hono();
    app.use(cors({ origin: FEW }));
    app.get('/products/:id', (c) => c.body(BODY, 200, { 'Content-Type': 'application/json' }));
    return listen(getRequestListener(app.fetch));
  },
};

/** @param {import('node:http').RequestListener} listener */
const listen = (listener) => new Promise((resolve) => {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1', () => resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port));
});

const name = String(process.argv[2]);
const attack = attacks[Number(/^attack (\d+)$/.exec(name)?.[1])];
const allowed = /** @type {import('./cases.js').Case} */ (cases.find((each) => each.name === 'allowed'));

async function serve() {
  if (attack) return listen(withCors(handlers.setHeader, /** @type {any} */ (policies[attack.policy])));
  return (frameworks[name] ?? (async () => listen(await /** @type {(typeof contenders)[string]} */ (contenders[name])(allowed))))();
}

const port = await serve();
process.send?.({ port });
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ microseconds: user + system });
});
process.on('disconnect', () => process.exit());
