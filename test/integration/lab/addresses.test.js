// Everything on the lab's page has an address: it opens scrolled to and filled in, goes back and forward, and
// survives F5.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allDone, click, composed, DEADLINE, has, isInView, labForTests, sent, skip } from './lab.js';

describe("the addresses of the lab's page", { skip, timeout: DEADLINE }, () => {
  const lab = labForTests();

  const places = [
    ['a lesson', '#lesson-cookies', '#lesson-cookies'],
    ['a case in a lesson', '#case-any-origin', '#lesson-cookies'],
    ['a case in a row', '#case-lower-case', '#case-lower-case'],
    ['the last section', '#cases', '#cases'],
    ['a composed request', '#compose?method=GET', '#compose'],
  ];
  for (const [sentence, hash, selector] of places) {
    it(`open scrolled to ${sentence}, again after F5`, async () => {
      const tab = await lab.visit(`/${hash}`, { width: 390 });
      for (const time of ['opened', 'reloaded']) {
        await allDone(tab);
        await isInView(tab, selector, 0.1);
        assert.equal(await tab.run(() => location.hash), hash, time);
        await tab.run(() => delete document.body.dataset.state);
        if (time === 'opened') await tab.send('Page.reload');
      }
    });
  }

  it('name the switch of the first screen', async () => {
    const tab = await lab.visit('/#policy=on');
    await has(tab, '#hero', 'done', 'on');
    await tab.open(lab.page);
    await has(tab, '#hero', 'done', 'off');
    await click(tab, '[role=switch]');
    await has(tab, '#hero', 'done', 'on');
    await tab.run(() => history.back());
    await has(tab, '#hero', 'done', 'off');
    await tab.run(() => history.forward());
    await has(tab, '#hero', 'done', 'on');
  });

  it('name the case that is chosen in a lesson', async () => {
    const tab = await lab.visit();
    await has(tab, '#lesson-cookies', 'done', 'visitor');
    for (const id of ['any-origin', 'no-credentials']) {
      await click(tab, `[href="#case-${id}"]`);
      await has(tab, '#lesson-cookies', 'done', id);
      const chosen = await tab.run(() => document.querySelector('#lesson-cookies [aria-current]').hash);
      assert.equal(chosen, `#case-${id}`);
    }
    await tab.run(() => history.back());
    await has(tab, '#lesson-cookies', 'done', 'any-origin');
    await tab.run(() => history.forward());
    await has(tab, '#lesson-cookies', 'done', 'no-credentials');
  });

  it('name an opened row, and show one that the filter hides', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    await click(tab, '#case-put summary');
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

  it('have a whole composed call in them', async () => {
    const tab = await lab.visit(composed({ method: 'PUT', headers: 'X-A: 1\nX-B: ü' }));
    await sent(tab);
    await sent(tab, () => tab.run(() => {
      document.querySelector('[name=method]').value = 'PATCH';
      document.querySelector('.send').click();
    }));
    const shows = (name) => tab.until(name, (name) => (
      document.querySelector('[name=method]')?.value === name
      && document.querySelector('#composed')?.innerText.includes(`method: '${name}'`)), name);
    await shows('PATCH');
    await tab.run(() => history.back());
    await shows('PUT');
    await tab.run(() => history.forward());
    await shows('PATCH');
    await tab.send('Page.reload');
    await shows('PATCH');
    assert.equal(await tab.run(() => document.querySelector('[name=headers]').value), 'X-A: 1\nX-B: ü');
  });

  it('are taken with caution: what is not of the form is left out', async () => {
    const tab = await lab.visit(composed({ method: 'GET', mode: 'none', length: '3', submit: 'x' }));
    assert.match(await sent(tab), /Let through to the page/);
    assert.equal(await tab.run(() => document.querySelector('[name=mode]').value), 'cors');
  });
});
