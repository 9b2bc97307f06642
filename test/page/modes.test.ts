// What is decided by the mode, the scheme, the host and the port; and what `fetch()` throws before anything
// is sent.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  createPage, type AskOptions, type InvalidCode, type RefusalCode, type Verdict
} from 'with-cors/page';
import { moduleOf } from './built.ts';
import { withScript, type Head } from './servers.ts';

const ORIGIN = 'https://app.example';
const ask = (url: string, call: AskOptions = {}, origin = ORIGIN): Promise<Verdict> =>
  createPage(origin).ask(url, call);

describe('before anything is sent', () => {
  const refused: [sentence: string, origin: string, url: string, code: RefusalCode, call?: AskOptions][] = [
    ['http: is mixed content for a page on https:', ORIGIN, 'http://api.example/', 'mixed-content'],
    ['in every mode', ORIGIN, 'http://api.example/', 'mixed-content', { mode: 'no-cors' }],
    ['an address of a private network too', ORIGIN, 'http://192.168.0.1/', 'mixed-content'],
    ['what only begins like localhost too', ORIGIN, 'http://localhost.example/', 'mixed-content'],
    ['port 0 is blocked', ORIGIN, 'http://localhost:0/', 'blocked-port'],
    ['port 25 is blocked', ORIGIN, 'http://localhost:25/', 'blocked-port'],
    ['port 6000 is blocked for https: too', ORIGIN, 'https://localhost:6000/', 'blocked-port'],
    ['port 10080 is blocked for the page\'s own origin too', 'https://app.example:10080',
      'https://app.example:10080/', 'blocked-port'],
    ['ftp: is not for fetch()', ORIGIN, 'ftp://app.example/', 'scheme'],
    ['ws: neither', ORIGIN, 'ws://localhost/', 'scheme'],
    ['file: neither', 'null', 'file:///etc/passwd', 'scheme'],
    ['about:blank neither', ORIGIN, 'about:blank', 'scheme'],
    ['blob: of nobody neither', ORIGIN, 'blob:https://app.example/1', 'scheme'],
    ['javascript: neither', ORIGIN, 'javascript:1', 'scheme'],
    ['data: without a comma neither', ORIGIN, 'data:x', 'scheme'],
    ['in mode no-cors neither', ORIGIN, 'foo:bar', 'scheme', { mode: 'no-cors' }],
    ['mode same-origin stays at home', ORIGIN, 'https://api.example/', 'mode', { mode: 'same-origin' }],
    ['null has no home', 'null', 'https://api.example/', 'mode', { mode: 'same-origin' }],
    ['no-cors follows redirects', ORIGIN, 'https://api.example/', 'mode',
      { mode: 'no-cors', redirect: 'manual' }],
  ];
  for (const [sentence, origin, url, code, call] of refused) {
    test(sentence, async () => {
      const verdict = await ask(url, call, origin);
      assert.equal(verdict.outcome === 'refused' ? verdict.code : verdict.outcome, code, verdict.message);
      assert.deepEqual(verdict.exchanges, []);
    });
  }

  const invalid: [
    sentence: string, code: InvalidCode, url: string, call?: Readonly<Record<string, unknown>>,
    origin?: string
  ][] = [
    ['what is not a URL', 'url', 'http://'],
    ['a relative URL without a page to resolve it', 'url', '/items', {}, 'null'],
    ['a URL with a user name', 'user-information', 'http://user@localhost/'],
    ['a URL with a password', 'user-information', 'http://:x@localhost/'],
    ['a forbidden method', 'method', 'http://localhost/', { method: 'CONNECT' }],
    ['a forbidden method in another case', 'method', 'http://localhost/', { method: 'trAce' }],
    ['a method that is none', 'method', 'http://localhost/', { method: 'GET POST' }],
    ['an empty method', 'method', 'http://localhost/', { method: '' }],
    ['a method beyond the safelisted in mode no-cors', 'method', 'http://localhost/',
      { method: 'DELETE', mode: 'no-cors' }],
    ['a GET with a body', 'body', 'http://localhost/', { body: 'x' }],
    ['a GET with an empty body', 'body', 'http://localhost/', { body: '' }],
    ['a HEAD with a body', 'body', 'http://localhost/', { method: 'head', body: 'x' }],
    ['a stream as a body', 'body', 'http://localhost/', { method: 'POST', body: new ReadableStream() }],
    ['a header name with a space', 'header', 'http://localhost/', { headers: { 'a b': '1' } }],
    ['an empty header name', 'header', 'http://localhost/', { headers: [['', '1']] }],
    ['a header value with a line break', 'header', 'http://localhost/', { headers: { a: '1\r\nb: 2' } }],
    ['a header value beyond Latin-1', 'header', 'http://localhost/', { headers: { a: '\u20ac' } }],
    ['a header of three', 'header', 'http://localhost/', { headers: [['a', 'b', 'c']] }],
    ['headers that are null', 'header', 'http://localhost/', { headers: null }],
    ['headers that are a string', 'header', 'http://localhost/', { headers: 'a: b' }],
    ['a header that is an object', 'header', 'http://localhost/', { headers: [{ a: 'b' }] }],
    ['a mode that is null', 'mode', 'http://localhost/', { mode: null }],
    ['a signal that is none', 'signal', 'http://localhost/', { signal: {} }],
    ['a second argument that is a string', 'init', 'http://localhost/', 'x' as never],
    ['one that is a number', 'init', 'http://localhost/', 5 as never],
    ['one that is true', 'init', 'http://localhost/', true as never],
    ['one that is a symbol', 'init', 'http://localhost/', Symbol('x') as never],
    ['a Request', 'url', new Request('http://localhost/') as never],
    ['an object instead of a URL', 'url', {} as never],
    ['mode navigate', 'mode', 'http://localhost/', { mode: 'navigate' }],
    ['an unknown mode', 'mode', 'http://localhost/', { mode: 'CORS' }],
    ['unknown credentials', 'credentials', 'http://localhost/', { credentials: 'yes' }],
    ['an unknown redirect', 'redirect', 'http://localhost/', { redirect: 'never' }],
  ];
  for (const [sentence, code, url, call, origin] of invalid) {
    test(`${sentence} is a TypeError`, async () => {
      const verdict = await ask(url, call, origin);
      assert.equal(verdict.outcome === 'invalid' ? verdict.code : verdict.outcome, code, verdict.message);
      assert.ok(
        verdict.outcome === 'invalid' && /^In the page: /.test(verdict.change)
          && /^TypeError: Failed to execute 'fetch' on 'Window': /.test(verdict.console)
      );
      assert.deepEqual(verdict.exchanges, []);
    });
  }
});

describe('the site of a page', () => {
  const table: [origin: string, url: string, site: string][] = [
    ['https://example.com', 'https://api.example.com/', 'same-site'],
    ['https://app.example.co.uk', 'https://api.example.co.uk/', 'same-site'],
    ['https://a.co.uk', 'https://b.co.uk/', 'cross-site'],
    ['https://a.github.io', 'https://b.github.io/', 'cross-site'],
    ['https://a.b.github.io', 'https://b.github.io/', 'same-site'],
    ['https://192.0.2.1', 'https://192.0.2.2/', 'cross-site'],
    ['https://[2001:db8::1]', 'https://[2001:db8::2]/', 'cross-site'],
    ['https://one', 'https://other/', 'cross-site'],
  ];
  for (const [origin, url, site] of table) {
    test(`${url} is ${site} to ${origin}`, async () => {
      const { fetchMetadata } =
        await import(moduleOf('origin-headers')) as typeof import('../../dist/page/origin-headers.js');
      const currentUrl = new URL(url);
      const headers = fetchMetadata({ origin, mode: 'cors', urlList: [currentUrl], currentUrl });
      assert.deepEqual(headers.filter(([name]) => name === 'Sec-Fetch-Site'), [['Sec-Fetch-Site', site]]);
    });
  }
});

describe('this machine', () => {
  for (const host of ['localhost', 'api.localhost', 'localhost.', '127.0.0.1']) {
    test(`${host} is asked by a page on https:, and is not mixed content`,
      () => withScript({ head: { 'Access-Control-Allow-Origin': '*' } }, async (address, arrived) => {
      const verdict = await ask(address.replace('localhost', host));
      assert.equal(verdict.outcome, 'readable', verdict.message);
      assert.equal(arrived[0]!.headers.host, new URL(address.replace('localhost', host)).host);
    }));
  }
  test('data: is read without a server', async () => {
    const verdict = await ask('data:text/plain;charset=utf-8,hell%C3%B6');
    assert.ok(verdict.outcome === 'readable', verdict.message);
    assert.deepEqual(
      [verdict.body, verdict.headers.get('content-type'), verdict.exchanges],
      ['hellö', 'text/plain;charset=utf-8', []]
    );
  });
});

describe('mode no-cors', () => {
  const go = (call: AskOptions, head: Head = {}, origin = ORIGIN) =>
    withScript({ head }, async (address, arrived) => ({
    verdict: await ask(address, { mode: 'no-cors', ...call }, origin), arrived,
  }));
  test('gives an opaque response, whatever the server allows', async () => {
    const { verdict } = await go({}, { 'Access-Control-Allow-Origin': '*' });
    assert.equal(verdict.outcome, 'opaque');
    assert.deepEqual(
      Object.keys(verdict).filter((name) => ['status', 'headers', 'body', 'type'].includes(name)), []
    );
  });
  test('keeps safelisted headers, and no others', async () => {
    const { arrived } = await go(
      { method: 'POST', body: '{}',
        headers: {
          'X-Own': '1', 'Accept-Language': 'de', 'Content-Type': 'application/json', Range: 'bytes=0-',
          Authorization: 'x'
        } }
    );
    const { headers } = arrived[0]!;
    assert.deepEqual(
      [headers['x-own'], headers['accept-language'], headers['content-type'], headers.range,
        headers.authorization], [undefined, 'de', 'text/plain;charset=UTF-8', undefined, undefined]
    );
    assert.equal(arrived.length, 1);
  });
  test('judges what a header becomes, not its parts', async () => {
    const { arrived } = await go({ headers: [['Accept', 'a'.repeat(100)], ['Accept', 'b'.repeat(100)]] });
    assert.equal(arrived[0]!.headers.accept, 'a'.repeat(100));
  });
  test('sends no Origin with GET, and null with POST from https: to http:', async () => {
    assert.equal((await go({})).arrived[0]!.headers.origin, undefined);
    assert.equal((await go({ method: 'POST' })).arrived[0]!.headers.origin, 'null');
    assert.equal(
      (await go({ method: 'POST' }, {}, 'http://app.localhost')).arrived[0]!.headers.origin,
      'http://app.localhost'
    );
  });
  test('sends cookies with credentials: include alone', () => withScript({}, async (address, arrived) => {
    const page = createPage(ORIGIN, { cookies: () => 'a=1' });
    await page.ask(address, { mode: 'no-cors' });
    await page.ask(address, { mode: 'no-cors', credentials: 'include' });
    assert.deepEqual(arrived.map(({ headers }) => headers.cookie), [undefined, 'a=1']);
  }));
  const policies: [policy: string, origin: string, outcome: string][] = [
    ['same-origin', ORIGIN, 'refused'], ['same-site', ORIGIN, 'refused'], ['cross-origin', ORIGIN, 'opaque'],
    ['nonsense', ORIGIN, 'opaque'],
    ['same-site', 'http://localhost:1', 'opaque'], ['same-origin', 'http://localhost:1', 'refused'],
  ];
  for (const [policy, origin, outcome] of policies) {
    test(`Cross-Origin-Resource-Policy: ${policy} is ${outcome} to ${origin}`, async () => {
      const { verdict } = await go({}, { 'Cross-Origin-Resource-Policy': policy }, origin);
      assert.equal(verdict.outcome, outcome);
    });
  }
});

describe('what a browser sends of its own', () => {
  const headersOf = (origin: string | 'own', call: AskOptions = {}) =>
    withScript({ head: { 'Access-Control-Allow-Origin': '*' } }, async (address, arrived) => {
    const page = origin === 'own' ? address : origin;
    await ask(address, call, page);
    const { referer, ...headers } = arrived[0]!.headers;
    return [
      headers.origin, headers['sec-fetch-site'], headers['sec-fetch-mode'], headers['sec-fetch-dest'], referer
    ].map((each) => each === page ? 'page' : each === `${page}/` ? 'page/' : each);
  });
  const table: [sentence: string, origin: string, call: AskOptions, seen: unknown[]][] = [
    ['to another site', ORIGIN, {}, ['page', 'cross-site', 'cors', 'empty', 'page/']],
    ['to another port of its site', 'http://localhost:1', {},
      ['page', 'same-site', 'cors', 'empty', 'page/']],
    ['to the same host by another scheme', 'https://localhost', {},
      ['page', 'cross-site', 'cors', 'empty', 'page/']],
    ['to its own origin', 'own', {}, [undefined, 'same-origin', 'cors', 'empty', 'page/']],
    ['to its own origin by POST', 'own', { method: 'POST' },
      ['page', 'same-origin', 'cors', 'empty', 'page/']],
    ['without an origin', 'null', {}, ['page', 'cross-site', 'cors', 'empty', undefined]],
    ['in mode no-cors', ORIGIN, { mode: 'no-cors' }, [undefined, 'cross-site', 'no-cors', 'empty', 'page/']],
  ];
  for (const [sentence, origin, call, seen] of table) test(sentence, async () => {
    assert.deepEqual(await headersOf(origin, call), seen);
  });

  const bodies: [
    what: string, body: NonNullable<AskOptions['body']>, type: string | undefined, sent: string
  ][] = [
    ['a string', 'ü', 'text/plain;charset=UTF-8', 'ü'],
    ['URLSearchParams', new URLSearchParams({ a: 'b c' }), 'application/x-www-form-urlencoded;charset=UTF-8',
      'a=b+c'],
    ['bytes', new Uint8Array([97, 98]), undefined, 'ab'],
    ['a Blob', new Blob(['x'], { type: 'text/plain' }), 'text/plain', 'x'],
  ];
  for (const [what, body, type, sent] of bodies) {
    test(`${what} as a body has its Content-Type`,
      () => withScript({ head: { 'Access-Control-Allow-Origin': '*' } }, async (address, arrived) => {
      await ask(address, { method: 'POST', body });
      assert.deepEqual([arrived[0]!.headers['content-type'], arrived[0]!.body], [type, sent]);
    }));
  }
});

describe('what fetch() does without a word is a note:', () => {
  const notes: [sentence: string, call: Readonly<Record<string, unknown>>, note: RegExp][] = [
    ['a member that it doesn\'t know', { header: {} }, /fetch\(\) knows no header, and leaves it out/],
    ['a member that is not modelled', { cache: 'no-store' }, /cache has no part in this model/],
    ['a header that no script may set', { headers: { Cookie: 'a=1' } },
      /Cookie is a header that no script may set.* Cookies go by the credentials mode/],
    ['an object as a body', { method: 'POST', body: { a: 1 } }, /JSON\.stringify/],
    ['a method in lower case', { method: 'patch' }, /another method than PATCH/],
    ['a User-Agent', { headers: { 'User-Agent': 'x' } }, /Chromium leaves a script's User-Agent out/],
    ['a header of no-cors that is dropped', { mode: 'no-cors', headers: { 'X-Own': '1' } },
      /leaves X-Own: 1 out/],
    ['headers that engines judge in two ways',
      { headers: [['Accept', 'a'.repeat(80)], ['Accept', 'b'.repeat(80)]] },
      /Chromium and WebKit combine headers/],
  ];
  for (const [sentence, call, note] of notes) {
    test(
      sentence,
      () =>
        withScript({}, async (address) => {
          assert.match((await ask(address, call)).notes.join('\n'), note);
        })
    );
  }
});

describe('createPage', () => {
  for (const origin of [
    'https://app.example.com', 'http://localhost:3000', 'http://[::1]:80'.replace(':80', ':8080'), 'null',
    'chrome-extension://abcdefgh', 'capacitor://localhost', 'https://xn--bcher-kva.example'
  ]) {
    test(`takes ${origin}`, () => { assert.equal(createPage(origin).origin, origin); });
  }
  for (const [origin, meant] of [
    ['https://app.example.com/', 'https://app.example.com'],
    ['https://App.example.com', 'https://app.example.com'],
    ['https://app.example.com:443', 'https://app.example.com'],
    ['app.example.com', 'https://app.example.com'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['https://a@app.example.com', 'https://app.example.com'],
    ['file:///x', 'null'], ['data:,x', 'null'], ['', ''], ['*', ''], ['https://', ''],
    ['https://*.example.com', ''],
  ] as const) {
    test(`throws on ${JSON.stringify(origin)}`, () => {
      assert.throws(
        () => createPage(origin),
        (error) => error instanceof TypeError
          && (meant === '' || error.message.endsWith(`Did you mean '${meant}'?`))
      );
    });
  }
  for (const origin of [undefined, null, 1, {}, ['https://app.example.com']]) {
    test(`throws on ${JSON.stringify(origin)}`, () => {
      assert.throws(() => createPage(origin as string), TypeError);
    });
  }
  for (const options of [
    null, [], { cookie: 'a=1' }, { cookies: 'a=1' }, { timeout: 0 }, { timeout: '5' },
    { timeout: Number.NaN }, { timeout: 2 ** 31 }, { insecure: 1 }, { signal: {} }, { ca: 5 }, { ca: {} },
    { ca: [5] }, { ca: null }
  ]) {
    test(`throws on the options ${JSON.stringify(options)}`, () => {
      assert.throws(() => createPage(ORIGIN, options as object), TypeError);
    });
  }
  for (const ca of [
    './ca.pem', 'x'.repeat(100_000), Buffer.from([0x30, 0x82]), ['-----BEGIN CERTIFICATE-----', './ca.pem'],
    '-----BEGIN PRIVATE KEY-----'
  ]) {
    test(`throws on the ca ${JSON.stringify(ca).slice(0, 80)}, and asks for PEM text`, () => {
      assert.throws(() => createPage(ORIGIN, { ca }),
        (error) => error instanceof TypeError && error.message.length < 800
        && error.message.startsWith(
          "Expected ca as PEM text (-----BEGIN CERTIFICATE-----), such as readFileSync('ca.pem'); got "
        ));
    });
  }
  test('takes several certificates, and none', () => {
    createPage(
      ORIGIN, { ca: ['-----BEGIN CERTIFICATE-----', Buffer.from('# mine\n-----BEGIN X509 CERTIFICATE-----')] }
    );
    createPage(ORIGIN, { ca: [] });
  });
});
