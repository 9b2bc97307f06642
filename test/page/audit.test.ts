// The audit: what it finds in servers that are too kind, what it leaves in peace, and that it changes
// nothing.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import type { IncomingMessage, RequestListener } from 'node:http';
import { describe, test } from 'node:test';
import { COMMAND, moduleOf } from './built.ts';
import { withListener } from './servers.ts';

const APP = 'https://app.example.com';

interface Audited {
  readonly status: number;
  readonly codes: readonly string[];
  readonly findings: readonly { readonly message: string; readonly change: string }[];
  readonly requests: readonly IncomingMessage[]
}

interface Policy {
  readonly allows: (origin: string) => boolean;
  readonly credentials?: boolean;
  readonly vary?: 'always' | 'if allowed' | 'never';
  /** Instead of the origin. */
  readonly sends?: string;
}

function audit({ allows, credentials = false, vary = 'always', sends }: Policy, origin = APP,
  args: readonly string[] = []): Promise<Audited> {
  const requests: IncomingMessage[] = [];
  return withListener((request, response) => {
    requests.push(request);
    const { origin: from } = request.headers;
    const allowed = sends !== undefined || (from !== undefined && allows(from));
    if (allowed) response.setHeader('Access-Control-Allow-Origin', sends ?? from!);
    if (allowed && credentials) response.setHeader('Access-Control-Allow-Credentials', 'true');
    if (vary === 'always' || (vary === 'if allowed' && allowed)) response.setHeader('Vary', 'Origin');
    response.end();
  }, (port) => new Promise((resolve) => {
    execFile(process.execPath,
      [COMMAND, `http://localhost:${port}/items?own=1`, '--origin', origin, '--audit', '--json', ...args],
      (error, stdout, stderr) => {
      if (stdout === '') throw new Error(stderr);
      const { findings } =
        JSON.parse(stdout) as { findings: { code: string; message: string; change: string }[] };
      resolve(
        { status: Number(error?.code ?? 0), codes: findings.map(({ code }) => code), findings, requests }
      );
    });
  }));
}

const table: [sentence: string, policy: Policy, codes: string[], origin?: string][] = [
  ['a list of origins with Vary is fine', { allows: (origin) => origin === APP, credentials: true }, []],
  ['a plain star is no finding', { allows: () => true, sends: '*', vary: 'never' }, []],
  ['one origin for all, without Vary, is fine', { allows: () => true, sends: APP, vary: 'never' }, []],
  ['a server that allows nobody is fine', { allows: () => false, vary: 'never' }, []],
  ['every origin is reflected', { allows: () => true }, ['any-origin']],
  ['null is allowed', { allows: (origin) => origin === APP || origin === 'null' }, ['null-origin']],
  ['the beginning is compared', { allows: (origin) => origin.startsWith(APP) }, ['begins-like']],
  ['the end is compared',
    { allows: (origin) => origin.endsWith('example.com') && origin.startsWith('https:') },
    ['subdomain', 'ends-like']],
  ['the end of the whole host is compared',
    { allows: (origin) => origin.endsWith('app.example.com') && origin.startsWith('https:') },
    ['subdomain', 'ends-like']],
  ['a dot stands for any character', { allows: (origin) => /^https:\/\/app.example.com$/.test(origin) },
    ['unescaped-dot']],
  ['also in a name of two labels', { allows: (origin) => /^https:\/\/example.com$/.test(origin) },
    ['unescaped-dot'], 'https://example.com'],
  ['every subdomain is allowed', { allows: (origin) => /^https:\/\/([a-z-]+\.)*example\.com$/.test(origin) },
    ['subdomain']],
  ['the http: twin is allowed', { allows: (origin) => origin === APP || origin === 'http://app.example.com' },
    ['http-twin']],
  ['a star stands beside credentials', { allows: () => true, sends: '*', credentials: true },
    ['star-with-credentials']],
  ['Vary is missing', { allows: (origin) => origin === APP, vary: 'never' }, ['vary']],
  ['Vary is missing where the origin is not allowed',
    { allows: (origin) => origin === APP, vary: 'if allowed' }, ['vary']],
  ['localhost with a port is fine', { allows: (origin) => origin === 'http://localhost:5173' }, [],
    'http://localhost:5173'],
  ['an origin of another scheme is fine', { allows: (origin) => origin === 'capacitor://localhost' }, [],
    'capacitor://localhost'],
  ['an IP address is fine', { allows: (origin) => origin === 'https://192.0.2.1' }, [], 'https://192.0.2.1'],
];

for (const [sentence, policy, codes, origin] of table) {
  test(sentence, async () => {
    const audited = await audit(policy, origin);
    assert.deepEqual(audited.codes, codes, audited.findings.map(({ message }) => message).join('\n'));
    assert.equal(audited.status, codes.length > 0 ? 1 : 0);
    for (const { change } of audited.findings) assert.match(change, /^On the server: /);
  });
}

test('nothing is sent but OPTIONS and GET, each at an address of its own', async () => {
  const { requests } = await audit(
    { allows: (origin) => origin === APP }, APP,
    ['-X', 'DELETE', '--cookie', 'a=1', '--credentials', '-d', 'x']
  );
  assert.ok(requests.length > 10);
  assert.deepEqual([...new Set(requests.map(({ method }) => method))].sort(), ['GET', 'OPTIONS']);
  assert.ok(requests.every(({ url }) => /^\/items\?own=1&with-cors-probe=[\da-f-]{36}$/.test(url!)));
  assert.equal(new Set(requests.map(({ url }) => url)).size, requests.length);
  assert.ok(
    requests.every(({ headers }) => headers.cookie === undefined && headers['content-length'] === undefined)
  );
  assert.ok(
    requests.filter(({ method }) => method === 'OPTIONS').every(
      ({ headers }) => headers['access-control-request-method'] === 'DELETE'
    )
  );
});
test('or HEAD, where HEAD is asked for', async () => {
  const { requests } = await audit({ allows: () => false }, APP, ['-X', 'HEAD']);
  assert.deepEqual([...new Set(requests.map(({ method }) => method))].sort(), ['HEAD', 'OPTIONS']);
});
test('credentials make it worse, and are told', async () => {
  const { findings } = await audit({ allows: () => true, credentials: true });
  assert.match(findings[0]!.message, /^Any origin is reflected, with credentials: /);
});

describe('what could not be looked at is told', () => {
  interface Told {
    readonly status: number;
    readonly codes: readonly string[];
    readonly gaps: readonly { readonly message: string; readonly change: string }[];
    readonly stdout: string
  }
  const told = (listener: RequestListener, path = '/items'): Promise<Told> =>
    withListener(listener, async (port) => {
    const run = (...args: string[]): Promise<{ status: number; stdout: string }> => new Promise((resolve) => {
      execFile(process.execPath,
        [COMMAND, `http://localhost:${port}${path}`, '--origin', APP, '--audit', ...args],
        (error, stdout) => {
        resolve({ status: Number(error?.code ?? 0), stdout });
      });
    });
    const { stdout } = await run();
    const { status, stdout: json } = await run('--json');
    const { findings, gaps } = JSON.parse(json) as { findings: { code: string }[]; gaps: Told['gaps'] };
    return { status, codes: findings.map(({ code }) => code), gaps, stdout: stdout.replace(/\s+/g, ' ') };
  });
  const reflect: RequestListener = ({ headers: { origin } }, response) => {
    response.setHeader('Vary', 'Origin');
    if (origin !== undefined) response.setHeader('Access-Control-Allow-Origin', origin);
  };

  test('no response to OPTIONS, beside what the GETs have found', async () => {
    const { status, codes, gaps, stdout } = await told((request, response) => {
      reflect(request, response);
      if (request.method === 'OPTIONS') request.socket.destroy();
      else response.end();
    });
    assert.deepEqual([status, codes, gaps.length], [1, ['any-origin'], 1]);
    assert.match(
      gaps[0]!.message,
      /^1 of 4 requests \(OPTIONS\) got no response: localhost:\d+ closed the connection without a response\. No more OPTIONS requests were sent\.$/
    );
    assert.match(
      stdout,
      /^any-origin Any origin is reflected: .* Not seen\. 1 of 4 requests .* 4 requests were sent \(GET 200, OPTIONS without a response\)\. https:\/\/app\.example\.com itself is allowed\. $/
    );
  });
  test('no response to one origin: the next are asked about, and without findings the status is 2',
    async () => {
    const { status, codes, gaps, stdout } = await told((request, response) => {
      if (request.headers.origin === 'null') request.socket.destroy();
      else response.end();
    });
    assert.deepEqual([status, codes, gaps.length], [2, [], 1]);
    assert.match(
      gaps[0]!.message,
      /^2 of \d\d requests \(GET and OPTIONS\) got no response: localhost:\d+ closed the connection without a response\.$/
    );
    assert.match(gaps[0]!.change, /^On the server: see its log/);
    assert.doesNotMatch(stdout, /Nothing found/);
  });

  const redirects: [sentence: string, path: string, target: RegExp][] = [
    ['a redirect to the slash', '/items', /http:\/\/localhost:\d+\/items\//],
    ['a redirect that keeps the query', '/items?own=1', /http:\/\/localhost:\d+\/items\/\?own=1/],
  ];
  for (const [sentence, path, target] of redirects) {
    test(sentence, async () => {
      const { status, codes, gaps, stdout } = await told((request, response) => {
        const { pathname, search } = new URL(request.url!, 'http://localhost');
        if (pathname === '/items') response.writeHead(301, { Location: `/items/${search}` });
        else reflect(request, response);
        response.end();
      }, path);
      assert.deepEqual([status, codes, gaps.length], [2, [], 1]);
      assert.match(
        gaps[0]!.message,
        new RegExp(
          `^The server redirects \\(301\\) to ${target.source}, and what is there was not looked at\\.$`
        )
      );
      assert.match(
        gaps[0]!.change, new RegExp(`^Audit ${target.source} itself: no redirect is followed\\.$`)
      );
      assert.match(
        stdout, /^Not seen\. The server redirects .* requests were sent \(GET 301, OPTIONS 301\)\./
      );
    });
  }
  for (const [sentence, statusCode, location] of [
    ['a redirect to nowhere', 302, undefined], ['a redirect to what is no URL', 302, 'http://['],
    ['a redirect to another scheme', 302, 'app://items/'], ['a Location without a redirect', 201, '/items/1'],
  ] as const) {
    test(`${sentence} leaves nothing to look at`, async () => {
      const { status, gaps } = await told((_, response) => {
        if (location !== undefined) response.setHeader('Location', location);
        response.writeHead(statusCode).end();
      });
      assert.deepEqual([status, gaps], [0, []]);
    });
  }
  test('a redirect of preflights alone, which nobody follows, is none', async () => {
    const { status, gaps } = await told((request, response) => {
      if (request.method === 'OPTIONS') response.writeHead(302, { Location: '/login' });
      response.end();
    });
    assert.deepEqual([status, gaps], [0, []]);
  });

  test('a request is waited for 10 s, a method once, and all of them a minute', async ({ mock }) => {
    const { audit: auditBy } = await import(moduleOf('audit')) as typeof import('../../dist/page/audit.js');
    mock.timers.enable({ apis: ['setTimeout'] });
    const slow = async (seconds: number,
      isSilent: (method: string) => boolean): Promise<Awaited<ReturnType<typeof auditBy>>> =>
        auditBy((signal) => ({ method }) => {
      mock.timers.tick(seconds * 1000);
      if (isSilent(method)) mock.timers.tick(10_000);
      signal.throwIfAborted();
      return Promise.resolve(
        { status: 200, reason: '', headers: [], body: () => Promise.reject(new Error()),
          close: () => undefined }
      );
    }, new URL('http://localhost/'), APP, 'GET');
    const waited = await slow(0, (method) => method === 'OPTIONS');
    assert.deepEqual(
      waited.gaps.map(({ message }) => message),
      [`1 of ${waited.exchanges.length} requests (OPTIONS) got no response: No response came within 10000 ms. No more OPTIONS requests were sent.`]
    );
    const lasted = await slow(9, () => false);
    assert.deepEqual(
      lasted.gaps.map(({ message }) => message),
      ['2 of 8 requests (OPTIONS and GET) got no response: No response came within 60000 ms. No more OPTIONS and GET requests were sent.']
    );
  });
  test('a mistake of the audit\'s own is no silence', async () => {
    const { audit: auditBy } = await import(moduleOf('audit')) as typeof import('../../dist/page/audit.js');
    await assert.rejects(
      auditBy(() => () => Promise.reject(new Error('own')), new URL('http://localhost/'), APP, 'GET'),
      /^Error: own$/
    );
  });
});
