// What kind of request it is, and so what becomes of it: a preflight or not (Fetch, 3.3.2), and with
// `blockDisallowed`, one from another origin or from the server's own pages. Each row goes over HTTP/1 and
// over HTTP/2.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CorsOptions, withCors } from 'with-cors';
import { corsOf, send, sendHttp2, type SentRequest, values, versions } from './support/exchange.ts';

const A = 'https://a.example';
const B = 'https://b.example';
const OWN = 'https://api.example';

type Headers = NonNullable<SentRequest['headers']>;
const from = (origin: string, others: Headers = {}): SentRequest =>
  ({ method: 'POST', headers: { Origin: origin, ...others } });
const site = (value: string) => ({ 'Sec-Fetch-Site': value });
const host = (value: string) => ({ Host: value });

/** The headers of a response without `access-control-` before their names. */
type Cors = Record<string, string>;
const any: Cors = { 'allow-origin': '*' };
const allowed: Cors = { 'allow-origin': A, 'vary': 'Origin' };
const refused: Cors = { vary: 'Origin' };

const likePreflight = { 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'x-a' };
const forPreflights = { methods: ['PUT'], allowedHeaders: ['X-A'], maxAge: 5, optionsSuccessStatus: 200 };
const exposing = { origin: A, credentials: true, exposedHeaders: ['ETag', 'X-Total'] } as const;
const exposed = { ...allowed, 'allow-credentials': 'true', 'expose-headers': 'ETag, X-Total' };

const actual: [sentence: string, options: CorsOptions | undefined, request: SentRequest, expected: Cors][] = [
  ['OPTIONS without Origin', { origin: A }, { method: 'OPTIONS', headers: likePreflight }, refused],
  ['OPTIONS without Access-Control-Request-Method', { origin: A },
    { method: 'OPTIONS', headers: { 'Origin': A, 'Access-Control-Request-Headers': 'x-a' } }, allowed],
  ['GET with the headers of a preflight', { origin: A },
    { method: 'GET', headers: { Origin: A, ...likePreflight } }, allowed],
  ['OPTIONS *', { origin: A }, { method: 'OPTIONS', path: '*' }, refused],
  ['any origin, by default', undefined, from(A), any],
  ['a request without an Origin gets the same, so that a cache keeps one response', undefined, {}, any],
  ['null is any origin too', undefined, from('null'), any],
  ['any origin may read the exposed headers', { exposedHeaders: 'ETag,X-Total' }, from(A),
    { ...any, 'expose-headers': 'ETag, X-Total' }],
  ['without an Origin they are exposed too', { exposedHeaders: ['ETag'] }, {},
    { ...any, 'expose-headers': 'ETag' }],
  ['all headers are exposed', { origin: A, exposedHeaders: '*' }, from(A),
    { ...allowed, 'expose-headers': '*' }],
  ['an empty list exposes none', { exposedHeaders: [] }, from(A), any],
  ['what is for preflights is not sent here', forPreflights, from(A, likePreflight), any],
  ['a named origin', { origin: A }, from(A), allowed],
  ['one of two', { origin: [B, A] }, from(A), allowed],
  ['one of a pattern', { origin: 'https://*.example' }, from(A), allowed],
  ['one that a predicate allows', { origin: () => true }, from(A), allowed],
  ['one that a promise allows', { origin: async () => true }, from(A), allowed],
  ['another origin', { origin: A }, from(B), refused],
  ['null, where it is not any', { origin: A }, from('null'), refused],
  ['an empty Origin', { origin: A }, from(''), refused],
  ['an Origin that came twice', { origin: A }, { method: 'POST', headers: { Origin: [A, A] } }, refused],
  ['without an Origin Vary still says that others get something else', { origin: A }, {}, refused],
  ['origin: false', { origin: false }, from(A), refused],
  ['origin: false, without an Origin', { origin: false }, {}, refused],
  ['a predicate, without an Origin', { origin: () => true }, {}, refused],
  ['credentials and exposed headers go with an allowed origin', exposing, from(A), exposed],
  ['and not with another', exposing, from(B), refused],
  ['nor without one', exposing, {}, refused],
  ["nor with the server's own, which needs no permission", exposing,
    from(OWN, { ...host('api.example'), ...site('same-origin') }), refused],
];

const blocking: [sentence: string, request: SentRequest, passes: boolean][] = [
  ['an allowed origin passes', from(A), true],
  ['another is blocked', from(B), false],
  ['null is blocked', from('null'), false],
  ['an empty Origin is blocked', from(''), false],
  ['a request without an Origin passes', {}, true],
  ['a navigation from another site passes', { headers: site('cross-site') }, true],
  ...['HEAD', 'OPTIONS'].map((method): typeof blocking[number] =>
    [`so does a ${method} without an Origin`, { method, headers: site('cross-site') }, true]),
  ...['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'].flatMap((method): typeof blocking => [
    [`a ${method} that has lost its Origin is blocked`, { method, headers: site('cross-site') }, false],
    [`a ${method} of the same site that has lost its Origin is blocked`,
      { method, headers: site('same-site') }, false],
    [`a ${method} of the server's own page passes without an Origin`,
      { method, headers: site('same-origin') }, true],
    [`a ${method} of the user passes without an Origin`, { method, headers: site('none') }, true],
    [`a ${method} that says nothing of itself passes`, { method }, true],
  ]),
  ['OPTIONS that is not a preflight is blocked like others', { ...from(B), method: 'OPTIONS' }, false],
  ['a same-origin request passes', from(OWN, site('same-origin')), true],
  ['also where the Host was rewritten on the way',
    from(OWN, { ...site('same-origin'), ...host('10.0.0.1:8080') }), true],
  ['a same-site request is from another origin', from(OWN, { ...site('same-site'), ...host('api.example') }),
    false],
  ['so is a cross-site one, whatever its Host', from(OWN, { ...site('cross-site'), ...host('api.example') }),
    false],
  ['the user, who shares something to an application, passes',
    from(B, { ...site('none'), ...host('api.example') }), true],
  ['and one that says something unknown', from(OWN, { ...site('Same-Origin'), ...host('api.example') }),
    false],
  ['an empty Sec-Fetch-Site is not same-origin', from(OWN, { ...site(''), ...host('api.example') }), false],
  ['nor are two', from(OWN, { 'Sec-Fetch-Site': ['same-origin', 'cross-site'], ...host('api.example') }),
    false],
  ['without Sec-Fetch-Site the Host decides', from(OWN, host('api.example')), true],
  ['with its port', from('http://api.example:8080', host('api.example:8080')), true],
  ['another port is another origin', from('http://api.example:8080', host('api.example:8081')), false],
  ['so is a port that is missing', from('http://api.example:8080', host('api.example')), false],
  ['the default port may be written', from(OWN, host('api.example:443')), true],
  ['the default port of http: too', from('http://api.example', host('api.example:80')), true],
  ['the default port of the other scheme is another port', from(OWN, host('api.example:80')), false],
  ['the case of a Host does not matter', from(OWN, host('API.Example')), true],
  ['an IPv6 Host', from('http://[::1]:8080', host('[::1]:8080')), true],
  ['another Host', from(OWN, host('b.example')), false],
  ['a Host that only ends like it', from(OWN, host('evil-api.example')), false],
  ['a Host that only begins like it', from(OWN, host('api.example.evil.example')), false],
  ['an Origin without a scheme', from('api.example', host('api.example')), false],
  ['an Origin with a path', from('https://api.example/', host('api.example')), false],
  ...['ftp', 'ws', 'app', 'xhttp', 'HTTP'].map((scheme): typeof blocking[number] =>
    [`no server of HTTP has an origin of ${scheme}:`, from(`${scheme}://api.example`, host('api.example')),
      false]),
  ['an Origin without a name for its scheme', from('://api.example', host('api.example')), false],
  ['an Origin with two hosts', from('https://api.example,b', host('api.example,b')), false],
  ['an Origin in upper case', from('https://API.example', host('api.example')), false],
  ['an Origin longer than any', from(`https://${'a'.repeat(600)}`, host('a'.repeat(600))), false],
];

for (const [version, send] of versions) {
  for (const [sentence, options, request, expected] of actual) {
    test(`${version}: the handler responds: ${sentence}`, async () => {
      const response = await send(withCors((_, res) => {
        res.statusCode = 207;
        res.setHeader('Allow', 'GET');
        res.end('page');
      }, options), request);
      assert.deepEqual([response.status, response.body, values(response, 'Allow')], [207, 'page', ['GET']]);
      const names = Object.entries(expected).map(([name, value]) =>
        [name === 'vary' ? name : `access-control-${name}`, value]);
      assert.deepEqual(corsOf(response), Object.fromEntries(names));
    });
  }

  for (const [sentence, request, passes] of blocking) {
    test(`${version}, blockDisallowed: ${sentence}`, async () => {
      let ran = 0;
      const options = { origin: A, blockDisallowed: true };
      const listener = withCors((_, res) => { ran += 1; res.end('page'); }, options);
      const response = await send(listener, request);
      assert.deepEqual([response.status, ran], passes ? [200, 1] : [403, 0]);
      const mayRead = request.headers?.['Origin'] === A;
      const permission = mayRead && { 'access-control-allow-origin': A };
      assert.deepEqual(corsOf(response), { ...permission, vary: 'Origin' });
      if (passes) return;
      const { Origin } = request.headers ?? {};
      assert.match(response.body, Origin === undefined
        ? /^Not allowed by CORS: the request has no Origin, and its Sec-Fetch-Site says .+ another origin\.$/
        : /^Not allowed by CORS: the origin '[^']*' is not in the option 'origin'\.$/);
      assert.deepEqual(values(response, 'Content-Type'), ['text/plain']);
      assert.deepEqual(values(response, 'Content-Length'), [`${response.body.length}`]);
    });
  }

  test(`${version}, blockDisallowed: with any origin nobody is blocked`, async () => {
    const listener = withCors((_, res) => { res.end(); }, { blockDisallowed: true });
    const response = await send(listener, from('null'));
    assert.deepEqual([response.status, corsOf(response)], [200, { 'access-control-allow-origin': '*' }]);
  });

  test(`${version}, blockDisallowed: origin: false lets in the server's own pages alone`, async () => {
    const listener = withCors((_, res) => { res.end(); }, { origin: false, blockDisallowed: true });
    const own = from(OWN, host('api.example'));
    for (const [request, status] of [[own, 200], [from(A), 403], [{}, 200]] as const) {
      assert.equal((await send(listener, request)).status, status);
    }
  });

  test(`${version}, blockDisallowed: the 403 of a HEAD has no body`, async () => {
    const listener = withCors(() => assert.fail('the handler ran'), { origin: A, blockDisallowed: true });
    const response = await send(listener, { ...from(B), method: 'HEAD' });
    assert.deepEqual([response.status, response.body, values(response, 'Content-Type')],
      [403, '', ['text/plain']]);
  });
}

test('HTTP/1: a target in absolute form names the host, and Host does not count', async () => {
  const listener = withCors((_, res) => { res.end(); }, { origin: A, blockDisallowed: true });
  const statusOf = async (Origin: string, path: string, Host: string) =>
    (await send(listener, { method: 'POST', path, headers: { Origin, Host } })).status;
  const table: [origin: string, path: string, host: string, status: number][] = [
    [OWN, 'http://api.example/x', 'b.example', 200], [B, 'http://api.example/x', 'b.example', 403],
    [OWN, 'HTTPS://API.example:443/x?y', 'b.example', 200],
    [OWN, 'http://me:x@api.example?x', 'b.example', 200],
    ['http://api.example:8080', 'http://api.example:8080', 'b.example', 200],
    [OWN, '/http://api.example/', 'b.example', 403],
    [B, '/http://api.example/', 'b.example', 200], [OWN, 'http://b.example/@api.example', 'b.example', 403],
    [OWN, 'http://b.example?@api.example', 'b.example', 403], [OWN, 'http://', 'api.example', 403],
  ];
  for (const [origin, path, host, status] of table) {
    assert.equal(await statusOf(origin, path, host), status, `${origin} ${path} ${host}`);
  }
});

test('HTTP/1: a WebSocket handshake that comes with a response is refused for its origin, whatever is set',
  async () => {
  const listener = withCors((_, res) => { res.end(); }, { origin: A });
  const statusOf = async (Origin: string,
    Upgrade: string) => (await send(listener, { headers: { Origin, Upgrade } })).status;
  assert.deepEqual([await statusOf(B, 'WebSocket'), await statusOf(A, 'websocket'), await statusOf(B, 'h2c')],
    [403, 200, 200]);
});

test('HTTP/2: a method in lower case is not OPTIONS', async () => {
  const listener = withCors((req, res) => { res.end(req.method); }, { origin: A });
  const response = await sendHttp2(listener, { method: 'options', headers: { Origin: A, ...likePreflight } });
  assert.deepEqual([response.status, response.body], [200, 'options']);
});
