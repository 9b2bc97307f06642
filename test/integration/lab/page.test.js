// The lab's page as a person sees it: the first screen, the lessons, the rows, what is said of all of them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allDone, click, DEADLINE, has, labForTests, says, skip, textOf } from './lab.js';

const RECEIVED = 'Received by the server, kept from the page.';
const PASSED = 'Let through to the page.';

function includesAll(text, ...words) {
  for (const each of words) assert.ok(text.includes(each), `${each} in: ${text}`);
}

describe("the lab's page", { skip, timeout: DEADLINE }, () => {
  const lab = labForTests();

  for (const [width, height] of [[390, 844], [820, 1180], [1440, 900]]) {
    it(`shows the lesson and its switch without scrolling at ${width}x${height}`, async () => {
      const tab = await lab.visit('/', { width, height });
      await has(tab, '#hero', 'done', 'off');
      const lowest = await tab.run(() => Math.max(
        ...[...document.querySelectorAll('#hero :is(h1, [role=switch], .sequence, #hero-words)')]
          .map((part) => part.getBoundingClientRect().bottom)));
      assert.ok(lowest <= height, `${lowest} of ${height}`);
    });
  }

  it('shows one blocked request on both sides, and lets it pass when the policy is on', async () => {
    const tab = await lab.visit();
    await has(tab, '#hero', 'done', 'off');
    const request = [`fetch('${lab.api}/lab/hello')`, 'GET /lab/hello', `Origin: ${lab.page}`];
    includesAll(await textOf(tab, '#hero'),
      'Blocked by CORS policy', RECEIVED, 'Page', 'Browser', 'Server', ...request,
      'no Access-Control-Allow-Origin', 'TypeError: Failed to fetch', 'http.createServer(handler)',
      `Access to fetch at '${lab.api}/lab/hello' from origin '${lab.page}' has been blocked by CORS`);

    await tab.run(() => document.querySelector('[role=switch]').focus());
    await tab.press(' ');
    await has(tab, '#hero', 'done', 'on');
    includesAll(await textOf(tab, '#hero'),
      'Allowed by CORS policy', PASSED, ...request,
      'Access-Control-Allow-Origin: *', 'hello from the server', 'http.createServer(withCors(handler))');
    assert.equal(await tab.run(() => document.querySelector('[role=switch]').ariaChecked), 'true');
  });

  it('serves who is there before the cases that run in the background', async () => {
    const tab = await lab.visit();
    await has(tab, '#hero', 'done', 'off');
    const meanwhile = await tab.run(() => new Promise((resolve) => {
      const hero = document.querySelector('#hero');
      const done = new MutationObserver(() => resolve(document.body.dataset.state));
      done.observe(hero, { attributeFilter: ['data-done'] });
      hero.querySelector('[role=switch]').click();
    }));
    assert.equal(meanwhile, 'running');
  });

  it('tells six lessons in the order of the article, each with both codes and the picture', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    const told = await tab.run(() => [...document.querySelectorAll('.lesson')].map((lesson) => (
      [...lesson.querySelectorAll('h3, pre, figcaption')].map(({ innerText }) => innerText))));
    assert.deepEqual(told.map(([title]) => title), [
      'Refused, yet received', 'With CORS', 'One origin, a list, a function', 'Simple requests',
      'Preflight, on one resource and on all', 'Cookies',
    ]);
    for (const [title, client, server, caption] of told) {
      const isFirst = title === 'Refused, yet received';
      assert.ok(client.includes(`fetch('${lab.api}/`), `${title}: ${client}`);
      assert.match(server, isFirst ? /^function withoutCors/ : /withCors\(/);
      assert.equal(caption, isFirst ? RECEIVED : PASSED);
    }
    includesAll(await textOf(tab, '#lessons'), 'an introduction to CORS with Express');
  });

  it('runs all cases at load and counts them at the end', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    const summary = await textOf(tab, '.summary');
    const [, good, all] = /^(\d+) of (\d+) as predicted in /.exec(summary) ?? [];
    assert.ok(good !== undefined && good === all, summary);
    const [rows, lessons, exceptions] = await tab.run(() => (
      ['.row', '.lesson .choices a', '#exceptions a'].map((each) => document.querySelectorAll(each).length)));
    assert.equal(rows + lessons, Number(all) + exceptions);
  });

  it('links the cases that do not count, and those that went otherwise', async () => {
    const tab = await lab.visit('/', { width: 1440 }, `
      const own = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (kind) {
        return kind === 'webgl' ? null : own.call(this, kind);
      };
      XMLHttpRequest = undefined;
    `);
    await allDone(tab);
    const summary = await textOf(tab, '.summary');
    includesAll(summary, 'Not as predicted: xhr-without, xhr-with.',
      'Not counted: webgl-without, webgl-with');
    await click(tab, '#exceptions [href="#case-webgl-with"]');
    await says(tab, '#case-webgl-with', 'This browser has no WebGL');
    await click(tab, '#exceptions [href="#case-xhr-with"]');
    await says(tab, '#lesson-with-cors', 'reads: predicted "WHOAH');
  });

  it('opens a row: both codes, the picture, the console’s sentence, what to change', async () => {
    const tab = await lab.visit('/#case-method-refused');
    await says(tab, '#case-method-refused', 'Rule');
    includesAll(await textOf(tab, '#case-method-refused'),
      "method: 'DELETE'", `withCors(handler, { origin: '${lab.page}', methods: ['GET'] })`,
      'Stopped at the preflight: the request itself was not sent.',
      'Method DELETE is not allowed by', 'add DELETE to');
  });

  it('says beside a 204 that refuses a method who decides', async () => {
    const tab = await lab.visit('/#case-method-refused');
    await says(tab, '#case-method-refused', 'Rule');
    includesAll(await textOf(tab, '#case-method-refused .sequence'),
      "The 204 is only the preflight's. Whether the request follows, the browser decides by these lists");
  });

  it('labels policies by their code', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    await tab.run(() => document.querySelectorAll('.row').forEach((row) => { row.open = true; }));
    await tab.until('all are drawn', () => !document.querySelector('.row:not(:has(.case))'));
    const shown = await textOf(tab, 'main');
    assert.doesNotMatch(shown, /\/lab\/(one|another|any|none|list|ports|lookup|forgotten|remembered)\b/);
    includesAll(shown, `withCors(handler, { origin: '${lab.page}', maxAge: 0 })`);
  });

  it('filters the rows by a word', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    await tab.run(() => document.querySelector('.filter input').focus());
    await tab.send('Input.insertText', { text: 'WebGL' });
    const shown = await tab.run(() => [...document.querySelectorAll('.row')]
      .filter((row) => row.checkVisibility()).map(({ id }) => id));
    assert.deepEqual(shown, ['case-webgl-without', 'case-webgl-with']);
    await says(tab, '#shown', '2 of ');
  });

  it('announces the messages in the console once, before they come, and on the page', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    assert.equal(tab.printed.filter((line) => /expected/.test(line)).length, 1);
    assert.match(tab.printed[0], /what follows in red is expected/);
    includesAll(await textOf(tab, '#cases'), 'What your console shows in red is theirs, and expected.');
  });

  it('loads nothing from elsewhere', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    const loaded = await tab.run(() => performance.getEntriesByType('resource').map(({ name }) => name));
    assert.ok(loaded.length > 50);
    assert.deepEqual(loaded.filter((url) => !/^https?:\/\/(localhost|127\.0\.0\.1):\d+\//.test(url)), []);
  });
});
