// CORS check (Fetch, 4.10): https://fetch.spec.whatwg.org/#cors-check

import { NetworkError, type RefusalCode } from './errors.ts';
import { get, type HeaderList } from './header-list.ts';
import { serializedRequestOrigin, type Request } from './request.ts';

/** Throws unless the response lets the request's origin read it, which is `null` after some redirects. */
export function corsCheck(request: Request, headers: HeaderList, preflight: boolean): void {
  const withCredentials = request.credentials === 'include';
  const allowed = get(headers, 'Access-Control-Allow-Origin');
  if (allowed === null) throw new NetworkError('allow-origin-missing', {}, preflight);
  if (!withCredentials && allowed === '*') return;
  if (allowed !== serializedRequestOrigin(request)) {
    throw new NetworkError(kindOf(allowed), { value: allowed }, preflight);
  }
  if (!withCredentials) return;
  const value = get(headers, 'Access-Control-Allow-Credentials') ?? '';
  if (value !== 'true') throw new NetworkError('allow-credentials', { value }, preflight);
}

/** To the standard they are all one failure; Chromium's console tells them apart. */
function kindOf(allowed: string): RefusalCode {
  if (allowed === '*') return 'allow-origin-star-with-credentials';
  if (/[ ,]/.test(allowed)) return 'allow-origin-multiple';
  return allowed === 'null' || URL.canParse(allowed) ? 'allow-origin-mismatch' : 'allow-origin-invalid';
}
