// Origins are compared letter by letter. In what does one that nearly matches differ, and does the server
// allow one such instead of the page's: with a slash, of the other scheme, with or without `www.`, on a usual
// port?

import { printable } from '../grammar.ts';
import type { Exchange, Send } from './exchange.ts';
import { get, valuesOf } from './header-list.ts';
import { probe, type Probe } from './probe.ts';
import { parseUrl } from './urls.ts';
import type { Advice, Verdict } from './verdict.ts';

const USUAL_PORTS = ['', '3000', '4200', '5173', '8000', '8080'];
const LOCAL_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** What to change if an origin that is allowed, or that the server was asked about, nearly matches. */
export function originDiffers(origin: string, allowed: string, wasAsked = false): Advice {
  const difference = differenceOf(allowed, origin);
  if (difference === undefined) return {};
  const [which, why] = wasAsked
    ? [', which it allows', '']
    : ['', ' Origins are compared letter by letter.'];
  const change = `On the server: allow ${origin} instead of, or beside, ${printable(allowed)}${which}: `
    + `${difference}.${why}`;
  return { cause: 'origin-differs', change };
}

/** In what an origin that nearly matches differs, or undefined if it is another altogether. */
function differenceOf(allowed: string, origin: string): string | undefined {
  const given = allowed.trim();
  if (!given.includes('://')) return origin.endsWith(`://${given}`) ? 'the scheme is missing' : undefined;
  if (given.toLowerCase() === origin) return "the letters' case differs";
  if (given.startsWith(origin) && /^\/+$/.test(given.slice(origin.length))) return 'there is a slash at its '
    + 'end';
  const [one, other] = [parseUrl(given), parseUrl(origin)];
  if (one === undefined || other === undefined) return undefined;
  const differences: string[] = [];
  if (one.protocol !== other.protocol) {
    differences.push(`the scheme is ${one.protocol} instead of ${other.protocol}`);
  }
  if (one.port !== other.port) {
    const nameOf = ({ port }: URL): string => port || 'the default one';
    differences.push(`the port is ${nameOf(one)} instead of ${nameOf(other)}`);
  }
  if (one.hostname !== other.hostname) {
    const [host, wanted] = [one.hostname, other.hostname];
    const areLocal = LOCAL_HOST.test(host) && LOCAL_HOST.test(wanted);
    if (!areLocal && withoutWww(host) !== withoutWww(wanted)) return undefined;
    differences.push(areLocal
      ? `${host} and ${wanted} are two origins`
      : `the host is ${host} instead of ${wanted}`);
  }
  if (one.pathname !== '/') differences.push('it has a path');
  return differences.join(', and ') || 'there is more than an origin';
}

/** A refusal for want of `Access-Control-Allow-Origin`, completed by what the server would have allowed. */
export async function withNearMiss(verdict: Verdict, origin: string, send: Send): Promise<Verdict> {
  const [before, last] = [verdict.exchanges.at(-2), verdict.exchanges.at(-1)];
  const isMissing = verdict.outcome === 'refused' && verdict.code === 'allow-origin-missing';
  if (!isMissing || last === undefined) return verdict;
  // A server that answers an origin that it doesn't know by an error has that cause, too; others say more.
  const isOpen = verdict.cause === undefined || verdict.cause === 'error-without-headers';
  const isPreflighted = last.kind === 'request' && before?.kind === 'preflight'; // which has allowed the page
  // After some redirects it is `null` (Fetch, 3.1).
  const isPages = get(last.sent.headers, 'Origin') === origin;
  if (!isOpen || isPreflighted || !isPages) return verdict;
  // A server that doesn't respond any more has refused before: that verdict stands.
  return { ...verdict, ...await findNearMiss(last, origin, send).catch(() => ({})) };
}

async function findNearMiss({ kind, sent }: Exchange, origin: string, send: Send): Promise<Advice> {
  const { method, url, headers } = sent;
  const isPlain = kind === 'request' && (method === 'GET' || method === 'HEAD');
  const asked: Probe = isPlain ? { method } : {
    method: 'OPTIONS',
    requestMethod: get(headers, 'Access-Control-Request-Method') ?? method,
    requestHeaders: valuesOf(headers, 'Access-Control-Request-Headers').join(),
  };
  const allowed = async (candidate: string): Promise<string | null> => (
    (await probe(send, new URL(url), { ...asked, origin: candidate })).allowOrigin);
  // If the page itself is allowed now, something else than its origin was in the way. It is asked last, too,
  // since that may have ended meanwhile, as a limit of requests does.
  const isPageRefused = async (): Promise<boolean> => !['*', origin].includes(await allowed(origin) ?? '');
  const candidates = nearMisses(origin);
  if (candidates.length === 0 || !await isPageRefused()) return {};
  for (const candidate of candidates) {
    if (await allowed(candidate) !== candidate) continue;
    return await isPageRefused() ? originDiffers(origin, candidate, true) : {};
  }
  return {};
}

function nearMisses(origin: string): string[] {
  if (!/^https?:/.test(origin)) return [];
  const { protocol, hostname, port, host } = new URL(origin);
  const otherScheme = protocol === 'https:' ? 'http:' : 'https:';
  const candidates = [`${origin}/`, `${otherScheme}//${host}`];
  if (LOCAL_HOST.test(hostname)) {
    const otherName = hostname === 'localhost' ? '127.0.0.1' : 'localhost';
    candidates.push(`${protocol}//${otherName}${port && `:${port}`}`);
  } else if (!/^[\d.]+$|^\[/.test(hostname)) {
    const otherHost = host.startsWith('www.') ? withoutWww(host) : `www.${host}`;
    candidates.push(`${protocol}//${otherHost}`, `${otherScheme}//${otherHost}`);
  }
  candidates.push(...USUAL_PORTS.map((each) => `${protocol}//${hostname}${each && `:${each}`}`));
  return [...new Set(candidates)].filter((candidate) => candidate !== origin);
}

function withoutWww(host: string): string {
  return host.replace(/^www\./, '');
}
