// Tells the usual causes of trouble apart, by what went over the wire, and says what to change for each.

import { corsUnsafeRequestHeaderNames, get, valuesOf, type HeaderList } from './header-list.ts';
import { cacheThatAnswered, variesByOrigin } from './caches.ts';
import type { NetworkError } from './network-error.ts';
import { differenceOf } from './origin-difference.ts';
import { clip, listOf } from './sentences.ts';
import { cookieFinding } from './set-cookie.ts';
import { currentUrl, type Request } from './request.ts';
import { withoutSecrets } from './urls.ts';
import type { Cause, Exchange } from './verdict.ts';

export interface Finding {
  readonly cause?: Cause;
  /** What to change; absent where the refusal's own words say it. */
  readonly change?: string;
}

type Head = NonNullable<Exchange['received']>;

/** The cause of a refusal, where it is one of the usual ones. */
export function causeOfRefusal(
  error: NetworkError,
  request: Request,
  origin: string,
  head: Head | undefined,
): Finding | undefined {
  const { code, preflight, value } = error;
  if (code === 'mixed-content') return { cause: 'mixed-content' };
  if (head === undefined) return undefined;
  const { status, headers } = head;

  if (preflight && (status === 401 || status === 407)) {
    return {
      cause: 'authentication-on-preflight',
      change:
        'On the server: let OPTIONS requests that have Access-Control-Request-Method through without ' +
        `authentication (this one got ${status}). ` +
        'Browsers send preflights without cookies and without Authorization, so CORS has to come ' +
        'before whatever checks them.',
    };
  }
  if (origin === 'null' && code.startsWith('allow-origin-')) return { change: nullChange(request) };
  if (code === 'preflight-redirect')
    return { cause: 'preflight-redirected', change: redirectChange(currentUrl(request), value, preflight) };
  if (code === 'allow-origin-multiple') return headerTwice(headers);
  if (code === 'allow-origin-star-with-credentials') return { cause: 'star-with-credentials' };
  if (code === 'allow-credentials') return { cause: 'credentials-not-allowed' };
  if (code === 'preflight-header') {
    const names = corsUnsafeRequestHeaderNames(request.headers).join(', ');
    return {
      cause: 'header-not-allowed',
      change:
        `On the server: add ${value} to Access-Control-Allow-Headers in the response to OPTIONS; ` +
        `for this request it must list ${names}.`,
    };
  }
  if (code === 'preflight-method')
    return { cause: 'method-not-allowed', ...methodChange(value, error.header) };
  if (code === 'allow-origin-missing' || code === 'allow-origin-mismatch') {
    const cached = cacheThatAnswered(headers);
    if (cached !== undefined && !variesByOrigin(headers)) {
      return {
        cause: 'cached-without-vary',
        change:
          'On the server: send Vary: Origin with every response, also with those to requests without ' +
          `an Origin, and empty the cache that answered (${cached}). ` +
          'Without it a cache gives what was made for one origin to all.',
      };
    }
  }
  if (code === 'allow-origin-mismatch' || code === 'allow-origin-invalid') {
    const difference = differenceOf(value, origin);
    if (difference !== undefined) {
      return {
        cause: 'origin-differs',
        change:
          `On the server: allow ${origin} instead of, or beside, ${clip(value)}: ${difference}. ` +
          'Origins are compared letter by letter.',
      };
    }
  }
  if (code !== 'allow-origin-missing') return undefined;
  if (status >= 400 && !preflight && request.method !== request.method.toUpperCase()) {
    return {
      cause: 'method-not-allowed',
      change:
        `In the page: write method: '${request.method.toUpperCase()}'. fetch() sends ` +
        `${request.method} as it is written, which is another method, and the server answers ${status} ` +
        'to it.',
    };
  }
  if (status >= 400)
    return {
      cause: 'error-without-headers',
      change: preflight ? unhandledPreflight(status, currentUrl(request)) : errorChange(status, headers),
    };
  const url = currentUrl(request);
  if (preflight) {
    const isForCors = headers.some(([name]) => /^access-control-/i.test(name));
    return isForCors ? undefined : { change: unhandledPreflight(status, url) };
  }
  const location = status >= 300 ? get(headers, 'Location') : null;
  if (location !== null && URL.canParse(location, url.href)) {
    const to = new URL(location, url.href);
    const isLogin = LOGIN.test(to.href);
    return { change: isLogin ? targetChange(to, origin) : redirectChange(url, location, preflight) };
  }
  return request.urlList.length > 1 ? { change: targetChange(url, origin) } : undefined;
}

/** What a page that may read the response still misses. */
export function findingsOfReadable(request: Request, head: Head, hidden: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  const missed = hidden.filter(isInteresting);
  if (missed.length > 0) {
    const star =
      request.credentials === 'include' &&
      valuesOf(head.headers, 'Access-Control-Expose-Headers').join().includes('*');
    findings.push({
      cause: 'header-not-exposed',
      change:
        `The page doesn't see ${listOf(missed)}. If it needs ${missed.length === 1 ? 'it' : 'them'}, ` +
        `on the server: send Access-Control-Expose-Headers: ${missed.join(', ')}` +
        `${star ? ' (with credentials a * there is the name of a header)' : ''}.`,
    });
  }
  return [...cookieFinding(request, head.headers), ...findings];
}

export const OPAQUE: Finding = {
  cause: 'opaque-no-cors',
  change:
    "In the page: take mode: 'no-cors' away, which hides status, headers and body whatever the server " +
    "allows; and on the server: allow the page's origin.",
};

/** What says nothing to a page, or is about the connection. */
const UNINTERESTING = [
  'accept-ranges',
  'age',
  'alt-svc',
  'connection',
  'content-encoding',
  'date',
  'etag', // which servers add to whatever they send
  'keep-alive',
  'nel',
  'origin-agent-cluster',
  'permissions-policy',
  'referrer-policy',
  'report-to',
  'reporting-endpoints',
  'server',
  'set-cookie',
  'set-cookie2',
  'strict-transport-security',
  'transfer-encoding',
  'vary',
  'via',
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-powered-by',
  'x-varnish',
  'x-xss-protection',
];
const UNINTERESTING_BEGINNINGS = ['access-control-', 'cross-origin-', 'content-security-policy', 'x-cache'];

const isInteresting = (name: string): boolean =>
  !UNINTERESTING.includes(name) && !UNINTERESTING_BEGINNINGS.some((beginning) => name.startsWith(beginning));

/** Never to allow `null`: every site can have that origin. */
function nullChange({ origin, urlList }: Request): string {
  return origin === 'null'
    ? 'In the page: open it from a server of its own, since a file or a sandboxed frame has the origin ' +
        'null, which any site can have; ' +
        'or, on the server: send Access-Control-Allow-Origin: * if the data is for everybody, and no ' +
        'cookie is needed.'
    : `In the page: call ${clip(withoutSecrets(urlList.at(-1)!))}, where the redirects lead, so that the ` +
        `request keeps its Origin; or, on the server: don't redirect to another origin. ` +
        'After such a redirect Origin is null, which must not be allowed, since any site can have it.';
}

/** Of a redirect that has led, or would lead, to a response that the page may not read. */
const targetChange = (target: URL, origin: string): string =>
  `On the server: see why it redirects to ${clip(withoutSecrets(target))}` +
  `${LOGIN.test(target.href) ? LOGIN_PAGE : ''}. ` +
  `Each response on the way, the redirect and its target, must allow ${origin}.`;

function redirectChange(from: URL, location: string, preflight: boolean): string {
  if (!URL.canParse(location, from.href)) return 'On the server: answer OPTIONS without a redirect.';
  const why = preflight
    ? 'no browser follows a redirect of a preflight'
    : 'that redirect has no CORS headers';
  const to = new URL(location, from.href);
  const sameHost = to.hostname === from.hostname;
  if (sameHost && from.protocol === 'http:' && to.protocol === 'https:') {
    return (
      `In the page: call ${clip(to.href)} with https:, since the server redirects http: to it, and ${why}.`
    );
  }
  if (sameHost && to.pathname.replace(/\/$/, '') === from.pathname.replace(/\/$/, '')) {
    return (
      `In the page: call ${clip(to.href)}, ${to.pathname.endsWith('/') ? 'with' : 'without'} the slash ` +
      `at its end; the server redirects to it, and ${why}.`
    );
  }
  if (LOGIN.test(to.pathname + to.search) || LOGIN.test(to.hostname)) {
    return (
      `On the server: don't send OPTIONS to the login page (${clip(to.href)}). Preflights have no ` +
      `cookies, so CORS has to come before authentication; and answer 401 to an API's requests instead ` +
      'of a ' +
      'redirect.'
    );
  }
  return (
    `In the page: call ${clip(to.href)}, where the redirect leads; or, on the server: ` +
    `${preflight ? 'answer OPTIONS without a redirect' : 'send the CORS headers with the redirect too'}.`
  );
}

const LOGIN_PAGE = ", which looks like a login page: answer 401 to an API's requests instead";

const LOGIN = /(?:^|[/.?&=_-])(?:log-?in|sign-?in|auth\w*|sso|oauth2?|oidc|saml2?|session|account|idp)\b/i;

function headerTwice(headers: HeaderList): Finding {
  const lines = valuesOf(headers, 'Access-Control-Allow-Origin');
  if (lines.length > 1) {
    return {
      cause: 'header-twice',
      change:
        'On the server: let one place alone send Access-Control-Allow-Origin. It came twice, as when a ' +
        'proxy adds it to what the application has sent: take it out of one, or have the proxy replace it.',
    };
  }
  const members = new Set(
    lines
      .join()
      .split(',')
      .map((member) => member.trim()),
  );
  if (members.size === 1) {
    return {
      cause: 'header-twice',
      change:
        'On the server: let one place alone send Access-Control-Allow-Origin. Its value came twice in ' +
        "one line, as when a proxy joins its own to the application's.",
    };
  }
  return {
    cause: 'header-twice',
    change:
      "On the server: send one origin. The header takes no list: compare the request's Origin with " +
      'yours, send back the one that matches, and Vary: Origin.',
  };
}

function methodChange(method: string, allowed: string): { change?: string } {
  const otherCase = allowed.split(', ').find((each) => each.toUpperCase() === method.toUpperCase());
  if (otherCase === undefined) return {};
  return {
    change:
      method === method.toUpperCase()
        ? `On the server: write ${method} instead of ${otherCase} in Access-Control-Allow-Methods: ` +
          'methods are compared with their case.'
        : `In the page: write method: '${otherCase}' in upper case: fetch() leaves ${method} as it is, ` +
          'and methods are compared with their case.',
  };
}

function errorChange(status: number, headers: HeaderList): string {
  const server = get(headers, 'Server') ?? '';
  const always = /nginx/i.test(server)
    ? ' In nginx, add always: add_header Access-Control-Allow-Origin … always.'
    : /apache/i.test(server)
      ? ' In Apache, write always: Header always set Access-Control-Allow-Origin ….'
      : '';
  const why =
    status === 413
      ? 'The body was too long for the server or for a proxy before it (413), and that response has no ' +
        'CORS headers'
      : status === 404
        ? 'Nothing is there (404), and that response has no CORS headers'
        : status === 401 || status === 403
          ? `The request was turned away (${status}), and that response has no CORS headers`
          : `The response is an error (${status}) without CORS headers`;
  return (
    `On the server: ${why}, so the page can't even see the error. See the server's log for the ` +
    `error itself, and send the headers with errors too.${always}`
  );
}

function unhandledPreflight(status: number, url: URL): string {
  return (
    `On the server: answer OPTIONS ${url.pathname} with 204 and the CORS headers; it gets ${status}` +
    `${status < 400 ? ' and none of them' : ''}, so nothing there handles preflights` +
    `${status < 400 || status === 403 ? ', or this origin is not allowed' : ''}.`
  );
}
