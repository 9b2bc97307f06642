// Each refusal in words: for people, what to change and where, what Chromium prints, and the rule.

import { printable } from '../grammar.ts';
import type { NetworkError, RefusalCode } from './errors.ts';
import { serializedRequestOrigin, type Request } from './request.ts';
import { withoutSecrets } from './urls.ts';

export interface Refusal {
  readonly message: string;
  readonly change: string;
  readonly console: string;
  readonly rule: string;
}

interface Facts {
  /** The one that the request had in the end: after some redirects it is `null`. */
  readonly origin: string;
  readonly url: URL;
  /** As a sentence may show it. */
  readonly value: string;
  /** As it came. */
  readonly raw: string;
  readonly list: string;
  /** "The response to the preflight" or "The response". */
  readonly response: string;
}

interface Words {
  readonly message: string;
  readonly change: string;
  /** The end of the console's sentence about CORS. */
  readonly cors?: string;
  /** A sentence of its own; without either, the console says only that it failed. */
  readonly console?: string;
  /** Where in the Fetch standard, or else a whole address. */
  readonly rule: string;
}

export function describe(error: NetworkError, request: Request): Refusal {
  const { code, preflight, value: raw, list } = error;
  const { message, change, cors, console = 'TypeError: Failed to fetch', rule } = WORDS[code]({
    origin: serializedRequestOrigin(request),
    url: request.currentUrl,
    value: printable(raw),
    raw,
    list: printable(list),
    response: preflight ? 'The response to the preflight' : 'The response',
  });
  return {
    message,
    change,
    console: cors === undefined ? console : corsSentence(error, request, cors),
    rule: rule.startsWith('https:') ? rule : `https://fetch.spec.whatwg.org/#${rule}`,
  };
}

function corsSentence({ code, preflight }: NetworkError, request: Request, end: string): string {
  const [first, last] = [request.url.href, request.currentUrl.href];
  const redirected = first === last ? '' : `(redirected from '${first}') `;
  const isCheck = preflight && !/^preflight-(?:list|method|header)$/.test(code);
  const check = isCheck ? "Response to preflight request doesn't pass access control check: " : '';
  return `Access to fetch at '${last}' ${redirected}from origin '${request.origin}' has been blocked by CORS `
    + `policy: ${check}${end}`;
}

const VALID_VALUE = ' Have the server send the header with a valid value.';
const CORS_CHECK = 'cors-check';
const PREFLIGHT = 'cors-preflight-fetch';
const REDIRECT = 'http-redirect-fetch';

const WORDS: Readonly<Record<RefusalCode, (facts: Facts) => Words>> = {
  'allow-origin-missing': ({ origin, response }) => ({
    message: `${response} has no Access-Control-Allow-Origin, so a page on ${origin} may not read it.`,
    change: `On the server: send Access-Control-Allow-Origin: ${origin} with every response to that origin, `
      + 'errors included, and Vary: Origin.',
    cors: "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
    rule: CORS_CHECK,
  }),
  'allow-origin-multiple': ({ value, raw, response }) => ({
    message: `${response} has several values of Access-Control-Allow-Origin (${value}), and only one is `
      + 'allowed.',
    change: "On the server: compare the request's Origin with the list of those allowed, send back that one, "
      + 'and Vary: Origin.',
    cors: `The 'Access-Control-Allow-Origin' header contains multiple values '${raw}', but only one is `
      + 'allowed.'
      + VALID_VALUE,
    rule: CORS_CHECK,
  }),
  'allow-origin-invalid': ({ origin, value, raw, response }) => ({
    message: `${response} has Access-Control-Allow-Origin: ${value}, which is not an origin.`,
    change: `On the server: send the whole origin, scheme included and without a slash: ${origin}.`,
    cors: `The 'Access-Control-Allow-Origin' header contains the invalid value '${raw}'.${VALID_VALUE}`,
    rule: CORS_CHECK,
  }),
  'allow-origin-mismatch': ({ origin, value, raw, response }) => ({
    message: `${response} allows ${value}, not ${origin}.`,
    change: `On the server: allow ${origin} too: send back the request's Origin if it is one of those `
      + 'allowed, and Vary: Origin.',
    cors: `The 'Access-Control-Allow-Origin' header has a value '${raw}' that is not equal to the supplied `
      + `origin.${VALID_VALUE}`,
    rule: CORS_CHECK,
  }),
  'allow-origin-star-with-credentials': ({ origin, response }) => ({
    message: `${response} allows any origin (*), which doesn't count for a request with credentials.`,
    change: `On the server: send Access-Control-Allow-Origin: ${origin}, Access-Control-Allow-Credentials: `
      + "true and Vary: Origin; or, in the page, leave credentials: 'include' out if no cookie is needed.",
    cors: "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard "
      + "'*' when the request's credentials mode is 'include'.",
    rule: CORS_CHECK,
  }),
  'allow-credentials': ({ value, raw, response }) => ({
    message: value === ''
      ? `${response} has no Access-Control-Allow-Credentials: true, which a request with credentials needs.`
      : `${response} has Access-Control-Allow-Credentials: ${value}; only true counts, in lower case and `
        + 'once.',
    change: "On the server: send Access-Control-Allow-Credentials: true, with the preflight's response too; "
      + "or, in the page, leave credentials: 'include' out.",
    cors: `The value of the 'Access-Control-Allow-Credentials' header in the response is '${raw}' which must `
      + "be 'true' when the request's credentials mode is 'include'.",
    rule: CORS_CHECK,
  }),
  'preflight-status': ({ value, url }) => ({
    message: `The preflight was answered with ${value}, and only a status from 200 to 299 allows the `
      + 'request.',
    change: `On the server: answer OPTIONS ${url.pathname} with 204 before routing and authentication have a `
      + 'say.',
    cors: 'It does not have HTTP ok status.',
    rule: PREFLIGHT,
  }),
  'preflight-redirect': ({ value }) => ({
    message: `The preflight was redirected to ${value}, and no browser follows that.`,
    change: 'In the page: call the URL that the redirect leads to; or, on the server: answer OPTIONS without '
      + 'a redirect.',
    cors: 'Redirect is not allowed for a preflight request.',
    rule: PREFLIGHT,
  }),
  'preflight-list': ({ list, value }) => ({
    message: `${list}: ${value} is not a comma-separated list of `
      + `${list.endsWith('Methods') ? 'methods' : 'header names'}.`,
    change: `On the server: separate the members of ${list} by commas, and put nothing else into it.`,
    cors: `Cannot parse ${list} response header field in preflight response.`,
    rule: PREFLIGHT,
  }),
  'preflight-method': ({ list, value }) => ({
    message: `The preflight's response allows ${list || 'no method beyond GET, HEAD and POST'}, not `
      + `${value}.`,
    change: `On the server: add ${value} to Access-Control-Allow-Methods in the response to OPTIONS.`,
    cors: `Method ${value} is not allowed by Access-Control-Allow-Methods in preflight response.`,
    rule: PREFLIGHT,
  }),
  'preflight-header': ({ list, value }) => ({
    message: "The preflight's response allows "
      + `${list === '' ? 'no request header' : `the request headers ${list}`}, not ${value}.`,
    change: `On the server: add ${value} to Access-Control-Allow-Headers in the response to OPTIONS.`,
    cors: `Request header field ${value} is not allowed by Access-Control-Allow-Headers in preflight `
      + 'response.',
    rule: PREFLIGHT,
  }),
  'redirect-mode': ({ value }) => ({
    message: `The response redirects (${value}), and the call has redirect: 'error'.`,
    change: 'In the page: call the URL that it leads to, or leave redirect out.',
    rule: 'http-fetch',
  }),
  'redirect-count': ({ value }) => ({
    message: `More than ${value} redirects followed each other.`,
    change: 'On the server: find the two rules that send the request to and fro.',
    rule: REDIRECT,
  }),
  'redirect-location': ({ value }) => ({
    message: `The redirect's Location, ${value}, is not one URL.`,
    change: 'On the server: send one Location, with an absolute or a relative URL.',
    rule: REDIRECT,
  }),
  'redirect-scheme': ({ value }) => ({
    message: `The response redirects to ${value}, and a fetch follows to http: and https: only.`,
    change: 'On the server: redirect to an https: URL.',
    rule: REDIRECT,
  }),
  'redirect-user-information': ({ value }) => ({
    message: `The response redirects to a URL on ${value} with a user name or password in it, which no `
      + 'browser follows across origins.',
    change: 'On the server: take the user information out of the Location.',
    cors: "Redirect location '' contains a username and password, which is disallowed for cross-origin "
      + 'requests.',
    rule: REDIRECT,
  }),
  mode: ({ origin, url, value }) => (value === 'same-origin' ? {
    message: `${url.origin} is not ${origin}, and the call has mode: 'same-origin'.`,
    change: "In the page: leave mode out and let the server allow the page's origin; or call the page's own "
      + 'server.',
    console: `Fetch API cannot load ${url.href}. Request mode is "same-origin" but the URL's origin is not `
      + `same as the request origin ${origin}.`,
    rule: 'main-fetch',
  } : {
    message: "Mode no-cors goes with redirect: 'follow' only.",
    change: 'In the page: leave redirect out, or mode.',
    console: `Fetch API cannot load ${url.href}. Request mode is "no-cors" but the redirect mode is not `
      + '"follow".',
    rule: 'main-fetch',
  }),
  scheme: ({ url }) => ({
    message: `A page can't fetch ${url.protocol} URLs.`,
    change: 'In the page: call an http: or https: URL.',
    console: url.protocol === 'file:'
      ? `Not allowed to load local resource: ${url.href}`
      : `Fetch API cannot load ${url.href}. URL scheme "${url.protocol.slice(0, -1)}" is not supported.`,
    rule: 'scheme-fetch',
  }),
  'mixed-content': ({ origin, url }) => {
    const shown = withoutSecrets(url);
    return {
      message: `A page on https: may not fetch ${shown}: it is not encrypted.`,
      change: 'On the server: serve it over https:, and in the page call '
        + `${shown.replace(/^http:/, 'https:')}.`,
      console: `Mixed Content: The page at '${origin}/' was loaded over HTTPS, but requested an insecure `
        + `resource '${shown}'. This request has been blocked; the content must be served over HTTPS.`,
      rule: 'https://www.w3.org/TR/mixed-content/#should-block-fetch',
    };
  },
  'blocked-port': ({ value }) => ({
    message: `Browsers send nothing to port ${value}, which belongs to another protocol.`,
    change: 'On the server: listen on another port, such as 3000 or 8080.',
    rule: 'port-blocking',
  }),
  'resource-policy': ({ value }) => ({
    message: `The response's Cross-Origin-Resource-Policy: ${value} keeps it from pages of other `
      + `${value === 'same-site' ? 'sites' : 'origins'}.`,
    change: "On the server: send Cross-Origin-Resource-Policy: cross-origin if other sites' pages may load "
      + 'this resource.',
    rule: 'cross-origin-resource-policy-header',
  }),
};
