// Random handlers: what a program may do to a response, right and wrong, step by step, and a record of what
// it saw.
import fc from 'fast-check';

/** The names whose lines are the policy's business; everything else must come out as the handler left it. */
const POLICYS = [
  'access-control-allow-origin', 'access-control-allow-credentials', 'access-control-expose-headers', 'vary'
];
/** Those that an accepted preflight has besides: set before the handler, which may change them. */
const PREFLIGHTS = ['access-control-allow-methods', 'access-control-allow-headers', 'access-control-max-age'];
export const isPolicys = (name) => POLICYS.includes(String(name).toLowerCase());
export const isPreflights = (name) => PREFLIGHTS.includes(String(name).toLowerCase());
const isHidden = (name) => isPolicys(name) || isPreflights(name);

const name = fc.oneof(
  { weight: 6,
    arbitrary: fc.constantFrom(
      'X-A', 'x-a', 'X-B', 'Set-Cookie', 'set-cookie', 'ETag', 'Content-Type', 'Date'
    ) },
  { weight: 5,
    arbitrary: fc.constantFrom(
      'Vary', 'vary', 'VARY', 'Access-Control-Allow-Origin', 'access-control-allow-origin',
      'Access-Control-Allow-Credentials', 'ACCESS-CONTROL-ALLOW-CREDENTIALS', 'Access-Control-Expose-Headers',
      'access-control-expose-headers'
    ) },
  { weight: 1,
    arbitrary: fc.constantFrom(
      'Access-Control-Allow-Methods', 'Access-Control-Max-Age', 'access-control-allow-headers',
      'Timing-Allow-Origin'
    ) },
  { weight: 1, arbitrary: fc.constantFrom('Content-Length', 'Transfer-Encoding', 'Connection', 'Trailer') },
  { weight: 1, arbitrary: fc.constantFrom('', 'X A', '__proto__', 'constructor', 'caf\xe9', undefined, 7) },
);
const value = fc.oneof(
  { weight: 6,
    arbitrary: fc.constantFrom(
      'v', 'w', 'a=1', '*', 'true', 'https://evil.example', 'https://a.example', 'null'
    ) },
  { weight: 5,
    arbitrary: fc.constantFrom(
      'Origin', 'origin', 'Accept-Encoding', 'accept-encoding, Origin', 'Accept ,, ORIGIN',
      'Accept-Encoding,', '*, Accept', 'X-Origin', '', ' '
    ) },
  { weight: 2,
    arbitrary: fc.constantFrom(
      ['a', 'b'], ['Origin'], ['Accept', 'Cookie'], ['Accept', '*'],
      ['https://evil.example', 'https://a.example']
    ) },
  { weight: 1, arbitrary: fc.constantFrom(0, 2, 'caf\xe9') },
  { weight: 1, arbitrary: fc.constantFrom(undefined, 'bad\r\nX-Evil: 1', '\u20ac', ['ok', 'bad\n']) },
);
const pair = fc.tuple(name, value);

const replaced = /^(?:access-control-allow-(?:origin|credentials)|vary)$/i;
const isWrong = ([one, other]) => typeof one !== 'string' || !/^[\w-]+$/.test(one) || other === undefined
  || [other].flat().some((each) => !/^[\t -~\x80-\xff]*$/.test(each));

/**
 * What is handed over at once has one mistake at most, since which of several Node meets first is nobody's
 * business. Nor is what it would have said of the two headers that the policy replaces unread, and of the one
 * that it composes.
 */
function withOneMistake(pairs) {
  let mistakes = 0;
  return pairs.map(
    ([one, other]) =>
      (isWrong([one, other]) && (replaced.test(one) || ++mistakes > 1) ? ['X-Right', 'v'] : [one, other])
  );
}
const handedOver = (maximum) => fc.array(pair, { maxLength: maximum }).map(withOneMistake);

/** The forms in which headers are handed over at once. */
const bag = fc.oneof(
  { weight: 3, arbitrary: handedOver(4).map((pairs) => ({ form: 'object', pairs })) },
  { weight: 2, arbitrary: handedOver(4).map((pairs) => ({ form: 'flat', pairs })) },
  { weight: 1, arbitrary: handedOver(4).map((pairs) => ({ form: 'nested', pairs })) },
  { weight: 1, arbitrary: handedOver(2).map((pairs) => ({ form: 'odd', pairs })) },
  { weight: 1, arbitrary: fc.constantFrom({ form: 'undefined', pairs: [] }, { form: 'null', pairs: [] }) },
);
function bagOf({ form, pairs }) {
  if (form === 'object') return Object.fromEntries(pairs);
  if (form === 'flat') return pairs.flat(1);
  if (form === 'odd') return [...pairs.flat(1), 'X-Odd'];
  if (form === 'nested') return pairs;
  return form === 'null' ? null : undefined;
}

const status = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(200, 200, 201, 204, 205, 206, 301, 304, 404, 500, 503, 599) },
  { weight: 1, arbitrary: fc.constantFrom(100, 102, 103, 199, 99, 1000, '201', 'x', undefined, 200.5) },
);
const chunk = fc.constantFrom('body', '', 'caf\xe9', 'x'.repeat(300));

const step = fc.oneof(
  { weight: 8, arbitrary: pair.map((args) => ['setHeader', ...args]) },
  { weight: 4, arbitrary: pair.map((args) => ['appendHeader', ...args]) },
  { weight: 3, arbitrary: name.map((one) => ['removeHeader', one]) },
  { weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('Map', 'Headers'), fc.array(pair, { maxLength: 3 })).map(
      (args) => ['setHeaders', ...args]
    ) },
  { weight: 2, arbitrary: name.map((one) => ['getHeader', one]) },
  { weight: 1, arbitrary: name.map((one) => ['hasHeader', one]) },
  { weight: 1, arbitrary: fc.constantFrom('getHeaderNames', 'getHeaders').map((one) => [one]) },
  { weight: 5,
    arbitrary: fc.tuple(
      status, fc.option(fc.constantFrom('Fine', '', 'b\xe9', 'b\n'), { nil: undefined }), bag
    ).map((args) => ['writeHead', ...args]) },
  { weight: 2, arbitrary: fc.tuple(status, bag).map((args) => ['writeHead', args[0], undefined, args[1]]) },
  { weight: 4, arbitrary: chunk.map((one) => ['write', one]) },
  { weight: 3, arbitrary: fc.option(chunk, { nil: undefined }).map((one) => ['end', one]) },
  { weight: 2, arbitrary: fc.constant(['flushHeaders']) },
  { weight: 2, arbitrary: status.map((one) => ['statusCode', one]) },
  { weight: 1,
    arbitrary: fc.constantFrom('Fine', '', undefined, 'b\n').map((one) => ['statusMessage', one]) },
  { weight: 2,
    arbitrary: fc.constantFrom(
      ['writeContinue'], ['writeProcessing'], ['writeEarlyHints', { link: '</style.css>; rel=preload' }]
    ) },
  { weight: 1, arbitrary: fc.constantFrom(['cork'], ['uncork'], ['sendDate'], ['strictContentLength']) },
  { weight: 1, arbitrary: pair.map(([one, other]) => ['addTrailers', { [one]: other }]) },
  { weight: 2, arbitrary: fc.constant(['wait']) },
);

/**
 * Node refuses a list of pairs once something was set, though it was removed again: that nobody can tell from
 * outside, so such programs remove nothing, and set nothing that the policy removes when they write a head
 * that Node then refuses.
 */
export const programs = fc.array(step, { maxLength: 9 }).map((steps) => {
  const hasPairs = steps.some(([, , , headers]) => headers?.form === 'nested');
  const isRemoved = (each) => each[0] !== 'writeHead'
    && /access-control-allow-(origin|credentials)/i.test(JSON.stringify(each));
  return hasPairs ? steps.filter((each) => each[0] !== 'removeHeader' && !isRemoved(each)) : steps;
});

function headersFrom(form, pairs) {
  if (form === 'Map') return new Map(pairs);
  return new Headers(pairs.map(([one, other]) => [one, String(other)]));
}

function perform(response, [operation, ...args]) {
  switch (operation) {
    case 'setHeaders': return response.setHeaders(headersFrom(...args));
    case 'writeHead': {
      const [code, reason, headers] = args;
      return reason === undefined
        ? response.writeHead(code, bagOf(headers)) : response.writeHead(code, reason, bagOf(headers));
    }
    case 'getHeader': return isHidden(args[0]) ? undefined : response.getHeader(args[0]);
    case 'hasHeader': return isHidden(args[0]) ? undefined : response.hasHeader(args[0]);
    case 'getHeaderNames': return response.getHeaderNames().filter((one) => !isHidden(one));
    case 'getHeaders': return Object.entries(response.getHeaders()).filter(([one]) => !isHidden(one));
    case 'statusCode': case 'statusMessage':
      response[operation] = args[0];
      return undefined;
    case 'sendDate':
      response.sendDate = false;
      return undefined;
    case 'strictContentLength':
      response.strictContentLength = true;
      return undefined;
    default: return response[operation](...args);
  }
}

const hasFields = ([operation, , , headers]) => operation === 'writeHead'
  && !['undefined', 'null'].includes(headers.form);
const errorOf = ({ name: kind, code, message }) => ({ kind, code, message });

/**
 * A handler that runs the program, keeps what it saw in `trace`, and calls `finished` two turns after it
 * ended the answer.
 */
export function handlerOf(program, trace, finished) {
  return async (request, response) => {
    response.on('error', (error) => trace.push(['event', errorOf(error)]));
    let refusals = 0;
    for (const step of program) {
      if (step[0] === 'wait') {
        await new Promise(setImmediate);
        continue;
      }
      let result;
      try {
        // A copy, for Node's appendHeader goes on filling the very array that it was given.
        result = perform(response, structuredClone(step));
        if (result === response) result = 'the response';
      } catch (error) {
        result = errorOf(error);
      }
      const { headersSent, statusCode, statusMessage, writableEnded } = response;
      trace.push([step[0], result, { headersSent, statusCode, statusMessage, writableEnded }]);
      // A handler may well answer a head that Node refused with another one; nobody goes on after the second.
      // After a refused head without fields of its own the policy's headers are among those that are set on
      // the response.
      if (result?.kind !== undefined
        && ['writeHead', 'write', 'end', 'flushHeaders'].includes(step[0])) refusals += hasFields(step)
          ? 1 : 2;
      if (refusals >= 2) break;
    }
    try {
      response.end();
    } catch (error) {
      trace.push(['end', errorOf(error)]);
      response.destroy();
    }
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    finished(request, response);
  };
}
