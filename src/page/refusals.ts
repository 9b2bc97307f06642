// Each refusal in words: for people, what to change and where, what Chromium prints, and the rule.

import type { NetworkError, RefusalCode } from './network-error.ts';
import { currentUrl, type Request } from './request.ts';
import { clip } from './sentences.ts';
import { withoutSecrets } from './urls.ts';

export interface Refusal {
  readonly message: string;
  readonly change: string;
  readonly console: string;
  readonly rule: string;
}

interface Facts {
  readonly origin: string;
  readonly url: URL;
  readonly method: string;
  readonly preflight: boolean;
  readonly value: string;
  readonly header: string;
  /** "The response to the preflight" or "The response". */
  readonly response: string;
}

interface Words {
  readonly message: string;
  readonly change: string;
  /** The end of the console's sentence about CORS, or with `whole` all of it. */
  readonly console: string;
  readonly whole?: true;
  readonly rule?: string;
}

const ONLY_FAILED = 'TypeError: Failed to fetch';
const VALID_VALUE = ' Have the server send the header with a valid value.';

/** `origin` is the one that the request had in the end: after some redirects it is `null`. */
export function describe(error: NetworkError, request: Request, origin: string): Refusal {
  const url = currentUrl(request);
  const { preflight, value, header, code } = error;
  const response = preflight ? 'The response to the preflight' : 'The response';
  const facts = { origin, url, method: request.method, preflight, value, header, response };
  const words = WORDS[code]({ ...facts, value: clip(value), header: clip(header) });
  return {
    message: words.message,
    change: words.change,
    console: consoleSentence(WORDS[code](facts), error, request),
    rule: ruleOf(words),
  };
}

const ruleOf = ({ rule = 'cors-check' }: Words): string =>
  rule.startsWith('https:') ? rule : `https://fetch.spec.whatwg.org/#${rule}`;

function consoleSentence(words: Words, { code, preflight }: NetworkError, request: Request): string {
  if (words.whole) return words.console;
  const [first, last] = [request.urlList[0]!.href, currentUrl(request).href];
  const redirected = first === last ? '' : `(redirected from '${first}') `;
  const check =
    preflight && !['preflight-list', 'preflight-method', 'preflight-header'].includes(code)
      ? "Response to preflight request doesn't pass access control check: "
      : '';
  return (
    `Access to fetch at '${last}' ${redirected}from origin '${request.origin}' has been blocked ` +
    `by CORS policy: ${check}${words.console}`
  );
}

const WORDS: Readonly<Record<RefusalCode, (facts: Facts) => Words>> = {
  'allow-origin-missing': ({ origin, response }) => ({
    message: `${response} has no Access-Control-Allow-Origin, so a page on ${origin} may not read it.`,
    change:
      `On the server: send Access-Control-Allow-Origin: ${origin} with every response to that ` +
      'origin, errors included, and Vary: Origin.',
    console: "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
  }),
  'allow-origin-multiple': ({ value, response }) => ({
    message:
      `${response} has several values of Access-Control-Allow-Origin (${value}), and only one ` +
      'is allowed.',
    change:
      "On the server: compare the request's Origin with the list of those allowed, send back that one, " +
      'and Vary: Origin.',
    console:
      `The 'Access-Control-Allow-Origin' header contains multiple values '${value}', but only ` +
      `one is allowed.${VALID_VALUE}`,
  }),
  'allow-origin-invalid': ({ origin, value, response }) => ({
    message: `${response} has Access-Control-Allow-Origin: ${value}, which is not an origin.`,
    change: `On the server: send the whole origin, scheme included and without a slash: ${origin}.`,
    console: `The 'Access-Control-Allow-Origin' header contains the invalid value '${value}'.${VALID_VALUE}`,
  }),
  'allow-origin-mismatch': ({ origin, value, response }) => ({
    message: `${response} allows ${value}, not ${origin}.`,
    change:
      `On the server: allow ${origin} too: send back the request's Origin if it is one of those ` +
      'allowed, and Vary: Origin.',
    console:
      `The 'Access-Control-Allow-Origin' header has a value '${value}' that is not equal to the ` +
      `supplied origin.${VALID_VALUE}`,
  }),
  'allow-origin-star-with-credentials': ({ origin, response }) => ({
    message: `${response} allows any origin (*), which doesn't count for a request with credentials.`,
    change:
      `On the server: send Access-Control-Allow-Origin: ${origin}, Access-Control-Allow-Credentials: ` +
      'true and Vary: Origin; ' +
      "or, in the page, leave credentials: 'include' out if no cookie is needed.",
    console:
      "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard " +
      "'*' when the request's credentials mode is 'include'.",
  }),
  'allow-credentials': ({ value, response }) => ({
    message:
      value === ''
        ? `${response} has no Access-Control-Allow-Credentials: true, which a request with credentials needs.`
        : `${response} has Access-Control-Allow-Credentials: ${value}; only true counts, in lower case ` +
          'and once.',
    change:
      `On the server: send Access-Control-Allow-Credentials: true, with the preflight's response ` +
      `too; or, in the page, leave credentials: 'include' out.`,
    console:
      `The value of the 'Access-Control-Allow-Credentials' header in the response is '${value}' ` +
      `which must be 'true' when the request's credentials mode is 'include'.`,
  }),
  'preflight-status': ({ value, url }) => ({
    message:
      `The preflight was answered with ${value}, and only a status from 200 to 299 allows the ` + 'request.',
    change:
      `On the server: answer OPTIONS ${url.pathname} with 204 before routing and authentication ` +
      'have a say.',
    console: 'It does not have HTTP ok status.',
    rule: 'cors-preflight-fetch',
  }),
  'preflight-redirect': ({ value }) => ({
    message: `The preflight was redirected to ${value}, and no browser follows that.`,
    change:
      'In the page: call the URL that the redirect leads to; or, on the server: answer OPTIONS ' +
      'without a redirect.',
    console: 'Redirect is not allowed for a preflight request.',
    rule: 'cors-preflight-fetch',
  }),
  'preflight-list': ({ header, value }) => ({
    message:
      `${header}: ${value} is not a comma-separated list of ` +
      `${header.endsWith('Methods') ? 'methods' : 'header names'}.`,
    change: `On the server: separate the members of ${header} by commas, and put nothing else into it.`,
    console: `Cannot parse ${header} response header field in preflight response.`,
    rule: 'cors-preflight-fetch',
  }),
  'preflight-method': ({ header, value }) => ({
    message:
      `The preflight's response ` +
      `${header === '' ? 'allows no method beyond GET, HEAD and POST' : `allows ${header}`}, not ${value}.`,
    change: `On the server: add ${value} to Access-Control-Allow-Methods in the response to OPTIONS.`,
    console: `Method ${value} is not allowed by Access-Control-Allow-Methods in preflight response.`,
    rule: 'cors-preflight-fetch',
  }),
  'preflight-header': ({ header, value }) => ({
    message:
      `The preflight's response ` +
      `${header === '' ? 'allows no request header' : `allows the request headers ${header}`}, not ${value}.`,
    change: `On the server: add ${value} to Access-Control-Allow-Headers in the response to OPTIONS.`,
    console:
      `Request header field ${value} is not allowed by Access-Control-Allow-Headers in ` +
      'preflight response.',
    rule: 'cors-preflight-fetch',
  }),
  'redirect-mode': ({ value }) => ({
    message: `The response redirects (${value}), and the call has redirect: 'error'.`,
    change: 'In the page: call the URL that it leads to, or leave redirect out.',
    console: ONLY_FAILED,
    whole: true,
    rule: 'http-fetch',
  }),
  'redirect-count': ({ value }) => ({
    message: `More than ${value} redirects followed each other.`,
    change: 'On the server: find the two rules that send the request to and fro.',
    console: ONLY_FAILED,
    whole: true,
    rule: 'http-redirect-fetch',
  }),
  'redirect-location': ({ value }) => ({
    message: `The redirect's Location, ${value}, is not one URL.`,
    change: 'On the server: send one Location, with an absolute or a relative URL.',
    console: ONLY_FAILED,
    whole: true,
    rule: 'http-redirect-fetch',
  }),
  'redirect-scheme': ({ value }) => ({
    message: `The response redirects to ${value}, and a fetch follows to http: and https: only.`,
    change: 'On the server: redirect to an https: URL.',
    console: ONLY_FAILED,
    whole: true,
    rule: 'http-redirect-fetch',
  }),
  'redirect-user-information': ({ value }) => ({
    message:
      `The response redirects to a URL on ${value} with a user name or password in it, which no ` +
      'browser follows across origins.',
    change: 'On the server: take the user information out of the Location.',
    console:
      "Redirect location '' contains a username and password, which is disallowed for cross-origin requests.",
    rule: 'http-redirect-fetch',
  }),
  mode: ({ origin, url, value }) =>
    value === 'same-origin'
      ? {
        message: `${url.origin} is not ${origin}, and the call has mode: 'same-origin'.`,
        change:
          "In the page: leave mode out and let the server allow the page's origin; or call the " +
            "page's own server.",
        console:
          `Fetch API cannot load ${url.href}. Request mode is "same-origin" but the URL's ` +
            `origin is not same as the request origin ${origin}.`,
        whole: true,
        rule: 'main-fetch',
      }
      : {
        message: "Mode no-cors goes with redirect: 'follow' only.",
        change: 'In the page: leave redirect out, or mode.',
        console:
          `Fetch API cannot load ${url.href}. Request mode is "no-cors" but the redirect mode ` +
            'is not "follow".',
        whole: true,
        rule: 'main-fetch',
      },
  scheme: ({ url }) => ({
    message: `A page can't fetch ${url.protocol} URLs.`,
    change: 'In the page: call an http: or https: URL.',
    console:
      url.protocol === 'file:'
        ? `Not allowed to load local resource: ${url.href}`
        : `Fetch API cannot load ${url.href}. URL scheme "${url.protocol.slice(0, -1)}" is not supported.`,
    whole: true,
    rule: 'scheme-fetch',
  }),
  'mixed-content': ({ origin, url }) => ({
    message: `A page on https: may not fetch ${withoutSecrets(url)}: it is not encrypted.`,
    change:
      'On the server: serve it over https:, and in the page call ' +
      `${withoutSecrets(url).replace(/^http:/, 'https:')}.`,
    console:
      `Mixed Content: The page at '${origin}/' was loaded over HTTPS, but requested an insecure ` +
      `resource '${withoutSecrets(url)}'. ` +
      'This request has been blocked; the content must be served over HTTPS.',
    whole: true,
    rule: 'https://www.w3.org/TR/mixed-content/#should-block-fetch',
  }),
  'blocked-port': ({ value }) => ({
    message: `Browsers send nothing to port ${value}, which belongs to another protocol.`,
    change: 'On the server: listen on another port, such as 3000 or 8080.',
    console: ONLY_FAILED,
    whole: true,
    rule: 'port-blocking',
  }),
  'resource-policy': ({ value }) => ({
    message:
      `The response's Cross-Origin-Resource-Policy: ${value} keeps it from pages of other ` +
      `${value === 'same-site' ? 'sites' : 'origins'}.`,
    change:
      "On the server: send Cross-Origin-Resource-Policy: cross-origin if other sites' pages may load " +
      'this resource.',
    console: ONLY_FAILED,
    whole: true,
    rule: 'cross-origin-resource-policy-header',
  }),
};
