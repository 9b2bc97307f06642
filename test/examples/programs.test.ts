// The short programs in `examples/`. What needs more to be tested has a file of its own.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Example, examplesFolder, from, preflight } from '../support/example-process.ts';
import { repository } from '../support/fresh-project.ts';
import {
  app, assertUnreadable, type Checks, describeProgram, localPage, started, stranger, temporaryFolder,
} from './program.ts';

const programs: Record<string, Checks> = {
  'quick-start.js': {
    'the named origin may read the response': async (example) => {
      const { status, headers, body } = await example.send('/hello', from(localPage));
      assert.deepEqual([status, JSON.parse(body)], [200, { msg: 'You asked for /hello' }]);
      assert.equal(headers['access-control-allow-origin'], localPage);
    },
    'another one may not, and its preflight is refused': async (example) => {
      assertUnreadable(await example.send('/', from(stranger)), 200);
      assertUnreadable(await example.send('/', preflight(stranger, 'PUT')), 403);
    },
    "the named origin's preflight is accepted": async (example) => {
      const { status, headers } = await example.send('/', preflight(localPage, 'PUT', 'content-type'));
      assert.equal(status, 204);
      assert.equal(headers['access-control-allow-origin'], localPage);
      assert.equal(headers['access-control-allow-headers'], 'content-type');
    },
  },

  'subdomains-and-ports.js': {
    'the domain, subdomains at any depth, and every port of this machine are allowed': async (example) => {
      for (const origin of [
        'https://example.com', 'https://shop.example.com', 'https://shop.eu.example.com', 'http://localhost',
        'http://localhost:5173',
      ]) {
        assert.equal((await example.send('/', from(origin))).headers['access-control-allow-origin'], origin);
      }
    },
    'what only looks like them is not': async (example) => {
      for (const origin of [
        'http://shop.example.com', 'https://shop.example.com:8443', 'https://notexample.com',
        'https://example.com.evil.example',
        'https://localhost:5173', 'http://localhost:80', 'http://localhost.evil.example', 'null',
      ]) {
        assertUnreadable(await example.send('/', from(origin)), 200);
      }
    },
  },

  'origins-from-environment.js': {
    'without ORIGINS the pages of this machine are allowed': async (example) => {
      for (const origin of ['http://localhost:5173', 'http://127.0.0.1:8080']) {
        assert.equal((await example.send('/', from(origin))).headers['access-control-allow-origin'], origin);
      }
      assertUnreadable(await example.send('/', from(app)), 200);
    },
    'with it those that it lists, and no others': async (_, t) => {
      const env = { ORIGINS: `${app}, https://admin.example.com` };
      const example = await started(t, 'origins-from-environment.js', env);
      for (const origin of [app, 'https://admin.example.com']) {
        const { headers } = await example.send('/', from(origin));
        assert.equal(headers['access-control-allow-origin'], origin);
        assert.equal(headers['access-control-allow-credentials'], 'true');
      }
      assertUnreadable(await example.send('/', from('http://localhost:5173')), 200);
    },
    'a mistake in it, or nothing in it, is told at the start': async (_, t) => {
      for (const [ORIGINS, message] of [
        [`${app}/`, /origin\[0\].*Write 'https:\/\/app\.example\.com'/],
        ['', /Is an environment variable not set/],
      ] as const) {
        await assert.rejects(started(t, 'origins-from-environment.js', { ORIGINS }), message);
      }
    },
  },

  'async-lookup.js': {
    'a customer is looked up once and remembered': async (example) => {
      for (const method of ['GET', 'GET', 'POST']) {
        const { status, headers } = await example.send('/', { method, ...from('https://customer.example') });
        assert.deepEqual([status, headers['access-control-allow-origin']], [200, 'https://customer.example']);
      }
      assert.equal(lookups(example, 'https://customer.example'), 1);
    },
    'somebody else is refused': async (example) => {
      assertUnreadable(await example.send('/', from(stranger)), 200);
      assertUnreadable(await example.send('/', preflight(stranger, 'GET')), 403);
    },
    'a lookup that fails refuses the request and is tried again': async (example) => {
      for (const times of [1, 2]) {
        const { status, headers, body } = await example.send('/', from('https://broken.example'));
        assert.deepEqual([status, headers['access-control-allow-origin']], [500, undefined]);
        assert.doesNotMatch(body, /Hello/);
        assert.equal(lookups(example, 'https://broken.example'), times);
      }
    },
    'a lookup that takes too long refuses it as well': async (example) => {
      assertUnreadable(await example.send('/', from('https://slow.example')), 500);
    },
  },

  'per-route.js': {
    'every route has its own policy': async (example) => {
      const allowed = async (path: string, origin: string) => {
        const { status, headers } = await example.send(path, from(origin));
        return [status, headers['access-control-allow-origin'], headers['access-control-allow-credentials']];
      };
      assert.deepEqual(await allowed('/public', stranger), [200, '*', undefined]);
      assert.deepEqual(await allowed('/account?id=1', app), [200, app, 'true']);
      assert.deepEqual(await allowed('/account', stranger), [403, undefined, undefined]);
      assert.deepEqual(await allowed('/orders', app), [200, app, 'true']);
      assert.deepEqual(await allowed('/internal', app), [403, undefined, undefined]);
      assert.deepEqual(await allowed('/nowhere', stranger), [404, '*', undefined]);
    },
    'a route that is for no other origin still serves its own pages': async (example) => {
      assert.equal((await example.send('/internal')).status, 200);
      assert.equal((await example.send('/internal', from(example.address.origin))).status, 200);
    },
  },

  'swap-policy.js': {
    'the origins of swap-policy.json are allowed': async (example) => {
      assert.equal((await example.send('/', from(app))).headers['access-control-allow-origin'], app);
      assertUnreadable(await example.send('/', from(stranger)), 200);
    },
    'SIGHUP reads the file again, and a mistake in it changes nothing': async (_, t) => {
      const file = join(await temporaryFolder(t), 'origins.json');
      await writeFile(file, '["https://before.example"]');
      const example = await started(t, 'swap-policy.js', { ORIGINS_FILE: file });
      const allowed = async (origin: string) =>
        (await example.send('/', from(origin))).headers['access-control-allow-origin'] === origin;
      assert.equal(await allowed('https://before.example'), true);

      await writeFile(file, '["https://after.example"]');
      example.child.kill('SIGHUP');
      await example.line(/^policy swapped$/);
      assert.equal(await allowed('https://before.example'), false);
      assert.equal(await allowed('https://after.example'), true);

      await writeFile(file, '["https://after.example/"]');
      example.child.kill('SIGHUP');
      await example.line(/^policy kept: /);
      await example.line(/origin\[0\].*https:\/\/after\.example\//);
      assert.equal(await allowed('https://after.example'), true);
    },
  },

  'connect-style.js': {
    'the chain goes through the wrapper to the application': async (example) => {
      const { headers, body } = await example.send('/', from(app));
      assert.deepEqual(JSON.parse(body), { msg: 'You asked for /' });
      assert.deepEqual([headers['x-powered-by'], headers['access-control-allow-origin']], ['ten lines', app]);
    },
    'a preflight ends at the wrapper': async (example) => {
      const { status, headers, body } = await example.send('/', preflight(app, 'PUT'));
      assert.deepEqual([status, headers['x-powered-by'], body], [204, 'ten lines', '']);
      assertUnreadable(await example.send('/', preflight(stranger, 'PUT')), 403);
    },
  },

  'see-decisions.js': {
    'every request prints its decision and the reason': async (example) => {
      await example.send('/one', from(stranger));
      await example.line(/^GET \/one cors origin-not-allowed: .*https:\/\/evil\.example/);
      await example.send('/two', preflight(app, 'PURGE'));
      await example.line(/^OPTIONS \/two preflight method-not-allowed: .*PURGE/);
      await example.send('/three', from(app));
      await example.line(/^GET \/three cors allowed: /);
      await example.send('/four');
      await example.line(/^GET \/four not-cors not-cors: /);
    },
  },
};

for (const [file, checks] of Object.entries(programs)) describeProgram(file, checks);

const lookups = (example: Example, origin: string): number =>
  example.lines.filter((line) => line === `looking up "${origin}"`).length;

describe('examples/', () => {
  it('every file is started by a test', async () => {
    const elsewhere = [
      'article', 'lab', 'start.js', 'https.js', 'http2.js', 'certificate.js', 'reverse-proxy.js',
      'websocket-upgrade.js', 'swap-policy.json',
    ];
    assert.deepEqual((await readdir(examplesFolder)).sort(), [...Object.keys(programs), ...elsewhere].sort());
  });

  it('every file type-checks as strictly as the library', async () => {
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    const project = join(repository, 'test/types/examples.tsconfig.json');
    const output = await new Promise<string>((resolve) => {
      execFile(process.execPath, [tsc, '-p', project, '--pretty', 'false'], (error, stdout) => {
        resolve(error ? stdout || error.message : stdout);
      });
    });
    assert.equal(output, '');
  });
});
