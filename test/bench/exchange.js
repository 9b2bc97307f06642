// One request through Node's own IncomingMessage and ServerResponse without a socket: what a listener costs,
// and nothing of the kernel, the event loop or the parser, beside which every listener would look cheap.
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { requestsOf } from './rows.js';

/** So many requests are open at once: a listener that waits for a promise responds in the next turn. */
const BATCH = 100;
const socket = new Socket();

/**
 * Makes requests as the HTTP parser hands them over: names and values in turn, each a string that nobody has
 * looked at yet. They are cut from bytes for every request, because V8 remembers the hash of a string that it
 * has met, and a look-up with a remembered hash is too cheap to be true.
 * @param {import('./rows.js').Row} row
 */
export function requestMaker(row) {
  const heads = requestsOf(row).map((headers) => headers.flat().map((text) => Buffer.from(text, 'latin1')));
  let turn = 0;
  return () => {
    const head = heads[turn++ % heads.length];
    const req = new IncomingMessage(socket);
    Object.assign(req, { httpVersionMajor: 1, httpVersionMinor: 1, httpVersion: '1.1', url: '/products/1' });
    req.method = row.preflight ? 'OPTIONS' : 'GET';
    req._addHeaderLines(head.map((text) => text.toString('latin1')), head.length); // as Node's parser does
    return req;
  };
}

/**
 * Nanoseconds for a request, from the moment when Node has the request to the one when the response is
 * written.
 * @param {import('node:http').RequestListener} listener
 * @param {() => IncomingMessage} nextRequest
 * @param {number} batches
 */
export async function time(listener, nextRequest, batches) {
  let nanoseconds = 0n;
  for (let batch = 0; batch < batches; batch++) {
    const requests = Array.from({ length: BATCH }, nextRequest);
    const responses = [];
    const begun = process.hrtime.bigint();
    for (const req of requests) {
      const res = new ServerResponse(req);
      res.shouldKeepAlive = true;
      responses.push(res);
      listener(req, res);
    }
    await nextTurn();
    nanoseconds += process.hrtime.bigint() - begun;
    if (responses.some((res) => !res.writableEnded)) throw new Error('No response in the next turn');
  }
  return Number(nanoseconds) / (batches * BATCH);
}

/**
 * The response itself, in a form in which what means the same is the same: names in lower case and sorted,
 * lists without spaces, and nothing of the connection.
 * @param {import('node:http').RequestListener} listener @param {IncomingMessage} req
 */
export async function responseOf(listener, req) {
  let text = '';
  const sink = new Writable({ write(chunk, _encoding, done) { text += chunk.toString('latin1'); done(); } });
  const res = new ServerResponse(req);
  res.assignSocket(sink);
  listener(req, res);
  await nextTurn();
  const [head, body] = text.split('\r\n\r\n');
  const [statusLine, ...lines] = head.split('\r\n');
  const headers = lines
    .map((line) => line.split(/: (.*)/s, 2))
    .map(([name, value]) => [name.toLowerCase(), value.split(/ *, */).join(',')])
    .filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name));
  return { status: Number(statusLine.split(' ')[1]), headers: Object.fromEntries(headers.sort()), body };
}
