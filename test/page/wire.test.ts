// The network as it is: what is sent byte by byte, servers that misbehave, certificates, time. Nothing
// rejects, and each ends.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { describe, test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { createPage, type AskOptions, type PageOptions, type Verdict } from 'with-cors/page';
import { moduleOf } from './built.ts';
import { certificate } from './certificate.ts';
import { serve, withBytes, withListener } from './servers.ts';

const ORIGIN = 'http://localhost:1';
const HEAD = 'HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n';
const ask = (url: string, options: PageOptions = {}, call: AskOptions = {}): Promise<Verdict> =>
  createPage(ORIGIN, options).ask(url, call);
const at = (port: number): string => `http://localhost:${port}/`;
const codeOf = (verdict: Verdict): string => 'code' in verdict ? verdict.code : verdict.outcome;

describe('what servers send', () => {
  const table: [sentence: string, bytes: string, code: string][] = [
    ['nothing', '', 'connection-closed'],
    ['garbage', 'garbage\r\n\r\n', 'not-http'],
    ['binary garbage', '\0\x01\x02\xff'.repeat(100), 'not-http'],
    ['half a head', 'HTTP/1.1 200 OK\r\nAccess-Con', 'connection-closed'],
    ['a head of 1 MB', `${HEAD}X-Long: ${'a'.repeat(1_000_000)}\r\n\r\n`, 'head-too-large'],
    ['a head of 200 KB', `${HEAD}X-Long: ${'a'.repeat(200_000)}\r\n\r\n`, 'readable'],
    ['3000 headers', `${HEAD}${'A: b\r\n'.repeat(3000)}\r\n`, 'readable'],
    ['two lengths', `${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nx`, 'not-http'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'not-http'],
    ['101 without Upgrade', `HTTP/1.1 101 Switching Protocols\r\n\r\n${HEAD}\r\nx`, 'not-http'],
    ['NUL in a header', `${HEAD}X: a\0b\r\n\r\nx`, 'not-http'],
    ['101 that nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n', 'not-http'],
    ['HTTP/1.0 with bare line feeds', 'HTTP/1.0 200 OK\nAccess-Control-Allow-Origin: *\n\nx', 'readable'],
    ['no reason phrase', 'HTTP/1.1 200\r\nAccess-Control-Allow-Origin: *\r\n\r\nx', 'readable'],
    ['a folded header', 'HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin:\r\n *\r\n\r\nx', 'readable'],
    ['status 999', 'HTTP/1.1 999 X\r\nAccess-Control-Allow-Origin: *\r\n\r\nx', 'readable'],
    ['informational responses before the one that counts',
      `HTTP/1.1 103 Early Hints\r\nAccess-Control-Allow-Origin: https://other.example\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n${HEAD}\r\nx`,
      'readable'],
    ['permission in an informational response alone',
      'HTTP/1.1 103 Early Hints\r\nAccess-Control-Allow-Origin: *\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx',
      'allow-origin-missing'],
    ['a body that breaks off', `${HEAD}Content-Length: 100\r\n\r\nhalf`, 'readable'],
    ['chunks that are none', `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 'readable'],
    ['a redirect to itself', `HTTP/1.1 302 Found\r\nAccess-Control-Allow-Origin: *\r\nLocation: /\r\n\r\n`,
      'redirect-count'],
    ['a Location in UTF-8',
      `HTTP/1.1 302 Found\r\nAccess-Control-Allow-Origin: *\r\nLocation: ftp://x/\xc3\xa4\r\n\r\n`,
      'redirect-scheme'],
  ];
  for (const [sentence, bytes, code] of table) {
    test(`${sentence}: ${code}`, () => withBytes(Buffer.from(bytes, 'latin1'), async (port) => {
      const verdict = await ask(at(port));
      assert.equal(codeOf(verdict), code, verdict.message);
      if (verdict.outcome === 'no-answer') assert.match(verdict.change, /^(?:On the server|In the page): /);
      if (sentence === 'a body that breaks off') assert.match(verdict.notes.join(), /didn't come to its end/);
    }));
  }

  for (const [what, line, objection] of [
    ['the same length twice', 'Content-Length: 2\r\nContent-Length: 2', 'Duplicate Content-Length'],
    ['the same length twice on a line', 'Content-Length: 2, 2', 'Invalid character in Content-Length'],
    ['a negative length', 'Content-Length: -1', 'Invalid character in Content-Length'],
    ['an empty length', 'Content-Length:', 'Empty Content-Length'],
    ['a line without a colon', 'colon', 'Invalid header token'],
  ] as const) {
    test(`${what}, which browsers may read, is told as what Node's parser says, and not as a wrong port`,
      () => withBytes(`${HEAD}${line}\r\n\r\nhi`, async (port) => {
      const verdict = await ask(at(port));
      assert.ok(verdict.outcome === 'no-answer', verdict.message);
      assert.equal(
        verdict.message,
        `localhost:${port} sends a response head that Node's parser can't read (${objection}); browsers may.`
      );
      assert.doesNotMatch(verdict.change, /port/);
    }));
  }
  test('what doesn\'t begin with HTTP/ may come from a wrong port',
    () => withBytes('SSH-2.0-OpenSSH_9.2\r\n', async (port) => {
    const verdict = await ask(at(port));
    assert.match(verdict.outcome === 'no-answer' ? verdict.change : '', /check that the port/);
  }));

  const long = 200_000;
  const slow: [sentence: string, head: string, code: string, call: AskOptions][] = [
    ['white space inside a list',
      `Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: a${' '.repeat(long)}b`,
      'preflight-list', { method: 'PUT' }],
    ['commas', `Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: ${','.repeat(long)}`,
      'preflight-method', { method: 'PUT' }],
    ['slashes', `Access-Control-Allow-Origin: ${ORIGIN}${'/'.repeat(long)}b`, 'allow-origin-mismatch', {}],
    ['white space inside an origin', `Access-Control-Allow-Origin: a${' '.repeat(long)}b`,
      'allow-origin-multiple', {}],
    ['digits',
      `Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: PUT\r\nAccess-Control-Max-Age: ${'9'.repeat(long)}`,
      'readable', { method: 'PUT' }],
  ];
  for (const [sentence, head, code, call] of slow) {
    test(`${sentence} by the hundred thousand are read at once, and told in a short sentence`,
      () => withBytes(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`, async (port) => {
      const verdict = await ask(at(port), { timeout: 20_000 }, call);
      assert.equal(codeOf(verdict), code, verdict.message.slice(0, 500));
      assert.ok(
        verdict.message.length < 1000 && verdict.notes.join('').length < 1000
          && (!('change' in verdict) || verdict.change!.length < 1000)
      );
    }));
  }
  // Work that grows by the square of the names would take minutes here.
  const names = Array.from({ length: 20_000 }, (_, at) => `x-${at}`);
  const lists: [sentence: string, head: string, call: AskOptions][] = [
    ['allowed methods', `Access-Control-Allow-Methods: PUT,${names.join()}\r\nAccess-Control-Max-Age: 600`,
      { method: 'PUT' }],
    ['allowed headers', `Access-Control-Allow-Methods: PUT\r\nAccess-Control-Allow-Headers: ${names.join()}`,
      { method: 'PUT', headers: names.slice(0, 5000).map((name): [string, string] => [name, '']) }],
    ['exposed headers',
      `Access-Control-Expose-Headers: ${names.slice(0, 13_000).join()}\r\n${names.slice(0, 13_000).join(':\r\n')}:`,
      {}],
    ['headers exposed by a star', `Access-Control-Expose-Headers: *\r\n${names.join(':\r\n')}:`, {}],
  ];
  for (const [sentence, head, call] of lists) {
    test(`${sentence} by the ten thousand are read at once`, () => serve(net.createServer((socket) => {
      socket.once(
        'data', () => socket.end(`HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n${head}\r\n\r\n`)
      ).resume();
    }), async (port) => {
      const page = createPage(ORIGIN);
      const before = performance.now();
      for (let round = 0; round < 2; round++) assert.equal(
        codeOf(await page.ask(at(port), call)), 'readable'
      );
      assert.ok(performance.now() - before < 3000, `${performance.now() - before} ms`);
    }));
  }
  test('a host of labels by the ten thousand is judged at once', async () => {
    const before = performance.now();
    const verdict = await createPage('https://app.example.com').ask(`https://${'a.'.repeat(60_000)}com/`);
    assert.equal(verdict.outcome, 'no-answer');
    assert.ok(performance.now() - before < 3000, `${performance.now() - before} ms`);
  });
  for (const [sentence, head] of [
    ['an origin', 'Access-Control-Allow-Origin: \x1b[2J\x9b'],
    ['a cookie',
      `Access-Control-Allow-Origin: ${ORIGIN}\r\nAccess-Control-Allow-Credentials: true\r\nSet-Cookie: \x1b[2J=1; SameSite=\x1b[2J`],
  ] as const) {
    test(`${sentence} with control characters is told without them`,
      () => withBytes(Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`, 'latin1'), async (port) => {
      const verdict = await ask(`http://127.0.0.1:${port}/`, {}, { credentials: 'include' });
      const { message, change = '' } = verdict as { message: string; change?: string };
      assert.match(message + change, /\\u001b/);
      assert.doesNotMatch(message + change, /[^ -~]/);
    }));
  }
  test('a redirect to a host of a hundred thousand letters is judged at once', () => withBytes(
    `HTTP/1.1 302 Found\r\nAccess-Control-Allow-Origin: *\r\nLocation: http://${'a'.repeat(long)}/\r\n\r\n`,
    async (port) => {
      const verdict = await ask(at(port));
      assert.ok(
        ['no-answer', 'refused'].includes(verdict.outcome) && verdict.message.length < 1000,
        verdict.message.slice(0, 500)
      );
    },
  ));
  test('a 413 that comes while the body is still on its way is read', () => withListener((_, response) => {
    response.writeHead(413, { Connection: 'close' }).end();
  }, async (port) => {
    const verdict = await ask(at(port), {}, { method: 'POST', body: 'x'.repeat(20_000_000) });
    assert.equal(codeOf(verdict), 'allow-origin-missing');
    assert.match('change' in verdict ? verdict.change! : '', /The body was too long/);
  }));
  test('no timer is left when a call is over', () => withBytes(`${HEAD}\r\nx`, async (port) => {
    const timers = (): number => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    const before = timers();
    await ask(at(port));
    assert.equal(timers(), before);
  }));

  const endless: [sentence: string, code: string, start: string, more: string][] = [
    ['a head that never ends', 'timeout', `${HEAD}X: `, 'a'],
    ['informational responses without end', 'timeout', '',
      'HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n'.repeat(100)],
    ['a body that drips', 'readable', `${HEAD}\r\n`, 'x'],
    ['silence', 'timeout', '', ''],
  ];
  for (const [sentence, code, start, more] of endless) {
    test(`${sentence} ends at the time limit: ${code}`, () => serve(net.createServer((socket) => {
      socket.write(start);
      const timer = setInterval(() => { socket.write(more); }, 5);
      socket.on('close', () => { clearInterval(timer); });
    }), async (port) => {
      const verdict = await ask(at(port), { timeout: 300 });
      assert.equal(codeOf(verdict), code, verdict.message);
      if (code === 'readable') assert.match(verdict.notes.join(), /didn't come to its end/);
    }));
  }

  test('an endless body is read to its first megabyte, and the connection closed', async () => {
    let closed: Promise<unknown> | undefined;
    await serve(net.createServer((socket) => {
      closed = new Promise((resolve) => { socket.on('close', resolve); });
      socket.write(`${HEAD}\r\n`);
      const more = (): void => { while (socket.writable && socket.write(Buffer.alloc(65_536, 'x'))); };
      socket.on('drain', more);
      more();
    }), async (port) => {
      const verdict = await ask(at(port));
      assert.ok(verdict.outcome === 'readable', verdict.message);
      assert.equal(verdict.body.length, 1024 * 1024);
      assert.match(verdict.notes.join(), /longer than 1048576 bytes/);
      await closed;
    });
  });

  for (const [coding, compress] of [
    ['gzip', gzipSync], ['deflate', deflateSync], ['br', brotliCompressSync]
  ] as const) {
    test(`${coding} is decompressed, and no bomb goes off`, async () => {
      const send = (text: string): Promise<Verdict> => withListener((_, response) => {
        response.setHeader('Access-Control-Allow-Origin', '*').setHeader('Content-Encoding', coding).end(
          compress(text)
        );
      }, (port) => ask(at(port)));
      const verdict = await send('hällo');
      assert.equal(verdict.outcome === 'readable' && verdict.body, 'hällo');
      const bomb = await send('x'.repeat(20_000_000));
      assert.equal(bomb.outcome === 'readable' && bomb.body.length, 1024 * 1024);
    });
  }
  const zipped = gzipSync('hello');
  // with all that there may be
  const header = Buffer.from([0x1F, 0x8B, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3, 3, 0, 1, 0, 2]);
  const codings: [sentence: string, coding: string, body: Buffer, text: string][] = [
    ['gzip with bytes after its end', 'gzip', Buffer.concat([zipped, Buffer.from('more')]), 'hello'],
    ['gzip with another gzip after its end', 'gzip', Buffer.concat([zipped, zipped]), 'hello'],
    ['gzip with a name and a comment', 'x-gzip',
      Buffer.concat([header, Buffer.from('name\0comment\0hc'), deflateRawSync('hello')]), 'hello'],
    ['deflate without the head of zlib', 'deflate', deflateRawSync('hello'), 'hello'],
    ['deflate with bytes after its end', 'Deflate',
      Buffer.concat([deflateSync('hello'), Buffer.from('more')]), 'hello'],
    ['gzip of gzip', 'gzip, gzip', gzipSync(zipped), 'hello'],
    ['gzip of brotli', ' br,,\tgzip', gzipSync(brotliCompressSync('hello')), 'hello'],
    ['an empty body', 'gzip', Buffer.alloc(0), ''],
    ['an unknown coding', 'rot13, gzip', zipped, new TextDecoder().decode(zipped)],
    ['more codings than are undone', 'gzip,'.repeat(11), zipped, new TextDecoder().decode(zipped)],
  ];
  for (const [sentence, coding, body, text] of codings) {
    test(`${sentence} is read as in browsers`,
      () =>
        withBytes(Buffer.concat([Buffer.from(`${HEAD}Content-Encoding: ${coding}\r\n\r\n`), body]),
          async (port) => {
      const verdict = await ask(at(port));
      assert.deepEqual([verdict.outcome === 'readable' && verdict.body, verdict.notes], [text, []]);
    }));
  }
  for (const status of [204, 304]) {
    test(`${status} with a coding has an empty body`,
      () =>
        withBytes(`HTTP/1.1 ${status} X\r\nAccess-Control-Allow-Origin: *\r\nContent-Encoding: gzip\r\n\r\n`,
          async (port) => {
      const verdict = await ask(at(port));
      assert.deepEqual([verdict.outcome === 'readable' && verdict.body, verdict.notes], ['', []]);
    }));
  }
  test('a bomb in a bomb is cut',
    () =>
      withBytes(Buffer.concat(
        [Buffer.from(`${HEAD}Content-Encoding: gzip, gzip\r\n\r\n`),
          gzipSync(gzipSync(Buffer.alloc(20_000_000, 'x')))]
      ), async (port) => {
    const verdict = await ask(at(port));
    assert.equal(verdict.outcome === 'readable' && verdict.body.length, 1024 * 1024);
    assert.match(verdict.notes.join(), /longer than 1048576 bytes/);
  }));
  test('what had come of a compressed body is read, though time is up',
    () => serve(net.createServer((socket) => {
    socket.write(
      Buffer.concat([Buffer.from(`${HEAD}Content-Encoding: gzip\r\n\r\n`), zipped.subarray(0, -8)])
    );
  }), async (port) => {
    const verdict = await ask(at(port), { timeout: 300 });
    assert.equal(verdict.outcome === 'readable' && verdict.body, 'hello');
    assert.match(verdict.notes.join(), /didn't come to its end/);
  }));
  test('a compressed body that breaks off is a note', () => withBytes(Buffer.concat([
    Buffer.from(`${HEAD}Content-Encoding: gzip\r\nContent-Length: 10000\r\n\r\n`),
    gzipSync('x'.repeat(20_000)).subarray(0, 30),
  ]), async (port) => {
    const verdict = await ask(at(port));
    assert.equal(verdict.outcome, 'readable');
    assert.match(verdict.notes.join(), /didn't come to its end/);
  }));
  for (const body of ['plain', '{"a":1}', 'KLMN']) { // the last two are raw deflate, too
    const response = `${HEAD}Content-Encoding: gzip\r\n\r\n${body}`;
    test(`what is not compressed as it says is a note: ${body}`, () => withBytes(response, async (port) => {
      const verdict = await ask(at(port));
      assert.equal(verdict.outcome === 'readable' && verdict.body, '');
      assert.match(verdict.notes.join(), /not what Content-Encoding says/);
    }));
  }
  test('a response without permission is not read', async () => {
    let closed: Promise<unknown> | undefined;
    await serve(net.createServer((socket) => {
      closed = new Promise((resolve) => { socket.on('close', resolve); });
      socket.resume().write('HTTP/1.1 200 OK\r\n\r\nbody');
    }), async (port) => {
      assert.equal(codeOf(await ask(at(port))), 'allow-origin-missing');
      await closed;
    });
  });
});

describe('what is sent', () => {
  const sent = (call: AskOptions, host = 'localhost', listen = '127.0.0.1'): Promise<string> =>
    new Promise((resolve, reject) => {
    serve(net.createServer((socket) => {
      socket.once('data', (data) => {
        resolve(data.toString('latin1'));
        socket.end(`${HEAD}Access-Control-Allow-Methods: *\r\n\r\n`);
      });
    }),
      (port) => ask(`http://${host}:${port}/a%20b?c#d`, {}, { ...call, credentials: 'omit' }),
      listen).catch(reject);
  });
  test('the path and the query, without the fragment', async () => {
    assert.match(await sent({}), /^GET \/a%20b\?c HTTP\/1\.1\r\nHost: localhost:\d+\r\n/);
  });
  test('to localhost, where Node looks for one address only', async () => {
    const before = net.getDefaultAutoSelectFamily();
    net.setDefaultAutoSelectFamily(false);
    try {
      assert.match(await sent({}), /^GET /);
    } finally {
      net.setDefaultAutoSelectFamily(before);
    }
  });
  test('to IPv6', async () => {
    assert.match(await sent({}, '[::1]', '::1'), /^GET .*\r\nHost: \[::1\]:\d+\r\n/);
  });
  test('a POST without a body has its length', async () => {
    assert.match(await sent({ method: 'POST' }), /\r\nContent-Length: 0\r\n/);
  });
  test('a GET has none', async () => {
    assert.doesNotMatch(await sent({}), /content-length|transfer-encoding/i);
  });
  test('header names keep their case', async () => {
    assert.match(await sent({ headers: { 'ACCEPT-language': 'de' } }), /\r\nACCEPT-language: de\r\n/);
  });

  for (const method of ['patch', 'Delete', 'own', 'X~y']) {
    test(`the method ${method}, as a browser writes it`, async () => {
      const lines: string[] = [];
      await serve(net.createServer((socket) => {
        socket.once('data', (data) => {
          lines.push(
            data.toString().split('\r\n')[0]!,
            /content-length|transfer-encoding/i.test(data.toString()) ? 'framed' : ''
          );
          socket.end(`${HEAD}Access-Control-Allow-Methods: *\r\n\r\n`);
        });
      }), async (port) => { assert.equal((await ask(at(port), {}, { method })).outcome, 'readable'); });
      assert.deepEqual(
        lines, ['OPTIONS / HTTP/1.1', '', `${method === 'Delete' ? 'DELETE' : method} / HTTP/1.1`, '']
      );
    });
  }
  test('a control character is sent, or it is told that this Node doesn\'t send it',
    () => withListener((_, response) => { response.end(); }, async (port) => {
    assert.match(
      codeOf(await createPage(`http://localhost:${port}`).ask('/', { headers: { Accept: 'a\x01b' } })),
      /^(?:not-sendable|readable)$/
    );
  }));
  test('connections are closed', async () => {
    const server = http.createServer((_, response) => {
      response.setHeader('Access-Control-Allow-Origin', '*').end('x');
    });
    const closed: Promise<unknown>[] = [];
    server.on('connection', (socket) => {
      closed.push(new Promise((resolve) => { socket.on('close', resolve); }));
    });
    await serve(server, async (port) => {
      const page = createPage(ORIGIN);
      for (let round = 0; round < 3; round++) await page.ask(at(port));
      assert.equal(closed.length, 3);
      await Promise.all(closed);
    });
  });
});

describe('an error of Node\'s', () => {
  const url = new URL('http://localhost:1/');
  const table: [error: Error & { code?: string; errors?: unknown[] }, code: string][] = [
    [Object.assign(new Error('getaddrinfo'), { code: 'EAI_AGAIN' }), 'dns'],
    [Object.assign(new AggregateError([Object.assign(new Error(), { code: 'ECONNREFUSED' })])),
      'connection-refused'],
    [Object.assign(new Error(), { code: 'EHOSTUNREACH' }), 'unreachable'],
    [Object.assign(new Error(), { code: 'ETIMEDOUT' }), 'unreachable'],
    [Object.assign(new Error(), { code: 'EPIPE' }), 'connection-closed'],
    [Object.assign(new Error('Invalid character in header content'), { code: 'ERR_INVALID_CHAR' }),
      'not-sendable'],
    [Object.assign(new Error(), { code: 'CERT_HAS_EXPIRED' }), 'certificate'],
    [Object.assign(new Error(), { code: 'EPROTO' }), 'tls'],
    [Object.assign(new Error(), { code: 'EMFILE' }), 'unreachable'],
    [new Error('of another kind'), 'unreachable'],
    [new Error(''), 'unreachable'],
  ];
  for (const [error, code] of table) {
    test(`${error.code ?? (error.message || error.name)} is told as ${code}, with what to change and where`,
      async () => {
      const { explain } =
        await import(moduleOf('no-answer')) as typeof import('../../dist/page/no-answer.js');
      const told = explain(error, url);
      assert.equal(told.code, code);
      assert.match(told.message, /^[A-Z].*\.$|^localhost:1 .*\.$/);
      assert.match(told.change, /^(?:On the server|In the page): .*\.$/);
      assert.match(told.netError, /^net::ERR_[A-Z_]+$/);
    });
  }
});

describe('no server', () => {
  test('a closed port', async () => {
    const port = await serve(net.createServer(), (free) => Promise.resolve(free));
    const verdict = await ask(at(port));
    assert.deepEqual([verdict.outcome, codeOf(verdict)], ['no-answer', 'connection-refused']);
    assert.equal(verdict.exchanges.length, 1);
    assert.equal(verdict.exchanges[0]!.received, undefined);
  });
  test('a name that nobody has', async () => {
    assert.equal(codeOf(await ask('http://nobody.invalid/')), 'dns');
  });
  test('a reset connection',
    () =>
      serve(net.createServer((socket) => { socket.once('data', () => { socket.resetAndDestroy(); }); }),
        async (port) => {
    assert.equal(codeOf(await ask(at(port))), 'connection-closed');
  }));
  test('TLS to a server that has none', () => withBytes('garbage', async (port) => {
    assert.equal(codeOf(await ask(`https://localhost:${port}/`)), 'tls');
  }));
  test('HTTP to a server that speaks TLS',
    () => serve(https.createServer(certificate('localhost')), async (port) => {
    assert.match(codeOf(await ask(at(port))), /^(?:connection-closed|not-http)$/);
  }));
});

describe('certificates', () => {
  const own = certificate('localhost');
  const other = certificate('other.localhost');
  const secure = (keys: { readonly key: Buffer; readonly cert: Buffer }, options: PageOptions,
    host = 'localhost'): Promise<Verdict> =>
    serve(
      https.createServer(keys, (_, response) => {
        response.setHeader('Access-Control-Allow-Origin', '*').end('x');
      }), (port) => ask(`https://${host}:${port}/`, options)
    );
  test('one that nobody vouches for is refused', async () => {
    const verdict = await secure(own, {});
    assert.deepEqual(
      [verdict.outcome, codeOf(verdict), 'console' in verdict && verdict.console],
      ['no-answer', 'certificate', 'Failed to load resource: net::ERR_CERT_AUTHORITY_INVALID']
    );
  });
  test('one that `ca` vouches for is taken', async () => {
    assert.equal((await secure(own, { ca: own.cert })).outcome, 'readable');
  });
  test('one of another name is refused all the same', async () => {
    const verdict = await secure(other, { ca: other.cert });
    assert.match('console' in verdict ? verdict.console : '', /ERR_CERT_COMMON_NAME_INVALID/);
  });
  test('but not by its own name', async () => {
    assert.equal((await secure(other, { ca: [other.cert] }, 'other.localhost')).outcome, 'readable');
  });
  test('`insecure` takes them all', async () => {
    assert.equal((await secure(other, { insecure: true })).outcome, 'readable');
  });
});

describe('signals', () => {
  const silent =
    <Result>(use: (port: number, arrived: Promise<unknown>) => Promise<Result>): Promise<Result> => {
    const server = net.createServer();
    const arrived = once(server, 'connection');
    return serve(server, (port) => use(port, arrived));
  };
  test('end a call', () => silent(async (port, arrived) => {
    const controller = new AbortController();
    const verdict = ask(at(port), {}, { signal: controller.signal });
    await arrived;
    controller.abort();
    assert.equal(codeOf(await verdict), 'aborted');
  }));
  const endless: PageOptions['cookies'] = () => new Promise(() => undefined);
  test('and time end cookies(), before anything is sent', async () => {
    const controller = new AbortController();
    const page = createPage(
      ORIGIN, { signal: controller.signal, cookies: () => { controller.abort(); return endless(''); } }
    );
    const aborted = await page.ask(at(2), { credentials: 'include' });
    const late =
      await createPage(ORIGIN, { cookies: endless, timeout: 100 }).ask(at(2), { credentials: 'include' });
    assert.deepEqual(
      [aborted, late].map((verdict) => [codeOf(verdict), verdict.exchanges]),
      [['aborted', []], ['timeout', []]]
    );
    const again = await createPage(
      ORIGIN, { cookies: () => { throw new Error('mine'); }, signal: AbortSignal.abort() }
    ).ask(at(2), { credentials: 'include' });
    assert.equal(codeOf(again), 'aborted');
  });
  test('end a page', () => silent(async (port, arrived) => {
    const controller = new AbortController();
    const page = createPage(ORIGIN, { signal: controller.signal });
    const verdict = page.ask(at(port));
    await arrived;
    controller.abort();
    assert.equal(codeOf(await verdict), 'aborted');
    const again = await page.ask(at(port));
    assert.deepEqual([codeOf(again), again.exchanges], ['aborted', []]);
  }));
});
