// The composer of the lab's page: any call of a page, any policy, and what is said of it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { click, composed, DEADLINE, has, isInView, labForTests, sent, skip } from './lab.js';

const RECEIVED = 'Received by the server, kept from the page.';
const PASSED = 'Let through to the page.';
const STOPPED = 'Stopped at the preflight: the request itself was not sent.';

describe('the composer', { skip, timeout: DEADLINE }, () => {
  const lab = labForTests();
  const open = async (fields, look) => {
    const tab = await lab.visit(composed(fields), look);
    return { tab, text: await sent(tab) };
  };
  const expect = (text, ...words) => {
    for (const each of words) assert.ok(text.includes(each), `${each} in: ${text}`);
  };

  const calls = [
    ['a bad header name: the page itself can’t make the call', { headers: 'bad name: 1' },
      'Not sent.', "TypeError: Failed to execute 'fetch'", 'The browser sends nothing.',
      '"bad name" is not a header name.'],
    ['a GET with a body: the same', { method: 'GET', body: 'a' },
      'Not sent.', 'TypeError', "A GET request can't have a body.", 'send it with POST'],
    ['TRACE: the same', { method: 'TRACE' }, 'Not sent.', 'TRACE is a method that browsers forbid.'],
    ["mode same-origin: the browser doesn't send it", { mode: 'same-origin' },
      'Not sent.', "mode: 'same-origin'"],
    ['a Cookie header: dropped, and it is said', { headers: 'Cookie: a=1' },
      PASSED, 'Cookie is a header that no script may set, so the browser leaves it out.'],
    ['a refused method: the browser decides', { method: 'DELETE', options: "{ methods: ['GET'] }" },
      STOPPED, "Not allowed by CORS: the method 'DELETE'", '204', 'the browser decides by these lists',
      'has been blocked by CORS policy: Method DELETE is not allowed',
      'On the server: add DELETE'],
    ['any origin with credentials: the star is not enough', { credentials: 'include', options: '{}' },
      RECEIVED, "must not be the wildcard '*' when the request's credentials mode is 'include'"],
    ['no policy: nothing says that the page may read', { options: '' },
      RECEIVED, 'No withCors stands before this handler.', "No 'Access-Control-Allow-Origin'"],
    ['mode no-cors: sent, and opaque', { mode: 'no-cors' },
      'an opaque response', 'status 0, no headers, no body'],
    ['a header of any name, on both sides', { headers: 'Token: 1', options: '{}' },
      "headers: { Token: '1' }", 'Access-Control-Request-Headers: token', 'Token: 1', PASSED],
    ['a POST of a text: read, by the call as one writes it', { method: 'POST', body: "it's" },
      "method: 'POST', body: 'it\\'s' })", PASSED, '"method":"POST"'],
  ];
  for (const [sentence, fields, ...words] of calls) {
    it(`shows ${sentence}`, async () => {
      const { text } = await open(fields);
      expect(text, ...words);
      if (words[0] === 'Not sent.') assert.doesNotMatch(text, /kept from the page/i);
    });
  }

  it('has examples, which are addresses', async () => {
    const tab = await lab.visit();
    await has(tab, '#hero', 'done', 'off');
    const shown = [];
    for (let at = 1; at <= 4; at++) {
      shown.push(await sent(tab, () => click(tab, `#examples li:nth-child(${at}) a`)));
    }
    expect(shown[0], 'Method DELETE is not allowed');
    expect(shown[1], "must not be the wildcard '*'");
    expect(shown[2], 'Cookie is a header that no script may set');
    expect(shown[3], 'Nothing was sent', "Write 'https://example.com'");
  });

  it('shows what the library refuses, and applies its suggestions', async () => {
    const { tab, text } = await open({ options: "{ origins: 'https://a.test/', maxAge: '600' }" });
    expect(text, 'Nothing was sent', "There is no option 'origins'", 'Expected a whole number');
    for (let left = 3; left > 0; left--) { // the slash is seen when the name is right
      await sent(tab, () => click(tab, '#issues button'));
    }
    const options = await tab.run(() => document.querySelector('[name=options]').value);
    assert.equal(options, "{ origin: 'https://a.test', maxAge: 600 }");
    expect(await sent(tab), `Not allowed by CORS: the origin '${lab.page}' is not in the option 'origin'`);
  });

  it('says where a text is none, and that no code is run', async () => {
    const { tab, text } = await open({ options: '{\n  origin: () => alert(1),\n}' });
    expect(text, 'Line 2, column 11', 'no function or other code of it is run');
    assert.equal(await tab.run(() => document.querySelector('[name=options]').selectionStart), 12);
  });

  it('passes on what the library warns of', async () => {
    const { text } = await open({ options: "{ exposedHeaders: ['Host'] }" });
    expect(text, 'no effect', 'Host', PASSED);
  });

  it('scrolls to the result on a phone', async () => {
    const tab = await lab.visit('/', { width: 390 });
    await has(tab, '#hero', 'done', 'off');
    await sent(tab, () => tab.run(() => {
      const send = document.querySelector('.send');
      send.scrollIntoView({ block: 'end' });
      send.click();
    }));
    await isInView(tab, '#composed .sequence');
    await sent(tab, () => tab.run(() => {
      document.querySelector('[name=options]').value = '{ origin: }';
      document.querySelector('#compose').scrollIntoView();
      document.querySelector('.send').click();
    }));
    await isInView(tab, '#issues .issue');
  });

  it('copies the call as commands, the policy as code, and shows what it copied', async () => {
    const options = "{ origin: 'http://localhost:*' }";
    const { tab } = await open({ method: 'PUT', headers: "X-It: it's", options });
    const copied = [];
    for (const at of [0, 1, 2]) {
      copied.push(await tab.run((at) => {
        document.querySelectorAll('.copy button')[at].click();
        return document.querySelector('.copied').innerText;
      }, at));
    }
    const [curl, code, npx] = copied;
    assert.match(curl, /^curl -i -X OPTIONS .*-H 'Access-Control-Request-Method: PUT' .*$/m);
    assert.match(curl, /^curl -i -X PUT .*-H 'X-It: it'\\''s' .*$/m);
    assert.equal(code, `withCors(handler, ${options})`);
    assert.match(npx, /^npx with-cors '\S+\/lab\/echo\?page=\S+' --origin=\S+ --method=PUT --header=/);
    await tab.until('it is said', () => document.querySelector('.copy .status').textContent);
  });

  it('shows nothing from the wire or the address as markup', async () => {
    const markup = { body: '<img src=x onerror=alert(1)>', headers: 'X-A: <b id=marked>' };
    const { tab } = await open({ method: 'POST', ...markup });
    assert.equal(await tab.run(() => document.querySelectorAll('#marked, img[src=x]').length), 0);
  });
});
