// The same mistakes on the same servers, made by a page in Chromium: what it prints is what the verdicts say.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import https from 'node:https';
import { after, before, describe, it } from 'node:test';
import { certificate } from '../../../build/page/certificate.js';
import { chromium, consoleOf } from '../../../build/page/chromium.js';
import { createPage } from '../../../dist/page/index.js';
import { withCors } from './applications.js';
import { address, CAUSES, CONTROLS, ORIGIN, started } from './causes/index.js';
import { entriesOf } from './devtools.js';
import { whyNot } from './parts.js';

const rows = [...Object.values(CAUSES).flat(), ...CONTROLS].filter((row) => !whyNot(row.server));
const skip = chromium === undefined && process.env.WITH_CORS_ALL_ENGINES !== '1'
  && 'Chromium is not on this machine: apt-get install chromium';
process.setMaxListeners(0); // each program that runs listens for the end of this one

describe('Chromium prints what the verdict says that it prints', { skip }, () => {
  const { hostname } = new URL(ORIGIN);
  /**
   * @typedef {import('./applications.js').Running} Running
   * @type {{ row: import('./causes/rows.js').Row, server: Running, url: string }[]}
   */
  const cases = [];
  /** Refused too, and the last. @type {{ server: Running, url: string }} */
  let last;
  /** @type {https.Server} */
  let page;
  /** @type {string[]} */
  let lines = [];
  /** By address. @type {Record<string, string>} */
  let shown = {};

  before(async () => {
    assert.ok(chromium, 'Chromium is not on this machine');
    for (const row of rows) {
      const server = await started(row);
      cases.push({ row, server, url: address(row, server.port) });
    }
    const server = await withCors({ origin: false }).start();
    last = { server, url: `http://127.0.0.1:${server.port}/last` };
    const own = certificate(hostname);
    page = https.createServer(own, (request, response) => {
      const wanted = request.url === '/' ? cases : cases.filter(({ row }) => row.cause === 'no-server');
      const calls = [...wanted.map(({ url, row: { call } }) => ({ url, call })), { url: last.url }];
      response.setHeader('Content-Type', 'text/html; charset=utf-8').end(html(calls));
    });
    await once(page.listen(0, '127.0.0.1'), 'listening');
    const hosts = `MAP ${hostname} 127.0.0.1:${page.address().port},MAP api.example.com 127.0.0.1`;
    const args = [`--host-resolver-rules=${hosts}`];

    // What Chromium refuses is printed by another process, after the page knows of it, and in order.
    const { console: sentence } = await createPage(ORIGIN).ask(last.url);
    lines = await consoleOf(`${ORIGIN}/`, sentence, args, 60_000);

    const addresses = cases.filter(({ row }) => row.cause === 'no-server').map(({ url }) => url);
    shown = await entriesOf(`${ORIGIN}/no-server`, { cert: own.cert, args, addresses });
  });
  after(async () => {
    page?.close();
    for (const each of [...cases, last]) await each?.server.stop();
  });

  for (const [id, { says, call, cause }] of rows.entries()) {
    it(says, async () => {
      const { url, server } = cases[id];
      const { outcome, console: sentence, message } = await createPage(ORIGIN).ask(url, call);
      if (outcome === 'no-answer') return assert.equal(shown[url], sentence, message);
      const about = lines.filter((line) => line.includes(url));
      assert.deepEqual(about, [sentence ?? `FETCHED ${url}`], message);
      if (cause === 'mixed-content') assert.deepEqual(await server.asked(0), [], 'nothing was sent');
    });
  }
});

const html = (calls) => `<!doctype html><script>(async () => {
  for (const { url, call } of ${JSON.stringify(calls).replaceAll('<', '\\u003c')}) {
    await fetch(url, call).then(() => { console.log('FETCHED ' + url); }, () => {});
  }
})()</script>`;
