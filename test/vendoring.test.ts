// Vendoring: `src/` or `dist/` copied into another project, which has TypeScript and @types/node and nothing
// else. Each row of the README's table is a test here, by its name, or in a file that is named below.

import assert from 'node:assert/strict';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { freshProject, lendTypeScript, node, repository, tsc, write } from './support/fresh-project.ts';

/** Makes one request to a server on the vendored copy and prints what a browser would go by. */
const use = `
const listener = withCors((req, res) => { res.end(req.url) }, { origin: 'https://app.example' })
const server = http.createServer(listener)
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  http.get({ port, host: '127.0.0.1', path: '/x', headers: { origin: 'https://app.example' } }, response => {
    response.setEncoding('utf8').on('data', body => {
      const { vary, 'access-control-allow-origin': allowed } = response.headers
      console.log(JSON.stringify([allowed, vary, body]))
    })
    response.on('end', () => { server.close() })
  })
})
`;
const program = `
import * as http from 'node:http'
import type { AddressInfo } from 'node:net'
import { withCors, type CorsOptions } from './with-cors/index.ts'
export const options: CorsOptions = { origin: ['https://app.example'], credentials: true }
${use}`;
const required = `
import http = require('node:http')
import net = require('node:net')
import cors = require('./with-cors/index.ts')
const { withCors } = cors
${use.replace('AddressInfo', 'net.AddressInfo')}`;
const plain = `const http = require('node:http')
const { withCors } = require('./with-cors/index.js')
${use.replace(' as AddressInfo', '')}`;
const expected = '["https://app.example","Origin","/x"]';

/** Everything strict that a project can ask for and that says something about the code it compiles. */
const strictest = {
  target: 'es2022',
  lib: ['es2022'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUncheckedSideEffectImports: true,
  allowUnreachableCode: false,
  allowUnusedLabels: false,
  isolatedModules: true,
  erasableSyntaxOnly: true,
};
const verbatim = { ...strictest, verbatimModuleSyntax: true };
const older = { target: 'es2020', lib: ['es2020'] };
const checked = { allowImportingTsExtensions: true, noEmit: true };
const emitted = { rewriteRelativeImportExtensions: true, rootDir: 'src', outDir: 'built' };
const declared = { declaration: true, isolatedDeclarations: true };

/** README's row → what it comes to: sentence → [the project's type, settings of the compiler] */
const COMPILED: Record<string, Record<string, readonly [type: string, settings: object]>> = {
  'TypeScript, compiled by `tsc`': {
    'as strictly as can be': ['module', { ...verbatim, module: 'nodenext', ...emitted }],
    'with declarations of its own, each file for itself':
      ['module', { ...verbatim, module: 'nodenext', ...emitted, ...declared }],
    'with a target and a library of 2020': [
      'module', { ...verbatim, ...older, module: 'nodenext', ...emitted }
    ],
  },
  'TypeScript, checked and not emitted': {
    'as strictly as can be': ['module', { ...verbatim, module: 'nodenext', ...checked }],
    'where a bundler resolves the modules': ['module', { ...verbatim, module: 'preserve', ...checked }],
  },
  'TypeScript, compiled to CommonJS': {
    'under nodenext': ['commonjs', { ...strictest, module: 'nodenext', ...emitted }],
    'under node16': ['commonjs', { ...strictest, module: 'node16', ...emitted }],
    'under commonjs':
      ['commonjs', { ...strictest, module: 'commonjs', moduleResolution: 'bundler', ...emitted }],
  },
};

/** Rows that need packages or programs, and the files that hold them. */
const ELSEWHERE = {
  'webpack with `ts-loader`': 'test/integration/tools/bundlers.test.js',
  'Deno, Bun': 'test/integration/tools/runtimes.test.js',
};

/** Names a module: a statement, of which the last line is enough, or a call, which there is none of. */
const STATEMENT = /^(?:import|export|\})[^'=\n]* '([^']+)';$|\b(?:import|require)\(/gm;

const besideIt = { type: 'module' };
// The types are of the oldest supported Node, which knows neither the feature nor its name.
const stripsTypes = Boolean((process.features as { readonly typescript?: string | false }).typescript);
const skip = !stripsTypes && `Node ${process.versions.node} does not run TypeScript; 22.18 and later do`;

describe('with-cors, copied into another project:', () => {
  let project: string;
  const titles: string[] = [];

  beforeEach(async () => {
    project = await freshProject();
    await lendTypeScript(project);
    await copy('src');
  });
  afterEach(() => rm(project, { recursive: true }));

  /** All but the browser's half, which the rest doesn't import. */
  const copy = (folder: 'src' | 'dist'): Promise<void> => cp(
    join(repository, folder), join(project, 'src/with-cors'),
    { recursive: true, filter: (from) => !from.startsWith(join(repository, folder, 'page')) },
  );

  type Options = { readonly skip?: string | false };
  function row(title: string, sentence: string, options: Options, test: () => Promise<void>): void {
    titles.push(title);
    it(`${title}: ${sentence}`, options, test);
  }

  async function prints(...args: readonly string[]): Promise<void> {
    const { stdout, output } = await node(project, '--no-warnings', ...args);
    assert.equal(stdout.trim(), expected, output);
  }

  for (const [title, settings] of Object.entries(COMPILED)) {
    for (const [sentence, [type, compilerOptions]] of Object.entries(settings)) {
      row(title, sentence, {}, async () => {
        await write(project, {
          'package.json': { private: true, type },
          'src/program.ts': program,
          'tsconfig.json': { compilerOptions, include: ['src'] },
        });
        const { code, output } = await tsc(project);
        assert.equal(code, 0, output);
        if ('outDir' in compilerOptions) await prints('built/program.js');
      });
    }
  }

  row('CommonJS with `verbatimModuleSyntax`', 'with a package.json of its own', {}, async () => {
    const compilerOptions = { ...verbatim, erasableSyntaxOnly: false, module: 'nodenext', ...emitted };
    await write(project, {
      'package.json': { private: true, type: 'commonjs' },
      'src/program.ts': required,
      'tsconfig.json': { compilerOptions },
    });
    const without = await tsc(project);
    assert.ok(without.output.includes('error TS1287'), 'it fails without');

    await write(project, { 'src/with-cors/package.json': besideIt });
    const { code, output } = await tsc(project);
    assert.equal(code, 0, output);
    await write(project, { 'built/with-cors/package.json': besideIt });
    await prints('built/program.js');
  });

  const unbuilt = 'Node 22.18 and later, without a compiler';
  row(unbuilt, 'it runs as it is in a package of modules', { skip }, async () => {
    await write(project, { 'package.json': { private: true, type: 'module' }, 'src/program.ts': program });
    await prints('src/program.ts');
  });
  row(unbuilt, 'in any other package, with a package.json of its own', { skip }, async () => {
    const typescript = plain.replace('index.js', 'index.ts');
    await write(project, {
      'package.json': { private: true, type: 'commonjs' },
      'src/program.cjs': typescript,
      'src/program.mts': program,
    });
    assert.notEqual((await node(project, 'src/program.cjs')).code, 0, 'it fails without');
    await write(project, { 'src/with-cors/package.json': besideIt });
    await prints('src/program.cjs');
    await prints('src/program.mts');
  });

  row('plain JavaScript', 'imported and required, with a package.json of its own', {}, async () => {
    await rm(join(project, 'src'), { recursive: true });
    await copy('dist');
    await write(project, {
      'package.json': { private: true, type: 'commonjs' },
      'src/program.js': plain,
      'src/program.mjs': `import http from 'node:http';
import { withCors } from './with-cors/index.js';
${use.replace(' as AddressInfo', '')}`,
    });
    assert.notEqual((await node(project, 'src/program.js')).code, 0, 'it fails without');
    await write(project, { 'src/with-cors/package.json': besideIt });
    await prints('src/program.js');
    await prints('src/program.mjs');
  });

  it('it imports its own files and what Node brings along, and nothing else', async () => {
    const folder = join(project, 'src/with-cors');
    for (const file of await readdir(folder, { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      const code = (await readFile(join(folder, file), 'utf8')).replace(/^\s*\*.*$/gm, ''); // no examples
      // A statement of several lines ends in one that begins with its brace.
      for (const [, specifier] of code.matchAll(STATEMENT)) {
        assert.match(String(specifier), /^(?:node:|\.{1,2}\/)/, `${file} imports ${specifier}`);
      }
    }
  });

  it('the README says for each of these cases what to write, and for no others', async () => {
    const [, section = ''] = (await readFile(join(repository, 'README.md'), 'utf8')).split(/^## Vendoring$/m);
    const [table = ''] = section.split(/^## /m);
    const rows = [...table.matchAll(/^\| (?!-|the copy)(.+?) \|/gm)].map(([, title]) => title);
    assert.deepEqual(rows.sort(), [...new Set(titles), ...Object.keys(ELSEWHERE)].sort());
    for (const [title, file] of Object.entries(ELSEWHERE)) {
      const tests = await readFile(join(repository, file), 'utf8');
      assert.ok(tests.includes(`vendored: ${title}`), `${file}: ${title}`);
    }
  });
});
