// What one exchange must look like, given what the model says of it.
import assert from 'node:assert/strict';
import { members, modelOf } from './policy-model.js';
import { receivedOf } from './requests.js';

const CORS_NAMES =
  ['access-control-allow-origin', 'access-control-allow-credentials', 'access-control-allow-methods',
  'access-control-allow-headers', 'access-control-max-age', 'access-control-expose-headers', 'vary'];
/** The framing and the date are Node's. */
const NODES_OWN = ['date', 'connection', 'keep-alive', 'transfer-encoding'];

const isCors = ([name]) => CORS_NAMES.includes(name.toLowerCase());
const isOther = ([name]) => !isCors([name]) && !NODES_OWN.includes(name.toLowerCase());
/**
 * The order of lines, of the names in `Vary` and, on HTTP/2, case mean nothing; how often a name comes does.
 * What an intermediary padded may go back padded.
 */
const sorted = (lines) => lines.map(([name, value]) => {
  if (/^vary$/i.test(name)) return ['vary', members(value).sort().join(', ')];
  return [
    name.toLowerCase(), /^access-control-allow-headers$/i.test(name) ? members(value).join(', ') : value
  ];
}).sort();

/** The handler of these properties: says that it ran, and sets nothing that is CORS's. */
export function handlerThatCounts(seen) {
  return (request, response) => {
    seen.handled += 1;
    response.setHeader('Content-Type', 'text/html');
    response.end(Buffer.from('handled')); // with a string, Node writes the whole head in its encoding, UTF-8
  };
}

function assertCorsHeaders(answer, expected) {
  assert.deepEqual(sorted(answer.lines.filter(isCors)), sorted(Object.entries(expected.headers)),
    'CORS headers on the wire');
}

/**
 * An answer of the library's own: plain text of the length that it says, without it where the request is a
 * HEAD.
 */
function assertGenerated(answer, status, request) {
  assert.equal(answer.status, status);
  const { 'content-length': length, ...others } = Object.fromEntries(sorted(answer.lines.filter(isOther)));
  assert.deepEqual(others, { 'content-type': 'text/plain' });
  assert.match(length, /^[1-9][0-9]*$/);
  assert.equal(answer.body.length, request.method === 'HEAD' ? 0 : Number(length));
}

/**
 * The text of a 403: begins as promised, is one line, and names the origin where that is short enough to be
 * read.
 */
function assertRefusalText(text, { origin }) {
  assert.match(text, /^Not allowed by CORS[^\r\n]*\n?$/);
  if (origin !== undefined && /^[\x21-\x7e]{1,200}$/.test(origin)) assert.ok(text.includes(origin),
    `${JSON.stringify(text)} names ${origin}`);
}

/**
 * @param made the policy, as `madeOf` gives it
 * @param seen `{ handled }`, how often the handler ran for this request
 */
export function assertExchange(made, sent, answer, seen) {
  const request = receivedOf(sent);
  const expected = modelOf(made.options, request, made.answer);
  assert.equal(seen.handled, expected.outcome === 'handler' ? 1 : 0, 'runs of the handler');
  assert.equal(made.calls.length, expected.asked, 'calls of the predicate');
  for (const [origin, received] of made.calls) {
    assert.equal(origin, request.headers.origin);
    assert.equal(received.headers.origin, request.headers.origin);
    assert.equal(received.method, request.method);
  }
  assertCorsHeaders(answer, expected);
  switch (expected.outcome) {
    case 'handler':
      assert.equal(answer.status, 200);
      assert.equal(answer.body, request.method === 'HEAD' ? '' : 'handled');
      assert.deepEqual(sorted(answer.lines.filter(isOther)).filter(([name]) => name !== 'content-length'),
        [['content-type', 'text/html']]);
      break;
    case 'accepted': {
      const status = made.options.optionsSuccessStatus ?? 204;
      assert.equal(answer.status, status);
      assert.equal(answer.body, '');
      assert.deepEqual(sorted(answer.lines.filter(isOther)), status === 204 ? [] : [['content-length', '0']]);
      break;
    }
    case 'refused':
      assertGenerated(answer, 403, request);
      if (request.method !== 'HEAD') assertRefusalText(
        Buffer.from(answer.body, 'latin1').toString(), request.headers
      );
      break;
    case 'failed':
      assertGenerated(answer, 500, request);
      assert.ok(!answer.body.includes('secret'), 'the error stays on the server');
      break;
  }
}

/** `decide` says what the wire showed. */
export async function assertDecision(policy, made, sent) {
  const request = receivedOf(sent);
  const expected = modelOf(made.options, request, made.answer);
  const given = policy.decide(request);
  assert.equal(given instanceof Promise, expected.asked === 1 && made.later(request.headers.origin),
    'a promise only where the predicate gives one');
  const { kind, allowed, reason, headers, message, ...others } = await given;
  assert.deepEqual({ kind, allowed, reason, headers: sorted(Object.entries(headers)) },
    { kind: expected.kind, allowed: expected.allowed, reason: expected.reason,
    headers: sorted(Object.entries(expected.headers)) });
  for (const name of Object.keys(headers)) assert.ok(Object.hasOwn(expected.headers, name),
    `${name} is the usual name`);
  assert.match(message, /^\S[^\r\n]*\S$/);
  assert.deepEqual(others, {});
}
