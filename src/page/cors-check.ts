// CORS check (Fetch, 4.10): https://fetch.spec.whatwg.org/#cors-check

import { get, type HeaderList } from './header-list.ts';
import { NetworkError, type RefusalCode } from './network-error.ts';
import type { Credentials } from './request.ts';

/**
 * Throws unless the response lets this origin read it. `origin` is the serialized request origin: `null`
 * after some redirects.
 */
export function corsCheck(
  origin: string,
  credentials: Credentials,
  headers: HeaderList,
  preflight: boolean,
): void {
  const allowed = get(headers, 'Access-Control-Allow-Origin');
  if (allowed === null) throw new NetworkError('allow-origin-missing', {}, preflight);
  if (credentials !== 'include' && allowed === '*') return;
  if (allowed !== origin) throw new NetworkError(kindOf(allowed), { value: allowed }, preflight);
  if (credentials !== 'include') return;
  const allowCredentials = get(headers, 'Access-Control-Allow-Credentials');
  if (allowCredentials !== 'true')
    throw new NetworkError('allow-credentials', { value: allowCredentials ?? '' }, preflight);
}

/** To the standard they are all one failure; Chromium's console tells them apart. */
function kindOf(allowed: string): RefusalCode {
  if (allowed === '*') return 'allow-origin-star-with-credentials';
  if (/[ ,]/.test(allowed)) return 'allow-origin-multiple';
  return allowed === 'null' || URL.canParse(allowed) ? 'allow-origin-mismatch' : 'allow-origin-invalid';
}
