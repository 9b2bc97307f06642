// Each line of the README's table of frameworks compiles with the framework's real types, and so does what
// its users write beside it: under the oldest compiler, the newest and some between them.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Consumer, tools } from './consumer.js';
import { frameworksIn, programs, rows } from './framework-lines.js';

const COMPILERS = ['typescript-5.0', 'typescript-5.4', 'typescript-5.9', 'typescript', 'typescript-7'];

const head = "import http from 'node:http';\nimport { withCors } from 'with-cors';\n";
const options = "{ origin: 'https://app.example.com', credentials: true }";
const express = (name) => `import https from 'node:https';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from '${name}';
${head}const app = express();
https.createServer({ key: '' }, withCors(app, ${options}));
http.createServer().on('request', withCors(app));
app.use(withCors((req, res, next) => { res.setHeader('X-Url', req.url ?? ''); next(); }));
app.use('/path', withCors(async (req, res, next) => { await res.headersSent; next(); }));
app.get('/path/:id', withCors((req: Request, res: Response) => { res.json(req.params.id); }));
app.get('/path/:id', withCors(async (req: Request, res: Response, next: NextFunction) => { next(); }));
const handler: RequestHandler = withCors((req, res, next) => { res.json(req.ip); next(); }, ${options});
app.use(handler, withCors(handler), withCors(express.json()), withCors(express.Router()));
`;

const USES = {
  'an Express 5 application, middleware and routes': express('express'),
  'an Express 4 application, middleware and routes': express('express4'),
  'Connect middleware, sync and async': `import connect from 'connect';
${head}const app = connect();
app.use(withCors((req, res, next) => { next(new Error(req.originalUrl)); res.end(); }, ${options}));
app.use('/path', withCors(async (req, res, next) => { await res.headersSent; next(); }));
app.use(withCors((req, res) => { res.end(req.url); }));
`,
  "Polka's handler, whose own type asks for Polka's request": `import polka from 'polka';
${head}http.createServer(withCors(polka().handler as http.RequestListener, ${options}));
// @ts-expect-error so that not even Node takes it as it is
http.createServer(polka().handler);
`,
  'Koa over HTTP/2': `import http2 from 'node:http2';
import Koa from 'koa';
${head}http2.createServer(withCors(new Koa().callback(), ${options}));
void http;
`,
  'Hono over HTTP/2, and its own server': `import http2 from 'node:http2';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
${head}http2.createServer(withCors(getRequestListener(new Hono().fetch), ${options}));
void http;
`,
  'a Fastify server factory that is given options': `import Fastify from 'fastify';
${head}const app = Fastify({
  logger: true, serverFactory: (handler, given) => http.createServer(given as object, withCors(handler)),
});
app.get('/', async () => 'hello');
`,
  'a proxy of requests and of WebSockets': `import httpProxy from 'http-proxy';
${head}const proxy = httpProxy.createProxyServer();
const target = 'http://localhost:8080';
const server = http.createServer(withCors((req, res) => proxy.web(req, res, { target }), ${options}));
server.on('upgrade', withCors((req, socket, head) => { proxy.ws(req, socket, head, { target }); }));
`,
  'restify middleware': `import restify from 'restify';
${head}const server = restify.createServer();
server.use(withCors((req, res, next) => next(), ${options}));
void http;
`,
};

describe('around frameworks', () => {
  let consumer;
  const uses = Object.entries(USES).map(([name, code], index) => ({ name, code, file: `use-${index}.ts` }));
  before(() => {
    consumer = new Consumer('frameworks');
    consumer.write(Object.fromEntries([...programs, ...uses].map(({ file, code }) => [file, code])));
    const compilerOptions = {
      target: 'es2022',
      module: 'nodenext',
      types: ['node'],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    };
    consumer.write({ 'tsconfig.json': { compilerOptions, include: ['*.ts'] } });
  });
  after(() => consumer.remove());

  it("every row of the README's table names a framework that is known here, and has a line", () => {
    assert.ok(rows.length > 5);
    for (const { name, lines } of rows) assert.ok(frameworksIn(name).length > 0 && lines.length > 0, name);
  });

  for (const compiler of COMPILERS) {
    describe(`under ${compiler}`, () => {
      let output;
      before(
        async () =>
          ({ output } = await consumer.node([join(tools, compiler, 'bin/tsc'), '--pretty', 'false'])),
      );
      const errorsIn = (file) => output.split('\n').filter((line) => line.startsWith(`${file}(`));

      it('the programs are compiled', () => assert.doesNotMatch(output, /^error/m));
      for (const { framework, line, file } of programs) {
        it(`${framework}: ${line}`, () => assert.deepEqual(errorsIn(file), [], output));
      }
      for (const { name, file } of uses) it(name, () => assert.deepEqual(errorsIn(file), [], output));
    });
  }
});
