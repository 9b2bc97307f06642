// Tells the usual causes of a refusal apart, by what went over the wire, and says what to change for each.

import { printable, splitList } from '../grammar.ts';
import { cacheThatAnswered, variesByOrigin } from './caches.ts';
import type { NetworkError } from './errors.ts';
import type { Head } from './exchange.ts';
import { corsUnsafeRequestHeaderNames, get, valuesOf, type HeaderList } from './header-list.ts';
import { originDiffers } from './near-misses.ts';
import { serializedRequestOrigin, type Request } from './request.ts';
import { parseUrl, withoutSecrets } from './urls.ts';
import type { Advice } from './verdict.ts';

const LOGIN = /(?:^|[/.?&=_-])(?:log-?in|sign-?in|auth\w*|sso|oauth2?|oidc|saml2?|session|account|idp)\b/i;

/** The cause, where it is one of the usual ones; `change` is absent where the refusal's own words say it. */
export function causeOfRefusal(error: NetworkError, request: Request, head: Head | undefined): Advice {
  const { code, preflight, value, list } = error;
  if (code === 'mixed-content') return { cause: 'mixed-content' };
  if (head === undefined) return {};
  const { status, headers } = head;
  const origin = serializedRequestOrigin(request);

  if (preflight && (status === 401 || status === 407)) {
    const change = 'On the server: let OPTIONS requests that have Access-Control-Request-Method through '
      + `without authentication (this one got ${status}). Browsers send preflights without cookies and `
      + 'without Authorization, so CORS has to come before whatever checks them.';
    return { cause: 'authentication-on-preflight', change };
  }
  if (origin === 'null' && code.startsWith('allow-origin-')) return { change: nullChange(request) };
  if (code === 'preflight-redirect') {
    return { cause: 'preflight-redirected', change: redirectChange(request.currentUrl, value, preflight) };
  }
  if (code === 'allow-origin-multiple') return { cause: 'header-twice', change: headerTwice(headers) };
  if (code === 'allow-origin-star-with-credentials') return { cause: 'star-with-credentials' };
  if (code === 'allow-credentials') return { cause: 'credentials-not-allowed' };
  if (code === 'preflight-header') {
    const names = corsUnsafeRequestHeaderNames(request.headers).join(', ');
    const change = `On the server: add ${value} to Access-Control-Allow-Headers in the response to OPTIONS; `
      + `for this request it must list ${names}.`;
    return { cause: 'header-not-allowed', change };
  }
  if (code === 'preflight-method') return { cause: 'method-not-allowed', ...methodChange(value, list) };

  const isMissing = code === 'allow-origin-missing';
  const cache = isMissing || code === 'allow-origin-mismatch' ? cacheThatAnswered(headers) : undefined;
  if (cache !== undefined && !variesByOrigin(headers)) {
    const change = 'On the server: send Vary: Origin with every response, also with those to requests '
      + `without an Origin, and empty the cache that answered (${cache}). Without it a cache gives what was `
      + 'made for one origin to all.';
    return { cause: 'cached-without-vary', change };
  }
  if (!isMissing) {
    return code.startsWith('allow-origin-') ? originDiffers(origin, value) : {};
  }
  const upper = request.method.toUpperCase();
  if (status >= 400 && !preflight && request.method !== upper) {
    const change = `In the page: write method: '${upper}'. fetch() sends ${request.method} as it is written, `
      + `which is another method, and the server answers ${status} to it.`;
    return { cause: 'method-not-allowed', change };
  }
  if (status >= 400) {
    const change = preflight
      ? unhandledPreflight(status, request.currentUrl)
      : errorChange(status, headers, origin);
    return { cause: 'error-without-headers', change };
  }
  if (preflight) {
    const isForCors = headers.some(([name]) => /^access-control-/i.test(name));
    return isForCors ? {} : { change: unhandledPreflight(status, request.currentUrl) };
  }
  const location = get(headers, 'Location');
  const target = status < 300 || location === null ? undefined : parseUrl(location, request.currentUrl.href);
  if (target !== undefined) {
    const change = LOGIN.test(target.href)
      ? targetChange(target, origin)
      : redirectChange(request.currentUrl, target.href, preflight);
    return { change };
  }
  return request.urlList.length === 1 ? {} : { change: targetChange(request.currentUrl, request.origin) };
}

/** Never to allow `null`: every site can have that origin. */
function nullChange({ origin, currentUrl }: Request): string {
  if (origin === 'null') {
    return 'In the page: open it from a server of its own, since a file or a sandboxed frame has the origin '
      + 'null, which any site can have; or, on the server: send Access-Control-Allow-Origin: * if the data '
      + 'is for everybody, and no cookie is needed.';
  }
  return `In the page: call ${printable(withoutSecrets(currentUrl))}, where the redirects lead, so that the `
    + "request keeps its Origin; or, on the server: don't redirect to another origin. After such a redirect "
    + 'Origin is null, which must not be allowed, since any site can have it.';
}

function redirectChange(from: URL, location: string, preflight: boolean): string {
  const to = parseUrl(location, from.href);
  if (to === undefined) return 'On the server: answer OPTIONS without a redirect.';
  const shown = printable(to.href);
  const why = preflight
    ? 'no browser follows a redirect of a preflight'
    : 'that redirect has no CORS headers';
  const isSameHost = to.hostname === from.hostname;
  if (isSameHost && from.protocol === 'http:' && to.protocol === 'https:') {
    return `In the page: call ${shown} with https:, since the server redirects http: to it, and ${why}.`;
  }
  if (isSameHost && to.pathname.replace(/\/$/, '') === from.pathname.replace(/\/$/, '')) {
    return `In the page: call ${shown}, ${to.pathname.endsWith('/') ? 'with' : 'without'} the slash at its `
      + `end; the server redirects to it, and ${why}.`;
  }
  if (LOGIN.test(to.pathname + to.search) || LOGIN.test(to.hostname)) {
    return `On the server: don't send OPTIONS to the login page (${shown}). Preflights have no cookies, so `
      + "CORS has to come before authentication; and answer 401 to an API's requests instead of a redirect.";
  }
  return `In the page: call ${shown}, where the redirect leads; or, on the server: `
    + `${preflight ? 'answer OPTIONS without a redirect' : 'send the CORS headers with the redirect too'}.`;
}

/** Of a redirect that has led, or would lead, to a response that the page may not read. */
function targetChange(target: URL, origin: string): string {
  const login = LOGIN.test(target.href)
    ? ", which looks like a login page: answer 401 to an API's requests instead"
    : '';
  return `On the server: see why it redirects to ${printable(withoutSecrets(target))}${login}. Each `
    + `response on the way, the redirect and its target, must allow ${origin}.`;
}

function headerTwice(headers: HeaderList): string {
  const lines = valuesOf(headers, 'Access-Control-Allow-Origin');
  const onePlace = 'On the server: let one place alone send Access-Control-Allow-Origin.';
  if (lines.length > 1) {
    return `${onePlace} It came twice, as when a proxy adds it to what the application has sent: take it out `
      + 'of one, or have the proxy replace it.';
  }
  if (new Set(splitList(lines.join())).size === 1) {
    return `${onePlace} Its value came twice in one line, as when a proxy joins its own to the `
      + "application's.";
  }
  return "On the server: send one origin. The header takes no list: compare the request's Origin with yours, "
    + 'send back the one that matches, and Vary: Origin.';
}

function methodChange(method: string, allowed: string): Advice {
  const upper = method.toUpperCase();
  const otherCase = splitList(allowed).find((each) => each.toUpperCase() === upper);
  if (otherCase === undefined) return {};
  const change = method === upper
    ? `On the server: write ${method} instead of ${otherCase} in Access-Control-Allow-Methods: methods are `
      + 'compared with their case.'
    : `In the page: write method: '${otherCase}'${otherCase === upper ? ' in upper case' : ''}: fetch() `
      + `leaves ${method} as it is, and methods are compared with their case.`;
  return { change };
}

function errorChange(status: number, headers: HeaderList, origin: string): string {
  const server = get(headers, 'Server') ?? '';
  const nginx = ` In nginx, add always: add_header Access-Control-Allow-Origin ${origin} always;`;
  const apache = ` In Apache, write always: Header always set Access-Control-Allow-Origin ${origin}`;
  const always = /nginx/i.test(server) ? nginx : /apache/i.test(server) ? apache : '';
  const what = WHAT_ERROR[status] === undefined
    ? `The response is an error (${status}) without CORS headers`
    : `${WHAT_ERROR[status]} (${status}), and that response has no CORS headers`;
  return `On the server: ${what}, so the page can't even see the error. See the server's log for the error `
    + `itself, and send the headers with errors too.${always}`;
}

const WHAT_ERROR: Readonly<Record<number, string>> = {
  401: 'The request was turned away',
  403: 'The request was turned away',
  404: 'Nothing is there',
  413: 'The body was too long for the server or for a proxy before it',
};

function unhandledPreflight(status: number, { pathname }: URL): string {
  return `On the server: answer OPTIONS ${pathname} with 204 and the CORS headers; it gets ${status}`
    + `${status < 400 ? ' and none of them' : ''}, so nothing there handles preflights`
    + `${status < 400 || status === 403 ? ', or this origin is not allowed' : ''}.`;
}
