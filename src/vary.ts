import { splitList } from './grammar.ts';

/**
 * A handler's `Vary` with the names in which CORS answers differ (RFC 9110, 12.5.5). What is there stays, in its place
 * and case; no name comes twice; `*` already says more than any name.
 */
export function mergeVary(present: number | string | readonly string[] | undefined, added: string): string {
  if (present === undefined || present === added) return added;
  const merged = new Map<string, string>();
  for (const name of splitList(`${present},${added}`)) {
    if (name === '*') return `${present}`;
    const key = name.toLowerCase();
    if (!merged.has(key)) merged.set(key, name);
  }
  return [...merged.values()].join(', ');
}
