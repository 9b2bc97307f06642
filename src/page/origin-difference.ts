// Why an origin that looks right doesn't match: origins are compared letter by letter.

import { listOf } from './sentences.ts';

/** In what an origin that nearly matches differs, or undefined if it is another altogether. */
export function differenceOf(allowed: string, origin: string): string | undefined {
  const given = allowed.trim();
  if (!given.includes('://')) {
    return given === origin.replace(/^[a-z+.-]+:\/\//, '') ? 'the scheme is missing' : undefined;
  }
  if (given.toLowerCase() === origin) return "the letters' case differs";
  if (given.startsWith(origin) && /^\/+$/.test(given.slice(origin.length)))
    return 'there is a slash at its end';
  if (!URL.canParse(given) || !URL.canParse(origin)) return undefined;
  const [one, other] = [new URL(given), new URL(origin)];
  const bare = (host: string): string => host.replace(/^www\./, '');
  const local = ['localhost', '127.0.0.1', '[::1]'];
  const differences = [
    one.protocol !== other.protocol && `the scheme is ${one.protocol} instead of ${other.protocol}`,
    one.port !== other.port &&
      `the port is ${one.port || 'the default one'} instead of ${other.port || 'the default one'}`,
    one.hostname !== other.hostname &&
      bare(one.hostname) === bare(other.hostname) &&
      `the host is ${one.hostname} instead of ${other.hostname}`,
    one.hostname !== other.hostname &&
      local.includes(one.hostname) &&
      local.includes(other.hostname) &&
      `${one.hostname} and ${other.hostname} are two origins`,
    one.pathname !== '/' && 'it has a path',
  ].filter((each) => each !== false);
  const otherHost =
    bare(one.hostname) !== bare(other.hostname) &&
    !(local.includes(one.hostname) && local.includes(other.hostname));
  return otherHost || differences.length === 0 ? undefined : listOf(differences);
}
