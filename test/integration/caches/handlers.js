// One handler for each way in which a program sets `Vary` itself. All of them give cacheable answers that
// differ by what they vary on, so that a cache that loses one name shows it.

/**
 * @typedef {import('node:http').IncomingMessage} Req
 * @typedef {import('node:http').ServerResponse} Res
 * @typedef {object} Way
 * @property {readonly string[]} varies the request headers that the answer depends on; `*` keeps it out of
 * every cache
 * @property {(req: Req, res: Res, body: string) => void} answer
 */

const TYPE = 'text/plain';
const CACHE_CONTROL = 'public, max-age=60';
const LANGUAGE = ['accept-language'];

/** @type {Readonly<Record<string, Way>>} */
export const ways = {
  'none': { varies: [], answer: (req, res, body) => cacheable(res).end(body) },
  'none, head by write()': {
    varies: [], answer: (req, res, body) => void (cacheable(res).write(body), res.end())
  },
  'none, head by flushHeaders()': {
    varies: [], answer: (req, res, body) => void (cacheable(res).flushHeaders(), res.end(body))
  },
  'setHeader, text': {
    varies: LANGUAGE,
    answer: (req, res, body) => cacheable(res).setHeader('Vary', 'Accept-Language').end(body),
  },
  'setHeader, lower case': {
    varies: LANGUAGE,
    answer: (req, res, body) => cacheable(res).setHeader('vary', 'accept-language').end(body),
  },
  'setHeader, two names': {
    varies: [...LANGUAGE, 'x-device'],
    answer: (req, res, body) => cacheable(res).setHeader('Vary', 'Accept-Language, X-Device').end(body),
  },
  'setHeader, array': {
    varies: [...LANGUAGE, 'x-device'],
    answer: (req, res, body) => cacheable(res).setHeader('Vary', ['Accept-Language', 'X-Device']).end(body),
  },
  'setHeader, array that begins with Origin': {
    varies: LANGUAGE,
    answer: (req, res, body) => cacheable(res).setHeader('Vary', ['Origin', 'Accept-Language']).end(body),
  },
  'setHeader, origin in lower case': {
    varies: LANGUAGE,
    answer: (req, res, body) => cacheable(res).setHeader('Vary', 'origin, accept-language').end(body),
  },
  'setHeaders': {
    varies: LANGUAGE,
    answer: (req, res, body) =>
      cacheable(res)
        .setHeaders(new Map([['Vary', 'Accept-Language']]))
        .end(body),
  },
  'appendHeader': {
    varies: [...LANGUAGE, 'x-device'],
    answer: (req, res, body) =>
      cacheable(res).appendHeader('Vary', 'Accept-Language').appendHeader('Vary', 'X-Device').end(body),
  },
  'removeHeader': {
    varies: [],
    answer: (req, res, body) => {
      cacheable(res).setHeader('Vary', 'Accept-Language').removeHeader('Vary');
      res.end(body);
    },
  },
  'writeHead, object': {
    varies: LANGUAGE,
    answer: (req, res, body) => res.writeHead(200, { ...head(), 'Vary': 'Accept-Language' }).end(body),
  },
  'writeHead, object in lower case, with a reason': {
    varies: LANGUAGE,
    answer: (req, res, body) => res.writeHead(200, 'Fine', { ...head(), vary: 'accept-language' }).end(body),
  },
  'writeHead, object with an array': {
    varies: [...LANGUAGE, 'x-device'],
    answer: (req, res, body) =>
      res.writeHead(200, { ...head(), 'Vary': ['Accept-Language', 'X-Device'] }).end(body),
  },
  'writeHead, flat array': {
    varies: LANGUAGE,
    answer: (req, res, body) =>
      res.writeHead(200, [...Object.entries(head()).flat(), 'Vary', 'Accept-Language']).end(body),
  },
  'writeHead, flat array with two lines': {
    varies: [...LANGUAGE, 'x-device'],
    answer: (req, res, body) =>
      res
        .writeHead(
          200, [
            'vary', 'origin', ...Object.entries(head()).flat(), 'Vary', 'X-Device', 'Vary', 'Accept-Language'
          ]
        )
        .end(body),
  },
  'writeHead, nested arrays': {
    varies: LANGUAGE,
    answer: (req, res, body) =>
      res.writeHead(200, [...Object.entries(head()), ['Vary', 'Accept-Language']]).end(body),
  },
  'writeHead after setHeader': {
    varies: [...LANGUAGE, 'x-device'],
    answer: (req, res, body) =>
      cacheable(res).setHeader('Vary', 'X-Device').writeHead(200, { vary: 'Accept-Language, X-Device' }).end(
        body
      ),
  },
  'writeHead with an empty Vary': {
    varies: [],
    answer: (req, res, body) => res.writeHead(200, { ...head(), 'Vary': '' }).end(body),
  },
  "an upstream's own CORS headers": {
    varies: LANGUAGE,
    answer: (req, res, body) => {
      const theirs = {
        'Access-Control-Allow-Origin': 'https://upstream.example', 'Access-Control-Allow-Credentials': 'true'
      };
      res.writeHead(200, { ...head(), ...theirs, 'Vary': 'Accept-Language' }).end(body);
    },
  },
  'star': { varies: ['*'], answer: (req, res, body) => cacheable(res).setHeader('Vary', '*').end(body) },
  'star among others': {
    varies: ['*'],
    answer: (req, res, body) => res.writeHead(200, { ...head(), 'Vary': 'Accept-Language, *' }).end(body),
  },
};

/**
 * What an answer says: the way, and the request headers that it depends on. @param {string} name @param
 * {Req['headers']} headers
 */
export function bodyFor(name, headers) {
  const { varies } = /** @type {Way} */ (ways[name]);
  return [name, ...varies.map((header) => `${header}=${headers[header] ?? ''}`)].join(' | ');
}

const head = () => ({ 'Content-Type': TYPE, 'Cache-Control': CACHE_CONTROL });

/** @param {Res} res */
function cacheable(res) {
  for (const [name, value] of Object.entries(head())) res.setHeader(name, value);
  return res;
}
