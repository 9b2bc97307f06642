// What the README says in figures is computed here and compared. A figure stands between two comments that
// name it, `<!-- size -->31 kB<!-- /size -->`, and the defaults stand in the table of options.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, readFile, rm, symlink } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type CorsOptions, withCors } from 'with-cors';
import { freshProject, npm, repository } from './support/fresh-project.ts';

const readme = (): Promise<string> => readFile(join(repository, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

/**
 * The whole library as Node loads it: built in a copy, since another test may be reading this repository's.
 */
async function builtLibrary(): Promise<Buffer> {
  const copy = await freshProject();
  try {
    for (const entry of ['package.json', 'tsconfig.json', 'build.js', 'src']) {
      await cp(join(repository, entry), join(copy, entry), { recursive: true });
    }
    await symlink(join(repository, 'node_modules'), join(copy, 'node_modules'), 'junction');
    const { code, output } = await npm(copy, 'run', 'build');
    assert.equal(code, 0, output);
    return await readFile(join(copy, 'dist/index.js'));
  } finally {
    await rm(copy, { recursive: true });
  }
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;

/** The names that a figure may have, and what it is. */
const figures: Readonly<Record<string, () => string | Promise<string>>> = {
  'size': async () => kilobytes((await builtLibrary()).length),
  'size-gzip': async () => kilobytes(gzipSync(await builtLibrary(), { level: 9 }).length),
  'dependencies': () => {
    const count = ['dependencies', 'peerDependencies', 'optionalDependencies']
      .reduce((sum, kind) => sum + Object.keys(manifest[kind] ?? {}).length, 0);
    return count === 0 ? 'zero' : String(count);
  },
  'node': () => manifest.engines.node.replace(/^>=/, ''),
  'tested-node': () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(repository, 'test/node-versions/package.json'), 'utf8'));
    const lines = new Set(Object.keys(optionalDependencies).map((name) => /^node(\d+)-/.exec(name)?.[1] ?? name));
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
      assert.ok(text.includes(`<!-- ${name} -->`), `the README says nothing of "${name}": <!-- ${name} --> … <!-- /${name} -->`);
    }
  });

  it('name the defaults that the options have', async () => {
    const rows = new Map<string, string>();
    const [, table = ''] = /^\| *option *\|[^\n]*\| *default *\|[^\n]*\n\|[-| :]+\n((?:\|.*\n)+)/im.exec(await readme()) ?? [];
    for (const row of table.trim().split('\n')) {
      const [option = '', , defaultValue = ''] = row.split(/(?<!\\)\|/).slice(1).map((cell) => cell.replaceAll(/[`' ]/g, ''));
      rows.set(option, defaultValue);
    }
    const computed = await defaults();
    for (const [option, value] of Object.entries(computed)) {
      // After the value there may be an explanation: "absent (browsers then use 5 s)".
      assert.ok(rows.get(option)?.startsWith(value), `the table says ${rows.get(option)} for ${option}: its default is ${value}`);
    }
    assert.deepEqual([...rows.keys()], Object.keys(computed), 'the options in the table');
  });
});

/** Each option's default, seen in what a server answers whose options are not given. */
async function defaults(): Promise<Record<keyof CorsOptions, string>> {
  let ran: string | undefined;
  const server = http.createServer(withCors((req, res) => {
    ran = req.method;
    res.end();
  }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const ask = (method: string, headers: http.OutgoingHttpHeaders): Promise<http.IncomingMessage> => new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    http.request({ port, host: '127.0.0.1', method, headers }, (response) => {
      response.resume().on('end', () => resolve(response));
    }).on('error', reject).end();
  });
  const origin = 'https://stranger.example';
  const asked = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization,x-asked' };
  try {
    const { statusCode, headers } = await ask('OPTIONS', { origin, ...asked });
    const preflightRan = ran === 'OPTIONS';
    const get = await ask('GET', { origin });
    return {
      origin: headers['access-control-allow-origin'] ?? 'false',
      credentials: headers['access-control-allow-credentials'] ?? 'false',
      methods: headers['access-control-allow-methods']?.replaceAll(' ', '') ?? 'none',
      allowedHeaders: headers['access-control-allow-headers'] === 'authorization,x-asked' ? '*' : 'none',
      exposedHeaders: get.headers['access-control-expose-headers'] ?? 'none',
      maxAge: headers['access-control-max-age'] ?? 'absent',
      optionsSuccessStatus: String(statusCode),
      preflightContinue: String(preflightRan),
      blockDisallowed: String(get.statusCode === 403),
    };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
