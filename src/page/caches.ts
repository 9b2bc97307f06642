// Whether a cache answered, and whether it was told that responses differ by origin.

import { printable, splitList } from '../grammar.ts';
import { valuesOf, type HeaderList } from './header-list.ts';

/** The headers by which caches tell that they answered from their store. */
const HITS: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/^age$/i, /[1-9]/],
  [/^(?:x-(?:(?:proxy|varnish|vercel|nextjs|drupal)-)?cache|cdn-cache)$/i, /hit|stale/i],
  [/^(?:x|cf)-cache-status$/i, /hit|stale/i],
  [/^x-cache-hits$/i, /[1-9]/],
  [/^cache-status$/i, /;\s*hit\b/i], // RFC 9211
  [/^x-varnish$/i, /^\d+ \d+$/],
];

/** The header by which a cache tells that it answered from its store. */
export function cacheThatAnswered(headers: HeaderList): string | undefined {
  const found = headers.find(([name, value]) => HITS.some(([itsName, hit]) => (
    itsName.test(name) && hit.test(value))));
  return found && printable(found.join(': '));
}

/** Whether `Vary` names `Origin`, or everything. */
export function variesByOrigin(headers: HeaderList): boolean {
  return splitList(valuesOf(headers, 'Vary').join()).some((name) => /^(?:origin|\*)$/i.test(name));
}
