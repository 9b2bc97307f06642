// The published form: what `npm pack` makes of a clean copy of this repository, installed into an empty
// project.

import assert from 'node:assert/strict';
import { cp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freshProject, lendTypeScript, node, npm, repository, tsc, write } from './support/fresh-project.ts';

/** Answers one request through the installed library and prints the header that matters. */
const request = `
const server = http.createServer(withCors((req, res) => { res.end() }, { origin: 'https://app.example' }))
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address()
  http.get({ port, host: '127.0.0.1', headers: { origin: 'https://app.example' } }, response => {
    console.log(response.headers['access-control-allow-origin'])
    response.resume().on('end', () => server.close())
  })
})
`;

/**
 * Compiles only where the package's types are found: without them everything would be `any`, and no line an
 * error.
 */
const typed = `
import http = require('node:http')
import { withCors, createCorsPolicy, CorsOptionsError, type CorsOptions, type CorsPolicy } from 'with-cors'
const options: CorsOptions = { origin: ['https://app.example'], credentials: true, maxAge: 600 }
const policy: CorsPolicy = createCorsPolicy(options)
export const server = http.createServer(withCors((req, res) => { res.end(req.url) }, policy))
export const isTypeError = (error: CorsOptionsError): TypeError => error
// @ts-expect-error a wrong name is refused
createCorsPolicy({ allowHeaders: '*' })
`;
const typedModule = typed.replace("import http = require('node:http')", "import http from 'node:http'");

describe('the package', () => {
  let checkout: string;
  let project: string;
  let installed: string;
  let files: readonly string[];
  let manifest: Readonly<Record<string, unknown>>;

  before(async () => {
    checkout = await freshProject();
    project = await freshProject();
    for (const entry of await readdir(repository, { withFileTypes: true })) {
      // What is made by commands is left behind, and so is `test/`, whose own packages would be half of the
      // work.
      if (['node_modules', 'dist', 'build', 'test', '.git'].includes(entry.name)) continue;
      await cp(join(repository, entry.name), join(checkout, entry.name), { recursive: true });
    }
    await symlink(join(repository, 'node_modules'), join(checkout, 'node_modules'), 'junction');
    await write(checkout, { 'dist/stale.js': "console.log('of an earlier build')" });
    const packed = await npm(checkout, 'pack');
    assert.equal(packed.code, 0, packed.output);
    const tarball = (await readdir(checkout)).find((name) => name.endsWith('.tgz'));
    assert.ok(tarball, packed.output);

    await write(project, { 'package.json': { private: true, type: 'module' } });
    const install = await npm(project, 'install', join(checkout, tarball));
    assert.equal(install.code, 0, install.output);
    installed = join(project, 'node_modules/with-cors');
    files = await filesBelow(installed);
    manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  });
  after(async () => {
    await rm(checkout, { recursive: true, force: true });
    await rm(project, { recursive: true, force: true });
  });

  it('holds the built library, its sources, the pages about it and LICENSE, and nothing else', async () => {
    const sources = await filesBelow(join(repository, 'src'));
    assert.ok(sources.length > 0 && sources.every((file) => file.endsWith('.ts')), sources.join());
    const built = sources.flatMap((file) =>
      ['.d.ts', '.js', '.js.map'].map((ending) => `dist/${file.replace(/\.ts$/, ending)}`),
    );
    const expected = [
      'CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', ...built,
      ...sources.map((file) => `src/${file}`)
    ];
    assert.deepEqual(files, expected.sort());
  });

  it('has source maps that lead a debugger into the TypeScript of src/, line by line', async () => {
    for (const file of files.filter((name) => name.endsWith('.map'))) {
      const { sources } = JSON.parse(await readFile(join(installed, file), 'utf8'));
      const source = file.replace(/^dist/, 'src').replace(/\.js\.map$/, '.ts');
      assert.deepEqual(sources.map((name: string) => posix.join(posix.dirname(file), name)), [source]);
    }

    await write(project, {
      'throws.mjs': `
        import { createCorsPolicy, withCors } from 'with-cors'
        for (const wrong of [() => withCors(), () => createCorsPolicy({ origin: '' })]) {
          try { wrong() } catch ({ stack }) { console.log(/\\((.+src.+):(\\d+):\\d+\\)/.exec(stack).slice(1).join('|')) }
        }`,
    });
    const { stdout, output } = await node(project, '--enable-source-maps', 'throws.mjs');
    const places = stdout.trim().split('\n').map((line) => line.split('|'));
    assert.equal(places.length, 2, output);
    for (const [file = '', line] of places) {
      const source = (await readFile(file, 'utf8')).split('\n');
      assert.match(source[Number(line) - 1] ?? '', /throw new \w*Error\(/, `${file}:${line}`);
    }
  });

  it('brings no other package with it', async () => {
    for (const kind of Object.keys(manifest)) {
      if (kind !== 'devDependencies') assert.doesNotMatch(kind, /dependenc/i);
    }
    const { packages } = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8'));
    assert.deepEqual(Object.keys(packages), ['', 'node_modules/with-cors']);
  });

  it('runs nothing when it is installed', async () => {
    const { scripts = {} } = manifest as { scripts?: Record<string, string> };
    // `prepare` runs where the package is made, out of a repository, and not where it is installed.
    assert.deepEqual(
      Object.keys(scripts).filter((name) => /^(?:pre|post)?install$|^prepublish$/.test(name)), []
    );
    const { packages } = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8'));
    assert.equal(packages['node_modules/with-cors'].hasInstallScript, undefined);
  });

  it('is imported, and required, as one and the same module', async () => {
    await write(project, {
      'import.mjs': `import http from 'node:http'\nimport { withCors } from 'with-cors'\n${request}`,
      'require.cjs': `const http = require('node:http')\nconst { withCors } = require('with-cors')\n${request}`,
      'both.cjs': "import('with-cors').then(module => console.log(module.withCors === require('with-cors').withCors))",
    });
    for (const [program, expected] of [
      ['import.mjs', 'https://app.example'],
      ['require.cjs', 'https://app.example'],
      ['both.cjs', 'true'],
    ] as const) {
      const { stdout, output } = await node(project, program);
      assert.equal(stdout.trim(), expected, `${program}: ${output}`);
    }
  });

  it('opens nothing but its entry and its manifest', async () => {
    await write(project, {
      'inside.mjs': `
        await import('with-cors/package.json', { with: { type: 'json' } })
        await import('with-cors/dist/index.js').then(() => console.log('open'), error => console.log(error.code))`,
    });
    const { stdout, output } = await node(project, 'inside.mjs');
    assert.equal(stdout.trim(), 'ERR_PACKAGE_PATH_NOT_EXPORTED', output);
  });

  for (const [resolution, module, file, program] of [
    ['node16', 'node16', 'typed.ts', typedModule],
    ['nodenext', 'nodenext', 'typed.ts', typedModule],
    ['bundler', 'esnext', 'typed.ts', typedModule],
    // A CommonJS file reaches an ES module since Node can require it.
    ['nodenext', 'nodenext', 'typed.cts', typed],
  ] as const) {
    it(`has types that ${file} finds with moduleResolution ${resolution}`, async () => {
      const consumer = await freshProject();
      try {
        await lendTypeScript(consumer);
        await cp(installed, join(consumer, 'node_modules/with-cors'), { recursive: true });
        await write(consumer, {
          'package.json': { private: true, type: 'module' },
          [file]: program,
          'tsconfig.json': {
            compilerOptions: {
              target: 'es2023',
              module,
              moduleResolution: resolution,
              types: ['node'],
              strict: true,
              noEmit: true,
            },
            files: [file],
          },
        });
        const { code, output } = await tsc(consumer);
        assert.equal(code, 0, output);
      } finally {
        await rm(consumer, { recursive: true });
      }
    });
  }
});

/** The files of a folder and those below it, by their path in it, as every system sorts and writes them. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}
