// CORS has the last word on a head, and no other (CONTRACT 5): each handler is asked bare, wrapped for an origin that is
// allowed, and wrapped for one that is not. Without the fields of CORS the three answers are the same, and so is what the
// handler saw.

import assert from 'node:assert/strict';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { withCors } from 'with-cors';
import { type Answer, ask, corsOf, DEADLINE, values, versions } from './support/exchange.ts';

const A = 'https://a.example';
const EVIL = 'https://evil.example';

/** Called with a response, and with a function that takes down what the handler gets to see. */
type Handler = (res: ServerResponse, see: (what: unknown) => void) => unknown;
/** What the handler says of CORS that stays: names for `Vary`, and what it exposes itself. */
interface Own { readonly vary?: string; readonly expose?: string; readonly http1?: true }

const mine = { 'access-control-allow-origin': EVIL, 'Access-Control-Allow-Credentials': 'false', 'X-One': '1', 'vary': 'Accept', 'Set-Cookie': ['a=b', 'c=d'] };
const pairs: [string, string][] = [['X-One', '1'], ['ACCESS-CONTROL-ALLOW-ORIGIN', EVIL], ['Set-Cookie', 'a=b'], ['Access-Control-Allow-Origin', '*'], ['Access-Control-Allow-Credentials', 'true'], ['Vary', 'Accept'], ['Set-Cookie', 'c=d'], ['x-one', '2']];
const flat = pairs.flat();
const accept: Own = { vary: 'Accept, Origin' };

/** What Node's types leave out although Node takes it. */
const writeHead = (res: ServerResponse, ...args: unknown[]) => (res.writeHead as (...args: unknown[]) => ServerResponse).apply(res, args);
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
  ['a status and a reason', (res) => { res.statusCode = 500; res.statusMessage = 'Broken'; res.end('error'); }],
  ['setHeader', (res) => { for (const [name, value] of Object.entries(mine)) res.setHeader(name, value); res.end('text'); }, accept],
  ['setHeader and removeHeader', (res) => { res.setHeader('Vary', 'Accept'); for (const name of Object.keys(mine)) res.removeHeader(name); res.end(); }],
  ['appendHeader', (res) => { for (const [name, value] of pairs) if (!/^x-/i.test(name)) res.appendHeader(name, value); res.end(); }, accept],
  ['setHeaders with Headers', (res) => { res.setHeaders(new Headers(pairs.filter(([name]) => name !== 'Set-Cookie'))).end(); }, { ...accept, http1: true }],
  ['setHeaders with a Map', (res) => { res.setHeaders(new Map(Object.entries(mine))).end(); }, { ...accept, http1: true }],
  ['setHeader after the handler has returned', (res) => { setImmediate(() => { res.setHeader('access-control-allow-origin', EVIL); res.end('late'); }); }],

  ['writeHead with a status', (res) => res.writeHead(404).end()],
  ['writeHead with a status as text', (res) => writeHead(res, '404').end()],
  ['writeHead with a fraction', (res) => writeHead(res, 404.9).end()],
  ['writeHead with a number that is 200 in 32 bits', (res) => writeHead(res, -4294967096).end()],
  ['writeHead with a reason', (res) => res.writeHead(404, 'Not here').end()],
  ['writeHead with an empty reason', (res) => res.writeHead(404, '').end()],
  ['writeHead with fields', (res) => res.writeHead(200, mine).end('text'), accept],
  ['writeHead with fields that are nothing of CORS\'s', (res) => res.writeHead(200, { 'X-One': '1', 'Content-Length': 4, 'set-cookie': ['a=b', 'c=d'], 'Varia': 'x' }).end('text')],
  ['writeHead with no fields', (res) => res.writeHead(200, {}).end()],
  ['writeHead with fields without a prototype', (res) => res.writeHead(200, Object.assign(Object.create(null), mine)).end(), accept],
  ['writeHead with inherited fields', (res) => res.writeHead(200, Object.create({ 'X-One': '1' })).end()],
  ['writeHead with a reason and fields', (res) => res.writeHead(200, 'Fine', mine).end('text'), accept],
  ['writeHead with no reason and fields', (res) => writeHead(res, 200, undefined, mine).end('text'), accept],
  ['writeHead with a reason and undefined', (res) => writeHead(res, 200, 'Fine', undefined).end()],
  ['writeHead with undefined', (res) => writeHead(res, 201, undefined).end()],
  ['writeHead with null', (res) => writeHead(res, 201, null).end(), { http1: true }],
  ['writeHead with null, after setHeader', (res) => { res.setHeader('X-One', '1'); writeHead(res, 201, null).end(); }, { http1: true }],
  ['writeHead with a flat array', (res) => writeHead(res, 200, [...flat]).end('text'), accept],
  ['writeHead with a reason and a flat array', (res) => writeHead(res, 200, 'Fine', [...flat]).end('text'), accept],
  ['writeHead with a flat array of nothing of CORS\'s', (res) => writeHead(res, 200, ['X-One', '1', 'x-one', '2', 'Set-Cookie', ['a=b', 'c=d']]).end()],
  ['writeHead with an empty array', (res) => writeHead(res, 200, []).end()],
  ['writeHead with nested arrays', (res) => writeHead(res, 200, pairs.map((pair) => [...pair])).end('text'), accept],
  ['writeHead with a reason and nested arrays', (res) => writeHead(res, 200, 'Fine', pairs.map((pair) => [...pair])).end('text'), accept],
  ['writeHead with nested arrays and a text of two letters, which Node takes for a name and a value', (res) => writeHead(res, 200, [['X-One', '1'], 'ab']).end()],
  ['setHeader, then writeHead with a status', (res) => { res.setHeader('Vary', 'Accept'); res.setHeader('access-control-allow-origin', EVIL); res.setHeader('X-One', '0'); res.writeHead(200).end(); }, accept],
  ['setHeader, then writeHead with other fields', (res) => { res.setHeader('Vary', 'Accept'); res.setHeader('access-control-allow-credentials', 'true'); res.setHeader('access-control-allow-origin', EVIL); res.writeHead(200, { 'X-One': '1' }).end(); }, accept],
  ['setHeader, then writeHead with the same fields', (res) => { res.setHeader('X-One', '0'); res.setHeader('x-two', '2'); res.setHeader('Vary', 'Cookie'); res.writeHead(200, mine).end(); }, accept],
  ['setHeader, then writeHead with a flat array', (res) => { res.setHeader('X-One', '0'); res.setHeader('X-Two', '2'); res.setHeader('Vary', 'Cookie'); writeHead(res, 200, ['x-one', '1', 'Vary', 'Accept', 'Access-Control-Allow-Origin', EVIL]).end(); }, accept],
  ['setHeader, then writeHead with a flat array without Vary', (res) => { res.setHeader('Vary', 'Accept'); writeHead(res, 200, ['x-one', '1']).end(); }, accept],

  ['Vary that names Origin already', (res) => { res.setHeader('vary', 'Accept,origin'); res.end(); }, { vary: 'Accept, origin' }],
  ['Vary with a name twice', (res) => { res.setHeader('Vary', 'Accept, ACCEPT'); res.end(); }, accept],
  ['Vary in a list', (res) => { res.setHeader('Vary', ['Accept', 'Cookie']); res.end(); }, { vary: 'Accept, Cookie, Origin' }],
  ['Vary in a list, by writeHead', (res) => res.writeHead(200, { Vary: ['Accept', 'Cookie'] }).end(), { vary: 'Accept, Cookie, Origin' }],
  ['Vary twice, by writeHead', (res) => writeHead(res, 200, ['Vary', 'Accept', 'vary', 'Cookie']).end(), { vary: 'Accept, Cookie, Origin' }],
  ['Vary with white space around its names', (res) => { res.setHeader('Vary', ' Accept  ,\t Cookie\t'); res.end(); }, { vary: 'Accept, Cookie, Origin' }],
  ['Vary with white space in a name, which is not ours to mend', (res) => { res.setHeader('Vary', 'Accept Cookie'); res.end(); }, { vary: 'Accept Cookie, Origin' }],
  ['Vary of everything', (res) => { res.setHeader('Vary', '*'); res.end(); }, { vary: '*' }],
  ['Vary of everything, by writeHead', (res) => res.writeHead(200, { vary: '*' }).end(), { vary: '*' }],
  ['Vary of everything among names, which caches take for one more name', (res) => { res.setHeader('Vary', 'Accept, *'); res.end(); }, { vary: 'Accept, *, Origin' }],
  ['Vary of everything, twice', (res) => { res.setHeader('Vary', ['*', '*']); res.end(); }, { vary: '*' }],
  ['an empty Vary', (res) => { res.setHeader('Vary', ''); res.end(); }],
  ['a name exposed by setHeader', (res) => { res.setHeader('access-control-expose-headers', 'X-One'); res.end(); }, { expose: 'X-One' }],
  ['a name exposed by setHeader, before writeHead with fields', (res) => { res.setHeader('access-control-expose-headers', 'X-One'); res.writeHead(200, { 'X-One': '1' }).end(); }, { expose: 'X-One' }],
  ['a name exposed by writeHead', (res) => res.writeHead(200, { 'ACCESS-CONTROL-EXPOSE-HEADERS': 'X-One' }).end(), { expose: 'X-One' }],
  ['a name exposed by writeHead with a flat array', (res) => writeHead(res, 200, ['access-control-expose-headers', 'X-One']).end(), { expose: 'X-One' }],

  ['what writeHead returns', (res, see) => { see(res.headersSent); see(res.writeHead(200, mine) === res); see(res.headersSent); res.end(); }, accept],
  ['writeHead after a head', (res, see) => {
    res.writeHead(200, mine);
    for (const act of [() => res.writeHead(500), () => res.writeHead(500, mine), () => { res.setHeader('access-control-allow-origin', EVIL); }, () => { res.removeHeader('access-control-allow-origin'); }, () => res.writeHead(100)]) {
      try { act(); see('nothing thrown'); } catch (error) { see(String(error)); }
    }
    res.end('text');
  }, accept],
  ...[[99], [1000], ['x'], [undefined], [-200], [{}]].map((args): typeof table[number] => [`writeHead with a status that is none, ${String(args[0])}`, refusedHead(...args, { 'X-First': '1' })]),
  ...([
    ['a name that is none', [200, { 'a b': '1' }]], ['a value that is none', [200, { 'X-First': 'a\nb' }]], ['an undefined value', [200, { 'X-First': undefined }]], ['an undefined Vary', [200, { Vary: undefined }]],
    ['a reason with a line break', [200, 'a\nb']], ['an array of odd length', [200, ['X-First', '1', 'X-Third']]], ['a name that is no text', [200, [1, 'x']]], ['fields that are text', [200, 'OK', 'X-First: 1']],
  ] as const).map(([sentence, args]): typeof table[number] => [`writeHead with ${sentence}`, refusedHead(...args)]),
  ['writeHead with nested arrays after setHeader', (res, see) => { res.setHeader('X-One', '1'); refusedHead(200, [['X-First', '1']])(res, see); }, { http1: true }],
];

/** All that has nothing to do with CORS, and is the same each time. */
function others(answer: Answer): unknown {
  const fields = answer.fields.filter(([name]) => !/^(vary|date|access-control-(allow-origin|allow-credentials|expose-headers))$/i.test(name));
  return { ...answer, fields };
}

for (const [version, send] of versions) {
  for (const [sentence, handler, { vary = 'Origin', expose, http1 = false } = {}] of table) {
    if (http1 && version !== 'HTTP/1') continue;
    test(`${version}: ${sentence}`, DEADLINE, async () => {
      const run = async (wrapped: boolean, origin: string) => {
        const seen: unknown[] = [];
        const listener = (_: unknown, res: ServerResponse) => { handler(res, (what) => seen.push(what)); };
        const policy = { origin: A, credentials: true, exposedHeaders: ['ETag'] } as const;
        return { seen, answer: await send(wrapped ? withCors(listener, policy) : listener, { fields: { Origin: origin } }) };
      };
      const bare = await run(false, A);
      const allowed = await run(true, A);
      const refused = await run(true, EVIL);
      for (const wrapped of [allowed, refused]) {
        assert.deepEqual(wrapped.seen, bare.seen);
        assert.deepEqual(others(wrapped.answer), others(bare.answer));
      }
      assert.deepEqual(corsOf(allowed.answer), { 'access-control-allow-credentials': 'true', 'access-control-allow-origin': A, 'access-control-expose-headers': expose ?? 'ETag', vary });
      assert.deepEqual(corsOf(refused.answer), { ...(expose && { 'access-control-expose-headers': expose }), vary });
    });
  }

  test(`${version}: an upstream's CORS, copied by a proxy, is not sent`, DEADLINE, async () => {
    const upstream: OutgoingHttpHeaders = { 'access-control-allow-origin': EVIL, 'access-control-allow-credentials': 'true', 'access-control-expose-headers': 'X-Up', 'vary': 'Accept-Encoding', 'content-type': 'text/html' };
    const answer = await send(withCors((_, res) => { res.writeHead(200, upstream).end(); }), { fields: { Origin: A } });
    assert.deepEqual(corsOf(answer), { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'X-Up', 'vary': 'Accept-Encoding' });
    assert.deepEqual(values(answer, 'content-type'), ['text/html']);
  });
}

for (const [version, send] of versions) {
  const own = 'Accept ,Cookie, accept';
  for (const [sentence, handler] of [
    ['setHeader', (res) => { res.setHeader('Vary', own); res.end(); }],
    ['writeHead', (res) => res.writeHead(200, { 'Vary': own, 'Access-Control-Allow-Origin': EVIL }).end()],
    ['setHeader, before writeHead with others', (res) => { res.setHeader('Vary', own); res.writeHead(200, { 'Access-Control-Allow-Origin': EVIL }).end(); }],
  ] as [string, Handler][]) {
    test(`${version}: where any origin may read, Vary is the handler's own, by ${sentence}`, DEADLINE, async () => {
      const answer = await send(withCors((_, res) => { handler(res, () => {}); }), { fields: { Origin: A } });
      assert.deepEqual(corsOf(answer), { 'access-control-allow-origin': '*', 'vary': own });
    });
  }
}

test('CORS writes its names in their usual case, and the handler its own as it does', DEADLINE, async () => {
  const handlers: [Handler, string][] = [[(res) => res.end(), 'Vary'], [(res) => res.writeHead(200, { 'x-LOWER': '1' }).end(), 'Vary'], [(res) => res.writeHead(200, mine).end(), 'vary']];
  for (const [handler, vary] of handlers) {
    const { fields } = await ask(withCors((_, res) => { handler(res, () => {}); }, { origin: A, credentials: true }), { fields: { Origin: A } });
    const names = fields.map(([name]) => name).filter((name) => /^(vary|access-control-)/i.test(name));
    assert.deepEqual(names.sort(), ['Access-Control-Allow-Credentials', 'Access-Control-Allow-Origin', vary]);
  }
});
