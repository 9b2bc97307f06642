// One request over a real socket to a server that lives as long as it takes, and what came back.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { text } from 'node:stream/consumers';

/** Milliseconds of silence after which a client gives up, so that its test fails instead of waiting for ever. */
const PATIENCE = 15_000;

/** For a test that waits for something else. */
export const DEADLINE = { timeout: 2 * PATIENCE };

/** A request; a field that is sent twice has an array. */
export interface Question {
  readonly method?: string;
  readonly path?: string;
  readonly fields?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Answer {
  readonly status: number;
  readonly reason: string;
  /** As they came: in their order, in their case, repeated. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Starts a server on a port that is free, and ends it whatever becomes of the use of it. */
export async function serve<Result>(server: net.Server, use: (port: number) => Promise<Result>): Promise<Result> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use((server.address() as net.AddressInfo).port);
  } finally {
    server.close();
    if (server instanceof http.Server) server.closeAllConnections();
    await once(server, 'close');
  }
}

/** Asks by HTTP/1.1, byte for byte: the client of node:http would correct what must be odd. */
export function ask(listener: http.RequestListener, question: Question = {}): Promise<Answer> {
  return serve(http.createServer(listener), (port) => send(port, question));
}

export async function send(port: number, { method = 'GET', path = '/', fields = {} }: Question): Promise<Answer> {
  const lines = Object.entries({ Host: `127.0.0.1:${port}`, Connection: 'close', ...fields })
    .flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}\r\n`));
  return parse(await sendBytes(port, `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`));
}

/** Sends the bytes as they are and gives back what comes until the server closes. */
export async function sendBytes(port: number, bytes: string): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  socket.setTimeout(PATIENCE, () => { socket.destroy(new Error(`no answer to ${bytes.slice(0, 200)}`)); });
  socket.write(bytes, 'latin1');
  return text(socket.setEncoding('latin1'));
}

function parse(received: string): Answer {
  const end = received.indexOf('\r\n\r\n');
  const [statusLine, ...lines] = received.slice(0, end).split('\r\n');
  const [, status, reason] = /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(statusLine!) ?? assert.fail(`no answer: ${JSON.stringify(received)}`);
  const fields = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const);
  const rest = received.slice(end + 4);
  const body = fields.some(([name, value]) => /^transfer-encoding$/i.test(name) && value === 'chunked') ? dechunk(rest) : rest;
  return { status: Number(status), reason: reason!, fields, body };
}

function dechunk(rest: string): string {
  const [size = ''] = /^[\da-f]+/i.exec(rest) ?? [];
  const start = size.length + 2;
  const length = Number.parseInt(size, 16);
  return length > 0 ? rest.slice(start, start + length) + dechunk(rest.slice(start + length + 2)) : '';
}

/** Asks by HTTP/2 in clear text. What these tests' listeners use, both kinds of requests and responses have. */
export function askHttp2(listener: http.RequestListener, question: Question = {}): Promise<Answer> {
  const compatible = listener as unknown as (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void;
  return serve(http2.createServer(compatible), (port) => withSession(port, (session) => sendHttp2(session, question)));
}

export const versions = [['HTTP/1', ask], ['HTTP/2', askHttp2]] as const;

export async function withSession<Result>(port: number, use: (session: http2.ClientHttp2Session) => Promise<Result>): Promise<Result> {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  session.setTimeout(PATIENCE, () => { session.destroy(new Error('no answer by HTTP/2')); });
  try {
    return await use(session);
  } finally {
    session.destroy();
  }
}

export async function sendHttp2(session: http2.ClientHttp2Session, { method = 'GET', path = '/', fields = {} }: Question): Promise<Answer> {
  const { Host, ...others } = fields;
  const request = session.request({ ':method': method, ':path': path, ...(Host && { ':authority': Host }), ...others } as http2.OutgoingHttpHeaders);
  request.end();
  const [head] = await once(request, 'response') as [http2.IncomingHttpHeaders];
  const body = await text(request);
  const { ':status': status, ...sent } = head;
  return { status: Number(status), reason: '', fields: Object.entries(sent).flatMap(([name, value]) => [value!].flat().map((one) => [name, one] as const)), body };
}

/** All values of a field. */
export function values({ fields }: Answer, name: string): string[] {
  return fields.filter(([own]) => own.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

/** What an answer says of CORS: `Vary` and all `Access-Control-*`, by their names in lower case; one that came twice as an array. */
export function corsOf(answer: Answer): Record<string, string | string[]> {
  const names = answer.fields.map(([name]) => name.toLowerCase()).filter((name) => name === 'vary' || name.startsWith('access-control-'));
  return Object.fromEntries([...new Set(names)].sort().map((name) => {
    const all = values(answer, name);
    return [name, all.length === 1 ? all[0]! : all];
  }));
}
