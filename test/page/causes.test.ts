// The usual causes of trouble, each built once: told apart, with a change of its own and Chromium's sentence.

import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import { describe, test } from 'node:test';
import { createPage, type AskOptions, type Cause, type Verdict } from 'with-cors/page';
import { certificate } from './certificate.ts';
import { serve, type Head } from './servers.ts';

const ORIGIN = 'https://app.example.com';
const SELF: Head = { 'Access-Control-Allow-Origin': ORIGIN };
const ANY: Head = { 'Access-Control-Allow-Origin': '*' };
const CREDENTIALS: Head = { 'Access-Control-Allow-Credentials': 'true' };
const put: AskOptions = { method: 'PUT' };
const include: AskOptions = { credentials: 'include' };
const json: AskOptions = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' };

interface Row {
  readonly sentence: string;
  readonly cause: Cause | undefined;
  readonly code?: string;
  readonly change: RegExp;
  readonly console?: RegExp;
  readonly call?: AskOptions;
  readonly origin?: string;
  readonly head?: Head;
  readonly status?: number;
  readonly path?: string;
}

const table: Row[] = [
  { sentence: 'authentication answers 401 to the preflight', cause: 'authentication-on-preflight',
    code: 'allow-origin-missing', call: put, status: 401, head: { 'WWW-Authenticate': 'Bearer' },
    change: /let OPTIONS requests .* through without authentication/,
    console: /Response to preflight request doesn't pass access control check: No / },
  { sentence: 'also with CORS headers', cause: 'authentication-on-preflight', code: 'preflight-status',
    call: put, status: 401, head: SELF, change: /without authentication \(this one got 401\)/,
    console: /It does not have HTTP ok status\.$/ },
  { sentence: 'the preflight is redirected to the slash', cause: 'preflight-redirected',
    code: 'preflight-redirect', call: put, status: 301, path: '/items', head: { Location: '/items/' },
    change: /In the page: call http:\/\/localhost:\d+\/items\/, with the slash at its end/,
    console: /Redirect is not allowed for a preflight request\.$/ },
  { sentence: 'the preflight is redirected away from the slash', cause: 'preflight-redirected',
    code: 'preflight-redirect', call: put, status: 308, path: '/items/', head: { Location: '/items' },
    change: /without the slash at its end/ },
  { sentence: 'the preflight is redirected to https:', cause: 'preflight-redirected',
    code: 'preflight-redirect', call: put, status: 301, head: { Location: 'https://localhost/' },
    change: /In the page: call https:\/\/localhost\/ with https:/ },
  { sentence: 'the preflight is redirected to a login page', cause: 'preflight-redirected',
    code: 'preflight-redirect', call: put, status: 302, head: { Location: '/login?next=/' },
    change: /don't send OPTIONS to the login page/ },
  { sentence: 'the preflight is redirected elsewhere', cause: 'preflight-redirected',
    code: 'preflight-redirect', call: put, status: 302, head: { Location: '/v2/' },
    change: /In the page: call http:\/\/localhost:\d+\/v2\/, where the redirect leads/ },
  { sentence: 'the preflight is redirected nowhere', cause: 'preflight-redirected',
    code: 'preflight-redirect', call: put, status: 302, head: { Location: 'http://[' },
    change: /^On the server: answer OPTIONS without a redirect\.$/ },
  { sentence: 'the header comes twice, from a proxy and the application', cause: 'header-twice',
    code: 'allow-origin-multiple', head: { 'Access-Control-Allow-Origin': [ORIGIN, '*'] },
    change: /It came twice, as when a proxy adds it/,
    console: /contains multiple values 'https:\/\/app\.example\.com, \*', but only one is allowed/ },
  { sentence: 'a proxy has joined the two', cause: 'header-twice', code: 'allow-origin-multiple',
    head: { 'Access-Control-Allow-Origin': '*, *' }, change: /joins its own to the application's/ },
  { sentence: 'the header is a list', cause: 'header-twice', code: 'allow-origin-multiple',
    head: { 'Access-Control-Allow-Origin': `${ORIGIN}, https://b.example` },
    change: /The header takes no list/ },
  { sentence: 'the origin differs by a slash', cause: 'origin-differs', code: 'allow-origin-mismatch',
    head: { 'Access-Control-Allow-Origin': `${ORIGIN}/` }, change: /there is a slash at its end/,
    console: /has a value 'https:\/\/app\.example\.com\/' that is not equal/ },
  { sentence: 'the origin differs by its scheme', cause: 'origin-differs', code: 'allow-origin-mismatch',
    head: { 'Access-Control-Allow-Origin': 'http://app.example.com' },
    change: /the scheme is http: instead of https:/ },
  { sentence: 'the origin differs by its port', cause: 'origin-differs', code: 'allow-origin-mismatch',
    head: { 'Access-Control-Allow-Origin': `${ORIGIN}:8080` },
    change: /the port is 8080 instead of the default one/ },
  { sentence: 'the origin differs by www.', cause: 'origin-differs', code: 'allow-origin-mismatch',
    head: { 'Access-Control-Allow-Origin': 'https://www.app.example.com' },
    change: /the host is www\.app\.example\.com instead of app\.example\.com/ },
  { sentence: 'the origin is without its scheme', cause: 'origin-differs', code: 'allow-origin-invalid',
    head: { 'Access-Control-Allow-Origin': 'app.example.com' }, change: /the scheme is missing/,
    console: /contains the invalid value 'app\.example\.com'/ },
  { sentence: 'the origin is another altogether', cause: undefined, code: 'allow-origin-mismatch',
    head: { 'Access-Control-Allow-Origin': 'https://other.example' },
    change: /On the server: allow https:\/\/app\.example\.com too/ },
  { sentence: 'the origin is half of one', cause: undefined, code: 'allow-origin-invalid',
    head: { 'Access-Control-Allow-Origin': 'https://' }, change: /send the whole origin/ },
  { sentence: 'the origin has a path', cause: 'origin-differs', code: 'allow-origin-mismatch',
    head: { 'Access-Control-Allow-Origin': `${ORIGIN}/x` }, change: /it has a path/ },
  { sentence: 'the origin has a query', cause: 'origin-differs', code: 'allow-origin-mismatch',
    head: { 'Access-Control-Allow-Origin': `${ORIGIN}?` }, change: /there is more than an origin/ },
  { sentence: 'a 500 has no headers', cause: 'error-without-headers', code: 'allow-origin-missing',
    status: 500, change: /The response is an error \(500\) without CORS headers/,
    console: /: No 'Access-Control-Allow-Origin' header is present/ },
  { sentence: 'a 413 has no headers', cause: 'error-without-headers', code: 'allow-origin-missing',
    status: 413, call: { method: 'POST', body: 'x' }, change: /The body was too long/ },
  { sentence: 'a 404 has no headers', cause: 'error-without-headers', code: 'allow-origin-missing',
    status: 404, change: /Nothing is there \(404\)/ },
  { sentence: 'an error of nginx has no headers', cause: 'error-without-headers',
    code: 'allow-origin-missing', status: 502, head: { Server: 'nginx/1.22.1' },
    change: /In nginx, add always: / },
  { sentence: 'an error of Apache has no headers', cause: 'error-without-headers',
    code: 'allow-origin-missing', status: 404, head: { Server: 'Apache/2.4.62 (Debian)' },
    change: /In Apache, write always: Header always set / },
  { sentence: 'a preflight is not handled', cause: 'error-without-headers', code: 'allow-origin-missing',
    call: put, status: 405, change: /answer OPTIONS \/ with 204 and the CORS headers; it gets 405/ },
  { sentence: 'a preflight is answered, and not as one', cause: undefined, code: 'allow-origin-missing',
    call: put, head: { Allow: 'GET, HEAD, PUT' },
    change: /answer OPTIONS \/ with 204 and the CORS headers; it gets 200 and none of them, so nothing there handles preflights, or this origin/ },
  { sentence: 'a preflight is answered as one, for others', cause: undefined, code: 'allow-origin-missing',
    call: put, head: { 'Access-Control-Allow-Methods': 'PUT' },
    change: /^On the server: send Access-Control-Allow-Origin/ },
  { sentence: 'a request is redirected to the slash without headers', cause: undefined,
    code: 'allow-origin-missing', status: 301, path: '/items', head: { Location: '/items/' },
    change: /^In the page: call http:\/\/localhost:\d+\/items\/, with the slash at its end; the server redirects to it, and that redirect has no CORS headers\.$/ },
  { sentence: 'a request is redirected to https: without headers', cause: undefined,
    code: 'allow-origin-missing', status: 301, head: { Location: 'https://localhost/' },
    change: /^In the page: call https:\/\/localhost\/ with https:, .* and that redirect has no CORS headers\.$/ },
  { sentence: 'a request is redirected to a login page without headers', cause: undefined,
    code: 'allow-origin-missing', status: 302, head: { Location: '/login' },
    change: /^On the server: see why it redirects to http:\/\/localhost:\d+\/login, which looks like a login page: answer 401/ },
  { sentence: 'a preflight is forbidden', cause: 'error-without-headers', code: 'allow-origin-missing',
    call: put, status: 403, change: /or this origin is not allowed/ },
  { sentence: 'a cache answers for another origin', cause: 'cached-without-vary',
    code: 'allow-origin-mismatch',
    head: { 'Access-Control-Allow-Origin': 'https://www.app.example.com', Age: '10' },
    change: /send Vary: Origin .* empty the cache that answered \(Age: 10\)/ },
  { sentence: 'a cache answers what was made for nobody', cause: 'cached-without-vary',
    code: 'allow-origin-missing', head: { 'X-Cache': 'HIT from edge', Vary: 'Accept-Encoding' },
    change: /\(X-Cache: HIT from edge\)/ },
  { sentence: 'a cache that knows of Origin is not to blame', cause: undefined, code: 'allow-origin-missing',
    head: { Age: '10', Vary: 'Accept-Encoding, Origin' }, change: /send Access-Control-Allow-Origin/ },
  { sentence: 'a star comes with credentials', cause: 'star-with-credentials',
    code: 'allow-origin-star-with-credentials', call: include, head: { ...ANY, ...CREDENTIALS },
    change: /send Access-Control-Allow-Origin: https:\/\/app\.example\.com.* leave credentials: 'include' out/,
    console: /must not be the wildcard '\*'/ },
  { sentence: 'credentials are not allowed', cause: 'credentials-not-allowed', code: 'allow-credentials',
    call: include, head: SELF, change: /send Access-Control-Allow-Credentials: true/,
    console: /in the response is '' which must be 'true'/ },
  { sentence: 'credentials are True', cause: 'credentials-not-allowed', code: 'allow-credentials',
    call: include, head: { ...SELF, 'Access-Control-Allow-Credentials': 'True' },
    change: /send Access-Control-Allow-Credentials: true/, console: /is 'True' which must be/ },
  { sentence: 'a header is not allowed', cause: 'header-not-allowed', code: 'preflight-header', call: json,
    head: SELF, change: /add content-type to Access-Control-Allow-Headers/,
    console: /Request header field content-type is not allowed/ },
  { sentence: 'a method is not allowed', cause: 'method-not-allowed', code: 'preflight-method', call: put,
    head: SELF, change: /add PUT to Access-Control-Allow-Methods/, console: /Method PUT is not allowed/ },
  { sentence: 'the page writes a method in lower case', cause: 'method-not-allowed', code: 'preflight-method',
    call: { method: 'patch' }, head: { ...SELF, 'Access-Control-Allow-Methods': 'PATCH' },
    change: /In the page: write method: 'PATCH' in upper case/ },
  { sentence: 'the server writes it so', cause: 'method-not-allowed', code: 'preflight-method', call: put,
    head: { ...SELF, 'Access-Control-Allow-Methods': 'put' },
    change: /On the server: write PUT instead of put/ },
  { sentence: 'the server doesn\'t know patch', cause: 'method-not-allowed', code: 'allow-origin-missing',
    call: { method: 'patch' }, head: { ...SELF, 'Access-Control-Allow-Methods': 'patch' },
    change: /In the page: write method: 'PATCH'\. .* answers 400/ },
  { sentence: 'a header is not exposed', cause: 'header-not-exposed',
    head: { ...ANY, 'X-Total-Count': '12', Vary: 'Accept' },
    change: /doesn't see x-total-count\. .* send Access-Control-Expose-Headers: x-total-count\.$/ },
  { sentence: 'it is exposed by a star, with credentials', cause: 'header-not-exposed', call: include,
    head: { ...SELF, ...CREDENTIALS, 'X-Total-Count': '12', 'Access-Control-Expose-Headers': '*' },
    change: /with credentials a \* there is the name of a header/ },
  { sentence: 'the mode is no-cors', cause: 'opaque-no-cors', call: { mode: 'no-cors' }, head: ANY,
    change: /take mode: 'no-cors' away/ },
  { sentence: 'a cookie has no SameSite', cause: 'cookie-attributes', call: include,
    head: { ...SELF, ...CREDENTIALS, 'Set-Cookie': 'a=b; Path=/' },
    change: /SameSite is lax \(the default\): .* SameSite=None; Secure/ },
  { sentence: 'also beside a header that is not exposed', cause: 'cookie-attributes', call: include,
    head: { ...SELF, ...CREDENTIALS, 'Set-Cookie': 'a=b', 'X-Total-Count': '12' },
    change: /SameSite is lax/ },
  { sentence: 'what servers add to each response is nothing that a page misses', cause: undefined,
    head: { ...ANY, ETag: '"1"', 'X-Varnish': '32770' }, change: /^$/ },
  { sentence: 'a cookie has SameSite=None without Secure', cause: 'cookie-attributes', call: include,
    head: { ...SELF, ...CREDENTIALS, 'Set-Cookie': ['ok=1; SameSite=None; Secure', 'a=b; SameSite=None'] },
    change: /ignores the cookie a: on the server, add Secure/ },
  { sentence: 'a cookie comes without credentials', cause: 'cookie-attributes',
    head: { ...ANY, 'Set-Cookie': 'a=b; SameSite=None; Secure' },
    change: /call with credentials: 'include'/ },
  { sentence: 'a cookie within a site needs no attributes', cause: undefined, origin: 'http://localhost:1',
    call: include,
    head: { 'Access-Control-Allow-Origin': 'http://localhost:1', ...CREDENTIALS, 'Set-Cookie': 'a=b' },
    change: /^$/ },
  { sentence: 'a cookie that suits', cause: undefined, call: include,
    head: { ...SELF, ...CREDENTIALS, 'Set-Cookie': 'a=b; samesite=none; secure' }, change: /^$/ },
];

const codeOf = (verdict: Verdict): string | undefined => 'code' in verdict ? verdict.code : undefined;

describe('it is told apart that', () => {
  for (const {
    sentence, cause, code, change, console = /^/, call = {}, origin = ORIGIN, head = {}, status = 200,
    path = '/'
  } of table) {
    test(sentence, () => serve(http.createServer((_, response) => {
      for (const [name, value] of Object.entries(head)) response.setHeader(name, value);
      response.writeHead(status).end();
    }), async (port) => {
      const verdict = await createPage(origin).ask(`http://localhost:${port}${path}`, call);
      assert.deepEqual(
        ['cause' in verdict ? verdict.cause : undefined, codeOf(verdict)], [cause, code], verdict.message
      );
      assert.match('change' in verdict && verdict.change !== undefined ? verdict.change : '', change);
      if ('console' in verdict) assert.match(verdict.console, console);
    }));
  }

  test('a cookie is Secure, and its server is not', () => serve(http.createServer((_, response) => {
    response.setHeader('Access-Control-Allow-Origin', 'http://app.example.com').setHeader(
      'Access-Control-Allow-Credentials', 'true'
    )
      .setHeader('Set-Cookie', 'a=b; Secure; SameSite=None').end();
  }), async (port) => {
    // The loopback address by a name that browsers don't trust for it.
    const verdict =
      await createPage('http://app.example.com').ask(`http://[::ffff:127.0.0.1]:${port}/`, include);
    assert.ok(verdict.outcome === 'readable', verdict.message);
    assert.match(verdict.change ?? '', /ignores the cookie a: on the server, serve it over https:/);
  }));
  test('the content is mixed', async () => {
    const verdict = await createPage(ORIGIN).ask('http://api.example.com/items');
    assert.ok(verdict.outcome === 'refused' && verdict.cause === 'mixed-content', verdict.message);
    assert.match(
      verdict.change, /serve it over https:, and in the page call https:\/\/api\.example\.com\/items/
    );
    assert.match(
      verdict.console, /^Mixed Content: The page at 'https:\/\/app\.example\.com\/' was loaded over HTTPS/
    );
  });
  test('the certificate is nobody\'s',
    () => serve(https.createServer(certificate('localhost')), async (port) => {
    const verdict = await createPage(ORIGIN).ask(`https://localhost:${port}/`);
    assert.ok(verdict.outcome === 'no-answer' && verdict.cause === 'no-server', verdict.message);
    assert.match(verdict.change, /-k/);
  }));
  test('no server is there', async () => {
    const port = await serve(http.createServer(), (free) => Promise.resolve(free));
    const verdict = await createPage(ORIGIN).ask(`http://localhost:${port}/`);
    assert.ok(verdict.outcome === 'no-answer' && verdict.cause === 'no-server', verdict.message);
    assert.match(verdict.change, /start it/);
  });
  test('a page without an origin is not to be allowed',
    () => serve(http.createServer((_, response) => { response.end(); }), async (port) => {
    const verdict = await createPage('null').ask(`http://localhost:${port}/`);
    assert.ok(verdict.outcome === 'refused');
    assert.match(verdict.change, /open it from a server of its own/);
  }));
});
