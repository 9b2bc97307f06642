// HTTP-redirect fetch (Fetch, 4.5): what is followed, with which Origin, and what is left on the way.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPage, type AskOptions, type RefusalCode, type Verdict } from 'with-cors/page';
import { withListener } from './servers.ts';

interface Arrival {
  readonly server: 'page' | 'one' | 'two';
  readonly line: string;
  readonly origin: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: boolean
}

/**
 * Three servers, on the page's origin and two others. The path says what comes: `/302/one/200/` redirects to
 * server one, which answers 200. Every response allows any origin, unless its path has `bare`.
 */
async function go(path: string, call: AskOptions = {}): Promise<{
  verdict: Verdict;
  arrived: Arrival[];
  trail: string
}> {
  const arrived: Arrival[] = [];
  const addresses: Record<string, string> = {};
  const listener = (server: Arrival['server']): Parameters<typeof withListener>[0] => (request, response) => {
    const { origin } = request.headers;
    arrived.push(
      { server, line: `${request.method} ${server}`, origin, headers: request.headers,
        body: Number(request.headers['content-length'] ?? 0) > 0 }
    );
    if (!request.url!.startsWith('/bare/')) {
      for (const [name, value] of [
        ['Origin', origin ?? '*'], ['Methods', '*, PUT, DELETE'],
        ['Headers', '*, authorization, x-own, content-type'], ['Credentials', 'true']
      ] as const) response.setHeader(`Access-Control-Allow-${name}`, value);
    }
    if (request.method === 'OPTIONS') { response.writeHead(204).end(); return; }
    const [, status, to, ...rest] = request.url!.replace(/^\/bare(?=\/)/, '').split('/');
    if (to) response.setHeader(
      'Location',
      to in addresses ? `${addresses[to]}/${rest.join('/')}` : decodeURIComponent([to, ...rest].join('/'))
    );
    response.writeHead(Number(status)).end('end');
  };
  const verdict = await withListener(listener('page'),
    (page) => withListener(listener('one'), (one) => withListener(listener('two'), (two) => {
    Object.assign(
      addresses,
      { page: `http://localhost:${page}`, one: `http://localhost:${one}`, two: `http://localhost:${two}` }
    );
    const [first, ...rest] = path.split('/');
    return createPage(addresses['page']!).ask(`${addresses[first!]}/${rest.join('/')}`, call);
  })));
  const names = new Map<string | undefined, string>([
    [addresses['page'], 'page'], ['null', 'null'], [undefined, '-'],
  ]);
  return {
    verdict, arrived, trail: arrived.map(({ line, origin }) => `${line} ${names.get(origin)}`).join(', ')
  };
}

test('a resource policy says nothing to the page\'s own origin, also where mode no-cors has come back to it',
  () => (
  withListener((_, response) => { response.setHeader('Cross-Origin-Resource-Policy', 'same-origin').end(); },
    (own) => (
    withListener((_, response) => {
      response.writeHead(302, { Location: `http://localhost:${own}/` }).end();
    }, async (other) => {
      const verdict =
        await createPage(`http://localhost:${own}`).ask(`http://localhost:${other}/`, { mode: 'no-cors' });
      assert.equal(verdict.outcome, 'opaque', verdict.message);
    })))));

test('a redirect to a login page without permission is told as such',
  () => withListener((request, response) => {
  if (request.url === '/login') response.end();
  else response.setHeader('Access-Control-Allow-Origin', '*').writeHead(302, { Location: '/login' }).end();
}, async (port) => {
  const verdict = await createPage('https://app.example').ask(`http://localhost:${port}/`);
  assert.ok(verdict.outcome === 'refused');
  assert.match(
    verdict.change,
    /^On the server: see why it redirects to http:\/\/localhost:\d+\/login, which looks like a login page/
  );
}));

test('an empty Location is told as what Chromium takes for none', () => withListener((_, response) => {
  response.setHeader('Access-Control-Allow-Origin', '*').writeHead(302, { Location: '' }).end();
}, async (port) => {
  const verdict = await createPage('https://app.example').ask(`http://localhost:${port}/`);
  assert.deepEqual(
    [verdict.outcome, verdict.notes], ['refused', ['Chromium takes an empty Location for none.']]
  );
}));

type Row = [
  sentence: string, path: string, call: AskOptions, outcome: Verdict['outcome'] | RefusalCode, trail: string
];

const post: AskOptions = { method: 'POST', body: 'x' };
const table: Row[] = [
  ['to its own origin, a page needs no permission', 'page/302/page/bare/200', {}, 'readable',
    'GET page -, GET page -'],
  ['from its own origin to another, the request has its Origin', 'page/302/one/200', {}, 'readable',
    'GET page -, GET one page'],
  ['and the response must allow it', 'page/302/one/bare/200', {}, 'allow-origin-missing',
    'GET page -, GET one page'],
  ['within another origin, the request keeps its Origin', 'one/302/one/200', {}, 'readable',
    'GET one page, GET one page'],
  ['from one other origin to another, Origin is null', 'one/302/two/200', {}, 'readable',
    'GET one page, GET two null'],
  ['also back to the page\'s own', 'one/302/page/200', {}, 'readable', 'GET one page, GET page null'],
  ['which must then allow it, though it is its own', 'one/302/page/bare/200', {}, 'allow-origin-missing',
    'GET one page, GET page null'],
  ['null stays null', 'one/302/two/302/two/200', {}, 'readable', 'GET one page, GET two null, GET two null'],
  ['there and back and there again, Origin is null', 'page/302/one/302/page/302/one/200', {}, 'readable',
    'GET page -, GET one page, GET page null, GET one null'],
  ['each response on the way must allow the page', 'one/bare/302/one/200', {}, 'allow-origin-missing',
    'GET one page'],
  ['301 makes a POST a GET', 'one/301/one/200', post, 'readable', 'POST one page, GET one page'],
  ['302 too', 'one/302/one/200', post, 'readable', 'POST one page, GET one page'],
  ['303 too', 'one/303/one/200', post, 'readable', 'POST one page, GET one page'],
  ['307 keeps the method', 'one/307/one/200', post, 'readable', 'POST one page, POST one page'],
  ['308 too', 'one/308/one/200', post, 'readable', 'POST one page, POST one page'],
  ['302 leaves a PUT as it is, and asks again', 'one/302/one/200', { method: 'PUT' }, 'readable',
    'OPTIONS one page, PUT one page, OPTIONS one page, PUT one page'],
  ['303 makes a PUT a GET, which needs no preflight', 'one/303/one/200', { method: 'PUT' }, 'readable',
    'OPTIONS one page, PUT one page, GET one page'],
  ['303 leaves a HEAD as it is', 'one/303/one/200', { method: 'HEAD' }, 'readable',
    'HEAD one page, HEAD one page'],
  ['304 is not a redirect', 'one/304/one/200', {}, 'readable', 'GET one page'],
  ['300 neither', 'one/300/one/200', {}, 'readable', 'GET one page'],
  ['a second preflight comes with the Origin null', 'one/307/two/200', { method: 'PUT', body: 'x' },
    'readable', 'OPTIONS one page, PUT one page, OPTIONS two null, PUT two null'],
  ['from its own origin, the first preflight comes after the redirect', 'page/307/one/200', { method: 'PUT' },
    'readable', 'PUT page page, OPTIONS one page, PUT one page'],
  ['redirect: error refuses', 'one/302/one/200', { redirect: 'error' }, 'redirect-mode', 'GET one page'],
  ['redirect: manual gives nothing away', 'one/302/one/200', { redirect: 'manual' }, 'opaqueredirect',
    'GET one page'],
  ['but what is not a redirect, it reads', 'one/200', { redirect: 'manual' }, 'readable', 'GET one page'],
  ['and it must be allowed', 'one/bare/302/one/200', { redirect: 'manual' }, 'allow-origin-missing',
    'GET one page'],
  ['another scheme is refused', 'one/302/ftp:%2F%2Fx.example', {}, 'redirect-scheme', 'GET one page'],
  ['data: too', 'one/302/data:,x', {}, 'redirect-scheme', 'GET one page'],
  ['data: too, of the page\'s own server', 'page/302/data:,x', {}, 'redirect-scheme', 'GET page -'],
  ['what is not a URL is refused', 'one/302/http:%2F%2F', {}, 'redirect-location', 'GET one page'],
  ['user information is refused across origins', 'one/302/%2F%2Fa:b@localhost:2', {},
    'redirect-user-information', 'GET one page'],
  ['also from the page\'s own server', 'page/302/%2F%2Fa:b@localhost:2', {}, 'redirect-user-information',
    'GET page -'],
  ['a blocked port is refused', 'one/302/http:%2F%2Flocalhost:22', {}, 'blocked-port', 'GET one page'],
  ['mode same-origin stays at home', 'page/302/one/200', { mode: 'same-origin' }, 'mode', 'GET page -'],
  ['mode no-cors follows', 'one/bare/302/two/bare/200', { mode: 'no-cors' }, 'opaque',
    'GET one -, GET two -'],
];

for (const [sentence, path, call, outcome, trail] of table) {
  test(sentence, async () => {
    const gone = await go(path, call);
    assert.equal(
      gone.verdict.outcome === 'refused' ? gone.verdict.code : gone.verdict.outcome, outcome,
      gone.verdict.message
    );
    assert.equal(gone.trail, trail);
  });
}

test('20 redirects are followed', async () => {
  const { verdict, arrived } = await go(`one/${'302/one/'.repeat(20)}200`);
  assert.ok(verdict.outcome === 'readable' && verdict.redirected, verdict.message);
  assert.equal(arrived.length, 21);
});
test('the 21st is refused', async () => {
  const { verdict, arrived } = await go(`one/${'302/one/'.repeat(21)}200`);
  assert.equal(verdict.outcome === 'refused' && verdict.code, 'redirect-count');
  assert.equal(arrived.length, 21);
});

test('a redirect that drops the body drops the headers about it', async () => {
  const { arrived: [first, second] } = await go(
    'one/302/one/200', { ...post, headers: { 'Content-Language': 'de', 'X-Own': '1' } }
  ).then(
    ({ arrived, ...rest }) =>
      ({ ...rest, arrived: arrived.filter(({ line }) => !line.startsWith('OPTIONS')) })
  );
  assert.deepEqual(
    [first!.body, first!.headers['content-language'], first!.headers['content-type']],
    [true, 'de', 'text/plain;charset=UTF-8']
  );
  assert.deepEqual(
    [second!.body, second!.headers['content-language'], second!.headers['content-type'],
      second!.headers['x-own']], [false, undefined, undefined, '1']
  );
});
test('307 sends the body again', async () => {
  const { arrived } = await go('one/307/one/200', post);
  assert.deepEqual(arrived.map(({ body }) => body), [true, true]);
});

const authorization = async (path: string): Promise<unknown[]> => {
  const { arrived } = await go(path, { headers: { Authorization: 'Basic eA==', 'X-Own': '1' } });
  return arrived.filter(({ line }) => !line.startsWith('OPTIONS')).flatMap(
    ({ headers }) => [headers['authorization'], headers['x-own']]
  );
};
test('Authorization doesn\'t go to another origin, and other headers do', async () => {
  assert.deepEqual(await authorization('one/302/two/200'), ['Basic eA==', '1', undefined, '1']);
});
test('nor from the page\'s own origin to another', async () => {
  assert.deepEqual(await authorization('page/302/one/200'), ['Basic eA==', '1', undefined, '1']);
});
test('Authorization stays within an origin', async () => {
  assert.deepEqual(await authorization('one/302/one/200'), ['Basic eA==', '1', 'Basic eA==', '1']);
});

test('a fragment is kept, and the final URL told without it', async () => {
  const { verdict } = await go('one/302/one/200#part#of');
  assert.ok(verdict.outcome === 'readable', verdict.message);
  assert.match(verdict.exchanges.at(-1)!.sent.url, /\/200#part#of$/);
  assert.match(verdict.url, /\/200$/);
});
test('after a tainted redirect the advice is not to allow null', async () => {
  const { verdict } = await go('one/302/two/bare/200');
  assert.ok(verdict.outcome === 'refused');
  assert.match(verdict.change, /must not be allowed/);
  assert.doesNotMatch(verdict.change, /Access-Control-Allow-Origin: null/);
});
