// The lab's page as a person uses it: the first screen, the lessons, the rows, the addresses of all of them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allDone, DEADLINE, isInView, labForTests, skip } from './lab.js';

const textOf = (tab, selector) => tab.run((selector) => document.querySelector(selector)?.innerText, selector);

describe("the lab's page", { skip, timeout: DEADLINE }, () => {
  const lab = labForTests();

  for (const [width, height] of [[390, 844], [820, 1180], [1440, 900]]) {
    it(`shows the lesson and its switch without scrolling at ${width}x${height}`, async () => {
      const tab = await lab.visit('/', { width, height });
      await tab.until('the lesson is drawn', () => document.querySelector('#hero')?.dataset.done === 'off');
      const lowest = await tab.run(() => Math.max(
        ...['h1', '[role=switch]', '.sequence', '#hero-words'].map((each) => document.querySelector(`#hero ${each}`).getBoundingClientRect().bottom)));
      assert.ok(lowest <= height, `${lowest} of ${height}`);
    });
  }

  it('shows one blocked request on both sides, and lets it pass when the policy is on', async () => {
    const tab = await lab.visit();
    await tab.until('it is blocked', () => document.querySelector('#hero')?.dataset.done === 'off');
    const blocked = await textOf(tab, '#hero');
    for (const words of [
      'Blocked by CORS policy', 'Received by the server, kept from the page.', 'Page', 'Browser', 'Server',
      `fetch('${lab.api}/lab/hello')`, 'GET /lab/hello', `Origin: ${lab.page}`, 'no Access-Control-Allow-Origin',
      'TypeError: Failed to fetch', 'http.createServer(handler)',
      `Access to fetch at '${lab.api}/lab/hello' from origin '${lab.page}' has been blocked by CORS policy: No 'Access-`,
    ]) assert.ok(blocked.includes(words), `${words} in: ${blocked}`);

    await tab.run(() => document.querySelector('[role=switch]').focus());
    await tab.press(' ');
    await tab.until('it passes', () => document.querySelector('#hero').dataset.done === 'on');
    const passed = await textOf(tab, '#hero');
    for (const words of [
      'Allowed by CORS policy', 'Let through to the page.', `fetch('${lab.api}/lab/hello')`, 'GET /lab/hello',
      'Access-Control-Allow-Origin: *', 'hello from the server', 'http.createServer(withCors(handler))',
    ]) assert.ok(passed.includes(words), `${words} in: ${passed}`);
    assert.equal(await tab.run(() => document.querySelector('[role=switch]').ariaChecked), 'true');

    await tab.run(() => history.back());
    await tab.until('it is blocked again', () => document.querySelector('#hero').dataset.done === 'off');
  });

  it('serves who is there before the cases that run in the background', async () => {
    const tab = await lab.visit();
    await tab.until('the lesson is drawn', () => document.querySelector('#hero')?.dataset.done === 'off');
    const meanwhile = await tab.run(() => new Promise((resolve) => {
      const hero = document.querySelector('#hero');
      new MutationObserver(() => resolve(document.body.dataset.state)).observe(hero, { attributeFilter: ['data-done'] });
      hero.querySelector('[role=switch]').click();
    }));
    assert.equal(meanwhile, 'running');
  });

  it('tells six lessons in the order of the article, each with both codes and the picture', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    const told = await tab.run(() => [...document.querySelectorAll('.lesson')].map((lesson) => [
      lesson.querySelector('h3').innerText, ...[...lesson.querySelectorAll('pre')].map(({ innerText }) => innerText),
      lesson.querySelector('figcaption').innerText,
    ]));
    assert.deepEqual(told.map(([title]) => title), [
      'Refused, yet received', 'With CORS', 'One origin, a list, a function', 'Simple requests',
      'Preflight, on one resource and on all', 'Cookies',
    ]);
    for (const [title, client, server, caption] of told) {
      assert.ok(client.includes(`fetch('${lab.api}/`), `${title}: ${client}`);
      assert.match(server, title === 'Refused, yet received' ? /^function withoutCors/ : /withCors\(/);
      assert.equal(caption, title === 'Refused, yet received' ? 'Received by the server, kept from the page.' : 'Let through to the page.');
    }
    assert.match(await textOf(tab, '#lessons'), /an introduction to CORS with Express/);
  });

  it('runs all cases at load and counts them at the end, with links to those that do not count', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    const summary = await textOf(tab, '.summary');
    const [, good, all] = /^(\d+) of (\d+) as predicted in /.exec(summary) ?? [];
    assert.ok(good !== undefined && good === all, summary);
    const [rows, lessons, aside] = await tab.run(() => [
      document.querySelectorAll('.row').length, document.querySelectorAll('.choices a').length,
      [...document.querySelectorAll('#aside a')].map((link) => [link.innerText, document.querySelector(link.hash)?.dataset.state]),
    ]);
    assert.equal(rows + lessons, Number(all) + aside.length);
    for (const [id, state] of aside) assert.equal(state, 'aside', id);
  });

  it('opens a row: both codes, the picture, the console’s sentence, what to change', async () => {
    const tab = await lab.visit('/#case-method-refused');
    await tab.until('the verdict is there', () => document.querySelector('#case-method-refused .verdict'));
    const text = await textOf(tab, '#case-method-refused');
    for (const words of [
      "method: 'DELETE'", `withCors(handler, { origin: '${lab.page}', methods: ['GET'] })`,
      'Stopped at the preflight: the request itself was not sent.', 'Method DELETE is not allowed by', 'add DELETE to',
    ]) assert.ok(text.includes(words), `${words} in: ${text}`);
  });

  it('says beside a 204 that refuses a method who decides', async () => {
    const tab = await lab.visit('/#case-method-refused');
    await tab.until('the verdict is there', () => document.querySelector('#case-method-refused .verdict'));
    const text = await textOf(tab, '#case-method-refused .sequence');
    assert.match(text, /\b204\b[^]*The 204 is only the preflight's\. Whether the request follows, the browser decides by these lists/);
  });

  it('labels policies by their code', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    await tab.run(() => document.querySelectorAll('.row').forEach((row) => (row.open = true)));
    await tab.until('all are drawn', () => document.querySelectorAll('.row .case').length === document.querySelectorAll('.row').length);
    const shown = await textOf(tab, 'main');
    assert.doesNotMatch(shown, /\/lab\/(one|another|any|none|list|ports|lookup|forgotten|remembered|guarded)\b/);
    assert.match(shown, /withCors\(handler, \{ origin: 'http:\/\/localhost:\d+', maxAge: 0 \}\)/);
  });

  it('filters the rows by a word', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    await tab.run(() => document.querySelector('.filter input').focus());
    await tab.send('Input.insertText', { text: 'WebGL' });
    const shown = await tab.run(() => [...document.querySelectorAll('.row')].filter((row) => row.checkVisibility()).map(({ id }) => id));
    assert.deepEqual(shown, ['case-webgl-without', 'case-webgl-with']);
    assert.match(await tab.run(() => document.querySelector('#shown').textContent), /^2 of \d+ cases$/);
  });

  it('announces the messages in the console once, before they come, and on the page', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    assert.deepEqual(tab.printed.filter((line) => /expected/.test(line)).length, 1);
    assert.match(tab.printed[0], /what follows in red is expected/);
    assert.match(await textOf(tab, '#cases'), /What your console shows in red is theirs, and expected\./);
  });

  const addresses = [
    ['a lesson', '#lesson-cookies', '#lesson-cookies'],
    ['a case in a lesson', '#case-any-origin', '#lesson-cookies'],
    ['a case in a row', '#case-http2-refused', '#case-http2-refused'],
    ['the last section', '#cases', '#cases'],
    ['a composed request', '#compose?method=GET', '#compose'],
  ];
  for (const [sentence, hash, selector] of addresses) {
    it(`opens scrolled to ${sentence}, again after F5`, async () => {
      const tab = await lab.visit(`/${hash}`, { width: 390 });
      for (const time of ['opened', 'reloaded']) {
        await allDone(tab);
        await isInView(tab, selector);
        assert.equal(await tab.run(() => location.hash), hash, time);
        await tab.run(() => delete document.body.dataset.state);
        if (time === 'opened') await tab.send('Page.reload');
      }
    });
  }

  it('chooses a case in a lesson by its address, and goes back and forward', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    const chosen = () => tab.run(() => document.querySelector('#lesson-cookies [aria-current]').hash);
    assert.equal(await chosen(), '#case-visitor');
    for (const id of ['any-origin', 'no-credentials']) {
      await tab.run((id) => document.querySelector(`[href="#case-${id}"]`).click(), id);
      await tab.until(id, (id) => document.querySelector('#lesson-cookies').dataset.done === id, id);
      assert.equal(await chosen(), `#case-${id}`);
    }
    await tab.run(() => history.back());
    await tab.until('it went back', () => document.querySelector('#lesson-cookies').dataset.done === 'any-origin');
    await tab.run(() => history.forward());
    await tab.until('it went forward', () => document.querySelector('#lesson-cookies').dataset.done === 'no-credentials');
  });

  it('has an opened row in its address, and shows a row that the filter hides', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    await tab.run(() => document.querySelector('#case-put summary').click());
    await tab.until('it is in the address', () => location.hash === '#case-put');
    await tab.run(() => {
      const input = document.querySelector('.filter input');
      input.value = 'webgl';
      input.dispatchEvent(new Event('input'));
      location.hash = 'case-image';
    });
    await isInView(tab, '#case-image');
    await tab.run(() => history.back());
    await isInView(tab, '#case-put');
  });

  it('loads nothing from elsewhere', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    const hosts = await tab.run(() => [...new Set(performance.getEntriesByType('resource').map(({ name }) => new URL(name).hostname))]);
    assert.deepEqual(hosts.filter((host) => !['localhost', '127.0.0.1'].includes(host)), []);
  });
});
