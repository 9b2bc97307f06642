// Test runners, and what runs TypeScript as it is, load the package; where one can't, there is a way round.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { binaryOf } from '../../node-versions/binaries.js';
import { Consumer, printed, program, tools } from './consumer.js';

/** The body of a test, which any runner runs with its own `test` and Node's `assert`. */
const body = `
  const server = http.createServer(withCors((req, res) => { res.end(); }, { origin: 'https://app.example' }));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = 'http://127.0.0.1:' + server.address().port;
  const { headers } = await fetch(url, { headers: { Origin: 'https://app.example' } });
  assert.equal(headers.get('Access-Control-Allow-Origin'), 'https://app.example');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
`;
const commonJs = "const assert = require('node:assert');\nconst http = require('node:http');\n";
const esm =
  "import assert from 'node:assert';\nimport http from 'node:http';\nimport { withCors } from 'with-cors';\n";
const titled = (code) => `test('cors', async () => {${code}});\n`;

const FILES = {
  'jest.config.cjs':
    `module.exports = {
      transform: {}, testMatch: ['**/jest/*.test.?(c|m)js'], moduleFileExtensions: ['js', 'cjs', 'mjs'],
    };`,
  'jest/requires.test.cjs': `${commonJs}const { withCors } = require('with-cors');\n${titled(body)}`,
  'jest/imports.test.cjs': `${commonJs}${titled(`const { withCors } = await import('with-cors');${body}`)}`,
  'jest/module.test.mjs': `${esm}${titled(body)}`,
  'vitest/cors.test.js': `import { test } from 'vitest';\n${esm}${titled(body)}`,
  'node/cors.test.js': `import { test } from 'node:test';\n${esm}${titled(body)}`,
  'node/cors.test.cjs': `const { test } = require('node:test');
${commonJs}const { withCors } = require('with-cors');
${titled(body)}`,
  'tsx/program.ts': `${program}const typed: string = 'stripped';\nvoid typed;\n`,
  'tsx/commonjs/program.ts': `${program}const typed: string = 'stripped';\nvoid typed;\n`,
  'tsx/commonjs/program.cts': `${program}const typed: string = 'stripped';\nvoid typed;\n`,
  'tsx/commonjs/package.json': { type: 'commonjs' },
};

describe('the package is loaded by', () => {
  let consumer;
  before(() => {
    consumer = new Consumer('runners');
    consumer.write(FILES);
  });
  after(() => consumer.remove());

  const jest = (major, flag, file) => {
    const args = [
      ...flag,
      join(tools, 'jest/bin/jest.js'),
      '--config',
      'jest.config.cjs',
      '--no-watchman',
      `jest/${file}`,
    ];
    return consumer.node(args, { binary: binaryOf(major), env: { CI: 'true' } });
  };
  const flag = ['--experimental-vm-modules'];

  for (const major of [20, 22, 24, 26]) {
    const skip = existsSync(binaryOf(major))
      ? false
      : `npm has no Node ${major} for ${process.platform} ${process.arch}`;
    for (const file of [
      'imports.test.cjs',
      'module.test.mjs',
      ...(major >= 24 ? ['requires.test.cjs'] : []),
    ]) {
      it(`Jest 30 with ${flag} on Node ${major}: ${file}`, { skip }, async () => {
        const { code, output } = await jest(major, flag, file);
        assert.equal(code, 0, output);
      });
    }
    it(`Jest 30 on Node ${major}, but not without that flag`, { skip }, async () => {
      const { code, output } = await jest(major, [], 'requires.test.cjs');
      assert.equal(code, 1, output);
      assert.match(output, /Must use import to load ES Module/);
    });
  }
  for (const major of [20, 22]) {
    const skip = existsSync(binaryOf(major))
      ? false
      : `npm has no Node ${major} for ${process.platform} ${process.arch}`;
    it(`Jest 30 with ${flag} on Node ${major}, but not by require`, { skip }, async () => {
      const { code, output } = await jest(major, flag, 'requires.test.cjs');
      assert.equal(code, 1, output);
      assert.match(output, /Must use import to load ES Module/);
    });
  }

  it('Vitest', async () => {
    const { code, output } = await consumer.node([
      join(tools, 'vitest/vitest.mjs'),
      'run',
      '--root',
      '.',
      'vitest/',
    ]);
    assert.equal(code, 0, output);
    assert.match(output, /1 passed/);
  });

  it("Node's own test runner, imported and required", async () => {
    const { code, output } = await consumer.node(['--test', 'node/cors.test.js', 'node/cors.test.cjs']);
    assert.equal(code, 0, output);
    assert.match(output, /pass 2/);
  });

  for (const file of ['tsx/program.ts', 'tsx/commonjs/program.ts']) {
    it(`tsx: ${file}`, async () => {
      const { stdout, output } = await consumer.node([join(tools, 'tsx/dist/cli.mjs'), file]);
      assert.equal(stdout.trim(), printed, output);
    });
  }

  it('tsx, from a .cts file, as what Node requires first', async () => {
    const { stdout, output } = await consumer.node(['--require', 'tsx/cjs', 'tsx/commonjs/program.cts']);
    assert.equal(stdout.trim(), printed, output);
  });
});
