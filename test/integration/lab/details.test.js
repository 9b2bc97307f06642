// Small things that the lab's page shows, says and copies.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allDone, click, composed, DEADLINE, has, labForTests, says, sent, skip, textOf } from './lab.js';

describe("the lab's page in its details", { skip, timeout: DEADLINE }, () => {
  const lab = labForTests();
  const copied = (tab, at) => tab.run((at) => {
    document.querySelectorAll('.copy button')[at].click();
    return document.querySelector('.copied').textContent;
  }, at);

  it('shows and copies every header that the person set', async () => {
    const headers = 'Cache-Control: no-cache\nPragma: x\nAccept: text/plain\n1a: 2';
    const tab = await lab.visit(composed({ method: 'PUT', headers, options: '{}' }));
    const text = await sent(tab);
    const curl = await copied(tab, 0);
    for (const field of ['Cache-Control: no-cache', 'Pragma: x', 'Accept: text/plain']) {
      assert.ok(text.includes(field), `${field} in ${text}`);
      assert.ok(curl.toLowerCase().includes(field.toLowerCase()), `${field} in ${curl}`);
    }
    assert.doesNotMatch(curl, /User-Agent|Accept: \*/i);
    assert.ok(text.includes("'1a': '2'"), text);
  });

  it('keeps an address for each policy that was copied', async () => {
    const tab = await lab.visit(composed({ options: '{}' }));
    await sent(tab);
    const urlIn = (command) => /http:\S+page=\w+\.\w+/.exec(command)[0];
    const first = urlIn(await copied(tab, 0));
    await sent(tab, () => tab.run(() => {
      document.querySelector('[name=options]').value = '';
      document.querySelector('.send').click();
    }));
    assert.equal(await copied(tab, 1), 'http.createServer(handler)');
    const allowed = async (url) => (
      (await fetch(url, { headers: { Origin: lab.page } })).headers.get('access-control-allow-origin'));
    assert.equal(await allowed(first), '*');
    assert.equal(await allowed(urlIn(await copied(tab, 0))), null);
  });

  it('takes the options of the beginning for an address without them', async () => {
    const tab = await lab.visit(composed({ options: "{ origin: 'https://a.test' }" }));
    await sent(tab);
    await sent(tab, () => tab.run(() => { location.hash = 'compose?method=GET'; }));
    const options = await tab.run(() => document.querySelector('[name=options]').value);
    assert.equal(options, `{\n  origin: '${lab.page}',\n}`);
  });

  it('leaves the focus at the next suggestion, then in the options', async () => {
    const tab = await lab.visit(composed({ options: "{ origins: '*', maxAge: '600' }" }));
    await sent(tab);
    const focused = [];
    for (let left = 2; left > 0; left--) {
      await tab.run(() => document.querySelector('#issues button').focus());
      await sent(tab, () => tab.press('Enter'));
      focused.push(await tab.run(() => document.activeElement.name || document.activeElement.localName));
    }
    assert.deepEqual(focused, ['button', 'options']);
  });

  it('has heads and lines in forced colours', async () => {
    const tab = await lab.visit('/', { width: 1440, forced: 'active' });
    await has(tab, '#hero', 'done', 'off');
    const [canvas, head, line] = await tab.run(() => [
      getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.querySelector('#hero .kept'), '::after').backgroundColor,
      getComputedStyle(document.querySelector('#hero .sequence ol'), '::before').borderLeftWidth,
    ]);
    assert.notEqual(head, canvas);
    assert.equal(line, '1px');
  });

  it('says where there is no such case, and where no case has the word', async () => {
    const tab = await lab.visit('/#case-nosuch');
    await allDone(tab);
    await says(tab, '#shown:not(.unseen)', 'There is no case named nosuch.');
    await tab.run(() => document.querySelector('.filter input').focus());
    await tab.send('Input.insertText', { text: 'zzz' });
    await says(tab, '#shown:not(.unseen)', 'No case has these words.');
  });

  it('counts a preflight that a handler took for a request', async () => {
    const tab = await lab.visit();
    await allDone(tab);
    assert.equal(await textOf(tab, '#case-no-policy .preflights'), '1 preflight');
  });

  it('shows a backtick of the wire', async () => {
    const tab = await lab.visit(composed({ headers: 'x`y: 1', options: "{ allowedHeaders: ['X-A'] }" }));
    await sent(tab);
    const remarks = await tab.run(() => document.querySelector('#composed .remark').textContent);
    assert.ok(remarks.includes('x`y'), remarks);
    await click(tab, '.copy button');
  });
});
