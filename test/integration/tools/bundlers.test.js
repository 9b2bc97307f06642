// Bundlers take the package, or its copied sources, into a program; Vite's dev server takes it as middleware.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import esbuild from 'esbuild';
import { rollup } from 'rollup';
import { createServer } from 'vite';
import webpack from 'webpack';
import { Consumer, printed, program, repository, tools } from './consumer.js';

describe('with-cors is bundled by', () => {
  let consumer;
  const at = (path) => join(consumer.folder, path);
  before(() => {
    consumer = new Consumer('bundlers');
    cpSync(join(repository, 'src'), at('copied/with-cors'), { recursive: true });
    consumer.write({
      'program.js': program,
      'copied/program.ts': program
        .replace("'with-cors'", "'./with-cors/index.ts'")
        .replace('server.address()', '(server.address() as object)'),
      'copied/tsconfig.json': {
        compilerOptions: {
          target: 'es2022',
          module: 'nodenext',
          types: ['node'],
          strict: true,
          rewriteRelativeImportExtensions: true,
        },
      },
    });
  });
  after(() => consumer.remove());

  async function runs(file) {
    const { stdout, output } = await consumer.node([file]);
    assert.equal(stdout.trim(), printed, output);
  }

  for (const format of ['esm', 'cjs']) {
    const outfile = format === 'esm' ? 'esbuild.mjs' : 'esbuild.cjs';
    for (const entry of ['program.js', 'copied/program.ts']) {
      it(`esbuild, as ${format}, out of ${entry}`, async () => {
        await esbuild.build({
          entryPoints: [at(entry)],
          outfile: at(outfile),
          format,
          bundle: true,
          platform: 'node',
          target: 'node20',
          logLevel: 'silent',
        });
        await runs(outfile);
      });
    }
  }

  it('Rollup, with the one plugin that resolves packages', async () => {
    const resolve = {
      name: 'resolve',
      resolveId: (id) => (id === 'with-cors' ? at('node_modules/with-cors/dist/index.js') : null),
    };
    const bundle = await rollup({ input: at('program.js'), external: /^node:/, plugins: [resolve] });
    await bundle.write({ file: at('rollup.mjs'), format: 'es' });
    await bundle.close();
    await runs('rollup.mjs');
  });

  function pack(further) {
    const compiler = webpack({
      mode: 'production',
      target: 'node20',
      context: consumer.folder,
      experiments: { outputModule: true },
      output: { path: consumer.folder, filename: 'webpack.mjs', module: true },
      ...further,
    });
    return new Promise((done, fail) => {
      compiler.run((error, stats) =>
        compiler.close(() => (error ? fail(error) : done(stats.toString({ all: false, errors: true })))),
      );
    });
  }
  const loader = {
    entry: './copied/program.ts',
    module: {
      rules: [{ test: /\.ts$/, loader: join(tools, 'ts-loader'), options: { transpileOnly: false } }],
    },
  };

  it('webpack', async () => {
    assert.equal(await pack({ entry: './program.js' }), '');
    await runs('webpack.mjs');
  });

  it('vendored: webpack with `ts-loader` and `extensionAlias`', async () => {
    assert.equal(await pack({ ...loader, resolve: { extensionAlias: { '.js': ['.ts', '.js'] } } }), '');
    await runs('webpack.mjs');
  });

  it('webpack, but not without `extensionAlias`, for ts-loader rewrites the endings', async () => {
    assert.match(await pack(loader), /Can't resolve '\.\/with-cors\/index\.js'/);
  });

  it("Vite's dev server, as the first middleware, with Vite's own CORS switched off", async () => {
    consumer.write({
      'vite.config.js': `
import { withCors } from 'with-cors';

export default {
  server: { cors: false },
  plugins: [{
    name: 'cors',
    configureServer({ middlewares }) {
      middlewares.use(withCors((req, res, next) => { next(); }, { origin: 'https://app.example' }));
    },
  }],
};
`,
      'page.js': "console.log('hello');",
    });
    const { default: config } = await import(pathToFileURL(at('vite.config.js')).href);
    const server = await createServer({
      ...config,
      configFile: false,
      root: consumer.folder,
      logLevel: 'silent',
      optimizeDeps: { noDiscovery: true },
      server: { ...config.server, port: 0, host: '127.0.0.1', ws: false, hmr: false, watch: null },
    });
    try {
      await server.listen();
      const url = `http://127.0.0.1:${server.httpServer.address().port}/page.js`;
      const ask = async (Origin, method = 'GET', headers = {}) =>
        await fetch(url, { method, headers: { Origin, ...headers } });
      const allowed = await ask('https://app.example');
      assert.equal(allowed.status, 200);
      assert.equal(allowed.headers.get('Access-Control-Allow-Origin'), 'https://app.example');
      assert.match(allowed.headers.get('Vary'), /Origin/);
      assert.equal((await ask('https://evil.example')).headers.get('Access-Control-Allow-Origin'), null);
      const preflight = await ask('https://app.example', 'OPTIONS', {
        'Access-Control-Request-Method': 'PUT',
      });
      assert.equal(
        preflight.headers.get('Access-Control-Allow-Methods'),
        'GET, HEAD, PUT, PATCH, POST, DELETE',
      );
    } finally {
      await server.close();
    }
  });
});
