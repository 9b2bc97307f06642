// The usual causes of trouble, each on servers that people have, and by the mistakes that they make: told by
// the function and by the command, and cured by what they say.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPage } from '../../../dist/page/index.js';
import { address, CAUSES, CONTROLS, ORIGIN, started } from './causes/index.js';
import { command } from './command.js';
import { whyNot } from './parts.js';

/** Those of the verdict's type, so that none is left out. */
const ALL = [
  'authentication-on-preflight', 'preflight-redirected', 'header-twice', 'origin-differs',
  'error-without-headers', 'cached-without-vary', 'star-with-credentials', 'credentials-not-allowed',
  'header-not-allowed', 'method-not-allowed', 'header-not-exposed', 'opaque-no-cors', 'cookie-attributes',
  'mixed-content', 'no-server',
];

for (const [name, rows] of Object.entries(CAUSES)) {
  describe(name, { concurrency: 2 }, () => {
    for (const row of rows) {
      describe(row.says, { skip: whyNot(row.server) }, () => {
        it('is told by the function and by the command', () => using(row, async (url) => {
          const verdict = await createPage(ORIGIN).ask(url, row.call);
          assertTold(verdict, row, row);
          const { said, status } = await command(url, '--origin', ORIGIN, ...asArguments(row.call));
          assertTold(said, row, { ...row, ...row.command });
          assert.equal(status, { 'readable': 0, 'no-answer': 2 }[verdict.outcome] ?? 1);
        }));
        if (row.cured !== undefined) {
          it('is cured by the change', () => {
            const cured = { ...row, ...row.cured };
            return using(cured, async (url) => {
              const verdict = await createPage(ORIGIN).ask(url, cured.call);
              assert.deepEqual([verdict.outcome, verdict.change], ['readable', undefined], verdict.message);
            });
          });
        }
      });
    }
  });
}

describe('nothing is left to say of with-cors around', { concurrency: 2 }, () => {
  for (const { says, status = 200, ...row } of CONTROLS) {
    it(says, { skip: whyNot(row.server) }, () => using(row, async (url) => {
      const verdict = await createPage(ORIGIN).ask(url, row.call);
      const told = [verdict.outcome, verdict.status, verdict.change];
      assert.deepEqual(told, ['readable', status, undefined], verdict.message);
    }));
  }
});

it('each of the fifteen is among them', () => {
  const causes = Object.values(CAUSES).flat().map(({ cause }) => cause);
  assert.deepEqual([...new Set(causes)].filter(Boolean).sort(), [...ALL].sort());
});

/** @param {import('./causes/rows.js').Row} row @param {(url: string) => Promise<void>} ask */
async function using(row, ask) {
  const server = await started(row);
  try {
    await ask(address(row, server.port));
  } finally {
    await server.stop();
  }
}

/** What Chromium prints is compared in console.test.js. */
function assertTold(verdict, { code, console }, { cause, change }) {
  assert.deepEqual([verdict.cause, verdict.code], [cause, code], `${verdict.message}\n${verdict.change}`);
  assert.match(verdict.change, change);
  const sentence = verdict.console?.replace(/^Access to fetch at .* has been blocked by CORS policy: /, '');
  if (console === undefined) assert.equal(sentence, undefined);
  else assert.match(sentence, console);
}

/** @param {import('../../../dist/page/index.js').AskOptions} [call] */
const asArguments = ({ method, headers = {}, body, credentials, mode } = {}) => [
  ...(method === undefined ? [] : ['-X', method]),
  ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
  ...(body === undefined ? [] : ['-d', body]),
  ...(credentials === 'include' ? ['--credentials'] : []),
  ...(mode === undefined ? [] : ['--mode', mode]),
];
