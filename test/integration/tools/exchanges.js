// Prints a line for each exchange: its name, the status line and every header that CORS is about.
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { withCors } from 'with-cors';

const APP = 'https://app.example';
const listed = {
  origin: [APP, 'https://*.shop.example'],
  credentials: true,
  exposedHeaders: ['X-A'],
  maxAge: 600,
};
const policies = {
  listed,
  any: {},
  blocking: { ...listed, blockDisallowed: true },
  continuing: { ...listed, preflightContinue: true },
  asking: { origin: async (origin) => origin === APP },
  failing: {
    origin: () => {
      throw new Error('no database');
    },
  },
};

const own = {
  'Access-Control-Allow-Origin': '*',
  'access-control-allow-credentials': 'false',
  Vary: 'Accept',
  'X-B': '1',
};
const handlers = {
  'an implicit head, from end': (req, res) => res.end('x'),
  'an implicit head, from write': (req, res) => {
    res.write('x');
    res.end('y');
  },
  'an implicit head, from pipe': (req, res) => req.pipe(res),
  'an implicit head, from flushHeaders': (req, res) => {
    res.setHeader('Vary', 'Accept');
    res.flushHeaders();
    res.end('x');
  },
  setHeader: (req, res) => {
    for (const [name, value] of Object.entries(own)) res.setHeader(name, value);
    res.end('x');
  },
  appendHeader: (req, res) => {
    res.appendHeader('Vary', 'Accept-Encoding');
    res.end('x');
  },
  'writeHead with an object': (req, res) => res.writeHead(201, own).end('x'),
  'writeHead with a reason': (req, res) => res.writeHead(201, 'Made', own).end('x'),
  'writeHead with a flat list': (req, res) => res.writeHead(201, Object.entries(own).flat()).end('x'),
  'writeHead with pairs': (req, res) => res.writeHead(201, Object.entries(own)).end('x'),
  'writeHead beside setHeader': (req, res) => {
    res.setHeader('Vary', 'X-C');
    res.writeHead(201, own);
    res.end('x');
  },
  'a status and nothing else': (req, res) => {
    res.statusCode = 404;
    res.end();
  },
  'a 304': (req, res) => res.writeHead(304).end(),
  'a handler that is async': async (req, res) => {
    await null;
    res.setHeader('Vary', 'Accept');
    res.end('x');
  },
};
const CORS = /^(access-control-|vary|x-b|content-type)/;
const preflight = { 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'x-a' };
const requests = {
  'an allowed preflight': ['OPTIONS', { Origin: APP, ...preflight }],
  'a refused preflight': ['OPTIONS', { Origin: 'https://evil.example', ...preflight }],
  'an allowed origin': ['GET', { Origin: 'https://a.shop.example' }],
  'another origin': ['GET', { Origin: 'https://evil.example' }],
  'no origin': ['GET', {}],
  'a POST': ['POST', { Origin: APP, 'Content-Length': '0' }],
  'a HEAD': ['HEAD', { Origin: APP }],
  'any other OPTIONS': ['OPTIONS', { Origin: APP }],
};

for (const [policy, options] of Object.entries(policies)) {
  for (const [kind, handler] of Object.entries(handlers)) {
    await serve(http.createServer(withCors(handler, options)), async (port) => {
      for (const [name, [method, headers]] of Object.entries(requests)) {
        console.log(
          JSON.stringify([
            policy,
            kind,
            name,
            ...(await head(port, method, { ...headers, Connection: 'close' })),
          ]),
        );
      }
    });
  }
}
const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';
const upgrades = http.createServer().on(
  'upgrade',
  withCors((req, socket) => {
    socket.end(switching);
  }, listed),
);
await serve(upgrades, async (port) => {
  for (const origin of [APP, 'https://evil.example']) {
    console.log(
      JSON.stringify([
        'upgrade',
        origin,
        ...(await head(port, 'GET', { Origin: origin, Connection: 'Upgrade', Upgrade: 'x' })),
      ]),
    );
  }
});
for (const [kind, handler] of Object.entries(handlers).filter(([name]) =>
  /implicit|etHeader|object|status/.test(name),
)) {
  await serve(http2.createServer(withCors(handler, listed)), async (port) => {
    const session = http2.connect('http://127.0.0.1:' + port);
    for (const [name, [method, headers]] of Object.entries(requests)) {
      const request = session.request({ ':method': method, ...headers }).end();
      const [received] = await once(request.resume(), 'response');
      const lines = Object.entries(received)
        .filter(([field]) => CORS.test(field))
        .map((pair) => pair.join(': '));
      console.log(JSON.stringify(['HTTP/2', kind, name, received[':status'], ...lines.sort()]));
    }
    session.close();
  });
}
process.exit();

async function serve(server, use) {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await use(server.address().port);
  server.close();
}

async function head(port, method, headers) {
  const socket = net.connect(port, '127.0.0.1');
  const fields = Object.entries({ Host: 'api.example', ...headers }).map(
    ([name, value]) => name + ': ' + value + '\r\n',
  );
  socket.write(method + ' / HTTP/1.1\r\n' + fields.join('') + '\r\n');
  let text = '';
  for await (const chunk of socket) text += chunk;
  const [status, ...received] = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n');
  // A header's name in any case, and its place among the others, are the same to whoever reads it.
  const lines = received.map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase()));
  return [status, ...lines.filter((line) => CORS.test(line)).sort()];
}
