// What stands behind a policy in the matrix: handlers that set CORS headers of their own in every way Node
// has. On a preflight they run only with `preflightContinue`.

import type { IncomingMessage, ServerResponse } from 'node:http';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

const ALLOW_ORIGIN = 'Access-Control-Allow-Origin';
const ALLOW_CREDENTIALS = 'Access-Control-Allow-Credentials';
const ALLOW_METHODS = 'Access-Control-Allow-Methods';
const ALLOW_HEADERS = 'Access-Control-Allow-Headers';
const EXPOSE_HEADERS = 'Access-Control-Expose-Headers';
const OWN =
  { 'X-One': '1', 'X-Two': '2', 'ETag': '"1"', 'Cache-Control': 'no-store', 'Content-Type': 'text/plain' };

function own(res: ServerResponse, more: Record<string, string | string[]> = {}): ServerResponse {
  for (const [name, value] of Object.entries({ ...OWN, ...more })) res.setHeader(name, value);
  return res;
}

const end = (res: ServerResponse) => { res.end('page'); };

export const HANDLERS = {
  'plain': (_req, res) => { end(own(res)); },
  'status 404': (_req, res) => { end(own(res).writeHead(404)); },
  'status 500': (_req, res) => { end(own(res).writeHead(500)); },
  'status 201': (_req, res) => { end(own(res).writeHead(201)); },
  'sets Vary': (_req, res) => { end(own(res, { Vary: 'Accept-Encoding' })); },
  'sets another Access-Control-Allow-Origin': (_req, res) => {
    end(own(res, { [ALLOW_ORIGIN]: 'https://elsewhere.example' }));
  },
  'sets every permission': (req, res) => {
    end(own(res, { [ALLOW_ORIGIN]: req.headers.origin ?? '*', [ALLOW_CREDENTIALS]: 'true' }));
  },
  'writes every permission as an object': (req, res) => {
    const origin = req.headers.origin ?? '*';
    const permissions =
      { 'access-control-allow-origin': origin, [ALLOW_CREDENTIALS]: 'true', 'Vary': 'Accept' };
    end(res.writeHead(200, { ...OWN, ...permissions }));
  },
  'writes every permission as a flat list': (req, res) => {
    const origin = req.headers.origin ?? 'null';
    end(res.writeHead(
      200, ['X-One', '1', ALLOW_ORIGIN, '*', ALLOW_ORIGIN, origin, ALLOW_CREDENTIALS, 'true']
    ));
  },
  'removes the permission': (_req, res) => {
    own(res).removeHeader('Access-Control-Allow-Origin');
    end(res);
  },
  'exposes X-Two': (_req, res) => { end(own(res, { [EXPOSE_HEADERS]: 'X-Two' })); },
  'exposes everything': (_req, res) => { end(own(res, { [EXPOSE_HEADERS]: '*' })); },
  'sets a cookie': (_req, res) => { end(own(res, { 'Set-Cookie': ['a=1; Path=/', 'b=2; Path=/'] })); },
  'allows PUT and X-Own by itself': (_req, res) => {
    end(own(res, { [ALLOW_METHODS]: 'PUT', [ALLOW_HEADERS]: 'X-Own' }));
  },
  'allows methods that are not a list': (_req, res) => { end(own(res, { [ALLOW_METHODS]: 'PUT, a b' })); },
  'allows headers that are not a list': (_req, res) => { end(own(res, { [ALLOW_HEADERS]: 'X-Own, a:b' })); },
  'allows everything with stars': (_req, res) => {
    end(own(res, { [ALLOW_METHODS]: '*', [ALLOW_HEADERS]: '*' }));
  },
  'exposes what is not a list': (_req, res) => { end(own(res, { [EXPOSE_HEADERS]: 'X-Two, a b' })); },
  'exposes with empty members': (_req, res) => { end(own(res, { [EXPOSE_HEADERS]: ' ,X-Two,,' })); },
} as const satisfies Record<string, Handler>;

export type HandlerName = keyof typeof HANDLERS;

/** Those that decide about a preflight themselves: there the policy's decision isn't the last word. */
export const DECIDES_PREFLIGHTS: readonly HandlerName[] = [
  'status 404', 'status 500', 'allows PUT and X-Own by itself', 'allows methods that are not a list',
  'allows headers that are not a list', 'allows everything with stars',
];
