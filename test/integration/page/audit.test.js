// The audit, on servers that people have: nothing is found where nothing is wrong, and each mistake by its
// name. What the servers have logged shows that it is safe.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLEAN, OPEN } from './audits.js';
import { ORIGIN } from './causes/rows.js';
import { command } from './command.js';
import { whyNot } from './parts.js';

/** Those who are asked about: the page, its kin, and names that nobody can have. */
const KIN = [
  undefined, ORIGIN, 'https://with-cors-audit.example', 'null',
  'https://app.example.com.with-cors-audit.example',
  'https://with-cors-audit.example.com', 'https://with-cors-audit.app.example.com', 'https://notexample.com',
  'https://notapp.example.com', 'https://appxexample.com', 'http://app.example.com',
];

for (const [name, rows] of Object.entries({ 'nothing is found': CLEAN, 'it is found that': OPEN })) {
  describe(name, { concurrency: 2 }, () => {
    for (const { says, server, codes, message = /^/ } of rows) {
      it(says, { skip: whyNot(server) }, async () => {
        const running = await server.start();
        try {
          const url = `http://127.0.0.1:${running.port}/items/?page=1`;
          const { status, said } = await command(url, '--origin', ORIGIN, '-X', 'DELETE', '--audit');
          assert.deepEqual(said.findings.map(({ code }) => code), codes, JSON.stringify(said.findings));
          assert.match(said.findings[0]?.message ?? '', message);
          for (const { change } of said.findings) assert.match(change, /^On the server: /);
          assert.equal(said.allowed, true, 'the page itself is allowed');
          assert.equal(status, codes.length > 0 ? 1 : 0);
          assertSafe(await running.asked(said.exchanges.length), said.exchanges.length, codes);
        } finally {
          await running.stop();
        }
      });
    }
  });
}

/**
 * @param {readonly import('./applications.js').Asked[]} asked @param {number} count
 * @param {string[]} codes
 */
function assertSafe(asked, count, codes) {
  assert.equal(asked.length, count, 'what was sent is what is told');
  assert.deepEqual([...new Set(asked.map(({ method }) => method))].sort(), ['GET', 'OPTIONS']);
  for (const { url } of asked) assert.match(url, /^\/items\/\?page=1&with-cors-probe=[\da-f-]{36}$/);
  assert.equal(new Set(asked.map(({ url }) => url)).size, count, 'each has a query parameter of its own');
  const about = new Set(asked.map(({ origin }) => origin));
  for (const origin of about) assert.ok(KIN.includes(origin), origin);
  // Whoever lets in all is not asked about each.
  if (!codes.includes('any-origin')) assert.equal(about.size, KIN.length);
}
