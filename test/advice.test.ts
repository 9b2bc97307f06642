// What the README's tables advise is tried: each origin that is said to be sent is let in by the option
// beside it, each option that is said to be refused is refused and what stands beside it is not, and each
// sentence of the browser's console is one that a server gets.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type CorsOptions, CorsOptionsError, createCorsPolicy } from 'with-cors';
import { type AskOptions, createPage } from 'with-cors/page';
import { type Script, withScript } from './page/servers.ts';
import { repository } from './support/fresh-project.ts';

const readme = readFileSync(join(repository, 'README.md'), 'utf8');

/** The cells of the table that begins with that one. */
function rowsOf(head: string): string[][] {
  const start = readme.indexOf(`| ${head} |`);
  assert.notEqual(start, -1, `the README has no table "${head}"`);
  const [, , ...rows] = readme.slice(start).split('\n\n')[0]!.trimEnd().split('\n');
  const cellsOf = (row: string): string[] => row.split(/(?<!\\)\|/).slice(1, -1);
  return rows.map((row) => cellsOf(row).map((cell) => cell.trim().replaceAll('\\|', '|')));
}

const codeIn = (text = ''): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
const valueOf = (code: string): unknown => new Function(`return (${code});`)();
const optionsIn = (text = ''): CorsOptions[] => (
  codeIn(text).filter((code) => code.startsWith('{')).map((code) => valueOf(code) as CorsOptions));

describe('which origin a page sends:', () => {
  for (const [page, sent, option = ''] of rowsOf('your page')) {
    const [code] = codeIn(option).filter((each) => /^['[/]/.test(each));
    if (code === undefined) continue; // a function, which is an example of its own
    it(`${page}: ${code}`, async () => {
      const origin = valueOf(code) as string;
      const policy = createCorsPolicy({ origin });
      assert.ok(codeIn(sent).length > 0);
      for (const each of codeIn(sent)) {
        assert.equal((await policy.decide({ method: 'GET', headers: { origin: each } })).allowed, true, each);
      }
      const withCredentials = (): unknown => createCorsPolicy({ origin, credentials: true });
      if (option.includes('with credentials')) assert.throws(withCredentials, CorsOptionsError);
      else withCredentials();
    });
  }
});

it('the options in the recipes are accepted', () => {
  const recipes = rowsOf('you want').flatMap(([, write]) => optionsIn(write));
  assert.ok(recipes.length >= 3);
  for (const options of recipes) createCorsPolicy(options);
});

describe('the table of refusals:', () => {
  for (const [refused, why, write] of rowsOf('refused')) {
    it(`${why}`, () => {
      assert.ok(optionsIn(refused).length > 0 && optionsIn(write).length > 0);
      for (const options of optionsIn(refused)) {
        assert.throws(() => createCorsPolicy(options), CorsOptionsError);
      }
      for (const options of optionsIn(write)) createCorsPolicy(options);
    });
  }

  it('what has no effect is accepted, with one warning', async () => {
    const harmless = optionsIn(/^What merely has no effect[^]*?\n\n/m.exec(readme)?.[0]);
    assert.ok(harmless.length > 0);
    for (const options of harmless) {
      const warned = once(process, 'warning', { signal: AbortSignal.timeout(5000) });
      createCorsPolicy(options);
      const [{ code }] = await warned as [{ code: string }];
      assert.equal(code, 'WITH_CORS_NO_EFFECT');
    }
  });
});

describe('the table of console sentences', () => {
  const origin = 'https://app.example.com';
  const allow = { 'Access-Control-Allow-Origin': origin };
  const put: AskOptions = { method: 'PUT' };
  const servers: Readonly<Record<string, readonly [Script, AskOptions]>> = {
    'no header': [{}, {}],
    'a preflight that meets an authentication': [{ status: 401 }, put],
    'a preflight that nobody handles': [{ head: allow, preflightStatus: 404 }, put],
    'a preflight that is redirected': [{ head: { ...allow, Location: '/login' }, preflightStatus: 302 }, put],
    'another origin': [{ head: { 'Access-Control-Allow-Origin': 'https://other.example' } }, {}],
    'two values': [{ head: { 'Access-Control-Allow-Origin': [origin, origin] } }, {}],
    'a star and credentials': [{ head: { 'Access-Control-Allow-Origin': '*' } }, { credentials: 'include' }],
    'credentials that are not allowed': [{ head: allow }, { credentials: 'include' }],
    'a method that is not allowed': [{ head: allow }, put],
    'a header that is not allowed': [{ head: allow }, { headers: { 'X-Token': '1' } }],
  };
  const rows = rowsOf("the browser's console").map(([sentence = '']) => sentence)
    .filter((sentence) => sentence.startsWith('`'))
    .map((sentence) => sentence.slice(1, -1).split('…').map((part) => part.trim()));
  const met = new Set<string>();

  for (const [server, [script, init]] of Object.entries(servers)) {
    it(`has what a browser says of ${server}`, async () => {
      await withScript(script, async (address) => {
        const verdict = await createPage(origin).ask(address, init);
        assert.equal(verdict.outcome, 'refused');
        const sentence = 'console' in verdict ? verdict.console : '';
        const row = rows.find((parts) => parts.every((part) => sentence.includes(part)));
        assert.ok(row, sentence);
        met.add(row.join());
      });
    });
  }

  it('has nothing that no browser says', () => {
    assert.deepEqual(rows.map((parts) => parts.join()).filter((row) => !met.has(row)), []);
  });
});
