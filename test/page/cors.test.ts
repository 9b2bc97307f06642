// What a page may read of another origin: the CORS check, CORS-preflight fetch, and the headers that a script
// sees.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPage, type AskOptions, type RefusalCode, type Verdict } from 'with-cors/page';
import { withScript, type Arrival, type Head, type Script } from './servers.ts';

const ORIGIN = 'https://app.example';
const ALLOW: Head = { 'Access-Control-Allow-Origin': ORIGIN };
const ANY: Head = { 'Access-Control-Allow-Origin': '*' };
const CREDENTIALS: Head = { 'Access-Control-Allow-Credentials': 'true' };
const allow = (name: 'Origin' | 'Methods' | 'Headers', value: string | string[]): Head =>
  ({ [`Access-Control-Allow-${name}`]: value });
const put: AskOptions = { method: 'PUT' };
const include: AskOptions = { credentials: 'include' };
const own: AskOptions = { headers: { 'X-Own': '1' } };
const authorized: AskOptions = { headers: { Authorization: 'Basic eA==' } };

const ask = (call: AskOptions, script: Script, origin = ORIGIN): Promise<{
  verdict: Verdict;
  arrived: readonly Arrival[]
}> =>
  withScript(
    script,
    async (address, arrived) => ({ verdict: await createPage(origin).ask(`${address}/`, call), arrived })
  );

type Row = [
  sentence: string, call: AskOptions, head: Head, outcome: 'readable' | RefusalCode, methods: string,
  more?: Omit<Script, 'head'>, origin?: string
];

const table: Row[] = [
  // Fetch, 4.10
  ['a response without Access-Control-Allow-Origin is refused', {}, {}, 'allow-origin-missing', 'GET'],
  ['an empty value is refused', {}, allow('Origin', ''), 'allow-origin-invalid', 'GET'],
  ['the page\'s origin is allowed', {}, ALLOW, 'readable', 'GET'],
  ['a star is allowed', {}, ANY, 'readable', 'GET'],
  ['origins are compared letter by letter', {}, allow('Origin', 'https://APP.example'),
    'allow-origin-mismatch', 'GET'],
  ['a slash makes another origin', {}, allow('Origin', `${ORIGIN}/`), 'allow-origin-mismatch', 'GET'],
  ['the header twice is one value that matches nothing', {}, allow('Origin', [ORIGIN, ORIGIN]),
    'allow-origin-multiple', 'GET'],
  ['a list is not an origin', {}, allow('Origin', `${ORIGIN} https://b.example`), 'allow-origin-multiple',
    'GET'],
  ['a star with credentials is refused', include, { ...ANY, ...CREDENTIALS },
    'allow-origin-star-with-credentials', 'GET'],
  ['credentials without their header are refused', include, ALLOW, 'allow-credentials', 'GET'],
  ['credentials with their header are allowed', include, { ...ALLOW, ...CREDENTIALS }, 'readable', 'GET'],
  ['only a lower-case true counts', include, { ...ALLOW, 'Access-Control-Allow-Credentials': 'True' },
    'allow-credentials', 'GET'],
  ['true twice doesn\'t count', include, { ...ALLOW, 'Access-Control-Allow-Credentials': ['true', 'true'] },
    'allow-credentials', 'GET'],
  ['credentials: omit doesn\'t look at the credentials header', { credentials: 'omit' }, ANY, 'readable',
    'GET'],
  ['null is an origin like others', {}, allow('Origin', 'null'), 'readable', 'GET', {}, 'null'],
  ['another origin than null is refused to null', {}, ALLOW, 'allow-origin-mismatch', 'GET', {}, 'null'],
  ['an origin of another scheme is one like others', {}, allow('Origin', 'capacitor://localhost'), 'readable',
    'GET', {}, 'capacitor://localhost'],
  ['an error that allows the page is readable', {}, ALLOW, 'readable', 'GET', { status: 500 }],
  ['a 302 without a Location is readable', {}, ALLOW, 'readable', 'GET', { status: 302 }],
  // Fetch, 4.1
  ['POST with plain text needs no preflight', { method: 'POST', body: 'x' }, ALLOW, 'readable', 'POST'],
  ['POST with JSON needs one',
    { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } },
    { ...ALLOW, ...allow('Headers', 'content-type') }, 'readable', 'OPTIONS POST'],
  ['a header of one\'s own needs one', own, { ...ALLOW, ...allow('Headers', 'x-own') }, 'readable',
    'OPTIONS GET'],
  ['headers that browsers forbid need none', { headers: { Cookie: 'a=b', 'Sec-Own': 'x', 'Proxy-Own': 'x' } },
    ALLOW, 'readable', 'GET'],
  ['a method override that browsers forbid needs none',
    { headers: { 'X-HTTP-Method-Override': 'PUT, trace ' } }, ALLOW, 'readable', 'GET'],
  ['another override needs one', { headers: { 'X-HTTP-Method-Override': 'PUT' } }, ALLOW, 'preflight-header',
    'OPTIONS'],
  ['white space around a value doesn\'t count', { headers: { Accept: `\t${'a'.repeat(128)} ` } }, ALLOW,
    'readable', 'GET'],
  ['a Content-Type that is none needs one', { method: 'POST', headers: { 'Content-Type': 'plain' } }, ALLOW,
    'preflight-header', 'OPTIONS'],
  ['white space beyond HTTP\'s is part of it',
    { method: 'POST', headers: { 'Content-Type': 'text/plain\u00A0' } }, ALLOW, 'preflight-header',
    'OPTIONS'],
  ['HTTP\'s own doesn\'t count', { method: 'POST', headers: { 'Content-Type': 'text/plain\t; a=b' } }, ALLOW,
    'readable', 'POST'],
  ['a range with a start needs none', { headers: { Range: 'bytes=0-' } }, ALLOW, 'readable', 'GET'],
  ['nor with both ends', { headers: { Range: 'bytes=1-20' } }, ALLOW, 'readable', 'GET'],
  ['but with them in the wrong order', { headers: { Range: 'bytes=20-1' } }, ALLOW, 'preflight-header',
    'OPTIONS'],
  ['and without a start', { headers: { Range: 'bytes=-20' } }, ALLOW, 'preflight-header', 'OPTIONS'],
  ['safelisted values of 1025 bytes together need one',
    { headers: Array.from(
      { length: 9 }, (_, at): [string, string] => ['Accept', 'a'.repeat(at < 8 ? 128 : 1)]
    ) }, ALLOW, 'preflight-header', 'OPTIONS'],
  ['a safelisted value of 129 bytes needs one', { headers: { Accept: 'a'.repeat(129) } }, ALLOW,
    'preflight-header', 'OPTIONS'],
  // Fetch, 4.8
  ['an allowed method goes on', put, { ...ALLOW, ...allow('Methods', 'PUT') }, 'readable', 'OPTIONS PUT'],
  ['a preflight refused for its origin ends it', put, allow('Methods', 'PUT'), 'allow-origin-missing',
    'OPTIONS'],
  ['a preflight with 404 ends it', put, { ...ALLOW, ...allow('Methods', 'PUT') }, 'preflight-status',
    'OPTIONS', { preflightStatus: 404 }],
  ['a preflight with 304 ends it', put, { ...ALLOW, ...allow('Methods', 'PUT') }, 'preflight-status',
    'OPTIONS', { preflightStatus: 304 }],
  ['a preflight with 299 is fine', put, { ...ALLOW, ...allow('Methods', 'PUT') }, 'readable', 'OPTIONS PUT',
    { preflightStatus: 299 }],
  ['a redirected preflight ends it', put, { ...ALLOW, Location: '/x' }, 'preflight-redirect', 'OPTIONS',
    { preflightStatus: 307 }],
  ['a method that is not listed is refused', { method: 'DELETE' }, { ...ALLOW, ...allow('Methods', 'PUT') },
    'preflight-method', 'OPTIONS'],
  ['methods are compared with their case', { method: 'PATCH' }, { ...ALLOW, ...allow('Methods', 'patch') },
    'preflight-method', 'OPTIONS'],
  ['patch stays in lower case', { method: 'patch' }, { ...ALLOW, ...allow('Methods', 'PATCH') },
    'preflight-method', 'OPTIONS'],
  ['put is upper-cased', { method: 'put' }, { ...ALLOW, ...allow('Methods', 'PUT') }, 'readable',
    'OPTIONS PUT'],
  ['GET, HEAD and POST need no listing', own,
    { ...ALLOW, ...allow('Methods', 'PUT'), ...allow('Headers', '*') }, 'readable', 'OPTIONS GET'],
  ['a star stands for every method', put, { ...ALLOW, ...allow('Methods', '*') }, 'readable', 'OPTIONS PUT'],
  ['but not with credentials', { ...put, ...include }, { ...ALLOW, ...CREDENTIALS, ...allow('Methods', '*') },
    'preflight-method', 'OPTIONS'],
  ['a list over two lines is one list', put, { ...ALLOW, ...allow('Methods', ['GET', 'PUT']) }, 'readable',
    'OPTIONS PUT'],
  ['empty members of a list count for nothing', put, { ...ALLOW, ...allow('Methods', ',,\tPUT ,') },
    'readable', 'OPTIONS PUT'],
  ['a list of methods that is none is an error', put, { ...ALLOW, ...allow('Methods', 'PUT, @') },
    'preflight-list', 'OPTIONS'],
  ['even if the method needs no listing', own,
    { ...ALLOW, ...allow('Methods', 'a b'), ...allow('Headers', 'x-own') }, 'preflight-list', 'OPTIONS'],
  ['a list of header names that is none is an error', put,
    { ...ALLOW, ...allow('Methods', 'PUT'), ...allow('Headers', 'a:b') }, 'preflight-list', 'OPTIONS'],
  ['a header that is not listed is refused', own, { ...ALLOW, ...allow('Headers', 'x-other') },
    'preflight-header', 'OPTIONS'],
  ['header names are compared without their case', own, { ...ALLOW, ...allow('Headers', 'x-OWN') },
    'readable', 'OPTIONS GET'],
  ['a star stands for every header', own, { ...ALLOW, ...allow('Headers', '*') }, 'readable', 'OPTIONS GET'],
  ['but not with credentials either', { ...own, ...include },
    { ...ALLOW, ...CREDENTIALS, ...allow('Headers', '*') }, 'preflight-header', 'OPTIONS'],
  ['a star covers Authorization, as in every browser', authorized, { ...ALLOW, ...allow('Headers', '*') },
    'readable', 'OPTIONS GET'],
  ['but not with credentials, in none', { ...authorized, ...include },
    { ...ALLOW, ...CREDENTIALS, ...allow('Headers', '*') }, 'preflight-header', 'OPTIONS'],
  ['a preflight with credentials needs their header', { ...put, ...include },
    { ...ALLOW, ...allow('Methods', 'PUT') }, 'allow-credentials', 'OPTIONS'],
  ['an allowed preflight doesn\'t excuse what follows', put, { ...ALLOW, ...allow('Methods', 'PUT') },
    'allow-origin-missing', 'OPTIONS PUT', { request: {} }],
];

describe('a page of another origin', () => {
  for (const [sentence, call, head, outcome, methods, more, origin] of table) {
    test(sentence, async () => {
      const { verdict, arrived } = await ask(call, { head, ...more }, origin);
      assert.equal(verdict.outcome === 'refused' ? verdict.code : verdict.outcome, outcome, verdict.message);
      assert.equal(verdict.exchanges.map(({ sent }) => sent.method).join(' '), methods);
      // Node's server answers 400 to methods that it doesn't know, before a listener sees them.
      if (!methods.includes('patch')) assert.equal(arrived.map(({ method }) => method).join(' '), methods);
      if (verdict.outcome === 'refused') {
        assert.equal(verdict.preflight, methods === 'OPTIONS');
        assert.match(verdict.change, /On the server: |In the page: /);
        assert.match(verdict.rule, /^https:\/\/fetch\.spec\.whatwg\.org\/#[a-z-]+$/);
      }
    });
  }

  test('that a star covers Authorization is told as a departure', async () => {
    const { verdict } = await ask(authorized, { head: { ...ALLOW, ...allow('Headers', '*') } });
    assert.match(verdict.notes.join(), /doesn't cover Authorization; every browser lets it pass/);
    const { verdict: other } =
      await ask(authorized, { head: { ...ALLOW, ...allow('Headers', '*, authorization') } });
    assert.doesNotMatch(other.notes.join(), /Authorization/);
  });

  test('a preflight carries what Fetch says, and neither cookie nor Authorization', async () => {
    await withScript({
      head: {
        ...ALLOW, ...CREDENTIALS, ...allow('Methods', 'PUT'), ...allow('Headers', 'x-a, x-b, authorization')
      }
    }, async (address, arrived) => {
      const page = createPage(ORIGIN, { cookies: () => 'session=1' });
      const call: AskOptions = {
        method: 'PUT', credentials: 'include',
        headers: [['X-B', '1'], ['Accept', 'text/html'], ['x-a', '1'], ['X-b', '2'], ['Authorization', 'x']]
      };
      assert.equal((await page.ask(address, call)).outcome, 'readable');
      const [preflight, request] = arrived;
      assert.deepEqual(
        ['origin', 'accept', 'access-control-request-method', 'access-control-request-headers', 'cookie',
          'authorization', 'sec-fetch-mode', 'sec-fetch-site', 'referer'].map(
            (name) => preflight!.headers[name]
          ),
        [ORIGIN, '*/*', 'PUT', 'authorization,x-a,x-b', undefined, undefined, 'cors', 'cross-site',
          `${ORIGIN}/`],
      );
      assert.deepEqual(
        ['origin', 'cookie', 'accept', 'x-b', 'access-control-request-method'].map(
          (name) => request!.headers[name]
        ), [ORIGIN, 'session=1', 'text/html', '1, 2', undefined]
      );
    });
  });

  test('what was sent and received is told as it went over the wire', async () => {
    await withScript({ head: { ...ALLOW, 'X-Twice': ['1', '2'] } }, async (address, arrived) => {
      const verdict = await createPage(ORIGIN).ask(
        address,
        { method: 'POST', body: 'é', headers: [['Accept-Language', 'de'], ['ACCEPT-LANGUAGE', 'at']] }
      );
      const [exchange] = verdict.exchanges;
      assert.deepEqual(exchange!.sent.headers.flat(), arrived[0]!.raw);
      assert.deepEqual(
        [exchange!.sent.body, arrived[0]!.body, exchange!.sent.method, exchange!.sent.url],
        ['é', 'é', 'POST', `${address}/`]
      );
      assert.deepEqual(
        exchange!.received!.headers.filter(([name]) => name === 'X-Twice'),
        [['X-Twice', '1'], ['X-Twice', '2']]
      );
    });
  });
});

describe('cookies', () => {
  const cookie = (credentials: AskOptions['credentials'], same: boolean) =>
    withScript({ head: { ...ALLOW, ...CREDENTIALS } }, async (address, arrived) => {
    const asked: string[] = [];
    const page =
      createPage(same ? address : ORIGIN, { cookies: (url) => { asked.push(url); return 'a=1'; } });
    await page.ask(`${address}/x?y#z`, credentials === undefined ? {} : { credentials });
    assert.deepEqual(asked, arrived[0]!.headers.cookie === undefined ? [] : [`${address}/x?y#z`]);
    return arrived[0]!.headers.cookie;
  });
  test('go with credentials: include', async () => { assert.equal(await cookie('include', false), 'a=1'); });
  test('go to the same origin by default', async () => {
    assert.equal(await cookie(undefined, true), 'a=1');
  });
  test('don\'t go to another origin by default', async () => {
    assert.equal(await cookie(undefined, false), undefined);
  });
  test('don\'t go to the same origin with credentials: omit', async () => {
    assert.equal(await cookie('omit', true), undefined);
  });

  test('an error of cookies() is the caller\'s', async () => {
    await withScript({ head: ALLOW }, async (address) => {
      await assert.rejects(
        createPage(ORIGIN, { cookies: () => { throw new Error('mine'); } }).ask(address, include), /mine/
      );
      await assert.rejects(
        createPage(ORIGIN, { cookies: () => 'a\nb' }).ask(address, include),
        /Expected cookies\(\) to give a Cookie header/
      );
    });
  });
});

describe('the headers that a script sees', () => {
  const sent: Head = {
    'X-One': '1', 'Content-Type': 'text/plain', 'Set-Cookie': 'a=b', ETag: '"1"', ...ALLOW, ...CREDENTIALS
  };
  const rows: [
    sentence: string, call: AskOptions, expose: string | string[] | undefined, seen: string[]
  ][] = [
    ['are the safelisted ones, unless more are exposed', {}, undefined, ['content-length', 'content-type']],
    ['are the exposed ones too, whatever their case', {}, 'X-ONE, etag',
      ['content-length', 'content-type', 'etag', 'x-one']],
    ['are all but Set-Cookie with a star', {}, '*',
      ['access-control-allow-credentials', 'access-control-allow-origin', 'access-control-expose-headers',
        'connection', 'content-length', 'content-type', 'date', 'etag', 'x-one']],
    ['are no more for a star with credentials', include, '*', ['content-length', 'content-type']],
    ['are never Set-Cookie', {}, 'Set-Cookie', ['content-length', 'content-type']],
    ['are no more for a list that is none', {}, ['x-one', 'a b'], ['content-length', 'content-type']],
  ];
  for (const [sentence, call, expose, seen] of rows) {
    test(sentence, async () => {
      const { verdict } = await ask(
        call,
        { head: { ...sent, ...expose === undefined ? {} : { 'Access-Control-Expose-Headers': expose } } }
      );
      assert.ok(verdict.outcome === 'readable', verdict.message);
      assert.deepEqual([...verdict.headers.keys()].sort(), seen);
      assert.ok(
        verdict.hidden.includes('set-cookie') && !verdict.hidden.some((name) => verdict.headers.has(name)),
        verdict.hidden.join()
      );
      assert.equal(verdict.hidden.length + seen.length, expose === undefined ? 9 : 10);
    });
  }
  test('of the page\'s own server are all but Set-Cookie, and need no permission', async () => {
    await withScript({ head: { ETag: '"1"', 'Set-Cookie': 'a=b' } }, async (address) => {
      const verdict = await createPage(address).ask('/items#part#of', { method: 'PUT', body: 'x' });
      assert.ok(verdict.outcome === 'readable', verdict.message);
      assert.deepEqual(
        [verdict.type, verdict.status, verdict.body, verdict.url, verdict.redirected],
        ['basic', 200, 'hello', `${address}/items`, false]
      );
      assert.deepEqual(
        [verdict.headers.get('etag'), verdict.hidden, verdict.exchanges.length], ['"1"', ['set-cookie'], 1]
      );
    });
  });
});
