// Pairs that chance would seldom find: each a sentence about one edge of the protocol, and what the standard
// makes of it.

import type { CorsOptions } from 'with-cors';
import type { Verdict } from 'with-cors/page';
import type { HandlerName } from './handlers.ts';
import type { Origins, Pair, Place } from './pairs.ts';

type Request = Partial<Pair['request']>;
type Row = [
  sentence: string, outcome: Verdict['outcome'], policy: CorsOptions, request: Request,
  handler?: HandlerName, from?: Place,
];
const own: Request = { headers: [['x-own', '1']] };
const typed = (type: string, body = 'x'): Request =>
  ({ method: 'POST', body, headers: [['content-type', type]] });

export function handPickedPairs({ page, app }: Origins): Pair[] {
  const forPage: CorsOptions = { origin: page };
  const ownOnly: CorsOptions = { ...forPage, allowedHeaders: ['x-own'] };
  const continuing: CorsOptions = { ...forPage, preflightContinue: true };
  const trusted: CorsOptions = { origin: page, credentials: true };
  const onlyNull: CorsOptions = { origin: function onlyNull(origin: string) { return origin === 'null'; } };
  const failing: CorsOptions = {
    origin: async function failsLater(): Promise<boolean> { throw new Error('the lookup failed'); },
  };
  const rows: Row[] = [
    ['the default options', 'readable', {}, {}],
    ['the default options, with credentials', 'refused', {}, { credentials: 'include' }],
    ['credentials with an explicit origin', 'readable', trusted, { credentials: 'include' }],
    ['credentials with an explicit origin and a preflight', 'readable', trusted,
      { credentials: 'include', method: 'PUT', ...own }],
    ['credentials without the option', 'refused', forPage, { credentials: 'include' }],
    ['credentials without the option, with a preflight', 'refused', forPage, { credentials: 'include', method: 'DELETE' }],
    ['credentials omitted although allowed', 'readable', trusted, { credentials: 'omit' }],
    ['any method, with credentials', 'readable', { ...trusted, methods: '*' }, { credentials: 'include', method: 'PROPFIND' }],
    ['any method, without credentials', 'readable', { ...forPage, methods: '*' }, { method: 'PROPFIND' }],
    ['any header, with credentials and Authorization', 'readable', trusted,
      { credentials: 'include', headers: [['authorization', 'x'], ['x-own', '1']] }],
    ['any header covers Authorization', 'readable', {}, { headers: [['Authorization', 'Bearer x']] }],
    ['patch in lower case where PATCH is allowed', 'refused', forPage, { method: 'patch' }],
    ['PATCH where PATCH is allowed', 'readable', forPage, { method: 'PATCH' }],
    ['put in lower case where PUT is allowed', 'readable', forPage, { method: 'put' }],
    ['Propfind where PROPFIND is allowed', 'refused', { ...forPage, methods: ['PROPFIND'] }, { method: 'Propfind' }],
    ['OPTIONS itself, allowed', 'readable', { ...forPage, methods: ['OPTIONS'] }, { method: 'OPTIONS' }],
    ['OPTIONS itself, not allowed', 'refused', forPage, { method: 'OPTIONS' }],
    ['HEAD and POST need no listing', 'readable', { ...forPage, methods: ['PUT'] }, { method: 'POST', ...own, body: 'x' }],
    ['POST with plain text', 'readable', forPage, { method: 'POST', body: 'x' }],
    ['POST with a form', 'readable', forPage, typed('application/x-www-form-urlencoded')],
    ['POST with a form of parts', 'readable', forPage, typed('multipart/form-data; boundary=x')],
    ['POST with JSON', 'readable', forPage, typed('application/json', '{}')],
    ['POST with JSON where Content-Type is not allowed', 'refused', ownOnly, typed('application/json', '{}')],
    ['two content types in one value', 'readable', forPage, typed('text/plain, application/json')],
    ['a content type with a quoted parameter', 'refused', ownOnly, typed('text/plain; charset="utf-8"')],
    ['a content type without a subtype', 'refused', ownOnly, typed('text/')],
    ['an empty content type', 'refused', ownOnly, typed('')],
    ['an Accept of 128 bytes', 'readable', ownOnly, { headers: [['accept', 'a'.repeat(128)]] }],
    ['an Accept of 129 bytes', 'refused', ownOnly, { headers: [['accept', 'a'.repeat(129)]] }],
    ['an Accept with a colon', 'refused', ownOnly, { headers: [['accept', 'a:b']] }],
    ['an Accept with a tab', 'readable', ownOnly, { headers: [['accept', 'a\tb']] }],
    ['an Accept of Latin-1', 'readable', ownOnly, { headers: [['accept', 'caf\xE9']] }],
    ['an Accept-Language with an underscore', 'refused', ownOnly, { headers: [['accept-language', 'de_AT']] }],
    ['a Content-Language with a slash', 'refused', ownOnly, { headers: [['content-language', 'de/en']] }],
    ['a Range with a start', 'readable', ownOnly, { headers: [['range', 'bytes=0-5']] }],
    ['a Range without an end', 'readable', ownOnly, { headers: [['range', 'bytes=5-']] }],
    ['a Range without a start', 'refused', ownOnly, { headers: [['range', 'bytes=-5']] }],
    ['a Range of two', 'refused', ownOnly, { headers: [['range', 'bytes=0-1,3-4']] }],
    ['a Range that ends before it starts', 'refused', ownOnly, { headers: [['range', 'bytes=5-1']] }],
    ['Accept twice, together above 128 bytes', 'readable', ownOnly,
      { headers: [['accept', 'a'.repeat(80)], ['accept', 'b'.repeat(80)]] }],
    ['a content type of Latin-1', 'readable', ownOnly, typed('text/plain;a=\xE9')],
    ['two content types of which the second needs a preflight', 'refused', ownOnly,
      { method: 'POST', body: 'x', headers: [['content-type', 'text/plain;a=b'], ['content-type', 'application/json']] }],
    ['Authorization twice', 'readable', forPage, { headers: [['authorization', 'a'], ['Authorization', 'b']] }],
    ['headers that a script can\'t set', 'readable', ownOnly,
      { headers: [['Cookie', 'a=b'], ['Sec-Own', '1'], ['Proxy-Own', '1'], ['DNT', '1'], ['Via', 'x']] }],
    ['a method override with a forbidden method', 'readable', ownOnly, { headers: [['X-HTTP-Method-Override', 'TRACE']] }],
    ['a method override with an allowed method', 'refused', ownOnly, { headers: [['X-HTTP-Method-Override', 'PUT']] }],
    ['a User-Agent of the script\'s', 'refused', ownOnly, { headers: [['User-Agent', 'own']] }],
    ['the method *', 'refused', { ...forPage, methods: '*' }, { method: '*' }],
    ['a forbidden method', 'invalid', forPage, { method: 'Trace' }],
    ['a method that is not a token', 'invalid', forPage, { method: 'a b' }],
    ['a GET with a body', 'invalid', forPage, { body: 'x' }],
    ['a header name that is not a token', 'invalid', forPage, { headers: [['a b', 'x']] }],
    ['an allowed header in another case', 'readable', ownOnly, { headers: [['X-OWN', '1']] }],
    ['all headers exposed', 'readable', { ...forPage, exposedHeaders: '*' }, {}],
    ['all headers exposed by the handler, with credentials', 'readable', trusted, { credentials: 'include' },
      'exposes everything'],
    ['a cookie is never exposed', 'readable', { ...forPage, exposedHeaders: '*' }, {}, 'sets a cookie'],
    ['the handler\'s exposed headers win', 'readable', { ...forPage, exposedHeaders: ['X-One'] }, {}, 'exposes X-Two'],
    ['a readable 404', 'readable', forPage, {}, 'status 404'],
    ['a readable 500', 'readable', forPage, {}, 'status 500'],
    ['an accepted preflight with 299', 'readable', { ...forPage, optionsSuccessStatus: 299 }, { method: 'PUT' }],
    ['a preflight to which the handler responds with 404', 'refused', continuing, { method: 'PUT' }, 'status 404'],
    ['a preflight to which the handler responds', 'readable', continuing, { method: 'PUT' }, 'sets every permission'],
    ['a preflight that the handler allows by itself', 'readable', { ...forPage, preflightContinue: true, methods: ['DELETE'] },
      { method: 'PUT' }, 'allows PUT and X-Own by itself'],
    ['a preflight whose methods are not a list', 'refused', continuing, { method: 'PUT' }, 'allows methods that are not a list'],
    ['a preflight whose methods are not a list, for a method that needs none', 'refused', continuing, own,
      'allows methods that are not a list'],
    ['a preflight whose headers are not a list', 'refused', continuing, { method: 'PUT', ...own },
      'allows headers that are not a list'],
    ['a preflight whose headers are not a list, for a request without any', 'refused', continuing, { method: 'PUT' },
      'allows headers that are not a list'],
    ['a preflight that the handler allows with stars', 'readable', continuing, { method: 'PUT', ...own },
      'allows everything with stars'],
    ['a preflight that the handler allows with stars, with Authorization', 'readable', continuing,
      { headers: [['authorization', '1']] }, 'allows everything with stars'],
    ['a preflight that the handler allows with stars, with credentials', 'refused', { ...trusted, preflightContinue: true },
      { method: 'PUT', credentials: 'include' }, 'allows everything with stars'],
    ['headers exposed with stars, with credentials', 'refused', { ...trusted, preflightContinue: true },
      { ...own, credentials: 'include' }, 'allows everything with stars'],
    ['exposed headers that are not a list', 'readable', forPage, {}, 'exposes what is not a list'],
    ['a list of exposed headers with empty members', 'readable', forPage, {}, 'exposes with empty members'],
    ['a handler that would let everyone in', 'refused', { origin: 'https://elsewhere.example' }, {}, 'sets every permission'],
    ['a handler that would let everyone in with writeHead', 'refused', { origin: 'https://elsewhere.example' },
      { credentials: 'include' }, 'writes every permission as an object'],
    ['a handler that writes two origins', 'readable', forPage, {}, 'writes every permission as a flat list'],
    ['a handler that takes the permission away', 'readable', forPage, {}, 'removes the permission'],
    ['a sandboxed frame, any origin', 'readable', {}, { method: 'PUT' }, 'plain', 'sandbox'],
    ['a sandboxed frame, the page\'s origin', 'refused', forPage, {}, 'plain', 'sandbox'],
    ['a sandboxed frame, let in by a predicate', 'readable', onlyNull, { method: 'PUT' }, 'plain', 'sandbox'],
    ['a subdomain by its pattern', 'readable', { origin: 'http://*.localhost:*' }, { method: 'PUT' }, 'plain', 'app'],
    ['the bare domain under a pattern for subdomains', 'refused', { origin: 'http://*.localhost:*' }, {}],
    ['a port by its pattern', 'readable', { origin: 'http://localhost:*' }, { method: 'DELETE' }],
    ['a subdomain where the bare domain is allowed', 'refused', { origin: 'http://localhost:*' }, {}, 'plain', 'app'],
    ['one of two origins', 'readable', { origin: [app, page] }, { method: 'PUT' }, 'plain', 'app'],
    ['the same origin needs no permission', 'readable', { origin: false }, { method: 'PUT' }, 'plain', 'api'],
    ['the same origin passes blockDisallowed', 'readable', { origin: app, blockDisallowed: true }, { method: 'POST', body: 'x' },
      'plain', 'api'],
    ['another origin does not', 'refused', { origin: app, blockDisallowed: true }, { method: 'POST', body: 'x' }],
    ['no origin at all', 'refused', { origin: false }, { method: 'PUT' }],
    ['an origin check that fails', 'refused', failing, {}],
  ];
  return rows.map(([sentence, outcome, policy, request, handler = 'plain', from = 'page']) => ({
    sentence, outcome, from, policy, handler,
    request: { method: 'GET', headers: [], credentials: 'same-origin', ...request },
  }));
}
