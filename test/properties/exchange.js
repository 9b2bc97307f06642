// One request in, one answer out, byte for byte: through Node's own parser and ServerResponse, over a stream
// in memory, which is what makes hundreds of thousands of cases affordable.
import http from 'node:http';
import { Duplex } from 'node:stream';

class Connection extends Duplex {
  chunks = [];
  _read() {}
  _write(chunk, encoding, done) {
    this.chunks.push(chunk);
    done();
  }
  _final(done) {
    this.push(null);
    done();
  }
}

/**
 * @returns the answer's bytes, as a latin1 string; the listener may not have been reached (400 and 431 are
 * Node's).
 */
export function exchangeInMemory(server, bytes) {
  return new Promise((resolve) => {
    const connection = new Connection();
    connection.on('error', () => {});
    connection.on('close', () => resolve(Buffer.concat(connection.chunks).toString('latin1')));
    server.emit('connection', connection);
    connection.push(Buffer.from(bytes, 'latin1'));
  });
}

/** A server whose listener can be changed for each request, and which counts how often it is reached. */
export function switchableServer() {
  const server =
    http.createServer({ keepAliveTimeout: 0, connectionsCheckingInterval: 2 ** 30 }, (request, response) => {
    server.reached += 1;
    server.listener(request, response);
  });
  server.reached = 0;
  server.listener = undefined;
  return server;
}

/** Cuts an answer into its informational heads, its head and the rest. Header lines as they stand. */
export function parseAnswer(text) {
  const informational = [];
  for (let rest = text; ;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) return { informational, status: undefined, reason: undefined, lines: [], body: rest };
    const [first, ...fields] = rest.slice(0, end).split('\r\n');
    const [, status, reason] = /^HTTP\/1\.1 ([0-9]{3}) (.*)$/.exec(first);
    const lines =
      fields.map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]);
    const body = rest.slice(end + 4);
    if (!status.startsWith('1')) return { informational, status: Number(status), reason, lines, body };
    informational.push([Number(status), lines]);
    rest = body;
  }
}
