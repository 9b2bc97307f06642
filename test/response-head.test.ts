// CORS has the last word on a response's head, and on nothing else in it (README, "Around frameworks"): each
// handler runs bare, wrapped for an origin that is allowed, and wrapped for one that is not. Without the
// headers of CORS the three responses are the same, and so is what the handler saw.

import assert from 'node:assert/strict';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { withCors } from 'with-cors';
import { corsOf, type ReceivedResponse, send, values, versions } from './support/exchange.ts';

const A = 'https://a.example';
const EVIL = 'https://evil.example';

/** Called with a response, and with a function that takes down what the handler gets to see. */
type Handler = (res: ServerResponse, see: (what: unknown) => void) => unknown;
/** What the handler says of CORS that stays, and the only version that its head is for. */
interface Own { readonly vary?: string; readonly expose?: string; readonly only?: 'HTTP/1' | 'HTTP/2' }

const mine = {
  'access-control-allow-origin': EVIL, 'Access-Control-Allow-Credentials': 'false',
  'X-One': '1', 'vary': 'Accept', 'Set-Cookie': ['a=b', 'c=d'],
};
const pairs: [string, string][] = [
  ['X-One', '1'], ['ACCESS-CONTROL-ALLOW-ORIGIN', EVIL], ['Set-Cookie', 'a=b'],
  ['Access-Control-Allow-Origin', '*'],
  ['Access-Control-Allow-Credentials', 'true'], ['Vary', 'Accept'], ['Set-Cookie', 'c=d'], ['x-one', '2'],
];
const flat = pairs.flat();
const nested = () => pairs.map((pair) => [...pair]);
const accept: Own = { vary: 'Accept, Origin' };

const set = (res: ServerResponse, headers: Readonly<Record<string, string | string[]>>) => {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
};
const setting = (headers: Parameters<typeof set>[1]): Handler => (res) => { set(res, headers); res.end(); };
/** What Node's types leave out although Node takes it. */
const writeHead = (res: ServerResponse, ...args: unknown[]) =>
  (res.writeHead as (...args: unknown[]) => ServerResponse).apply(res, args);
/** A head that Node refuses, and then one that it takes. */
const refusedHead = (...args: unknown[]): Handler => (res, see) => {
  try { see(writeHead(res, ...args) === res); } catch (error) { see([String(error), res.headersSent]); }
  if (!res.headersSent) res.writeHead(200, 'OK', { 'X-Second': '2' });
  res.end('second');
};

const table: [sentence: string, handler: Handler, own?: Own][] = [
  ['end alone', (res) => res.end()],
  ['end with text', (res) => res.end('text')],
  ['write, then end', (res) => { res.write('one'); res.end('two'); }],
  ['flushHeaders, then end', (res, see) => { res.flushHeaders(); see(res.headersSent); res.end('text'); }],
  ['a stream piped to it', (res) => { Readable.from(['one', 'two']).pipe(res); }],
  ['a status', (res) => { res.statusCode = 404; res.end(); }],
  ['a status that has no body', (res) => { res.statusCode = 304; res.end(); }],
  ['a status and a reason',
    (res) => { res.statusCode = 500; res.statusMessage = 'Broken'; res.end('error'); }],
  ['setHeader', setting(mine), accept],
  ['setHeader and removeHeader', (res) => {
    res.setHeader('Vary', 'Accept');
    for (const name of Object.keys(mine)) res.removeHeader(name);
    res.end();
  }],
  ['appendHeader', (res) => {
    for (const [name, value] of pairs) if (!/^x-/i.test(name)) res.appendHeader(name, value);
    res.end();
  }, accept],
  ['setHeaders with Headers',
    (res) => { res.setHeaders(new Headers(pairs.filter(([name]) => name !== 'Set-Cookie'))).end(); },
    { ...accept, only: 'HTTP/1' }],
  ['setHeaders with a Map', (res) => { res.setHeaders(new Map(Object.entries(mine))).end(); },
    { ...accept, only: 'HTTP/1' }],
  ['setHeader after the handler has returned',
    (res) => { setImmediate(() => { res.setHeader('access-control-allow-origin',
      EVIL); res.end('late'); }); }],

  ['writeHead with a status', (res) => res.writeHead(404).end()],
  ['writeHead with a status in a string', (res) => writeHead(res, '404').end()],
  ['writeHead with a fraction', (res) => writeHead(res, 404.9).end()],
  ['writeHead with a number that is 200 in 32 bits', (res) => writeHead(res, -4294967096).end()],
  ['writeHead with a reason', (res) => res.writeHead(404, 'Not here').end()],
  ['writeHead with an empty reason', (res) => res.writeHead(404, '').end()],
  ['writeHead with headers', (res) => res.writeHead(200, mine).end('text'), accept],
  ['writeHead with headers that are not CORS\'s',
    (res) => res.writeHead(200, { 'X-One': '1', 'Content-Length': 4, 'set-cookie': ['a=b', 'c=d'],
      'Varia': 'x' }).end('text')],
  ['writeHead with no headers', (res) => res.writeHead(200, {}).end()],
  ['writeHead with headers without a prototype',
    (res) => res.writeHead(200, Object.assign(Object.create(null), mine)).end(),
    accept],
  ['writeHead with inherited headers', (res) => res.writeHead(200, Object.create({ 'X-One': '1' })).end()],
  ['writeHead with a reason and headers', (res) => res.writeHead(200, 'Fine', mine).end('text'), accept],
  ['writeHead with no reason and headers', (res) => writeHead(res, 200, undefined, mine).end('text'), accept],
  ['writeHead with headers and null', (res) => writeHead(res, 200, mine, null).end('text'),
    { ...accept, only: 'HTTP/1' }],
  ['writeHead with a header named length',
    (res) => res.writeHead(200, { 'Length': '1', 'length': '3' }).end()],
  ['writeHead with a reason and undefined', (res) => writeHead(res, 200, 'Fine', undefined).end()],
  ['writeHead with undefined', (res) => writeHead(res, 201, undefined).end()],
  ['writeHead with null', (res) => writeHead(res, 201, null).end(), { only: 'HTTP/1' }],
  ['writeHead with null, after setHeader',
    (res) => { res.setHeader('X-One', '1'); writeHead(res, 201, null).end(); },
    { only: 'HTTP/1' }],
  ['writeHead with a flat array', (res) => writeHead(res, 200, [...flat]).end('text'), accept],
  ['writeHead with a reason and a flat array', (res) => writeHead(res, 200, 'Fine', [...flat]).end('text'),
    accept],
  ['writeHead with a flat array with nothing of CORS\'s',
    (res) => writeHead(res, 200, ['X-One', '1', 'x-one', '2', 'Set-Cookie', ['a=b', 'c=d']]).end()],
  ['writeHead with an empty array', (res) => writeHead(res, 200, []).end()],
  ['writeHead with nested arrays', (res) => writeHead(res, 200, nested()).end('text'), accept],
  ['writeHead with a reason and nested arrays', (res) => writeHead(res, 200, 'Fine', nested()).end('text'),
    accept],
  ['writeHead with nested arrays and a string of two letters, which Node takes for a name and a value',
    (res) => writeHead(res, 200, [['X-One', '1'], 'ab']).end()],
  // Node's compatibility API of HTTP/2 takes the white space off a name, so such a name is CORS's too.
  ['writeHead with white space around names',
    (res) => res.writeHead(200, { ' Access-Control-Allow-Origin': EVIL, 'Vary ': 'Accept' }).end(),
      { ...accept, only: 'HTTP/2' }],
  ['setHeader, then writeHead with a status', (res) => {
    set(res, { 'Vary': 'Accept', 'access-control-allow-origin': EVIL, 'X-One': '0' });
    res.writeHead(200).end();
  }, accept],
  ['setHeader, then writeHead with other headers', (res) => {
    set(res, { 'Vary': 'Accept', 'Access-Control-Allow-Credentials': 'true',
      'access-control-allow-origin': EVIL });
    res.writeHead(200, { 'X-One': '1' }).end();
  }, accept],
  ['setHeader, then writeHead with the same headers', (res) => {
    set(res, { 'X-One': '0', 'x-two': '2', 'Vary': 'Cookie' });
    res.writeHead(200, mine).end();
  }, accept],
  ['setHeader, then writeHead with a flat array', (res) => {
    set(res, { 'X-One': '0', 'X-Two': '2', 'Vary': 'Cookie' });
    writeHead(res, 200, ['x-one', '1', 'Vary', 'Accept', 'Access-Control-Allow-Origin', EVIL]).end();
  }, accept],
  ['setHeader, then writeHead with a flat array without Vary',
    (res) => { res.setHeader('Vary', 'Accept'); writeHead(res, 200, ['x-one', '1']).end(); }, accept],

  ['Vary that names Origin already', setting({ vary: 'Accept,origin' }), { vary: 'Accept, origin' }],
  ['Vary with a name twice', setting({ Vary: 'Accept, ACCEPT' }), accept],
  ['Vary in a list', setting({ Vary: ['Accept', 'Cookie'] }), { vary: 'Accept, Cookie, Origin' }],
  ['Vary in a list, by writeHead', (res) => res.writeHead(200, { Vary: ['Accept', 'Cookie'] }).end(),
    { vary: 'Accept, Cookie, Origin' }],
  ['Vary twice, by writeHead', (res) => writeHead(res, 200, ['Vary', 'Accept', 'vary', 'Cookie']).end(),
    { vary: 'Accept, Cookie, Origin' }],
  ['Vary with white space around its names', setting({ Vary: ' Accept  ,\t Cookie\t' }),
    { vary: 'Accept, Cookie, Origin' }],
  ['Vary with white space in a name, which stays', setting({ Vary: 'Accept Cookie' }),
    { vary: 'Accept Cookie, Origin' }],
  ['Vary of everything', setting({ Vary: '*' }), { vary: '*' }],
  ['Vary of everything, by writeHead', (res) => res.writeHead(200, { vary: '*' }).end(), { vary: '*' }],
  ['Vary of everything among names, which caches take for one more name',
    setting({ Vary: 'Accept, *' }), { vary: 'Accept, *, Origin' }],
  ['Vary of everything, twice', setting({ Vary: ['*', '*'] }), { vary: '*' }],
  ['an empty Vary', setting({ Vary: '' })],
  ['a name exposed by setHeader', setting({ 'access-control-expose-headers': 'X-One' }), { expose: 'X-One' }],
  ['a name exposed by setHeader, before writeHead with headers',
    (res) => {
      set(res, { 'access-control-expose-headers': 'X-One' });
      res.writeHead(200, { 'X-One': '1' }).end();
    },
    { expose: 'X-One' }],
  ['a name exposed by writeHead',
    (res) => res.writeHead(200, { 'ACCESS-CONTROL-EXPOSE-HEADERS': 'X-One' }).end(),
    { expose: 'X-One' }],
  ['a name exposed by writeHead with a flat array',
    (res) => writeHead(res, 200, ['access-control-expose-headers', 'X-One']).end(), { expose: 'X-One' }],

  ['what writeHead returns', (res, see) => {
    see(res.headersSent);
    see(res.writeHead(200, mine) === res);
    see(res.headersSent);
    res.end();
  }, accept],
  ['writeHead after a head', (res, see) => {
    res.writeHead(200, mine);
    for (const act of [
      () => res.writeHead(500), () => res.writeHead(500, mine), () => res.writeHead(100),
      () => res.setHeader('access-control-allow-origin', EVIL),
      () => res.removeHeader('access-control-allow-origin'),
    ]) {
      try { act(); see('nothing thrown'); } catch (error) { see(String(error)); }
    }
    res.end('text');
  }, accept],
  ...[[99], [1000], ['x'], [undefined], [-200], [{}]].map((args): typeof table[number] =>
    [`writeHead with what is not a status, ${String(args[0])}`, refusedHead(...args, { 'X-First': '1' })]),
  ...([
    ['what is not a name', [200, { 'a b': '1' }]],
    ['what is not a value', [200, { 'X-First': 'a\nb' }]],
    ['an undefined value', [200, { 'X-First': undefined }]],
    ['an undefined Vary', [200, { Vary: undefined }]],
    ['a reason with a line break', [200, 'a\nb']],
    ['an array of odd length', [200, ['X-First', '1', 'X-Third']]],
    ['a name that is a number', [200, [1, 'x']]],
    ['headers that are a string', [200, 'OK', 'X-First: 1']],
  ] as const).map(
    ([sentence, args]): typeof table[number] => [`writeHead with ${sentence}`, refusedHead(...args)]
  ),
  ...([[99], [99, { 'X-First': '1' }], [99, ['X-First', '1']], [200, { 'X-First': 'a\nb' }],
    [200, { 'Vary': 'a\nb' }]] as const)
    .flatMap((args) => [{}, { 'X-One': '1' },
      { 'Vary': 'Accept' }].map((before: Record<string, string>): typeof table[number] => [
      `appendHeader after ${JSON.stringify(before)} and a writeHead with ${JSON.stringify(args)}, which Node refused`,
      (res, see) => {
        set(res, before);
        try { writeHead(res, ...args); } catch (error) { see(String(error)); }
        res.appendHeader('access-control-expose-headers', 'X-Own');
        if (!before['Vary']) res.appendHeader('Vary', 'Accept');
        res.end();
      // over HTTP/2 such a response is never sent, bare or wrapped
      }, { ...accept, expose: 'X-Own', only: 'HTTP/1' },
    ])),
  ['writeHead with nested arrays after setHeader',
    (res, see) => { res.setHeader('X-One', '1'); refusedHead(200, [['X-First', '1']])(res, see); },
    { only: 'HTTP/1' }],
];

/** All that has nothing to do with CORS, and is the same each time. */
function others(response: ReceivedResponse): unknown {
  const cors = /^(vary|date|access-control-(allow-origin|allow-credentials|expose-headers))$/i;
  return { ...response, headers: response.headers.filter(([name]) => !cors.test(name)) };
}

for (const [version, send] of versions) {
  for (const [sentence, handler, { vary = 'Origin', expose, only = version } = {}] of table) {
    if (only !== version) continue;
    test(`${version}: ${sentence}`, async () => {
      const run = async (wrapped: boolean, origin: string) => {
        const seen: unknown[] = [];
        const listener = (_: unknown, res: ServerResponse) => { handler(res, (what) => seen.push(what)); };
        const policy = { origin: A, credentials: true, exposedHeaders: ['ETag'] } as const;
        const response = await send(wrapped ? withCors(listener, policy) : listener,
          { headers: { Origin: origin } });
        return { seen, response };
      };
      const bare = await run(false, A);
      const allowed = await run(true, A);
      const refused = await run(true, EVIL);
      for (const wrapped of [allowed, refused]) {
        assert.deepEqual(wrapped.seen, bare.seen);
        assert.deepEqual(others(wrapped.response), others(bare.response));
      }
      assert.deepEqual(corsOf(allowed.response), {
        'access-control-allow-credentials': 'true', 'access-control-allow-origin': A,
        'access-control-expose-headers': expose ?? 'ETag', vary,
      });
      assert.deepEqual(corsOf(refused.response), { ...(expose && { 'access-control-expose-headers': expose }),
        vary });
    });
  }

  test(`${version}: an upstream's CORS, copied by a proxy, is not sent`, async () => {
    const upstream: OutgoingHttpHeaders = {
      'access-control-allow-origin': EVIL, 'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'X-Up',
      'vary': 'Accept-Encoding', 'content-type': 'text/html',
    };
    const response = await send(withCors((_, res) => { res.writeHead(200, upstream).end(); }),
      { headers: { Origin: A } });
    assert.deepEqual(values(response, 'content-type'), ['text/html']);
    assert.deepEqual(corsOf(response), {
      'access-control-allow-origin': '*', 'access-control-expose-headers': 'X-Up', 'vary': 'Accept-Encoding',
    });
  });

  const own = 'Accept ,Cookie, accept';
  for (const [sentence, handler] of [
    ['setHeader', (res) => { res.setHeader('Vary', own); res.end(); }],
    ['writeHead', (res) => res.writeHead(200, { 'Vary': own, 'Access-Control-Allow-Origin': EVIL }).end()],
    ['setHeader, before writeHead with others', (res) => {
      res.setHeader('Vary', own);
      res.writeHead(200, { 'Access-Control-Allow-Origin': EVIL }).end();
    }],
  ] as [string, Handler][]) {
    test(`${version}: where any origin may read, Vary is the handler's own, by ${sentence}`, async () => {
      const response = await send(withCors((_, res) => { handler(res, () => {}); }),
        { headers: { Origin: A } });
      assert.deepEqual(corsOf(response), { 'access-control-allow-origin': '*', 'vary': own });
    });
  }
}

test('CORS writes its names in their usual case, and the handler its own as it does', async () => {
  const handlers: [Handler, string][] = [
    [(res) => res.end(), 'Vary'],
    [(res) => res.writeHead(200, { 'x-LOWER': '1' }).end(), 'Vary'],
    [(res) => res.writeHead(200, mine).end(), 'vary'],
  ];
  for (const [handler, vary] of handlers) {
    const listener = withCors((_, res) => { handler(res, () => {}); }, { origin: A, credentials: true });
    const { headers } = await send(listener, { headers: { Origin: A } });
    const names = headers.map(([name]) => name).filter((name) => /^(vary|access-control-)/i.test(name));
    assert.deepEqual(names.sort(), ['Access-Control-Allow-Credentials', 'Access-Control-Allow-Origin', vary]);
  }
});
