// The lab's page for everybody: axe finds nothing, nothing is wider than the window, and headings come in order.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { allDone, composed, DEADLINE, labForTests, sent, skip } from './lab.js';

const axe = skip ? '' : readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

const LOOKS = [
  ['wide and light', { width: 1440 }],
  ['wide and dark', { width: 1440, scheme: 'dark' }],
  ['narrow and light', { width: 390 }],
  ['narrow and dark', { width: 390, scheme: 'dark' }],
  ['in forced colours', { width: 820, forced: 'active' }],
  ['as narrow as windows get', { width: 320 }],
];

/** Everything is there to be looked at: all rows open, a request composed, options that are refused. */
async function openAll(lab, look) {
  const tab = await lab.visit(composed({ method: 'DELETE', headers: `X-Long: ${'long'.repeat(60)}`, options: "{ methods: ['GET'] }" }), look);
  await allDone(tab);
  await sent(tab, () => tab.run(() => document.querySelectorAll('.copy button')[0].click()));
  await tab.run(() => document.querySelectorAll('.row').forEach((row) => (row.open = true)));
  await tab.until('all rows are drawn', () => (
    [...document.querySelectorAll('.row')].every((row) => row.querySelector('.result > :first-child'))));
  await tab.run(async () => {
    document.querySelector('#compose').dataset.done = '';
    const picture = document.querySelector('#composed').cloneNode(true);
    document.querySelector('[name=options]').value = "{ origins: 'https://example.com/' }";
    document.querySelector('.send').click();
    picture.id = 'as-before';
    document.querySelector('#compose').append(picture);
  });
  await sent(tab);
  return tab;
}

describe("the lab's page", { skip, timeout: DEADLINE }, () => {
  const lab = labForTests();

  for (const [name, look] of LOOKS) {
    it(`has no finding of axe's and no sideways scrolling, ${name}`, async () => {
      const tab = await openAll(lab, look);
      const wide = await tab.run(() => [...document.querySelectorAll('body *')]
        .filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && node.checkVisibility() && !node.closest('.skip'))
        .map((node) => `${node.localName}.${node.className} ${node.innerText?.slice(0, 60)}`));
      assert.deepEqual(wide, []);
      assert.ok(await tab.run(() => document.documentElement.scrollWidth <= innerWidth));
      await tab.send('Runtime.evaluate', { expression: axe });
      const found = await tab.run(async () => {
        const { violations } = await globalThis.axe.run();
        return violations.map(({ id, help, nodes }) => [id, help, ...nodes.slice(0, 3).map(({ html, failureSummary }) => [html, failureSummary])]);
      });
      assert.deepEqual(found, []);
    });
  }

  it('has headings in order, landmarks, and a live region for what comes later', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    const levels = await tab.run(() => [...document.querySelectorAll('h1, h2, h3, h4, h5')].map(({ localName }) => Number(localName[1])));
    assert.equal(levels.filter((level) => level === 1).length, 1);
    levels.reduce((before, level, at) => {
      assert.ok(level <= before + 1, `heading ${at}: h${level} after h${before}`);
      return level;
    }, 0);
    const parts = await tab.run(() => ['header', 'nav[aria-label]', 'main', 'footer', '[role=status]'].map((each) => document.querySelectorAll(each).length > 0));
    assert.deepEqual(parts, [true, true, true, true, true]);
    await tab.run(() => document.querySelector('[role=switch]').click());
    await tab.until('it is announced', () => /Allowed by CORS policy\. Let through to the page\./.test(document.querySelector('#announcement').textContent));
  });

  it('is used by the keyboard alone: every control has a visible focus', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    const reached = [];
    for (let at = 0; at < 14; at++) {
      await tab.press('Tab');
      reached.push(await tab.run(() => {
        const { activeElement: node } = document;
        return { name: (node.innerText || node.name || '').trim(), outline: getComputedStyle(node).outlineStyle };
      }));
    }
    const names = reached.map(({ name }) => name);
    for (const name of ['Skip to the lesson', 'Compose', 'The server’s policy', 'method', 'options', 'Send']) assert.ok(names.includes(name), `${name} in ${names}`);
    assert.deepEqual(reached.filter(({ outline }) => outline === 'none'), []);
  });
});
