// Tools that watch an application patch `writeHead` before anything else is loaded, and read what they are
// passed: they get the handler's headers in the handler's own shape. And tools that patch it later, or on the
// one response.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { test } from 'node:test';

const library = new URL('../../../dist/index.js', import.meta.url).href;

/**
 * Patches, runs each handler behind the wrapper, and prints what the patch was passed and what came over the
 * wire.
 */
const program = (protocol, when) => `
  import http from 'node:http';
  import http2 from 'node:http2';
  import { once } from 'node:events';
  const seen = [];
  function patch(owner) {
    const { writeHead } = owner;
    owner.writeHead = function (...args) {
      const headers = args.find((arg) => typeof arg === 'object' && arg !== null);
      seen.push(headers === undefined ? 'none' : !Array.isArray(headers) ? 'object' : Array.isArray(headers[0]) ? 'pairs' : 'list');
      seen.push(args.length);
      return writeHead.apply(this, args);
    };
  }
  const prototype = '${protocol}' === 'http' ? http.ServerResponse.prototype : http2.Http2ServerResponse.prototype;
  if ('${when}' === 'before the import') patch(prototype);
  const { withCors } = await import('${library}');
  if ('${when}' === 'after the import') patch(prototype);
  const handlers = [
    (res) => res.end(),
    (res) => res.writeHead(200).end(),
    (res) => res.writeHead(200, 'OK').end(),
    (res) => res.writeHead(200, { 'X-One': '1' }).end(),
    (res) => res.writeHead(200, 'OK', { 'X-One': '1' }).end(),
    (res) => { res.writeHead(200, ['X-One', '1']); res.end(); },
    (res) => { res.writeHead(200, [['X-One', '1']]); res.end(); },
    (res) => { res.writeHead(200, [['X-One', '1'], ['X-Two', '2']]); res.end(); },
    (res) => { res.setHeader('X-Zero', '0'); res.writeHead(200, { 'X-One': '1' }); res.end(); },
  ];
  for (const [index, handler] of handlers.entries()) {
    const cors = withCors((req, res) => { handler(res); }, { origin: 'https://a.example' });
    const listener = (req, res) => {
      if ('${when}' === 'on the response, before the wrapper') patch(res);
      cors(req, res);
    };
    const server = '${protocol}' === 'http' ? http.createServer(listener) : http2.createServer(listener);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = 'http://127.0.0.1:' + server.address().port;
    let headers;
    if ('${protocol}' === 'http') {
      headers = Object.fromEntries((await fetch(address, { headers: { origin: 'https://a.example' } })).headers);
    } else {
      const session = http2.connect(address);
      const stream = session.request({ origin: 'https://a.example' });
      [headers] = await once(stream, 'response');
      stream.resume();
      session.close();
    }
    console.log(JSON.stringify([...seen.splice(0), headers['access-control-allow-origin'], headers.vary, headers['x-one'] ?? null]));
    server.close();
    if (server.closeAllConnections) server.closeAllConnections();
  }
`;

const cors = ['https://a.example', 'Origin'];
const EXPECTED = {
  'end': ['none', 1, ...cors, null],
  'a status': ['none', 1, ...cors, null],
  'a status and a reason': ['none', 2, ...cors, null],
  'an object': ['object', 2, ...cors, '1'],
  'a reason and an object': ['object', 3, ...cors, '1'],
  'a flat list': ['list', 2, ...cors, '1'],
  'one pair': ['pairs', 2, ...cors, '1'],
  'two pairs': ['pairs', 2, ...cors, '1'],
  'setHeader and an object': ['object', 2, ...cors, '1'],
};

for (const protocol of ['http', 'http2']) {
  for (const when of ['before the import', 'after the import', 'on the response, before the wrapper']) {
    test(`node:${protocol}: who patches writeHead ${when} is passed what the handler passed`,
      { timeout: 60_000 }, async () => {
      const { stdout } = await promisify(execFile)(
        process.execPath, ['--input-type=module', '--eval', program(protocol, when)], { timeout: 30_000 }
      );
      const lines = stdout.trim().split('\n').map((line) => JSON.parse(line));
      assert.deepEqual(
        Object.fromEntries(Object.keys(EXPECTED).map((name, index) => [name, lines[index]])), EXPECTED
      );
    });
  }
}
