// What stands behind a policy in the matrix: handlers that set CORS headers of their own in every way Node has. On a
// preflight they run only with `preflightContinue`.

import type { IncomingMessage, ServerResponse } from 'node:http';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

const OWN = { 'X-One': '1', 'X-Two': '2', ETag: '"1"', 'Cache-Control': 'no-store', 'Content-Type': 'text/plain' };

function own(res: ServerResponse, more: Record<string, string | string[]> = {}): ServerResponse {
  for (const [name, value] of Object.entries({ ...OWN, ...more })) res.setHeader(name, value);
  return res;
}

const end = (res: ServerResponse) => { res.end('answer'); };

export const HANDLERS = {
  'plain': (_req, res) => { end(own(res)); },
  'status 404': (_req, res) => { end(own(res).writeHead(404)); },
  'status 500': (_req, res) => { end(own(res).writeHead(500)); },
  'status 201': (_req, res) => { end(own(res).writeHead(201)); },
  'sets Vary': (_req, res) => { end(own(res, { Vary: 'Accept-Encoding' })); },
  'sets another Access-Control-Allow-Origin': (_req, res) => { end(own(res, { 'Access-Control-Allow-Origin': 'https://elsewhere.example' })); },
  'sets every permission': (req, res) => { end(own(res, { 'Access-Control-Allow-Origin': req.headers.origin ?? '*', 'Access-Control-Allow-Credentials': 'true' })); },
  'writes every permission as an object': (req, res) => {
    end(res.writeHead(200, { ...OWN, 'access-control-allow-origin': req.headers.origin ?? '*', 'Access-Control-Allow-Credentials': 'true', Vary: 'Accept' }));
  },
  'writes every permission as a flat list': (req, res) => {
    end(res.writeHead(200, ['X-One', '1', 'Access-Control-Allow-Origin', '*', 'Access-Control-Allow-Origin', req.headers.origin ?? 'null', 'Access-Control-Allow-Credentials', 'true']));
  },
  'removes the permission': (_req, res) => { own(res).removeHeader('Access-Control-Allow-Origin'); end(res); },
  'exposes X-Two': (_req, res) => { end(own(res, { 'Access-Control-Expose-Headers': 'X-Two' })); },
  'exposes everything': (_req, res) => { end(own(res, { 'Access-Control-Expose-Headers': '*' })); },
  'sets a cookie': (_req, res) => { end(own(res, { 'Set-Cookie': ['a=1; Path=/', 'b=2; Path=/'] })); },
  'allows PUT and X-Own by itself': (_req, res) => { end(own(res, { 'Access-Control-Allow-Methods': 'PUT', 'Access-Control-Allow-Headers': 'X-Own' })); },
  'allows methods that are no list': (_req, res) => { end(own(res, { 'Access-Control-Allow-Methods': 'PUT, a b' })); },
  'allows headers that are no list': (_req, res) => { end(own(res, { 'Access-Control-Allow-Headers': 'X-Own, a:b' })); },
  'allows everything with stars': (_req, res) => { end(own(res, { 'Access-Control-Allow-Methods': '*', 'Access-Control-Allow-Headers': '*' })); },
  'exposes what is no list': (_req, res) => { end(own(res, { 'Access-Control-Expose-Headers': 'X-Two, a b' })); },
  'exposes with empty members': (_req, res) => { end(own(res, { 'Access-Control-Expose-Headers': ' ,X-Two,,' })); },
} as const satisfies Record<string, Handler>;

export type HandlerName = keyof typeof HANDLERS;

/** Those that decide about a preflight themselves, with its status or its lists: there the policy's decision isn't the last word. */
export const DECIDES_PREFLIGHTS: readonly HandlerName[] = [
  'status 404', 'status 500', 'allows PUT and X-Own by itself', 'allows methods that are no list', 'allows headers that are no list',
  'allows everything with stars',
];
