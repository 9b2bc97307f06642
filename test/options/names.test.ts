// The options that hold names: `methods`, `allowedHeaders`, `exposedHeaders`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CorsOptions, createCorsPolicy } from 'with-cors';
import { accepted, refused } from './table.ts';

for (const option of ['methods', 'allowedHeaders', 'exposedHeaders']) {
  const named = (value: unknown) => ({ [option]: value });
  for (const value of [true, false, 5, {}, new Set(['PUT']), /PUT/]) {
    refused(`${option}: ${String(value)} is not a list of names`, named(value),
      [option, value, 'wrong-type']);
  }
  for (const value of [null, undefined, 5, ['PUT'], /PUT/]) {
    refused(`${option}: [${String(value)}] has an item that is not a name`, named(['A', value]),
      [`${option}[1]`, value, 'wrong-type']);
  }
  for (const value of ['A B', 'A:', 'A/B', 'Ä', 'A\r\nB', '"A"', 'A\0']) {
    refused(`${option}: ${JSON.stringify(value)} is not a token`, named([value]),
      [`${option}[0]`, value, 'not-a-token']);
  }
  refused(`${option}: an item with space around it is corrected`, named([' X-A\t']),
    [`${option}[0]`, ' X-A\t', 'not-a-token', 'X-A']);
  refused(`${option}: an empty item is not a name`, named(['']), [`${option}[0]`, '', 'not-a-token']);
  refused(`${option}: an empty string is not a list`, named(''), [option, '', 'not-a-token']);
  refused(`${option}: a list has no empty member`, named('A,,B'), [option, '', 'not-a-token']);
  refused(`${option}: a list in an item is not a name`, named(['A, B']),
    [`${option}[0]`, 'A, B', 'not-a-token']);
  refused(`${option}: a star among others is not a name`, named(['A', '*']),
    [`${option}[1]`, '*', 'star-in-list', '*']);
  refused(`${option}: a star alone in an array is not a name`, named(['*']),
    [`${option}[0]`, '*', 'star-in-list', '*']);
  refused(`${option}: a star among others in a string is not a name`, named('A,*'),
    [option, '*', 'star-in-list', '*']);
  for (const value of ['*', [], ['A'], ['A', 'X-!#$%&\'*+-.^_`|~'], 'A', 'A,B', ' A , B\t']) {
    accepted(`${option}: ${JSON.stringify(value)}`, named(value));
  }
}

for (const name of ['CONNECT', 'TRACE', 'TRACK', 'trace', 'Connect']) {
  refused(`the method ${name} is forbidden`, { methods: ['GET', name] },
    ['methods[1]', name, 'forbidden-method']); } for (const name of ['patch', 'Patch', 'propfind', 'Lock', 'xget', 'getx']) {
  refused(`browsers leave ${name} as it is`, { methods: [name] },
    ['methods[0]', name, 'method-case', name.toUpperCase()]); }
for (const name of ['delete', 'Get', 'head', 'options', 'post', 'puT']) {
  accepted(`browsers normalize ${name}`, { methods: [name] });
}
for (const name of ['PATCH', 'PROPFIND', 'M-SEARCH', 'X1', 'XTRACE', 'TRACEX', 'XGET', 'GETX']) {
  accepted(`the method ${name} is like any other`, { methods: [name] });
}

for (const name of [
  'Accept-Charset', 'Accept-Encoding', 'Access-Control-Request-Headers', 'Access-Control-Request-Method',
  'Access-Control-Request-Private-Network', 'Connection', 'Content-Length', 'Cookie', 'Cookie2', 'Date',
  'DNT', 'Expect', 'Host', 'Keep-Alive', 'Origin', 'Referer', 'Set-Cookie', 'TE', 'Trailer',
  'Transfer-Encoding', 'Upgrade', 'Via', 'Proxy-Authorization', 'Proxy-', 'Sec-Fetch-Site', 'Sec-', 'cookie',
  'sEC-x',
]) {
  refused(`no page can set ${name}`, { allowedHeaders: ['X-A', name] },
    ['allowedHeaders[1]', name, 'forbidden-request-header']); } for (const name of [
  'Access-Control-Allow-Origin', 'Access-Control-Expose-Headers', 'Access-Control-Max-Age', 'Age', 'Allow',
  'ETag', 'Location', 'Retry-After', 'Server', 'Vary', 'WWW-Authenticate', 'x-frame-options',
]) {
  refused(`${name} is a response header`, { allowedHeaders: name },
    ['allowedHeaders', name, 'response-header']); } for (const name of [
  'Authorization', 'Content-Type', 'X-Requested-With', 'If-Match', 'Range', 'Accept', 'Security', 'Proxy',
  'Cookies', 'X-Cookie',
]) {
  accepted(`a page can set ${name}`, { allowedHeaders: [name] });
}

for (const name of ['Set-Cookie', 'set-cookie2']) {
  refused(`no page can read ${name}`, { exposedHeaders: [name] },
    ['exposedHeaders[0]', name, 'forbidden-response-header']); } for (const name of [
  'Accept', 'Accept-Charset', 'Accept-Language', 'Access-Control-Request-Method', 'Authorization', 'Cookie',
  'Expect', 'From', 'Host', 'If-None-Match', 'Origin', 'Range', 'Referer', 'Sec-Fetch-Mode', 'TE',
  'user-agent',
]) {
  refused(`${name} is a request header`, { exposedHeaders: name },
    ['exposedHeaders', name, 'request-header']); } for (const name of [
  'ETag', 'Date', 'Link', 'X-Set-Cookie', 'Set-Cookie-X', 'X-Total-Count', 'Location', 'Accept-Ranges',
  'Content-Range',
]) {
  accepted(`a page can read ${name}`, { exposedHeaders: [name] });
}

const credentials = { origin: 'https://a.example', credentials: true };
refused('with credentials an exposed star is a name', { ...credentials, exposedHeaders: '*' },
  ['exposedHeaders', '*', 'exposed-star-with-credentials']);
accepted('with credentials names can be exposed', { ...credentials, exposedHeaders: ['ETag'] });
accepted('with credentials any method and any header can be allowed',
  { ...credentials, methods: '*', allowedHeaders: '*' });

const written: [sentence: string, options: CorsOptions, header: string, value: string | undefined][] = [
  ['methods are sent as browsers normalize them', { methods: 'get, pUt,PATCH' }, 'Access-Control-Allow-Methods',
    'GET, PUT, PATCH'],
  ['a method is sent once', { methods: ['put', 'GET', 'PUT'] }, 'Access-Control-Allow-Methods', 'PUT, GET'],
  ['of headers that differ in case only, the first is sent', { allowedHeaders: 'X-a,Authorization,x-A' },
    'Access-Control-Allow-Headers', 'X-a, Authorization'],
  ['a header with the name of a method keeps its case', { allowedHeaders: ['delete'] }, 'Access-Control-Allow-Headers', 'delete'],
  ['an empty list of methods is not sent', { methods: [] }, 'Access-Control-Allow-Methods', undefined],
  ['an empty list of headers is not sent', { allowedHeaders: [] }, 'Access-Control-Allow-Headers', undefined],
];
const preflight = { 'origin': 'https://a.example', 'access-control-request-method': 'PUT' };
for (const [sentence, options, header, value] of written) {
  test(sentence, async () => {
    const { headers } = await createCorsPolicy(options).decide({ method: 'OPTIONS', headers: preflight });
    assert.equal(headers[header], value);
  });
}
