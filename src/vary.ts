import { splitList } from './grammar.ts';

/**
 * A handler's `Vary` with the names in which CORS answers differ (RFC 9110, 12.5.5). What is there stays, in its order and
 * case; no name comes twice. `*` alone says more than any name and stays alone. Among names, where the grammar has no place
 * for it, nginx and Varnish take it for one more name and keep the answer: there the others are added.
 */
export function mergeVary(handlers: unknown, added: string): string {
  if (handlers === undefined) return added;
  const present = splitList(`${handlers}`); // an array reads as a list
  if (present.length > 0 && present.every((name) => name === '*')) return '*';
  const seen = new Set<string>();
  return [...present, ...splitList(added)].filter((name) => seen.size < seen.add(name.toLowerCase()).size).join(', ');
}
