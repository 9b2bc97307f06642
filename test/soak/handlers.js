// What runs behind the policies: heads written in different ways, bodies short, streamed and long, answers at
// once and later.
import { setTimeout } from 'node:timers/promises';

const LONG = 'x'.repeat(200_000);

/**
 * The path is the key. Each names the policy that it runs behind. @type {Record<string, (req: any, res: any,
 * policy: string) => unknown>}
 */
const byPath = {
  '/set': (req, res, policy) => {
    res.setHeader('X-Policy', policy);
    res.setHeader('Access-Control-Allow-Origin', 'https://handler.example');
    res.end('set');
  },
  '/head': (req, res, policy) =>
    res.writeHead(
      200, { 'X-Policy': policy, 'Vary': 'Accept-Language', 'access-control-allow-credentials': 'true' }
    ).end('head'),
  '/pairs': (req, res, policy) =>
    res.writeHead(
      200, ['X-Policy', policy, 'Vary', 'Accept-Language', 'Access-Control-Allow-Origin', 'null']
    ).end('pairs'),
  '/nothing': (req, res, policy) => res.writeHead(204, { 'X-Policy': policy }).end(),
  '/error': (req, res, policy) => res.writeHead(500, { 'X-Policy': policy }).end('error'),
  '/stream': (req, res, policy) => {
    res.setHeader('X-Policy', policy);
    res.write('str');
    res.end('eam');
  },
  '/long': (req, res, policy) => {
    res.setHeader('X-Policy', policy);
    res.end(LONG);
  },
  '/late': async (req, res, policy) => {
    await setTimeout(5);
    res.setHeader('X-Policy', policy);
    res.end('late');
  },
  '/echo': (req, res, policy) => {
    res.setHeader('X-Policy', policy);
    req.pipe(res);
  },
};

/** @param {string} policy @param {(req: any) => void} seen */
export const handlerBehind = (policy, seen) => (/** @type {any} */ req, /** @type {any} */ res) => {
  seen(req);
  const handler = byPath[req.url] ?? byPath['/set'];
  return handler?.(req, res, policy);
};
