// The browser's half stands alone: servers never load it, and of theirs it loads what both halves go by.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, constants, readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withScript } from './servers.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const IMPORT = /^(?:import|export)\b[^;]*?from '([^']+)';|\bimport\('([^']+)'\)/gm;

async function importsOf(folder: string, files: readonly string[]): Promise<[
  file: string, specifier: string
][]> {
  const found: [string, string][] = [];
  for (const file of files.filter((each) => each.endsWith('.ts'))) {
    for (const [, from, dynamic] of (await readFile(join(folder, file), 'utf8')).matchAll(IMPORT)) found.push(
      [file, (from ?? dynamic)!]
    );
  }
  return found;
}

test('no other file of src/ imports it', async () => {
  const folder = join(repository, 'src');
  const files = (await readdir(folder, { recursive: true })).map((file) => file.replaceAll('\\', '/')).filter(
    (file) => !file.startsWith('page/')
  );
  const imports = await importsOf(folder, files);
  assert.ok(imports.length > 10);
  assert.deepEqual(imports.filter(([, specifier]) => /(?:^|\/)page\//.test(specifier)), []);
});

test('it imports Node\'s modules, its own files, and the grammar, the names and the hosts of the server\'s half',
  async () => {
  const folder = join(repository, 'src/page');
  const imports = await importsOf(folder, await readdir(folder));
  assert.ok(imports.length > 30);
  const allowed = /^(?:node:[a-z/]+|\.\/[a-z-]+\.ts|\.\.\/grammar\.ts|\.\.\/options\/(?:names|hosts)\.ts)$/;
  assert.deepEqual(imports.filter(([, specifier]) => !allowed.test(specifier)), []);
});

test('no files of src/ import each other in a circle, not even types', async () => {
  const folder = join(repository, 'src');
  const imports = (
    await importsOf(
      folder, (await readdir(folder, { recursive: true })).map((file) => file.replaceAll('\\', '/'))
    )
  )
    .filter(([, specifier]) => specifier.startsWith('.'))
    .map(([file, specifier]) => [file, posix.join(posix.dirname(file), specifier)] as const);
  // A file whose imports have all been taken away can be taken away, too; what is left are circles.
  let left = imports;
  for (let before = -1; before !== left.length;) {
    before = left.length;
    const importers = new Set(left.map(([file]) => file));
    left = left.filter(([, imported]) => importers.has(imported));
  }
  assert.ok(imports.length > 80);
  assert.deepEqual(left, []);
});

test('the command is a program', async () => {
  const { bin } =
    JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  const file = join(repository, bin['with-cors']!);
  await access(file, constants.R_OK);
  assert.match(await readFile(file, 'utf8'), /^#!\/usr\/bin\/env node\n/);
});

test('the example of createPage runs', () => withScript({
  head: {
    'Access-Control-Allow-Origin': 'https://app.example.com', 'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Allow-Methods': 'PUT'
  },
}, async (address, arrived) => {
  const source = await readFile(join(repository, 'src/page/index.ts'), 'utf8');
  const example =
    /```js\n([^]*?)```/.exec(source)![1]!.replace(/^ \* ?/gm, '').replace('http://localhost:3000', address);
  await promisify(execFile)(
    process.execPath, ['--input-type=module', '--eval', example], { cwd: repository }
  );
  assert.deepEqual(arrived.map(({ method, url }) => `${method} ${url}`), ['OPTIONS /items', 'PUT /items']);
}));
