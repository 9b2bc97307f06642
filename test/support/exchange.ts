// One exchange over a real socket. Every test file that imports this has two servers, HTTP/1 and HTTP/2 in
// clear text, for as long as it runs, and each exchange brings the listener along: a server for each row
// would use up the machine's ports.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';

/**
 * Milliseconds of silence after which a client gives up, so that its test fails instead of waiting for ever.
 */
const PATIENCE = 15_000;

/** For a test that waits for something other than a response. */
export const DEADLINE = { timeout: 2 * PATIENCE };

/** A header that is sent twice has an array. */
export interface SentRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

export interface ReceivedResponse {
  readonly status: number;
  readonly reason: string;
  /** As they came: in their order, in their case, repeated. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

type Listener = http.RequestListener;
let current: Listener;
const dispatch: Listener = (req, res) => { current(req, res); };
const http1Server = http.createServer(dispatch);
const http2Server = http2.createServer(dispatch as never); // they use what both kinds have
const [http1Port, http2Port] = await Promise.all([listen(http1Server), listen(http2Server)]);
let session: http2.ClientHttp2Session | undefined;

after(() => {
  session?.destroy();
  http1Server.close();
  http1Server.closeAllConnections();
  http2Server.close();
});

async function listen(server: net.Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as net.AddressInfo).port;
}

/** Sends byte for byte: the client of node:http would correct what must be odd. */
export async function send(listener: Listener, request: SentRequest = {}): Promise<ReceivedResponse> {
  const { method = 'GET', path = '/', headers = {} } = request;
  const lines = Object.entries({ Host: `127.0.0.1:${http1Port}`, Connection: 'close', ...headers })
    .flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}\r\n`));
  return parse(await sendBytes(listener, `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`));
}

/** Sends the bytes as they are and returns what comes until the server closes the connection. */
export function sendBytes(listener: Listener, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(listener).setEncoding('latin1');
    const giveUp = () => { socket.destroy(new Error(`No response to ${bytes.slice(0, 200)}`)); };
    socket.setTimeout(PATIENCE, giveUp).on('error', reject);
    socket.on('data', (chunk) => { received += chunk; });
    socket.on('end', () => {
      socket.resetAndDestroy(); // closed in good order, it would keep its port for a minute (RFC 9293, 3.6.1)
      resolve(received);
    });
    socket.write(bytes, 'latin1');
  });
}

/** A connection to the server of HTTP/1, for a test that goes before its response has come. */
export function connect(listener: Listener): net.Socket {
  current = listener;
  return net.connect({ port: http1Port, host: '127.0.0.1', allowHalfOpen: true });
}

function parse(received: string): ReceivedResponse {
  const end = received.indexOf('\r\n\r\n');
  const [statusLine, ...lines] = received.slice(0, end).split('\r\n');
  const [, status, reason] = /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(statusLine!) ?? [];
  assert.ok(status !== undefined && reason !== undefined, `Not a response: ${JSON.stringify(received)}`);
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const rest = received.slice(end + 4);
  const chunked = headers.some(([name, value]) => /^transfer-encoding$/i.test(name) && value === 'chunked');
  return { status: Number(status), reason, headers, body: chunked ? dechunk(rest) : rest };
}

function dechunk(rest: string): string {
  const [size = ''] = /^[\da-f]+/i.exec(rest) ?? [];
  const start = size.length + 2;
  const length = Number.parseInt(size, 16);
  return length > 0 ? rest.slice(start, start + length) + dechunk(rest.slice(start + length + 2)) : '';
}

export async function sendHttp2(listener: Listener, request: SentRequest = {}): Promise<ReceivedResponse> {
  const { method = 'GET', path = '/', headers: { Host, ...others } = {} } = request;
  const stream = openStream(listener, {
    ':method': method, ':path': path, ...(Host && { ':authority': Host }), ...others,
  } as http2.OutgoingHttpHeaders);
  const [{ ':status': status, ...received }] = await once(stream, 'response') as [http2.IncomingHttpHeaders];
  const headers = Object.entries(received)
    .flatMap(([name, value]) => [value!].flat().map((one) => [name, one] as const));
  return { status: Number(status), reason: '', headers, body: await text(stream) };
}

/**
 * A stream on the one connection to the server of HTTP/2, which is opened again where a test has ended it.
 */
export function openStream(listener: Listener, headers: http2.OutgoingHttpHeaders): http2.ClientHttp2Stream {
  current = listener;
  if (!session || session.closed || session.destroyed) {
    session = http2.connect(`http://127.0.0.1:${http2Port}`);
  }
  const stream = session.request(headers, { endStream: true });
  stream.setTimeout(PATIENCE, () => { stream.destroy(new Error('No response over HTTP/2')); });
  return stream;
}

export const versions = [['HTTP/1', send], ['HTTP/2', sendHttp2]] as const;

/** All values of a header. */
export function values({ headers }: ReceivedResponse, name: string): string[] {
  return headers.filter(([own]) => own.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

/**
 * What a response says of CORS: `Vary` and all `Access-Control-*`, by their names in lower case; one that
 * came twice as an array.
 */
export function corsOf(response: ReceivedResponse): Record<string, string | string[]> {
  const names = new Set(response.headers.map(([name]) => name.toLowerCase()));
  const cors = [...names].filter((name) => /^(vary$|access-control-)/.test(name)).sort();
  return Object.fromEntries(cors.map((name) => {
    const all = values(response, name);
    return [name, all.length === 1 ? all[0]! : all];
  }));
}
