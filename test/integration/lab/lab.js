// The lab and a browser to look at it, for the tests of one file.

import { after, afterEach, before } from 'node:test';
import { startLab } from '../../../examples/lab/server.js';
import { chromium, startChromium } from './chromium.js';

/** Milliseconds for the tests of a file; a busy machine takes some seconds for each page. */
export const DEADLINE = 300_000;

const required = process.env.WITH_CORS_ALL_PARTS === '1';

/** Where a machine has no Chromium the tests are skipped. */
export const skip = chromium === undefined && !required && 'Chromium is not on this machine';

/** The lab while the tests of this file run. `visit` opens the page in a tab of its own;. */
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
      /** @param {string} address what stands behind the page's origin @param {object} look see chromium.js */
      async visit(address = '/', look = { width: 1440, height: 900 }) {
        const tab = await browser.tab();
        tabs.push(tab);
        await tab.look(look);
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

/** All cases have run, and what was asked for first. */
export const allDone = (tab) => tab.until('all cases have run', () => document.body?.dataset.state === 'done');

/** The node's head is in the window. */
export const isInView = (tab, selector) => tab.until(`${selector} is in view`, (selector) => {
  const { top, height } = document.querySelector(selector)?.getBoundingClientRect() ?? {};
  return height > 0 && top > -20 && top < innerHeight * 0.7;
}, selector);

/** An address of a composed request. */
export const composed = (fields) => `/#compose?${new URLSearchParams(fields)}`;

/** The composer has sent what it was asked for, after `doing`. */
export async function sent(tab, doing = async () => {}) {
  await doing();
  await tab.until('the composer is done', () => document.querySelector('#compose').dataset.done);
  return tab.run(() => document.querySelector('#compose').innerText);
}
