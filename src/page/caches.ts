// Whether a cache answered, and whether it was told that responses differ by origin.

import { valuesOf, type HeaderList } from './header-list.ts';
import { clip } from './sentences.ts';

/** The header by which a cache tells that it answered from its store. */
export function cacheThatAnswered(headers: HeaderList): string | undefined {
  const found = headers.find(([name, value]) => {
    switch (name.toLowerCase()) {
      case 'age':
        return Number(value) > 0;
      case 'x-cache':
      case 'x-cache-status':
      case 'cf-cache-status':
      case 'x-proxy-cache':
      case 'x-varnish-cache':
      case 'x-vercel-cache':
      case 'x-nextjs-cache':
      case 'x-drupal-cache':
      case 'cdn-cache':
        return /hit|stale/i.test(value);
      case 'x-cache-hits':
        return /[1-9]/.test(value);
      case 'cache-status':
        return /;\s*hit\b/i.test(value); // RFC 9211
      case 'x-varnish':
        return /^\d+ \d+$/.test(value);
      default:
        return false;
    }
  });
  return found && clip(found.join(': '));
}

/** Whether `Vary` names `Origin`, or everything. */
export const variesByOrigin = (headers: HeaderList): boolean =>
  valuesOf(headers, 'Vary')
    .join()
    .split(',')
    .some((name) => ['origin', '*'].includes(name.trim().toLowerCase()));
