// The lab's page for everybody: axe finds nothing, nothing is wider than the window, headings come in order.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { allDone, click, composed, DEADLINE, labForTests, says, sent, skip } from './lab.js';

const axe = new URL('../../node_modules/axe-core/axe.min.js', import.meta.url);

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
  const call = { method: 'DELETE', headers: `X-Long: ${'long'.repeat(60)}`, options: "{ methods: ['GET'] }" };
  const tab = await lab.visit(composed(call), look);
  await allDone(tab);
  await click(tab, '.copy button');
  await tab.run(() => document.querySelectorAll('.row').forEach((row) => { row.open = true; }));
  await tab.until('all rows are drawn', () => (
    [...document.querySelectorAll('.row')].every((row) => row.querySelector('.result > :first-child'))));
  await sent(tab, () => tab.run(() => {
    const picture = document.querySelector('#composed').cloneNode(true);
    picture.id = 'as-before'; // the composer shows one or the other
    document.querySelector('#compose').append(picture);
    document.querySelector('[name=options]').value = "{ origins: 'https://example.com/' }";
    document.querySelector('.send').click();
  }));
  return tab;
}

describe("the lab's page for everybody", { skip, timeout: DEADLINE }, () => {
  const lab = labForTests();

  for (const [name, look] of LOOKS) {
    it(`has no finding of axe's and no sideways scrolling, ${name}`, async () => {
      const tab = await openAll(lab, look);
      const wide = await tab.run(() => [...document.querySelectorAll('body *:not(.skip)')]
        .filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && node.checkVisibility())
        .map((node) => `${node.localName}.${node.className} ${node.innerText?.slice(0, 60)}`));
      assert.deepEqual(wide, []);
      assert.ok(await tab.run(() => document.documentElement.scrollWidth <= innerWidth));
      await tab.send('Runtime.evaluate', { expression: readFileSync(axe, 'utf8') });
      const found = await tab.run(async () => {
        const { violations } = await globalThis.axe.run();
        return violations.map(({ id, help, nodes }) => (
          [id, help, ...nodes.slice(0, 3).map(({ html, failureSummary }) => [html, failureSummary])]));
      });
      assert.deepEqual(found, []);
    });
  }

  it('has headings in order, landmarks, and a live region for what comes later', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    const levels = await tab.run(() => (
      [...document.querySelectorAll('h1, h2, h3, h4, h5')].map(({ localName }) => Number(localName[1]))));
    assert.equal(levels.filter((level) => level === 1).length, 1);
    levels.reduce((before, level, at) => {
      assert.ok(level <= before + 1, `heading ${at}: h${level} after h${before}`);
      return level;
    }, 0);
    for (const part of ['header', 'nav[aria-label]', 'main', 'footer', '[role=status]']) {
      assert.ok(await tab.run((part) => document.querySelector(part) !== null, part), part);
    }
    await click(tab, '[role=switch]');
    await says(tab, '#announcement', 'Allowed by CORS policy. Let through to the page.');
  });

  it('is used by the keyboard alone: every control has a visible focus', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    const reached = [];
    while (reached.length < 30 && reached.at(-1)?.name !== 'Send') {
      await tab.press('Tab');
      reached.push(await tab.run(() => {
        const { activeElement: node } = document;
        return { name: node.name || node.innerText.trim(), outline: getComputedStyle(node).outlineStyle };
      }));
    }
    const names = reached.map(({ name }) => name);
    const wanted = ['Skip to the lesson', 'Compose', 'The server’s policy', 'method', 'options', 'Send'];
    for (const name of wanted) {
      assert.ok(names.includes(name), `${name} in ${names}`);
    }
    assert.deepEqual(reached.filter(({ outline }) => outline === 'none'), []);
  });
});
