// The command as a process: its arguments, its output, its exit status.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import type http from 'node:http';
import { describe, test } from 'node:test';
import { COMMAND } from './built.ts';
import { withListener, withScript, type Head, type Script } from './servers.ts';

const ORIGIN = 'https://app.example.com';
const ANY: Head = { 'Access-Control-Allow-Origin': '*' };

interface Output { readonly status: number; readonly stdout: string; readonly stderr: string }

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Output> {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, NO_COLOR: ___, FORCE_COLOR: ____, ...inherited } =
    process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], { env: { ...inherited, ...env }, timeout: 40_000 },
      (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}

const against = (
  script: Script, args: readonly string[], env?: Readonly<Record<string, string>>,
): Promise<Output & { arrived: readonly string[] }> =>
  withScript(
    script,
    async (address, arrived) =>
      ({ ...await run([`${address}/items`, '--origin', ORIGIN, ...args], env),
        arrived: arrived.map(({ method, url }) => `${method} ${url}`) })
  );

describe('with-cors', () => {
  test('--help shows how it is used, with examples, and that a DELETE deletes', async () => {
    const { status, stdout, stderr } = await run(['--help']);
    assert.deepEqual([status, stderr], [0, '']);
    for (const part of [
      'Usage: with-cors URL --origin ORIGIN', 'Examples:', '--audit', '--preflight', 'a DELETE deletes',
      'Exit status: 0'
    ]) assert.ok(stdout.includes(part), part);
    assert.ok(stdout.split('\n').every((line) => line.length <= 100));
  });

  const wrong: [sentence: string, args: string[], message: RegExp][] = [
    ['no arguments', [], /Expected a URL\./],
    ['no origin', ['http://localhost/'], /Expected --origin ORIGIN/],
    ['two URLs', ['http://a/', 'http://b/', '--origin', ORIGIN], /Expected one URL/],
    ['a host and a port without a scheme', ['localhost:3000/items', '--origin', ORIGIN],
      /Expected a whole URL/],
    ['no URL but a word', ['localhost', '--origin', ORIGIN], /Expected a whole URL/],
    ['an origin with a path', ['http://localhost/', '--origin', `${ORIGIN}/x`],
      /Did you mean 'https:\/\/app\.example\.com'\?/],
    ['an unknown option', ['http://localhost/', '--origin', ORIGIN, '--orgin'], /Unknown option '--orgin'/],
    ['an option without its value', ['http://localhost/', '--origin'], /--origin/],
    ['a header without a colon', ['http://localhost/', '--origin', ORIGIN, '-H', 'X-Own'],
      /Expected a header such as/],
    ['cookies that are no header', ['http://localhost/', '--origin', ORIGIN, '--cookie', 'a=1\n'],
      /Expected cookies such as/],
    ['an option in place of a value', ['http://localhost/', '--origin', '--json'],
      /^with-cors: Option '--origin' argument is ambiguous\. Did you forget [^\\]*\?$/m],
    ['an audit with a password', ['https://user:pass@localhost/', '--origin', ORIGIN, '--audit'],
      /Expected a URL without a user name or password/],
    ['an audit of a blocked port', ['http://localhost:25/', '--origin', ORIGIN, '--audit'],
      /Browsers send nothing to port 25/],
    ['an audit of a forbidden method', ['http://localhost/', '--origin', ORIGIN, '--audit', '-X', 'trace'],
      /Expected a method that fetch\(\) takes; got trace/],
    ['an audit of no method', ['http://localhost/', '--origin', ORIGIN, '--audit', '-X', 'A B'],
      /Expected a method that fetch\(\) takes; got A B/],
    ['an audit of no server', ['ftp://localhost/', '--origin', ORIGIN, '--audit'],
      /Expected an http: or https: URL/],
  ];
  for (const [sentence, args, message] of wrong) {
    test(`${sentence} is wrong usage, with status 2`, async () => {
      const { status, stdout, stderr } = await run(args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, message);
      assert.match(stderr, /--help/);
    });
  }

  const statuses: [
    sentence: string, script: Script, args: string[], status: number, stdout: RegExp, arrived: string[]
  ][] = [
    ['a readable response', { head: ANY }, [], 0,
      /^Readable\. A page on https:\/\/app\.example\.com may read the response, 200\.$/m, ['GET /items']],
    ['an error that is readable', { head: ANY, status: 500 }, [], 0, /may read the response, 500/,
      ['GET /items']],
    ['a failed preflight', { head: ANY }, ['-X', 'DELETE'], 1,
      /^Refused \(preflight-method\): [^]*Change[^]*Console +Access to fetch at [^]*Rule +https:\/\/fetch\.spec/m,
      ['OPTIONS /items']],
    ['an opaque response', {}, ['--mode', 'no-cors'], 1, /^Opaque\./m, ['GET /items']],
    ['a call that fetch() throws on', {}, ['-X', 'TRACE'], 2, /^Nothing was sent\.\n\nInvalid \(method\)/m,
      []],
    ['an unknown mode', {}, ['--mode', 'x'], 2, /^Invalid \(mode\)/m, []],
    ['a body makes it a POST', { head: { ...ANY, 'Access-Control-Allow-Headers': '*' } },
      ['-d', '{}', '-H', 'content-type: application/json'], 0, /Readable/, ['OPTIONS /items', 'POST /items']],
    ['--preflight stops before the request', { head: { ...ANY, 'Access-Control-Allow-Methods': 'DELETE' } },
      ['-X', 'DELETE', '--preflight'], 0,
      /^Allowed\. The preflight allows the request, which was not sent\./m, ['OPTIONS /items']],
    ['--preflight tells a refusal', { head: ANY }, ['-X', 'DELETE', '--preflight'], 1,
      /was not sent: its preflight failed/, ['OPTIONS /items']],
    ['--preflight sends nothing where none is needed', { head: ANY }, ['--preflight'], 0,
      /needs no preflight, so nothing was sent/, []],
  ];
  for (const [sentence, script, args, status, stdout, arrived] of statuses) {
    test(`${sentence}: status ${status}`, async () => {
      const output = await against(script, args);
      assert.match(output.stdout, stdout);
      assert.deepEqual([output.status, output.stderr, output.arrived], [status, '', arrived]);
    });
  }

  test('no server: status 2', async () => {
    const { status, stdout } = await run(['http://nobody.invalid/', '--origin', 'http://app.example.com']);
    assert.equal(status, 2);
    assert.match(stdout, /No response \(dns\): No address is known for nobody\.invalid\./);
  });

  test('an audit of no server: status 2, with what to change', async () => {
    const args = ['http://nobody.invalid/', '--origin', ORIGIN, '--audit'];
    const { status, stdout, stderr } = await run(args);
    assert.deepEqual([status, stderr], [2, '']);
    assert.equal(stdout.replace(/\s+/g, ' '),
      'Not seen. 2 of 2 requests (GET and OPTIONS) got no response: No address is known for nobody.invalid. '
      + 'No more GET and OPTIONS requests were sent. Change In the page: check the host in the URL; on the server: add the name to DNS or to the hosts file. '
      + '2 requests were sent (GET without a response, OPTIONS without a response). ');
    const asJson = await run([...args, '--json']);
    const { findings, gaps, allowed, exchanges } = JSON.parse(
      asJson.stdout
    ) as {
      findings: unknown[];
      gaps: { message: string; change: string }[];
      allowed?: boolean;
      exchanges: unknown[]
    };
    assert.deepEqual(
      [asJson.status, asJson.stderr, findings, allowed, exchanges.length, gaps.length],
      [2, '', [], undefined, 2, 1]
    );
    assert.match(gaps[0]!.message, /No address is known for nobody\.invalid\./);
  });

  test('an audit says what it has found, or that it has found nothing', async () => {
    const nothing = await against({ head: ANY, preflightStatus: 204 }, ['--audit']);
    assert.match(
      nothing.stdout,
      /^Nothing found\. \d+ requests were sent \(GET 200, OPTIONS 204\)\. https:\/\/app\.example\.com itself is allowed\.\n$/
    );
    assert.match((await against({}, ['--audit'])).stdout, /example\.com itself is not allowed\.\n$/);
    const { status, stdout } =
      await against({ head: { ...ANY, 'Access-Control-Allow-Credentials': 'true' } }, ['--audit']);
    assert.equal(status, 1);
    assert.match(
      stdout, /^star-with-credentials .*\.\n {2}Change {3}On the server: [^]*\n\n\d+ requests were sent \(/
    );
  });

  test('what is long is cut, and says how long it is', async () => {
    const { stdout } = await withListener((_, response) => {
      response.setHeader('Access-Control-Allow-Origin', '*').setHeader('X-Own', 'x'.repeat(5000)).end(
        'y'.repeat(1000)
      );
    }, (port) => run([`http://localhost:${port}/`, '--origin', ORIGIN]));
    assert.match(stdout, /< X-Own: x{1993}\.\.\. \(5007 characters\)\n/);
    assert.match(stdout, /^ {4}y{300}\n {4}\.\.\. \(1000 characters\)$/m);
  });

  test('a reader that goes away is no failure, a full disk is', { skip: process.platform !== 'linux' },
    async () => {
    const shell = (script: string): Promise<Output> => new Promise((resolve) => {
      execFile('/bin/sh', ['-c', script, process.execPath, COMMAND], (error, stdout, stderr) => {
        resolve({ status: Number(error?.code ?? 0), stdout, stderr });
      });
    });
    assert.deepEqual(await shell('"$0" "$1" --help | true'), { status: 0, stdout: '', stderr: '' });
    const full = await shell('"$0" "$1" --help > /dev/full');
    assert.equal(full.status, 2);
    assert.match(full.stderr, /^with-cors: .*ENOSPC/);
  });

  test('exchanges are shown as they went over the wire, the preflight first', async () => {
    const { stdout } =
      await against({ head: { ...ANY, 'Access-Control-Allow-Methods': 'PUT' } }, ['-X', 'PUT', '-d', 'x']);
    assert.match(
      stdout,
      /^Preflight OPTIONS [^]*> Access-Control-Request-Method: PUT\n[^]*< 200 OK\n[^]*< Access-Control-Allow-Origin: \*\n[^]*^Request PUT [^]*> Origin: https:\/\/app\.example\.com\n[^]*< 200 OK\n[^]*\n {4}hello\n/m
    );
  });

  for (const [sentence, host, cookies] of [
    ['--cookie goes with --credentials, and to that host alone', '127.0.0.1', ['a=1', 'none']],
    ['also to another port of it, as cookies do', 'localhost', ['a=1', 'a=1']],
  ] as const) {
    test(sentence, async () => {
      const came: string[] = [];
      await withListener((request, response) => {
        came.push(request.headers.cookie ?? 'none');
        response.setHeader('Access-Control-Allow-Origin', 'null').setHeader(
          'Access-Control-Allow-Credentials', 'true'
        ).end();
      }, (port) => withListener((request, response) => {
        came.push(request.headers.cookie ?? 'none');
        response.setHeader('Access-Control-Allow-Origin', ORIGIN).setHeader(
          'Access-Control-Allow-Credentials', 'true'
        ).setHeader('Location', `http://${host}:${port}/`).writeHead(302).end();
      }, (port2) =>
        run([`http://localhost:${port2}/`, '--origin', ORIGIN, '--credentials', '--cookie', 'a=1'])));
      assert.deepEqual(came, cookies);
    });
  }

  test('--cookie without --credentials stays, and that is told', async () => {
    const { stdout } = await against({ head: ANY }, ['--cookie', 'a=1']);
    assert.doesNotMatch(stdout, /> Cookie/);
    assert.match(stdout, /The cookie was not sent: /);
  });

  test('--json is one object, with the headers as pairs', async () => {
    const { stdout, status } = await against({ head: { ...ANY, 'X-Own': '\u009b31m' } }, ['--json']);
    const verdict = JSON.parse(stdout) as { outcome: string; headers: string[][]; exchanges: unknown[] };
    assert.deepEqual(
      [status, verdict.outcome, verdict.headers.map(([name]) => name), verdict.exchanges.length],
      [0, 'readable', ['content-length'], 1]
    );
    assert.doesNotMatch(stdout, /[^\n -~]/);
    assert.equal(
      (JSON.parse(
        (await against({ head: ANY }, ['--json', '--preflight'])).stdout
      ) as { outcome: string }).outcome, 'preflight'
    );
    assert.deepEqual(
      (JSON.parse(
        (await against({ head: ANY }, ['--json', '--audit'])).stdout
      ) as { findings: unknown[] }).findings, []
    );
  });

  test('nothing from the wire steers the terminal', async () => {
    for (const args of [[], ['--json']]) {
      const { stdout } = await withListener((_, response) => {
        response.socket!.end(
          'HTTP/1.1 200 \x1b]0;title\x07\r\nAccess-Control-Allow-Origin: *\r\nX-Own: \x1b[31m\x9b31m\x7f\xe2\x80\xae\r\n\r\n\x1b[2J\r\x9b\u202e\x08',
          'latin1'
        );
      }, (port) => run([`http://localhost:${port}/`, '--origin', ORIGIN, ...args]));
      assert.doesNotMatch(stdout, /[^\n -~]/);
    }
  });

  const colours: [sentence: string, env: Record<string, string>, coloured: boolean][] = [
    ['a pipe has no colour', {}, false], ['FORCE_COLOR has it coloured', { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0 doesn\'t', { FORCE_COLOR: '0' }, false],
    ['FORCE_COLOR is stronger than NO_COLOR, as in Node', { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ];
  for (const [sentence, env, coloured] of colours) {
    test(sentence, async () => {
      assert.equal((await against({ head: ANY }, [], env)).stdout.includes('\x1b['), coloured);
    });
  }
});

describe('near misses', () => {
  const only = (allowed: string, args: readonly string[]): Promise<Output & { asked: string[] }> => {
    const asked: string[] = [];
    return withListener((request, response) => {
      asked.push(`${request.method} ${request.url!.replace(/[\da-f-]{36}$/, 'uuid')}`);
      if (request.headers.origin === allowed) response.setHeader('Access-Control-Allow-Origin', allowed);
      response.end();
    }, async (port) => ({ ...await run([`http://localhost:${port}/`, ...args]), asked }));
  };
  for (const [allowed, difference, origin = ORIGIN] of [
    ['https://example.com', 'the host is example.com instead of www.example.com', 'https://www.example.com'],
    ['http://localhost:5173', 'localhost and 127.0.0.1 are two origins', 'http://127.0.0.1:5173'],
    [`${ORIGIN}/`, 'there is a slash at its end'],
    ['http://app.example.com', 'the scheme is http: instead of https:'],
    ['https://www.app.example.com', 'the host is www.app.example.com instead of app.example.com'],
    [`${ORIGIN}:3000`, 'the port is 3000 instead of the default one'],
  ] as const) {
    test(`of ${origin}, the server allows ${allowed}`, async () => {
      const { status, stdout, asked } = await only(allowed, ['--origin', origin]);
      assert.equal(status, 1);
      assert.ok(
        stdout.replace(/\s+/g, ' ').includes(
          `allow ${origin} instead of, or beside, ${allowed}, which it allows: ${difference}.`
        ), stdout
      );
      assert.ok(asked.slice(1).every((line) => line === 'GET /?with-cors-probe=uuid'), asked.join());
    });
  }
  for (const [sentence, origin, allowed] of [
    ['no server allows what is another origin', ORIGIN, 'https://other.example'],
    ['an origin of another scheme has none', 'capacitor://localhost', 'https://localhost'],
  ] as const) {
    test(sentence, async () => {
      const { status, stdout } = await only(allowed, ['--origin', origin]);
      assert.equal(status, 1);
      assert.match(stdout.replace(/\s+/g, ' '), /send Access-Control-Allow-Origin/);
    });
  }
  test('a server that stops responding leaves the verdict as it was', async () => {
    let responded = false;
    const { status, stdout } = await withListener((request, response) => {
      if (responded) request.socket.destroy();
      else response.end();
      responded = true;
    }, (port) => run([`http://localhost:${port}/`, '--origin', ORIGIN]));
    assert.equal(status, 1);
    assert.match(stdout, /^Refused \(allow-origin-missing\)/m);
  });
  test('a method that changes something is never sent again', async () => {
    const { asked } = await only('http://app.example.com', ['--origin', ORIGIN, '-X', 'POST']);
    assert.equal(asked[0], 'POST /');
    assert.ok(
      asked.length > 1 && asked.slice(1).every((line) => line === 'OPTIONS /?with-cors-probe=uuid'),
      asked.join()
    );
  });
  const LOCAL = 'http://localhost:5173';
  const reflect: http.RequestListener = ({ headers: { origin = '' } }, response) => {
    response.setHeader('Access-Control-Allow-Origin', origin).setHeader(
      'Access-Control-Allow-Methods', 'PUT, patch'
    )
      .setHeader('Access-Control-Allow-Headers', 'content-type');
  };
  const isProbe = ({ url }: http.IncomingMessage): boolean => url!.includes('with-cors-probe');
  const refusedOnce = (status: number, head: Head = {}): http.RequestListener => (request, response) => {
    if (isProbe(request)) reflect(request, response);
    else for (const [name, value] of Object.entries(head)) response.setHeader(name, value);
    response.writeHead(isProbe(request) ? 200 : status).end();
  };
  const failsAfterPreflight = (status: number): http.RequestListener => (request, response) => {
    if (request.method === 'OPTIONS') reflect(request, response);
    response.writeHead(request.method === 'OPTIONS' ? 204 : status).end();
  };
  const fromList = (allowed: readonly string[]): http.RequestListener => (request, response) => {
    if (allowed.includes(request.headers.origin!)) reflect(request, response);
    response.end();
  };
  const kept: [
    sentence: string, listener: http.RequestListener, args: string[], cause: string | undefined,
    change: RegExp
  ][] = [
    ['the preflight has just allowed the page, and PUT gives 500', failsAfterPreflight(500), ['-X', 'PUT'],
      'error-without-headers', /is an error \(500\)/],
    ['the preflight has just allowed the page, and JSON is too long', failsAfterPreflight(413),
      ['-d', '{}', '-H', 'Content-Type: application/json'], 'error-without-headers', /too long/],
    ['it has, and the list holds near misses too', (request, response) => {
      if (request.method === 'OPTIONS'
        && ['http://localhost:3000', LOCAL].includes(request.headers.origin!)) reflect(request, response);
      response.writeHead(request.method === 'OPTIONS' ? 204 : 500).end();
    }, ['-X', 'PUT', '--origin', LOCAL], 'error-without-headers', /is an error \(500\)/],
    ['a text is too long, and a preflight would allow it', failsAfterPreflight(413), ['-d', 'x'],
      'error-without-headers', /too long/],
    ['a request is one too many, and the next is not', refusedOnce(429), [], 'error-without-headers',
      /is an error \(429\)/],
    ['a cache answers, but for the probes', refusedOnce(200, { 'Age': '10', 'X-Cache': 'HIT' }), [],
      'cached-without-vary', /send Vary: Origin/],
    ['a cache answers for a server that allows a near miss alone', (request, response) => {
      if (request.headers.origin === `${ORIGIN}/`) reflect(request, response);
      response.setHeader('Age', '10').end();
    }, [], 'cached-without-vary', /send Vary: Origin/],
    ['a GET is redirected to a login page', refusedOnce(302, { Location: '/login' }), [], undefined,
      /looks like a login page/],
    ['patch is another method', failsAfterPreflight(400), ['-X', 'patch'], 'method-not-allowed',
      /write method: 'PATCH'/],
  ];
  for (const [sentence, listener, args, cause, change] of kept) {
    test(`it is none where ${sentence}`, async () => {
      const { status, stdout } = await withListener(
        listener, (port) => run([`http://localhost:${port}/items`, '--origin', ORIGIN, '--json', ...args])
      );
      const verdict = JSON.parse(stdout) as { code: string; cause?: string; change: string };
      assert.deepEqual(
        [status, verdict.code, verdict.cause], [1, 'allow-origin-missing', cause], verdict.change
      );
      assert.match(verdict.change, change);
    });
  }
  test('after a preflight that has allowed the page, nothing is asked', async () => {
    let count = 0;
    await withListener((request, response) => {
      count += 1;
      failsAfterPreflight(500)(request, response);
    }, (port) => run([`http://localhost:${port}/`, '--origin', ORIGIN, '-X', 'PUT']));
    assert.equal(count, 2);
  });
  test('it is none where the origin became null on the way', async () => {
    const {
      stdout
    } = await withListener(fromList([LOCAL, 'http://localhost:3000']),
    (target) => withListener((request, response) => {
      reflect(request, response);
      response.writeHead(302, { Location: `http://localhost:${target}/` }).end();
    }, (port) => run([`http://localhost:${port}/`, '--origin', 'http://localhost:4200'])));
    assert.match(
      stdout.replace(/\s+/g, ' '), /After such a redirect Origin is null, which must not be allowed/
    );
  });
  test('it is none where a limit of requests has ended meanwhile', async () => {
    let count = 0;
    const { stdout } = await withListener((request, response) => {
      count += 1;
      if (count > 2) reflect(request, response);
      response.writeHead(count > 2 ? 200 : 429).end();
    }, (port) => run([`http://localhost:${port}/`, '--origin', ORIGIN]));
    assert.match(stdout.replace(/\s+/g, ' '), /is an error \(429\)/);
    assert.equal(count, 4);
  });
  test('a server that answers strangers by an error may still know a near miss', async () => {
    const { stdout } = await withListener((request, response) => {
      const isKnown = request.headers.origin === 'http://app.example.com';
      if (isKnown) reflect(request, response);
      response.writeHead(isKnown ? 200 : 403).end();
    }, (port) => run([`http://localhost:${port}/`, '--origin', ORIGIN]));
    assert.match(stdout.replace(/\s+/g, ' '), /beside, http:\/\/app\.example\.com, which it allows/);
  });
  test('localhost and 127.0.0.1 are two', async () => {
    const { stdout } = await only('http://127.0.0.1:5173', ['--origin', 'http://localhost:5173']);
    assert.match(stdout.replace(/\s+/g, ' '), /127\.0\.0\.1 and localhost are two origins/);
  });
});
