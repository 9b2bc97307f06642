// Deno and Bun respond as Node does, head by head: the same program under each, and what it prints compared.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Consumer, repository, tools } from './consumer.js';

/** How to run a file. They are optional packages, which npm installs where there are binaries. */
const RUNTIMES = { Deno: ['deno', 'run', '--allow-all', '--no-check'], Bun: ['bun'] };

/** Prints a line for each exchange. */
const exchanges = readFileSync(new URL('exchanges.js', import.meta.url), 'utf8');

describe('with-cors under', () => {
  let consumer;
  let onNode;
  before(async () => {
    consumer = new Consumer('runtimes');
    consumer.write({
      'exchanges.js': exchanges,
      'name.js': "console.log('Deno' in globalThis ? 'Deno' : 'Bun' in globalThis ? 'Bun' : 'Node');",
    });
    onNode = await linesOf(process.execPath, ['exchanges.js']);
    assert.equal(onNode.length, 6 * 14 * 8 + 2 + 8 * 8);
  });
  after(() => consumer.remove());

  async function linesOf(program, args) {
    const { code, stdout, output } = await consumer.run(program, args);
    assert.equal(code, 0, output);
    return stdout.trim().split('\n');
  }

  const skipped = (name, program) =>
    existsSync(program) ? false : `npm has no ${name} for ${process.platform} ${process.arch}`;

  for (const [name, [file, ...args]] of Object.entries(RUNTIMES)) {
    const program = join(tools, '.bin', file);
    it(`${name}: every exchange is as under Node`, { skip: skipped(name, program) }, async () => {
      assert.deepEqual(await linesOf(program, [...args, 'name.js']), [name]);
      assert.deepEqual(await linesOf(program, [...args, 'exchanges.js']), onNode);
    });
  }

  it('vendored: Deno, Bun take the sources as they are', async () => {
    cpSync(join(repository, 'src'), join(consumer.folder, 'with-cors'), { recursive: true });
    consumer.write({ 'copied.ts': exchanges.replace("'with-cors'", "'./with-cors/index.ts'") });
    for (const [name, [file, ...args]] of Object.entries(RUNTIMES)) {
      const program = join(tools, '.bin', file);
      if (!skipped(name, program))
        assert.deepEqual(await linesOf(program, [...args, 'copied.ts']), onNode, name);
    }
  });
});
