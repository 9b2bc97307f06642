// Vendoring, by the README's table: `src/` copied into another project, which has TypeScript and @types/node and
// nothing else, and `dist/` copied into one that has nothing at all.

import assert from 'node:assert/strict';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freshProject, lendTypeScript, node, repository, tsc, write } from './support/fresh-project.ts';

/** Makes one request to a server on the vendored copy and prints what a browser would go by. */
const program = `
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { withCors, type CorsOptions } from './with-cors/index.ts'

const options: CorsOptions = { origin: ['https://app.example'], credentials: true }
const server = http.createServer(withCors((req, res) => { res.end(req.url) }, options))
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  http.get({ port, host: '127.0.0.1', path: '/vendored', headers: { origin: 'https://app.example' } }, response => {
    response.setEncoding('utf8').on('data', body => {
      console.log(JSON.stringify([response.headers['access-control-allow-origin'], response.headers.vary, body]))
    })
    response.on('end', () => { server.close() })
  })
})
`;
const expected = '["https://app.example","Origin","/vendored"]';

/** Everything strict that a project can ask for and that says something about the code it compiles. */
const strictest = {
  target: 'es2023',
  lib: ['es2023'],
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
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
};

// The types are of the oldest supported Node, which knows neither the feature nor its name.
const stripsTypes = Boolean((process.features as { readonly typescript?: string | false }).typescript);
const withoutTypeStripping = stripsTypes ? false
  : `Node ${process.versions.node} does not run TypeScript; 22.18 and later do`;

describe('src/ copied into another project', () => {
  let project: string;

  before(async () => {
    project = await freshProject();
    await lendTypeScript(project);
    await cp(join(repository, 'src'), join(project, 'src/with-cors'), { recursive: true });
    await write(project, {
      'package.json': { private: true, type: 'module' },
      'src/program.ts': program,
      'tsconfig.checked.json': {
        compilerOptions: { ...strictest, module: 'nodenext', allowImportingTsExtensions: true, noEmit: true },
        include: ['src'],
      },
      'tsconfig.bundled.json': {
        compilerOptions: { ...strictest, module: 'preserve', allowImportingTsExtensions: true, noEmit: true },
        include: ['src'],
      },
      'tsconfig.built.json': {
        compilerOptions: {
          ...strictest,
          module: 'nodenext',
          rewriteRelativeImportExtensions: true,
          rootDir: 'src',
          outDir: 'built',
        },
        include: ['src'],
      },
    });
  });
  after(() => rm(project, { recursive: true }));

  it('is accepted by a compiler that is as strict as can be and emits nothing', async () => {
    const { code, output } = await tsc(project, '-p', 'tsconfig.checked.json');
    assert.equal(code, 0, output);
  });

  it('is accepted where a bundler resolves the modules', async () => {
    const { code, output } = await tsc(project, '-p', 'tsconfig.bundled.json');
    assert.equal(code, 0, output);
  });

  it('is built together with the project and answers a request', async () => {
    const build = await tsc(project, '-p', 'tsconfig.built.json');
    assert.equal(build.code, 0, build.output);
    const { stdout, output } = await node(project, 'built/program.js');
    assert.equal(stdout.trim(), expected, output);
  });

  it('runs as it is, unbuilt, and answers a request', { skip: withoutTypeStripping }, async () => {
    const { stdout, output } = await node(project, 'src/program.ts');
    assert.equal(stdout.trim(), expected, output);
  });

  it('imports its own files and what Node brings along, and nothing else', async () => {
    const folder = join(project, 'src/with-cors');
    for (const file of await readdir(folder, { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      const code = (await readFile(join(folder, file), 'utf8')).replace(/^\s*\*.*$/gm, ''); // no examples
      for (const [, specifier] of code.matchAll(/\b(?:from|import|require)\s*\(?['"]([^'"$]+)['"]/g)) {
        assert.match(String(specifier), /^(?:node:|\.{1,2}\/)/, `${file} imports ${specifier}`);
      }
    }
  });
});

describe('a copy without page/, in a CommonJS project', () => {
  let project: string;
  const usual = "const { withCors } = require('./with-cors/index.js')\nconsole.log(withCors.name)\n";

  before(async () => {
    project = await freshProject();
    for (const [from, to] of [['dist', 'with-cors'], ['src', 'sources']] as const) {
      await cp(join(repository, from), join(project, to), { recursive: true });
      await rm(join(project, to, 'page'), { recursive: true });
      await write(project, { [`${to}/package.json`]: { type: 'module' } });
    }
    await write(project, {
      'package.json': { private: true, type: 'commonjs' },
      'requires.js': usual,
      'imports.mjs': "import { withCors } from './with-cors/index.js'\nconsole.log(withCors.name)\n",
      'unbuilt.js': usual.replace('with-cors/index.js', 'sources/index.ts'),
    });
  });
  after(() => rm(project, { recursive: true }));

  for (const program of ['requires.js', 'imports.mjs']) {
    it(`of dist/, runs as it is: ${program}`, async () => {
      const { stdout, output } = await node(project, program);
      assert.equal(stdout, 'withCors\n', output);
    });
  }

  it('of src/, runs as it is', { skip: withoutTypeStripping }, async () => {
    const { stdout, output } = await node(project, 'unbuilt.js');
    assert.equal(stdout, 'withCors\n', output);
  });

  it('does not run as it is on every Node without a package.json of its own', { skip: withoutTypeStripping }, async () => {
    await rm(join(project, 'sources/package.json'));
    const { code } = await node(project, 'unbuilt.js');
    await write(project, { 'sources/package.json': { type: 'module' } });
    assert.equal(code, 1);
  });

  it('says where its licence is', async () => {
    assert.match(await readFile(join(project, 'sources/index.ts'), 'utf8'), /^\/\/ .*\bMIT licence\b.*\bLICENSE\b/);
  });
});
