// The article's endpoints, `examples/article/`, each requested as the article does it.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  DEADLINE, type Example, examplesFolder, from, preflight, startArticle,
} from '../support/example-process.ts';

const clientPage = 'http://localhost:8080';

type Sentences = Record<string, (server: Example) => Promise<void>>;

const table: Record<string, Sentences> = {
  'without-cors.js': {
    'the response has no CORS header, although it was sent and logged': async (server) => {
      const { status, headers, body } = await server.send('/without-cors', from(clientPage));
      assert.equal(status, 200);
      assert.deepEqual(JSON.parse(body), { msg: '😞 no CORS, no party!' });
      assert.equal(headers['content-type'], 'application/json; charset=utf-8');
      assert.deepEqual(Object.keys(headers).filter((name) => /^access-control-|^vary$/.test(name)), []);
      await server.line(
        /^GET \/without-cors from http:\/\/localhost:8080: answered 200, not readable across origins$/
      );
    },
    'a preflight is a method that it does not know': async (server) => {
      const { status, headers } = await server.send('/without-cors', preflight(clientPage, 'PUT'));
      assert.equal(status, 405);
      assert.equal(headers.allow, 'GET, HEAD');
      assert.equal(headers['access-control-allow-origin'], undefined);
    },
  },

  'with-cors.js': {
    'any page may read the response': async (server) => {
      const { status, headers, body } = await server.send('/with-cors', from('https://anyone.example'));
      assert.equal(status, 200);
      assert.deepEqual(JSON.parse(body), { msg: 'WHOAH with CORS it works! 🔝 🎉' });
      assert.equal(headers['content-type'], 'application/json; charset=utf-8');
      assert.equal(headers['access-control-allow-origin'], '*');
      assert.equal(headers.vary, undefined);
      await server.line(/^GET \/with-cors from https:\/\/anyone\.example: answered 200, readable for \*$/);
    },
    'HEAD has the same head and no body': async (server) => {
      const { status, headers, body } = await server.send('/with-cors',
        { method: 'HEAD', ...from(clientPage) });
      assert.deepEqual([status, headers['access-control-allow-origin'], body], [200, '*', '']);
    },
    'another method is refused, readably': async (server) => {
      const { status, headers } = await server.send('/with-cors', { method: 'DELETE', ...from(clientPage) });
      assert.deepEqual([status, headers.allow, headers['access-control-allow-origin']],
        [405, 'GET, HEAD', '*']);
    },
  },

  'products.js': {
    'https://yourdomain.com may read a product': async (server) => {
      const { status, headers, body } = await server.send('/products/42?size=l',
        from('https://yourdomain.com'));
      assert.equal(status, 200);
      assert.deepEqual(JSON.parse(body), { id: '42', msg: 'This is product 42.' });
      assert.equal(headers['access-control-allow-origin'], 'https://yourdomain.com');
      assert.equal(headers.vary, 'Origin');
    },
    'another origin gets a response, and may not read it': async (server) => {
      const { status, headers } = await server.send('/products/42', from(clientPage));
      assert.deepEqual([status, headers['access-control-allow-origin'], headers.vary],
        [200, undefined, 'Origin']);
    },
    'the demo allows its own client page': async (server) => {
      const client = await server.send('/demo/products/42', from(clientPage));
      assert.equal(client.headers['access-control-allow-origin'], clientPage);
      const other = await server.send('/demo/products/42', from('https://yourdomain.com'));
      assert.equal(other.headers['access-control-allow-origin'], undefined);
    },
    'a product that does not exist is a readable 404': async (server) => {
      const { status, headers } = await server.send('/products/%zz', from('https://yourdomain.com'));
      assert.deepEqual([status, headers['access-control-allow-origin']], [404, 'https://yourdomain.com']);
    },
  },

  'whitelist.js': {
    'both origins of the list may read a product': async (server) => {
      for (const origin of ['http://example1.com', 'http://example2.com']) {
        const { status, headers } = await server.send('/whitelist/products/7', from(origin));
        assert.deepEqual([status, headers['access-control-allow-origin'], headers.vary],
          [200, origin, 'Origin']);
      }
    },
    'every other origin is refused by the server': async (server) => {
      for (const request of [from('http://example3.com'), preflight('http://example3.com', 'GET')]) {
        const { status, headers, body } = await server.send('/whitelist/products/7', request);
        assert.equal(status, 403);
        assert.match(headers['content-type'] ?? '', /^text\/plain/);
        assert.match(body, /^Not allowed by CORS.*http:\/\/example3\.com/);
        assert.doesNotMatch(body, /product 7/);
        assert.equal(headers['access-control-allow-origin'], undefined);
        const reflects = request.method === 'OPTIONS' ? ', Access-Control-Request-Headers' : '';
        assert.equal(headers.vary, `Origin${reflects}`);
      }
    },
    'what is not a page of another origin passes': async (server) => {
      assert.equal((await server.send('/whitelist/products/7')).status, 200);
    },
    'the demo allows its own client page': async (server) => {
      const { status, headers } = await server.send('/demo/whitelist/products/7', from(clientPage));
      assert.deepEqual([status, headers['access-control-allow-origin']], [200, clientPage]);
      const other = await server.send('/demo/whitelist/products/7', from('http://example1.com'));
      assert.equal(other.status, 403);
    },
  },

  'preflight.js': {
    "the preflight's response is the article's, byte for byte": async (server) => {
      const response = await server.sendBytes(
        'OPTIONS /the/resource/you/request HTTP/1.1\r\nHost: localhost:3000\r\n' +
        'Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: origin, x-requested-with, accept\r\n' +
        'Origin: https://your-origin.com\r\nConnection: close\r\n\r\n');
      const [head = '', body] = response.split('\r\n\r\n');
      const [status, ...lines] = head.split('\r\n');
      assert.equal(status, 'HTTP/1.1 200 OK');
      assert.deepEqual(lines.filter((line) => !line.startsWith('Date: ')).sort(), [
        'Access-Control-Allow-Headers: origin, x-requested-with, accept',
        'Access-Control-Allow-Methods: POST, GET, OPTIONS, DELETE',
        'Access-Control-Allow-Origin: https://your-origin.com',
        'Connection: close',
        'Content-Length: 0',
        'Vary: Origin, Access-Control-Request-Headers',
      ]);
      assert.equal(body, '');
    },
    'a preflight from another origin is refused': async (server) => {
      const { status, headers, body } = await server.send('/the/resource/you/request',
        preflight(clientPage, 'POST'));
      assert.equal(status, 403);
      assert.match(body, /^Not allowed by CORS/);
      assert.equal(headers['access-control-allow-methods'], undefined);
    },
    'the request itself goes through': async (server) => {
      const request = { method: 'DELETE', ...from('https://your-origin.com') };
      const { status, headers, body } = await server.send('/the/resource/you/request', request);
      assert.deepEqual([status, JSON.parse(body)], [200, { msg: 'DELETE went through.' }]);
      assert.equal(headers['access-control-allow-origin'], 'https://your-origin.com');
    },
    'an OPTIONS that is not a preflight is the resource\'s': async (server) => {
      const { status, headers } = await server.send('/the/resource/you/request', { method: 'OPTIONS' });
      assert.deepEqual([status, headers.allow], [204, 'POST, GET, HEAD, OPTIONS, DELETE']);
    },
    'the demo allows its own client page': async (server) => {
      const { status, headers } = await server.send('/demo/the/resource/you/request',
        preflight(clientPage, 'DELETE'));
      assert.deepEqual([status, headers['access-control-allow-origin']], [200, clientPage]);
    },
  },

  'preflight-everywhere.js': {
    'a preflight gets a response on every resource, one that does not exist included': async (server) => {
      for (const path of ['/everywhere/books', '/everywhere/authors', '/everywhere/else/as/well']) {
        const { status, headers } = await server.send(path,
          preflight('https://anyone.example', 'PUT', 'x-one'));
        assert.equal(status, 204);
        assert.equal(headers['access-control-allow-origin'], '*');
        assert.equal(headers['access-control-allow-methods'], 'GET, HEAD, PUT, PATCH, POST, DELETE');
        assert.equal(headers['access-control-allow-headers'], 'x-one');
      }
    },
    'every response may be read, a 404 and a 405 included': async (server) => {
      for (const [method, path, status] of [
        ['GET', '/everywhere/books?sort=title', 200], ['GET', '/everywhere/films', 404],
        ['PUT', '/everywhere/books', 405],
      ] as const) {
        const response = await server.send(path, { method, ...from('https://anyone.example') });
        assert.deepEqual([response.status, response.headers['access-control-allow-origin']], [status, '*']);
      }
    },
  },

  'credentials.js': {
    'a cookie is set and read back by the client page': async (server) => {
      const set = await server.send('/credentials', { method: 'POST', ...from(clientPage) });
      const cookie = set.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
      assert.equal(cookie, 'visitor=ada');
      const read = await server.send('/credentials',
        { headers: { Origin: clientPage, Cookie: `other=1; ${cookie}` } });
      assert.deepEqual(JSON.parse(read.body), { visitor: 'ada' });
      for (const { headers } of [set, read]) {
        assert.equal(headers['access-control-allow-origin'], clientPage);
        assert.equal(headers['access-control-allow-credentials'], 'true');
        assert.equal(headers.vary, 'Origin');
      }
    },
    'without the cookie there is no visitor': async (server) => {
      const { body } = await server.send('/credentials',
        { headers: { Origin: clientPage, Cookie: 'notvisitor=x' } });
      assert.deepEqual(JSON.parse(body), { visitor: null });
    },
    'another origin neither sets nor reads it': async (server) => {
      for (const method of ['GET', 'POST']) {
        const { status, headers } = await server.send('/credentials',
          { method, ...from('https://evil.example') });
        assert.equal(status, 403);
        assert.equal(headers['set-cookie'], undefined);
        assert.equal(headers['access-control-allow-credentials'], undefined);
      }
    },
  },

  'server.js': {
    'an unknown path is a 404 that lists the known ones': async (server) => {
      for (const path of ['/', '/products', '/with-cors/', '/WITH-CORS', '/__proto__']) {
        const { status, body } = await server.send(path);
        assert.equal(status, 404, path);
        assert.ok(JSON.parse(body).paths.includes('/with-cors'));
      }
    },
    'a target may be a whole URL': async (server) => {
      const head =
        'GET http://localhost:3000/with-cors?a HTTP/1.1\r\nHost: localhost:3000\r\nConnection: close\r\n';
      assert.match(await server.sendBytes(`${head}\r\n`), /^HTTP\/1\.1 200 OK\r\n/);
    },
    'odd targets and headers get a response, and the server lives': async (server) => {
      for (const target of [
        '//', '//x', '//x/with-cors', '///', '/%', '/products/%E0%A4%A', '/products/', '/?', 'http://[', '*',
        '/\xff',
      ]) {
        for (const method of ['GET', 'HEAD', 'OPTIONS', 'PROPFIND']) {
          const response = await server.sendBytes(
            `${method} ${target} HTTP/1.1\r\nHost: x\r\nOrigin: ${'\x9b'.repeat(1000)}\r\nConnection: close\r\n\r\n`);
          assert.match(response, /^HTTP\/1\.1 4\d\d /, `${method} ${target}`);
        }
      }
      assert.equal((await server.send('/with-cors')).status, 200);
    },
    'what is logged is short and plain': async (server) => {
      await server.send('/with-cors', from('\x9b31m'.repeat(3000)));
      const line = await server.line(/^GET \/with-cors from \?31m/);
      assert.match(line, /^[\x20-\x7e]{1,250}$/);
      assert.match(line, /readable for \*$/);
    },
  },
};

describe('the article', () => {
  let server: Example;
  before(async () => { server = await startArticle(); });
  after(() => server.stop());

  for (const [file, sentences] of Object.entries(table)) {
    describe(`examples/article/${file}`, () => {
      for (const [sentence, check] of Object.entries(sentences)) {
        it(sentence, { timeout: DEADLINE }, () => check(server));
      }
    });
  }

  it('every file of examples/article/ has a row in this table', async () => {
    assert.deepEqual((await readdir(join(examplesFolder, 'article'))).sort(), Object.keys(table).sort());
  });
});
