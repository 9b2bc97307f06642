// Finds the origin that a server has been given instead of the page's: the one with a slash, of the other
// scheme, with or without `www.`, on a usual port.

import { NoAnswer } from './network-error.ts';
import { differenceOf } from './origin-difference.ts';
import { probe } from './probe.ts';
import type { RefusedVerdict, Verdict } from './verdict.ts';
import type { Send } from './wire.ts';

const USUAL_PORTS = ['', '3000', '4200', '5173', '8000', '8080'];

/** A refusal for want of `Access-Control-Allow-Origin`, completed by what the server would have allowed. */
export async function withNearMiss(verdict: Verdict, origin: string, send: Send): Promise<Verdict> {
  if (
    verdict.outcome !== 'refused' ||
    verdict.code !== 'allow-origin-missing' ||
    verdict.cause === 'authentication-on-preflight'
  )
    return verdict;
  try {
    const allowed = await findNearMiss(verdict, origin, send);
    if (allowed === undefined) return verdict;
    return {
      ...verdict,
      cause: 'origin-differs',
      change:
        `On the server: allow ${origin} instead of, or beside, ${allowed}, which it allows: ` +
        `${differenceOf(allowed, origin) ?? 'that is another origin'}.`,
    };
  } catch (error) {
    if (error instanceof NoAnswer) return verdict;
    throw error;
  }
}

async function findNearMiss(
  { exchanges }: RefusedVerdict,
  origin: string,
  send: Send,
): Promise<string | undefined> {
  const { kind, sent } = exchanges.at(-1)!;
  const plain = kind === 'request' && ['GET', 'HEAD'].includes(sent.method);
  const valueOf = (name: string): string | undefined => sent.headers.find(([each]) => each === name)?.[1];
  const requestMethod = valueOf('Access-Control-Request-Method') ?? sent.method;
  const requestHeaders = valueOf('Access-Control-Request-Headers') ?? '';
  for (const candidate of nearMisses(origin)) {
    const { allowOrigin } = await probe(
      send,
      new URL(sent.url),
      plain
        ? { origin: candidate, method: sent.method as 'GET' | 'HEAD' }
        : { origin: candidate, method: 'OPTIONS', requestMethod, requestHeaders },
    );
    if (allowOrigin === candidate) return candidate;
  }
  return undefined;
}

export function nearMisses(origin: string): string[] {
  if (!/^https?:/.test(origin)) return [];
  const { protocol, hostname, port, host } = new URL(origin);
  const otherScheme = protocol === 'https:' ? 'http:' : 'https:';
  const otherWww = /^[\d.]+$|^\[|^localhost$/.test(hostname)
    ? undefined
    : host.startsWith('www.')
      ? host.slice(4)
      : `www.${host}`;
  const otherLocal =
    hostname === 'localhost'
      ? '127.0.0.1'
      : hostname === '127.0.0.1' || hostname === '[::1]'
        ? 'localhost'
        : undefined;
  return [
    ...new Set([
      `${origin}/`,
      `${otherScheme}//${host}`,
      ...(otherWww === undefined ? [] : [`${protocol}//${otherWww}`, `${otherScheme}//${otherWww}`]),
      ...(otherLocal === undefined ? [] : [`${protocol}//${otherLocal}${port && `:${port}`}`]),
      ...USUAL_PORTS.map((each) => `${protocol}//${hostname}${each && `:${each}`}`),
    ]),
  ].filter((candidate) => candidate !== origin);
}
