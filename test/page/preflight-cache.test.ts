// CORS-preflight cache (Fetch, 4.9): when a page asks for permission again.

import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import { createPage, type AskOptions } from 'with-cors/page';
import { withListener, type Head } from './servers.ts';

const ORIGIN = 'https://app.example';
const put: AskOptions = { method: 'PUT' };

interface Step {
  readonly call: AskOptions;
  readonly path?: string;
  /** Seconds that pass before it. */
  readonly after?: number;
  readonly head?: Head;
  /** What it sends. */
  readonly sends: string;
}

const LISTS: Head =
  { 'Access-Control-Allow-Methods': 'PUT, DELETE', 'Access-Control-Allow-Headers': 'x-one, authorization' };
const maxAge = (value: string | string[]): Head => ({ ...LISTS, 'Access-Control-Max-Age': value });
const one: AskOptions = { headers: { 'X-One': '1' } };

const table: [sentence: string, head: Head, ...steps: Step[]][] = [
  ['a permission is remembered', LISTS, { call: put, sends: 'OPTIONS PUT' }, { call: put, sends: 'PUT' }],
  ['for 5 seconds, if nothing else is said', LISTS, { call: put, sends: 'OPTIONS PUT' },
    { call: put, after: 4.9, sends: 'PUT' }, { call: put, after: 0.2, sends: 'OPTIONS PUT' }],
  ['for Access-Control-Max-Age', maxAge('60'), { call: put, sends: 'OPTIONS PUT' },
    { call: put, after: 59, sends: 'PUT' }, { call: put, after: 2, sends: 'OPTIONS PUT' }],
  ['0 is never', maxAge('0'), { call: put, sends: 'OPTIONS PUT' }, { call: put, sends: 'OPTIONS PUT' }],
  ['less than 0 is never, as in every browser', maxAge('-1'), { call: put, sends: 'OPTIONS PUT' },
    { call: put, sends: 'OPTIONS PUT' }],
  ['what is not a number is 5 seconds', maxAge('1h'), { call: put, sends: 'OPTIONS PUT' },
    { call: put, after: 4, sends: 'PUT' }, { call: put, after: 2, sends: 'OPTIONS PUT' }],
  ['two numbers are none', maxAge(['60', '60']), { call: put, sends: 'OPTIONS PUT' },
    { call: put, after: 6, sends: 'OPTIONS PUT' }],
  ['other listed methods are remembered too', LISTS, { call: put, sends: 'OPTIONS PUT' },
    { call: { method: 'DELETE' }, sends: 'DELETE' }],
  ['a header is not a method', LISTS, { call: one, sends: 'OPTIONS GET' }, { call: one, sends: 'GET' },
    { call: put, sends: 'PUT' }],
  ['headers that were not listed are asked for', { 'Access-Control-Allow-Methods': 'PUT' },
    { call: put, sends: 'OPTIONS PUT' }, { call: one, sends: 'OPTIONS' }],
  ['names are remembered without their case', LISTS, { call: one, sends: 'OPTIONS GET' },
    { call: { headers: { 'x-ONE': '2' } }, sends: 'GET' }],
  ['a star is remembered for all',
    { 'Access-Control-Allow-Methods': '*', 'Access-Control-Allow-Headers': '*' },
    { call: put, sends: 'OPTIONS PUT' },
    { call: { method: 'DELETE', headers: { 'X-Two': '1' } }, sends: 'DELETE' }],
  ['but not for Authorization', { 'Access-Control-Allow-Headers': '*' }, { call: one, sends: 'OPTIONS GET' },
    { call: { headers: { Authorization: 'x' } }, sends: 'OPTIONS GET' }],
  ['with credentials a star is the name of a method, as in browsers',
    { ...LISTS, 'Access-Control-Allow-Methods': '*, PUT' },
    { call: { ...put, credentials: 'include' }, sends: 'OPTIONS PUT' },
    { call: { method: 'DELETE', credentials: 'include' }, sends: 'OPTIONS' }],
  ['or of a header', { 'Access-Control-Allow-Headers': '*, x-one' },
    { call: { ...one, credentials: 'include' }, sends: 'OPTIONS GET' },
    { call: { headers: { 'X-Two': '1' }, credentials: 'include' }, sends: 'OPTIONS' }],
  ['also to a later call without them', { 'Access-Control-Allow-Headers': '*, x-one' },
    { call: { ...one, credentials: 'include' }, sends: 'OPTIONS GET' },
    { call: { headers: { 'X-Two': '1' } }, sends: 'OPTIONS GET' }],
  ['a star is prolonged by a method that it stands for', { 'Access-Control-Allow-Methods': '*' },
    { call: put, sends: 'OPTIONS PUT' },
    { call: { ...put, headers: { 'X-Two': '1' } }, after: 4,
      head: {
        'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': 'PUT',
        'Access-Control-Allow-Headers': 'x-two'
      }, sends: 'OPTIONS PUT' }, { call: { method: 'DELETE' }, after: 4, sends: 'DELETE' }],
  ['another path is asked for itself', LISTS, { call: put, sends: 'OPTIONS PUT' },
    { call: put, path: '/other', sends: 'OPTIONS PUT' }],
  ['another query too', LISTS, { call: put, sends: 'OPTIONS PUT' },
    { call: put, path: '/?a', sends: 'OPTIONS PUT' }],
  ['another fragment too, to the standard and to browsers', LISTS, { call: put, sends: 'OPTIONS PUT' },
    { call: put, path: '/#a', sends: 'OPTIONS PUT' }],
  ['a permission with credentials holds without them', LISTS,
    { call: { ...put, credentials: 'include' }, sends: 'OPTIONS PUT' }, { call: put, sends: 'PUT' }],
  ['but not the other way round', LISTS, { call: put, sends: 'OPTIONS PUT' },
    { call: { ...put, credentials: 'include' }, sends: 'OPTIONS PUT' }],
  ['a network error clears it', LISTS, { call: put, sends: 'OPTIONS PUT' },
    { call: put, head: {}, sends: 'PUT' }, { call: put, sends: 'OPTIONS PUT' }],
  ['but not that of a request that needs none', LISTS, { call: put, sends: 'OPTIONS PUT' },
    { call: {}, head: {}, sends: 'GET' }, { call: put, sends: 'PUT' }],
  ['a later preflight prolongs it', LISTS, { call: put, sends: 'OPTIONS PUT' },
    { call: { ...put, credentials: 'include' }, after: 4, sends: 'OPTIONS PUT' },
    { call: put, after: 4, sends: 'PUT' }],
];

for (const [sentence, lists, ...steps] of table) {
  test(sentence, async (t: TestContext) => {
    let now = 1000;
    const clock = mock.method(performance, 'now', () => now);
    t.after(() => { clock.mock.restore(); });
    let sent: string[] = [];
    let head: Head | undefined;
    await withListener((request, response) => {
      sent.push(request.method!);
      const allow: Head =
        { 'Access-Control-Allow-Origin': ORIGIN, 'Access-Control-Allow-Credentials': 'true', ...lists };
      for (const [name, value] of Object.entries(head ?? allow)) response.setHeader(name, value);
      response.end();
    }, async (port) => {
      const page = createPage(ORIGIN);
      for (const [at, step] of steps.entries()) {
        sent = [];
        head = step.head;
        now += (step.after ?? 0) * 1000;
        const verdict = await page.ask(`http://localhost:${port}${step.path ?? '/'}`, step.call);
        assert.equal(sent.join(' '), step.sends, `step ${at + 1}: ${verdict.message}`);
        assert.equal(verdict.exchanges.length, sent.length);
      }
    });
  });
}

test('each page has a cache of its own', async () => {
  let preflights = 0;
  await withListener((request, response) => {
    if (request.method === 'OPTIONS') preflights++;
    response.setHeader('Access-Control-Allow-Origin', '*').setHeader(
      'Access-Control-Allow-Methods', 'PUT'
    ).end();
  }, async (port) => {
    for (const page of [createPage(ORIGIN), createPage(ORIGIN)]) await page.ask(
      `http://localhost:${port}`, put
    );
  });
  assert.equal(preflights, 2);
});

test('browsers\' caps are notes', async () => {
  const notes = (seconds: string) => withListener((_, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*').setHeader(
      'Access-Control-Allow-Methods', 'PUT'
    ).setHeader('Access-Control-Max-Age', seconds).end();
  }, async (port) =>
    (await createPage(ORIGIN).ask(`http://localhost:${port}`, put)).notes.filter(
      (note) => note.includes('Max-Age')
    ));
  assert.deepEqual(await notes('600'), []);
  assert.match((await notes('7200')).join(), /: WebKit for 600 s\.$/);
  assert.match((await notes('100000')).join(), /WebKit for 600 s, Chromium for 7200 s, Firefox for 86400 s/);
});
