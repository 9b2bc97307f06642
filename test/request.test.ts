// What every request but a preflight is answered (CONTRACT 4, and 6 for `blockDisallowed`), by HTTP/1 and by HTTP/2.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CorsOptions, withCors } from 'with-cors';
import { corsOf, DEADLINE, type Question, values, versions } from './support/exchange.ts';

const A = 'https://a.example';
const B = 'https://b.example';

const from = (origin: string, others: Question['fields'] = {}): Question => ({ method: 'POST', fields: { Origin: origin, ...others } });
const credentials = { origin: A, credentials: true, exposedHeaders: ['ETag', 'X-Total'] } as const;

/** The fields of an answer without `access-control-` before their names. */
type Cors = Record<string, string>;
const allowed: Cors = { 'allow-origin': A, 'vary': 'Origin' };
const refused: Cors = { vary: 'Origin' };

const table: [sentence: string, options: CorsOptions | undefined, question: Question, expected: Cors][] = [
  ['by default any origin may read', undefined, from(A), { 'allow-origin': '*' }],
  ['without an Origin the answer is the same, so that a cache keeps it once', undefined, {}, { 'allow-origin': '*' }],
  ['null may read too', undefined, from('null'), { 'allow-origin': '*' }],
  ['any origin may read the exposed headers', { exposedHeaders: 'ETag,X-Total' }, from(A), { 'allow-origin': '*', 'expose-headers': 'ETag, X-Total' }],
  ['without an Origin they are exposed too', { exposedHeaders: ['ETag'] }, {}, { 'allow-origin': '*', 'expose-headers': 'ETag' }],
  ['all headers', { origin: A, exposedHeaders: '*' }, from(A), { ...allowed, 'expose-headers': '*' }],
  ['no header, by an empty list', { exposedHeaders: [] }, from(A), { 'allow-origin': '*' }],
  ['what only a preflight is told is not told here', { methods: ['PUT'], allowedHeaders: ['X-A'], maxAge: 5, optionsSuccessStatus: 200 }, from(A, { 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'x-a' }), { 'allow-origin': '*' }],
  ['a named origin may read', { origin: A }, from(A), allowed],
  ['one of two', { origin: [B, A] }, from(A), allowed],
  ['one of a pattern', { origin: 'https://*.example' }, from(A), allowed],
  ['one that a predicate allows', { origin: () => true }, from(A), allowed],
  ['one that a promise allows', { origin: async () => true }, from(A), allowed],
  ['another one may not', { origin: A }, from(B), refused],
  ['null may not', { origin: A }, from('null'), refused],
  ['an empty Origin may not', { origin: A }, from(''), refused],
  ['an Origin that came twice may not', { origin: A }, { method: 'POST', fields: { Origin: [A, A] } }, refused],
  ['without an Origin Vary says that there are others', { origin: A }, {}, refused],
  ['with origin: false too', { origin: false }, from(A), refused],
  ['and without an Origin', { origin: false }, {}, refused],
  ['with a predicate too', { origin: () => true }, {}, refused],
  ['credentials and exposed headers go with an allowed origin', credentials, from(A), { ...allowed, 'allow-credentials': 'true', 'expose-headers': 'ETag, X-Total' }],
  ['and not with another', credentials, from(B), refused],
  ['and not without one', credentials, {}, refused],
  ['nor with the server\'s own, which needs no permission', credentials, from('https://api.example', { 'Host': 'api.example', 'Sec-Fetch-Site': 'same-origin' }), refused],
];

const site = (value: string) => ({ 'Sec-Fetch-Site': value });
const host = (value: string) => ({ Host: value });
const blocking: [sentence: string, question: Question, passes: boolean][] = [
  ['an allowed origin passes', from(A), true],
  ['another is blocked', from(B), false],
  ['null is blocked', from('null'), false],
  ['an empty Origin is blocked', from(''), false],
  ['a request without an Origin passes', {}, true],
  ['a request without an Origin passes, whatever site it says it is from', { fields: site('cross-site') }, true],
  ['OPTIONS that is no preflight is blocked like others', { ...from(B), method: 'OPTIONS' }, false],
  ['a same-origin request passes', from('https://api.example', site('same-origin')), true],
  ['also where the Host was rewritten on the way', from('https://api.example', { ...site('same-origin'), ...host('10.0.0.1:8080') }), true],
  ['a same-site request is of another origin', from('https://api.example', { ...site('same-site'), ...host('api.example') }), false],
  ['a cross-site request is, too, whatever its Host', from('https://api.example', { ...site('cross-site'), ...host('api.example') }), false],
  ['so is one that says none', from('https://api.example', { ...site('none'), ...host('api.example') }), false],
  ['and one that says something unknown', from('https://api.example', { ...site('Same-Origin'), ...host('api.example') }), false],
  ['an empty Sec-Fetch-Site is not same-origin', from('https://api.example', { ...site(''), ...host('api.example') }), false],
  ['nor are two', from('https://api.example', { 'Sec-Fetch-Site': ['same-origin', 'cross-site'], ...host('api.example') }), false],
  ['without Sec-Fetch-Site the Host decides', from('https://api.example', host('api.example')), true],
  ['with its port', from('http://api.example:8080', host('api.example:8080')), true],
  ['another port is another origin', from('http://api.example:8080', host('api.example:8081')), false],
  ['a port that is missing is another, too', from('http://api.example:8080', host('api.example')), false],
  ['the default port may be said', from('https://api.example', host('api.example:443')), true],
  ['the default port of http: may be said', from('http://api.example', host('api.example:80')), true],
  ['the default port of the other scheme is another port', from('https://api.example', host('api.example:80')), false],
  ['the case of a Host is nothing', from('https://api.example', host('API.Example')), true],
  ['an IPv6 Host', from('http://[::1]:8080', host('[::1]:8080')), true],
  ['another Host', from('https://api.example', host('b.example')), false],
  ['a Host that only ends like it', from('https://api.example', host('evil-api.example')), false],
  ['a Host that only begins like it', from('https://api.example', host('api.example.evil.example')), false],
  ['an Origin that is none', from('api.example', host('api.example')), false],
  ['an Origin with a path', from('https://api.example/', host('api.example')), false],
  ['an Origin in upper case', from('https://API.example', host('api.example')), false],
  ['an Origin longer than any', from(`https://${'a'.repeat(600)}`, host('a'.repeat(600))), false],
];

for (const [version, send] of versions) {
  for (const [sentence, options, question, expected] of table) {
    test(`${version}: ${sentence}`, DEADLINE, async () => {
      const answer = await send(withCors((_, res) => {
        res.statusCode = 202;
        res.setHeader('Content-Type', 'text/html');
        res.end('page');
      }, options), question);
      assert.deepEqual([answer.status, answer.body, values(answer, 'Content-Type')], [202, 'page', ['text/html']]);
      assert.deepEqual(corsOf(answer), Object.fromEntries(Object.entries(expected).map(([name, value]) => [name === 'vary' ? name : `access-control-${name}`, value])));
    });
  }

  for (const [sentence, question, passes] of blocking) {
    test(`${version}, blockDisallowed: ${sentence}`, DEADLINE, async () => {
      let ran = 0;
      const answer = await send(withCors((_, res) => { ran += 1; res.end('page'); }, { origin: A, blockDisallowed: true }), question);
      assert.deepEqual([answer.status, ran], passes ? [200, 1] : [403, 0]);
      const mayRead = question.fields?.['Origin'] === A;
      assert.deepEqual(corsOf(answer), { vary: 'Origin', ...(mayRead && { 'access-control-allow-origin': A }) });
      if (!passes) {
        assert.match(answer.body, /^Not allowed by CORS: the origin '[^']*' is not in the option 'origin'\.$/);
        assert.deepEqual([values(answer, 'Content-Type'), values(answer, 'Content-Length')], [['text/plain'], [`${answer.body.length}`]]);
      }
    });
  }

  test(`${version}, blockDisallowed: with any origin nobody is blocked`, DEADLINE, async () => {
    const answer = await send(withCors((_, res) => { res.end(); }, { blockDisallowed: true }), from('null'));
    assert.deepEqual([answer.status, corsOf(answer)], [200, { 'access-control-allow-origin': '*' }]);
  });

  test(`${version}, blockDisallowed: origin: false lets the server's own pages in and no others`, DEADLINE, async () => {
    const listener = withCors((_, res) => { res.end(); }, { origin: false, blockDisallowed: true });
    const statuses = [from('https://api.example', host('api.example')), from(A), {}].map(async (question) => (await send(listener, question)).status);
    assert.deepEqual(await Promise.all(statuses), [200, 403, 200]);
  });

  test(`${version}, blockDisallowed: 403 of a HEAD has no body`, DEADLINE, async () => {
    const answer = await send(withCors(() => assert.fail('the handler ran'), { origin: A, blockDisallowed: true }), { ...from(B), method: 'HEAD' });
    assert.deepEqual([answer.status, answer.body, values(answer, 'Content-Type')], [403, '', ['text/plain']]);
  });
}

for (const [version, send] of versions) {
  test(`${version}: where the origin could not be checked the answer is 500 and says so, without CORS`, DEADLINE, async () => {
    const fails = withCors(() => assert.fail('the handler ran'), { origin: async () => { throw new Error('database'); }, credentials: true });
    for (const question of [from(A), { method: 'OPTIONS', fields: { 'Origin': A, 'Access-Control-Request-Method': 'PUT' } }]) {
      const answer = await send(fails, question);
      assert.deepEqual([answer.status, answer.body, values(answer, 'Content-Type'), corsOf(answer)], [500, 'The origin of the request could not be checked.', ['text/plain'], { vary: 'Origin' }]);
    }
  });
}
