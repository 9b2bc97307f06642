// The lab and a browser to look at it, for the tests of one file.

import { after, afterEach, before } from 'node:test';
import { startLab } from '../../../examples/lab/server.js';
import { chromium, startChromium } from './chromium.js';

/** Milliseconds for the tests of a file; a busy machine takes some seconds for each page. */
export const DEADLINE = 300_000;

const required = process.env.WITH_CORS_ALL_PARTS === '1';

/** Where a machine has no Chromium the tests are skipped. */
export const skip = chromium === undefined && !required && 'Chromium is not on this machine';

/** The lab while the tests of this file run: its origins, and `visit`. */
export function labForTests() {
  const parts = {};
  const closers = [];
  const tabs = [];
  if (skip) return parts;
  before(async () => {
    const browser = await startChromium();
    closers.push(browser.close);
    const lab = await startLab();
    closers.push(lab.close);
    Object.assign(parts, lab.origins, {
      /**
       * Opens the page in a tab of its own. `address` stands behind the page's origin, `script` runs before
       * the page's own; for `look` see chromium.js.
       */
      async visit(address = '/', look = { width: 1440, height: 900 }, script = '') {
        const tab = await browser.tab();
        tabs.push(tab);
        await tab.look(look);
        await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: script });
        await tab.open(lab.origins.page + address);
        return tab;
      },
    });
  });
  afterEach(() => Promise.all(tabs.splice(0).map((tab) => tab.close())));
  after(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  return parts;
}

/** An address of a composed request. */
export const composed = (fields) => `/#compose?${new URLSearchParams(fields)}`;

/** Resolves when all cases have run, and what was asked for before them. */
export const allDone = (tab) => has(tab, 'body', 'state', 'done');

/** Resolves when a part of the page says of itself that it is so far: `data-<name>`. */
export const has = (tab, selector, name, value) => tab.until(
  `${selector} has ${name} ${value}`,
  (selector, name, value) => document.querySelector(selector)?.dataset[name] === value,
  selector, name, value,
);

/** Resolves when a part of the page contains these words. */
export const says = (tab, selector, words) => tab.until(
  `${selector} says ${words}`,
  (selector, words) => document.querySelector(selector)?.textContent.includes(words),
  selector, words,
);

/** Resolves when the head of a part of the page is in the window, or in that part of it, from the top. */
export const isInView = (tab, selector, part = 0.7) => tab.until(
  `${selector} is in view`,
  (selector, part) => {
    const { top, height } = document.querySelector(selector)?.getBoundingClientRect() ?? {};
    return height > 0 && top > -20 && top < innerHeight * part;
  },
  selector, part,
);

/** What is to be seen of a part of the page. */
export const textOf = (tab, selector) => tab.run(
  (selector) => document.querySelector(selector)?.innerText,
  selector,
);

export const click = (tab, selector) => tab.run(
  (selector) => document.querySelector(selector).click(),
  selector,
);

/** Does something that makes the composer send; resolves with what it shows when it is done. */
export async function sent(tab, doing) {
  if (doing) {
    await tab.run(() => { document.querySelector('#compose').dataset.done = ''; });
    await doing();
  }
  await tab.until('the composer is done', () => document.querySelector('#compose')?.dataset.done);
  return textOf(tab, '#compose');
}
