// The options that hold names: `methods`, `allowedHeaders`, `exposedHeaders`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CorsOptions, createCorsPolicy } from 'with-cors';
import { accepted, check, harmless, refused } from './table.ts';

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
  for (const [text, ...suggestion] of [
    ['', []], [' ,', []], ['A,,B', 'A, B'], ['A,', 'A'], ['X-A X-B', 'X-A, X-B'], ['A; B', 'A, B'],
    ['A B, *'], ['A B/C'],
  ] as const) {
    refused(`${option}: '${text}' has something else than a comma between two names`, named(text),
      [option, text, 'not-a-token', ...suggestion]);
  }
  test(`${option}: of an empty string the sentence says how to allow none`, () => {
    assert.match(check(named('')).issues[0]!.message, /Write \[\] for none\.$/);
  });
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
  harmless(`no page can use ${name}`, { methods: ['GET', name] }, `methods[1] '${name}'`);
}
for (const name of ['patch', 'Patch', 'propfind', 'Lock', 'xget', 'getx', 'xtrace', 'tracex']) {
  refused(`browsers leave ${name} as it is`, { methods: [name] },
    ['methods[0]', name, 'method-case', name.toUpperCase()]);
}
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
  harmless(`no page can set ${name}`, { allowedHeaders: ['X-A', name] }, `allowedHeaders[1] '${name}'`);
}
for (const name of [
  'Access-Control-Allow-Origin', 'Access-Control-Expose-Headers', 'Access-Control-Max-Age', 'Age', 'Allow',
  'ETag', 'Location', 'Retry-After', 'Server', 'Vary', 'WWW-Authenticate', 'x-frame-options',
]) {
  harmless(`${name} is a response header`, { allowedHeaders: name }, `allowedHeaders '${name}'`);
}
for (const name of [
  'Authorization', 'Content-Type', 'X-Requested-With', 'If-Match', 'Range', 'Accept', 'Security', 'Proxy',
  'Cookies', 'X-Cookie', 'Access-Control-Request-Foo',
]) {
  accepted(`a page can set ${name}`, { allowedHeaders: [name] });
}

for (const name of ['Set-Cookie', 'set-cookie2']) {
  refused(`no page can read ${name}`, { exposedHeaders: [name] },
    ['exposedHeaders[0]', name, 'forbidden-response-header']);
}
for (const name of [
  'Access-Control-Request-Method', 'Cookie', 'Expect', 'From', 'Host', 'If-None-Match', 'Max-Forwards',
  'Origin',
  'Proxy-Authorization', 'Referer', 'Sec-Fetch-Mode', 'TE', 'user-agent',
]) {
  harmless(`no server sends ${name}`, { exposedHeaders: name }, `exposedHeaders '${name}'`);
}
for (const name of [
  'Authorization', 'Range', 'Accept', 'Accept-Encoding', 'Accept-Language', 'Accept-Patch', 'Accept-Post',
  'Accept-Ranges',
  'Allow', 'Content-Range', 'Date', 'ETag', 'Forwarded', 'Link', 'Location', 'Proxy-Authenticate', 'Server',
  'Trailer',
  'Upgrade', 'Via', 'X-Set-Cookie', 'Set-Cookie-X', 'X-Total-Count', 'X-Host', 'Host-X', 'Information',
]) {
  accepted(`a response can carry ${name}`, { exposedHeaders: [name] });
}

harmless('one warning lists whatever has no effect', {
  methods: 'GET,TRACE', allowedHeaders: ['Origin', 'X-A', 'Location', 'Cookie'],
  exposedHeaders: ['ETag', 'Host'],
  maxAge: 1_728_000,
}, "methods 'TRACE'", "allowedHeaders[0] 'Origin'", "allowedHeaders[2] 'Location'",
  "allowedHeaders[3] 'Cookie'",
"exposedHeaders[1] 'Host'", /^maxAge 1728000: it is in seconds; .+ 86400 /);
harmless('the classic list of headers is accepted',
  { allowedHeaders: 'Origin, X-Requested-With, Content-Type, Accept' },
  "allowedHeaders 'Origin'");
harmless("CouchDB's list of headers is accepted",
  { allowedHeaders: 'accept, authorization, content-type, origin, referer' },
  "allowedHeaders 'origin'", "allowedHeaders 'referer'");
accepted("Connect's lists are accepted", {
  allowedHeaders: ['Content-Type', 'Connect-Protocol-Version', 'Connect-Timeout-Ms', 'Grpc-Timeout',
    'X-Grpc-Web', 'X-User-Agent'],
  exposedHeaders: ['Content-Encoding', 'Connect-Content-Encoding', 'Grpc-Status', 'Grpc-Message',
    'Grpc-Status-Details-Bin'],
});
const tus = ['Authorization', 'Content-Type', 'Location', 'Tus-Resumable', 'Upload-Offset',
  'X-Forwarded-Host', 'Forwarded'];
harmless("what a server of resumable uploads allows and exposes is accepted",
  { allowedHeaders: tus, exposedHeaders: tus },
  "allowedHeaders[2] 'Location'");
test('nothing is said of options that are refused, nor of a star', () => {
  assert.deepEqual(check({ allowedHeaders: ['Cookie'], maxAge: -1 }).warnings, []);
  assert.deepEqual(check({ allowedHeaders: '*', methods: '*', exposedHeaders: '*' }).warnings, []);
});
for (const option of ['methods', 'allowedHeaders', 'exposedHeaders']) {
  test(`${option}: of a Set the sentence says how to write it`, () => {
    assert.match(
      check({ [option]: new Set(['A']) }).issues[0]!.message, /\(write \[\.\.\.set\]\); got a Set\.$/
    );
  });
}

const credentials = { origin: 'https://a.example', credentials: true };
refused('with credentials an exposed star is a name', { ...credentials, exposedHeaders: '*' },
  ['exposedHeaders', '*', 'exposed-star-with-credentials']);
accepted('with credentials names can be exposed', { ...credentials, exposedHeaders: ['ETag'] });
accepted('with credentials any method and any header can be allowed',
  { ...credentials, methods: '*', allowedHeaders: '*' });

const written: [sentence: string, options: CorsOptions, header: string, value: string | undefined][] = [
  ['methods are sent as browsers normalize them', { methods: 'get, pUt,PATCH' },
    'Access-Control-Allow-Methods',
    'GET, PUT, PATCH'],
  ['a method is sent once', { methods: ['put', 'GET', 'PUT'] }, 'Access-Control-Allow-Methods', 'PUT, GET'],
  ['of headers that differ in case only, the first is sent', { allowedHeaders: 'X-a,Authorization,x-A' },
    'Access-Control-Allow-Headers', 'X-a, Authorization'],
  ['a header with the name of a method keeps its case', { allowedHeaders: ['delete'] },
    'Access-Control-Allow-Headers', 'delete'],
  ['what has no effect is sent as it is written', { allowedHeaders: 'Origin, x-A', exposedHeaders: 'Host' },
    'Access-Control-Allow-Headers', 'Origin, x-A'],
  ['a method that no page can use, too', { methods: ['GET', 'trace'] }, 'Access-Control-Allow-Methods',
    'GET, trace'],
  ['a time longer than any browser keeps, too', { maxAge: 1_728_000 }, 'Access-Control-Max-Age', '1728000'],
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
