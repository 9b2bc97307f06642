import { splitList } from './grammar.ts';

/**
 * A handler's `Vary` with the names in which CORS answers differ (RFC 9110, 12.5.5). What is there stays, in its order and
 * case; no name comes twice; `*` says more than any name.
 */
export function mergeVary(handlers: unknown, added: string): string {
  if (handlers === undefined) return added;
  const names = splitList(`${handlers},${added}`); // an array reads as a list
  if (names.includes('*')) return `${handlers}`;
  const seen = new Set<string>();
  return names.filter((name) => seen.size < seen.add(name.toLowerCase()).size).join(', ');
}
