// What the README says in figures is computed here and compared. A figure stands between two comments that
// name it, `<!-- size -->31 kB<!-- /size -->`, and the defaults stand in the table of options.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type CorsOptions, withCors } from 'with-cors';
import { type ReceivedResponse, send, values } from './support/exchange.ts';
import { freshProject, npm, repository } from './support/fresh-project.ts';

const readme = (): Promise<string> => readFile(join(repository, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

/** The library's code as Node loads it: built in a copy, since another test may be reading this repository's. */
async function builtLibrary(): Promise<Buffer> {
  const copy = await freshProject();
  try {
    for (const entry of ['package.json', 'tsconfig.json', 'build.js', 'src']) {
      await cp(join(repository, entry), join(copy, entry), { recursive: true });
    }
    await symlink(join(repository, 'node_modules'), join(copy, 'node_modules'), 'junction');
    const { code, output } = await npm(copy, 'run', 'build');
    assert.equal(code, 0, output);
    const files = await readdir(join(copy, 'dist'), { recursive: true });
    const modules = files.filter((file) => file.endsWith('.js'));
    return Buffer.concat(await Promise.all(modules.map((file) => readFile(join(copy, 'dist', file)))));
  } finally {
    await rm(copy, { recursive: true });
  }
}

const library = builtLibrary();
const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;

/** The names that a figure may have, and what it is. */
const figures: Readonly<Record<string, () => string | Promise<string>>> = {
  'size': async () => kilobytes((await library).length),
  'size-gzip': async () => kilobytes(gzipSync(await library, { level: 9 }).length),
  'dependencies': () => {
    const count = ['dependencies', 'peerDependencies', 'optionalDependencies']
      .reduce((sum, kind) => sum + Object.keys(manifest[kind] ?? {}).length, 0);
    return count === 0 ? 'zero' : String(count);
  },
  'node': () => manifest.engines.node.replace(/^>=/, ''),
  'tested-node': () => {
    const tested = readFileSync(join(repository, 'test/package.json'), 'utf8');
    const names = Object.keys(JSON.parse(tested).optionalDependencies);
    const lines = new Set(names.flatMap((name) => /^node(\d+)-/.exec(name)?.[1] ?? []));
    return [...lines].sort().join(', ').replace(/, (\d+)$/, ' and $1');
  },
};

describe("the README's claims", () => {
  it('are the figures that come out when they are computed', async () => {
    for (const [, name = '', claimed] of (await readme()).matchAll(/<!-- ([a-z-]+) -->(.*?)<!-- \/\1 -->/g)) {
      assert.ok(figures[name], `the README names a figure "${name}", which nothing computes`);
      const computed = await figures[name]();
      assert.equal(claimed, computed, `the README says ${claimed} for "${name}": write ${computed}`);
    }
  });

  it('are all there', async () => {
    const text = await readme();
    for (const name of ['size', 'dependencies', 'node', 'tested-node']) {
      assert.ok(text.includes(`<!-- ${name} -->`),
        `the README says nothing of "${name}": <!-- ${name} --> … <!-- /${name} -->`);
    }
  });

  it('name the defaults that the options have', async () => {
    const rows = new Map<string, string>();
    const [, table = ''] = /^\| *option *\|[^\n]*\| *default *\|[^\n]*\n\|[-| :]+\n((?:\|.*\n)+)/im.exec(await readme()) ?? [];
    for (const row of table.trim().split('\n')) {
      const cells = row.split(/(?<!\\)\|/).slice(1).map((cell) => cell.replaceAll(/[`' ]/g, ''));
      const [option = '', , defaultValue = ''] = cells;
      rows.set(option, defaultValue);
    }
    const computed = await defaults();
    for (const [option, value] of Object.entries(computed)) {
      // After the value there may be an explanation: "absent (browsers then use 5 s)".
      assert.ok(rows.get(option)?.startsWith(value),
        `the table says ${rows.get(option)} for ${option}: its default is ${value}`);
    }
    assert.deepEqual([...rows.keys()], Object.keys(computed), 'the options in the table');
  });
});

/** Each option's default, seen in the responses of a server whose options are not given. */
async function defaults(): Promise<Record<keyof CorsOptions, string>> {
  const listener = withCors((_, res) => { res.end('the handler'); });
  const Origin = 'https://stranger.example';
  const preflight = await send(listener, {
    method: 'OPTIONS',
    headers: { Origin, 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'authorization,x-own' },
  });
  const response = await send(listener, { headers: { Origin } });
  const valueIn = (received: ReceivedResponse) => (name: string, without: string) =>
    values(received, `Access-Control-${name}`)[0]?.replaceAll(' ', '') ?? without;
  const [preflightHas, responseHas] = [valueIn(preflight), valueIn(response)];
  return {
    origin: responseHas('Allow-Origin', 'false'),
    credentials: responseHas('Allow-Credentials', 'false'),
    methods: preflightHas('Allow-Methods', 'none'),
    allowedHeaders: preflightHas('Allow-Headers', 'none') === 'authorization,x-own' ? '*' : 'none',
    exposedHeaders: responseHas('Expose-Headers', 'none'),
    maxAge: preflightHas('Max-Age', 'absent'),
    optionsSuccessStatus: String(preflight.status),
    preflightContinue: String(preflight.body === 'the handler'),
    blockDisallowed: String(response.status === 403),
  };
}
