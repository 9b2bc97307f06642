// What a person does quickly, in several tabs, or without a server: the page never says what is not so.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startLab } from '../../../examples/lab/server.js';
import { allDone, click, composed, DEADLINE, has, labForTests, says, sent, skip, textOf } from './lab.js';

const state = (tab) => tab.run(() => ({
  hash: location.hash,
  checked: document.querySelector('[role=switch]').ariaChecked,
  title: document.querySelector('h1').textContent,
  done: document.querySelector('#hero').dataset.done,
}));

describe("the lab's page, in a hurry", { skip, timeout: DEADLINE }, () => {
  const lab = labForTests();

  it('ends as the switch was set last, however quickly', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    await tab.run(async () => {
      for (const hash of ['#policy=on', '#policy=off']) {
        document.querySelector('[role=switch]').click();
        await new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
        if (location.hash !== hash) throw new Error(location.hash);
      }
      await globalThis.navigator.locks.request('lab', () => {}); // behind all that was asked for
    });
    await has(tab, '#hero', 'done', 'off');
    assert.deepEqual(await state(tab),
      { hash: '#policy=off', checked: 'false', title: 'Blocked by CORS policy', done: 'off' });
  });

  it('runs all again once at a time', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    const before = await textOf(tab, '#summary');
    await click(tab, '#run-all');
    assert.equal(await tab.run(() => document.querySelector('#run-all').ariaDisabled), 'true');
    await click(tab, '#run-all');
    await allDone(tab);
    assert.equal(await textOf(tab, '#summary'), before);
    assert.equal(await tab.run(() => document.querySelector('#run-all').ariaDisabled), 'false');
  });

  it('sends what was there when Send was pressed', async () => {
    const tab = await lab.visit();
    await has(tab, '#hero', 'done', 'off');
    const text = await sent(tab, () => tab.run(() => {
      const [method, options] = ['method', 'options'].map((name) => document.forms[0].elements[name]);
      [method.value, options.value] = ['PATCH', '{}'];
      document.querySelector('.send').click();
      [method.value, options.value] = ['DELETE', ''];
    }));
    assert.match(text, /fetch\(.*method: 'PATCH' }/);
    assert.match(text, /Let through to the page/);
    assert.match(await tab.run(() => location.hash), /method=PATCH/);
    assert.equal(await tab.run(() => document.querySelector('[name=method]').value), 'DELETE');
  });

  it('waits for the other tabs, and is right in each', async () => {
    const tabs = await Promise.all(Array.from({ length: 7 }, () => lab.visit()));
    for (const tab of tabs) {
      await tab.send('Page.bringToFront'); // there are no animation frames behind
      await allDone(tab);
      assert.match(await textOf(tab, '.summary'), /^(\d+) of \1 as predicted/);
    }
  });

  it('calls what the server did not tell not observed, and not a wrong prediction', async () => {
    const tab = await lab.visit('/', { width: 1440 }, `
      const { setTimeout: own } = globalThis;
      globalThis.setTimeout = (task, time) => own(task, time === 15000 ? 1000 : time);
      const { addEventListener: hear } = EventSource.prototype;
      EventSource.prototype.addEventListener = function (name, listener, options) {
        hear.call(this, name, (event) => /[.]case[.]20"/.test(event.data) || listener(event), options);
      };
    `);
    await allDone(tab);
    assert.match(await textOf(tab, '.summary'), /^(\d+) of \1 as predicted .*Not observed: [\w-]+\./s);
  });
});

describe("the lab's page without its server", { skip, timeout: DEADLINE }, () => {
  const lab = labForTests();
  const NO_SERVER = 'The server does not respond. Start it again: npm start';

  async function stopped(address) {
    const own = await startLab();
    const { page, api } = own.origins;
    const tab = await lab.visit('/', { width: 1440 });
    await tab.open(page + address);
    await allDone(tab);
    return {
      tab,
      stop: own.close,
      again: () => startLab({ port: Number(new URL(api).port), clientPort: Number(new URL(page).port) }),
    };
  }

  it('says so, sets the switch back, and works again with the server', async () => {
    const { tab, stop, again } = await stopped('/#policy=on');
    stop();
    await click(tab, '[role=switch]');
    await says(tab, '#gone', NO_SERVER);
    await has(tab, '#hero', 'done', 'lost');
    const { checked, title } = await state(tab);
    assert.deepEqual([checked, title], ['true', 'No response']);
    assert.equal(await textOf(tab, '#hero-picture'), '');
    const { close } = await again();
    try {
      await click(tab, '[role=switch]');
      await has(tab, '#hero', 'done', 'off');
      assert.equal(await textOf(tab, '#gone'), '');
    } finally {
      close();
    }
  });

  it('takes an old result away', async () => {
    const { tab, stop } = await stopped(composed({ method: 'PUT' }));
    await sent(tab);
    stop();
    const text = await sent(tab, () => click(tab, '.send'));
    assert.ok(text.includes(NO_SERVER));
    assert.equal(await textOf(tab, '#composed'), '');
  });

  it('ends a run of all, and runs all again with the server, on its new port for TLS', async () => {
    const { tab, stop, again } = await stopped('/');
    stop();
    await click(tab, '#run-all');
    await has(tab, 'body', 'state', 'lost');
    assert.ok((await textOf(tab, '.summary')).includes(NO_SERVER));
    const { close } = await again();
    try {
      await click(tab, '[role=switch]');
      await allDone(tab);
      assert.match(await textOf(tab, '.summary'), /^(\d+) of \1 as predicted/);
      assert.doesNotMatch(await textOf(tab, '.summary'), /http2|tls/);
    } finally {
      close();
    }
  });
});
