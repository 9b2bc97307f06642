// One request through Node's own IncomingMessage and ServerResponse without a socket: what a listener costs, and nothing of the
// kernel, the event loop or the parser, beside which every listener would look cheap.
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';

/** @typedef {(req: IncomingMessage, res: ServerResponse) => unknown} Listener */

const socket = new Socket();

/**
 * Makes requests as the HTTP parser hands them over: names and values in turn, each a string that nobody has looked at yet. They are
 * cut from bytes for every request, because V8 remembers the hash of a string that it has met, and a lookup with a remembered hash is
 * too cheap to be true.
 * @param {string} method
 * @param {readonly (readonly [string, string])[]} headers
 * @param {boolean} read somebody, a router or a log, has looked at `req.headers` already: Node makes that object when it is first read,
 *   which takes longer than everything that CORS asks for
 */
export function requestMaker(method, headers, read) {
  const bytes = headers.flat().map((text) => Buffer.from(text, 'latin1'));
  return () => {
    const req = /** @type {any} */ (new IncomingMessage(socket));
    req.httpVersionMajor = 1;
    req.httpVersionMinor = 1;
    req.httpVersion = '1.1';
    // As node:_http_common does it.
    req._addHeaderLines(bytes.map((text) => text.toString('latin1')), bytes.length);
    req.method = method;
    req.url = '/products/1';
    if (read) void req.headers;
    return /** @type {IncomingMessage} */ (req);
  };
}

/** @param {Listener} listener @param {IncomingMessage} req */
function exchange(listener, req) {
  const res = new ServerResponse(req);
  res.shouldKeepAlive = true;
  listener(req, res);
  return res;
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Nanoseconds for each of some requests, from the moment when Node has the request to the one when the answer is written.
 * @param {Listener} listener
 * @param {() => IncomingMessage} nextRequest
 * @param {number} count
 */
export async function time(listener, nextRequest, count) {
  const requests = Array.from({ length: count }, nextRequest);
  const responses = new Array(count);
  const begun = process.hrtime.bigint();
  for (let n = 0; n < count; n++) responses[n] = exchange(listener, /** @type {IncomingMessage} */ (requests[n]));
  // Listeners that wait for a promise answer here.
  await nextTurn();
  const took = process.hrtime.bigint() - begun;
  if (!responses.every((res) => res.writableEnded)) throw new Error('A listener did not answer within a turn of the event loop');
  return Number(took) / count;
}

/**
 * The answer itself, for the check that comes before the timing.
 * @param {Listener} listener
 * @param {IncomingMessage} req
 */
export async function answer(listener, req) {
  let text = '';
  const sink = new Writable({ write(chunk, _encoding, done) { text += chunk.toString('latin1'); done(); } });
  const res = new ServerResponse(req);
  res.assignSocket(/** @type {any} */ (sink));
  listener(req, res);
  await nextTurn();
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [status = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => /** @type {[string, string]} */ (line.split(/: (.*)/s, 2)));
  return { status: Number(status.split(' ')[1]), headers, body };
}
