// The same few routes, written as each framework's users write them.
import { Readable } from 'node:stream';
import { Hono } from 'hono';

const COOKIES = ['a=1', 'b=2'];
const LONG = 'long '.repeat(1000);
const parts = () => Readable.from(['one ', 'two ', 'three']);

/** Connect, Express, Polka and a plain handler share node:http's request and response. */
export function answerPlainly(request, response, next) {
  const { pathname } = new URL(request.url, 'http://localhost');
  switch (pathname) {
    case '/plain':
      response.setHeader('Content-Type', 'application/json');
      return response.end('{"ok":true}');
    case '/vary':
      response.setHeader('Vary', ['Accept-Encoding', 'Accept']);
      return response.end('varied');
    case '/head':
      return response.writeHead(201, { 'X-A': '1', Vary: 'Cookie', 'Set-Cookie': COOKIES }).end('made');
    case '/own':
      response.setHeader('Access-Control-Allow-Origin', 'https://evil.example');
      response.setHeader('Access-Control-Allow-Credentials', 'true');
      return response.end('own');
    case '/cookies':
      response.setHeader('Set-Cookie', COOKIES);
      return response.end('cookies');
    case '/stream': return void parts().pipe(response);
    case '/long':
      response.setHeader('Content-Type', 'text/plain');
      return response.end(LONG);
    case '/echo': return void request.pipe(response);
    case '/error': throw new Error('broken');
    default: return next();
  }
}

export function fastifyRoutes(app) {
  app.get('/plain', async () => ({ ok: true }));
  app.get('/vary', async (request, reply) => reply.header('Vary', 'Accept-Encoding, Accept').send('varied'));
  app.get('/head', (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(201, { 'X-A': '1', Vary: 'Cookie', 'Set-Cookie': COOKIES }).end('made');
  });
  app.get('/own', async (request, reply) => reply
    .header('Access-Control-Allow-Origin', 'https://evil.example').header(
      'Access-Control-Allow-Credentials', 'true'
    ).send('own'));
  app.get('/cookies', async (request, reply) => reply.header('Set-Cookie', COOKIES).send('cookies'));
  app.get('/stream', async (request, reply) => reply.send(parts()));
  app.get('/long', async (request, reply) => reply.type('text/plain').send(LONG));
  app.post('/echo', async (request) => request.body);
  app.get('/error', async () => { throw new Error('broken'); });
}

export async function koaRoutes(context) {
  switch (context.path) {
    case '/plain': context.body = { ok: true }; return;
    case '/vary':
      context.vary('Accept-Encoding');
      context.vary('Accept');
      context.body = 'varied';
      return;
    case '/head':
      context.respond = false;
      context.res.writeHead(201, { 'X-A': '1', Vary: 'Cookie', 'Set-Cookie': COOKIES }).end('made');
      return;
    case '/own':
      context.set(
        { 'Access-Control-Allow-Origin': 'https://evil.example', 'Access-Control-Allow-Credentials': 'true' }
      );
      context.body = 'own';
      return;
    case '/cookies':
      context.set('Set-Cookie', COOKIES);
      context.body = 'cookies';
      return;
    case '/stream': context.body = parts(); return;
    case '/long': context.body = LONG; return;
    case '/echo': context.body = context.req; return;
    case '/error': throw new Error('broken');
  }
}

export function honoApp(reached) {
  const app = new Hono();
  app.use(async (context, next) => {
    reached();
    await next();
  });
  app.get('/plain', (context) => context.json({ ok: true }));
  app.get('/vary', (context) => context.text('varied', 200, { Vary: 'Accept-Encoding, Accept' }));
  app.get(
    '/head',
    () =>
      new Response(
        'made',
        { status: 201,
          headers: [['X-A', '1'], ['Vary', 'Cookie'], ...COOKIES.map((cookie) => ['Set-Cookie', cookie])] }
      )
  );
  app.get(
    '/own',
    (context) =>
      context.text(
        'own', 200,
        { 'Access-Control-Allow-Origin': 'https://evil.example', 'Access-Control-Allow-Credentials': 'true' }
      )
  );
  app.get(
    '/cookies', () => new Response('cookies', { headers: COOKIES.map((cookie) => ['Set-Cookie', cookie]) })
  );
  app.get('/stream', () => new Response(Readable.toWeb(parts()).pipeThrough(new TextEncoderStream())));
  app.get('/long', (context) => context.text(LONG));
  app.post('/echo', async (context) => context.body(await context.req.text()));
  app.get('/error', () => { throw new Error('broken'); });
  app.onError((error, context) => context.text('Internal Server Error', 500));
  return app;
}
