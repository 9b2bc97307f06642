// `withCors` around whole applications: one table of sentences, asked of each framework over real sockets.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { APPLICATIONS } from './applications.js';

const ALLOWED = 'https://app.example';
const OTHER = 'https://evil.example';
const OPTIONS =
  { origin: [ALLOWED, 'https://*.shop.example'], credentials: true, exposedHeaders: ['X-A'], maxAge: 600 };
const PREFLIGHT = {
  method: 'OPTIONS',
  headers: { 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'x-token' }
};

const vary = ({ headers }) =>
  (headers.vary ?? '').split(',').map((name) => name.trim().toLowerCase()).filter(Boolean).sort();

/** What a CORS answer to a request that got through must have, whatever the framework did. */
function assertAllowed(answer, origin = ALLOWED) {
  assert.equal(answer.headers['access-control-allow-origin'], origin);
  assert.equal(answer.headers['access-control-allow-credentials'], 'true');
  assert.equal(answer.headers['access-control-expose-headers'], 'X-A');
  assert.ok(vary(answer).includes('origin'));
  assert.equal(vary(answer).filter((name) => name === 'origin').length, 1);
}

function assertNotAllowed(answer) {
  for (const name of ['allow-origin', 'allow-credentials', 'expose-headers']) assert.equal(
    answer.headers[`access-control-${name}`], undefined, name
  );
  assert.ok(vary(answer).includes('origin'));
}

/** sentence → [path, request, what must hold of the answer, whether the framework is reached] */
const SENTENCES = {
  'a preflight of an allowed origin is answered before the framework': ['/plain', PREFLIGHT, (answer) => {
    assert.equal(answer.status, 204);
    assert.equal(answer.headers['access-control-allow-origin'], ALLOWED);
    assert.equal(answer.headers['access-control-allow-methods'], 'GET, HEAD, PUT, PATCH, POST, DELETE');
    assert.equal(answer.headers['access-control-allow-headers'], 'x-token');
    assert.equal(answer.headers['access-control-max-age'], '600');
  }, false],
  'a preflight of another origin is refused before the framework': ['/plain', { ...PREFLIGHT, origin: OTHER },
    (answer) => {
    assert.equal(answer.status, 403);
    assert.match(answer.body, /^Not allowed by CORS/);
    assertNotAllowed(answer);
  }, false],
  'a preflight of a path that there is no route for is answered all the same': [
    '/missing', PREFLIGHT, (answer) => assert.equal(answer.status, 204), false
  ],
  'an OPTIONS that is no preflight is the framework\'s': ['/missing', { method: 'OPTIONS' }, (answer) => {
    assert.notEqual(answer.status, 204);
    assertAllowed(answer);
  }],
  'JSON of an allowed origin can be read': ['/plain', {}, (answer) => {
    assert.equal(answer.status, 200);
    assert.deepEqual(JSON.parse(answer.body), { ok: true });
    assert.match(answer.headers['content-type'], /^application\/json/);
    assertAllowed(answer);
  }],
  'a subdomain that a pattern allows is named itself': [
    '/plain', { origin: 'https://a.shop.example' },
    (answer) => assertAllowed(answer, 'https://a.shop.example')
  ],
  'another origin gets the answer without leave to read it': ['/plain', { origin: OTHER }, (answer) => {
    assert.equal(answer.status, 200);
    assertNotAllowed(answer);
  }],
  'a request without Origin says that the answer varies': ['/plain', { origin: undefined }, (answer) => {
    assert.equal(answer.status, 200);
    assertNotAllowed(answer);
  }],
  'the framework\'s Vary and the policy\'s are one list': ['/vary', {}, (answer) => {
    assert.equal(answer.body, 'varied');
    assertAllowed(answer);
    assert.deepEqual(vary(answer), ['accept', 'accept-encoding', 'origin']);
  }],
  'headers passed to writeHead stay, its Vary too': ['/head', {}, (answer) => {
    assert.equal(answer.status, 201);
    assert.equal(answer.body, 'made');
    assert.equal(answer.headers['x-a'], '1');
    assert.deepEqual(answer.headers['set-cookie'], ['a=1', 'b=2']);
    assertAllowed(answer);
    assert.ok(vary(answer).includes('cookie'));
  }],
  'CORS headers that the application sets itself don\'t win': ['/own', {}, (answer) => assertAllowed(answer)],
  'nor do they for another origin': ['/own', { origin: OTHER }, (answer) => assertNotAllowed(answer)],
  'repeated cookies stay': ['/cookies', {}, (answer) => {
    assert.deepEqual(answer.headers['set-cookie'], ['a=1', 'b=2']);
    assertAllowed(answer);
  }],
  'a stream arrives whole': ['/stream', {}, (answer) => {
    assert.equal(answer.body, 'one two three');
    assertAllowed(answer);
  }],
  'a compressed body arrives whole': ['/long', { headers: { 'Accept-Encoding': 'gzip' } }, (answer, name) => {
    if (name.includes('compression')) {
      assert.equal(answer.headers['content-encoding'], 'gzip');
      assert.ok(vary(answer).includes('accept-encoding'));
    }
    assert.equal(answer.body, 'long '.repeat(1000));
    assertAllowed(answer);
  }],
  'a body that was sent is read': ['/echo', { method: 'POST', sent: '{"a":1}' }, (answer) => {
    assert.equal(answer.body, '{"a":1}');
    assertAllowed(answer);
  }],
  'HEAD has the headers of GET': ['/vary', { method: 'HEAD' }, (answer) => {
    assert.equal(answer.body, '');
    assertAllowed(answer);
  }],
  'a 404 can be read': ['/missing', {}, (answer) => {
    assert.equal(answer.status, 404);
    assertAllowed(answer);
  }],
  'a 404 of another origin varies too': ['/missing', { origin: OTHER }, (answer) => {
    assert.equal(answer.status, 404);
    assertNotAllowed(answer);
  }],
  'the answer to an error can be read': ['/error', {}, (answer) => {
    assert.equal(answer.status, 500);
    assertAllowed(answer);
  }],
  'the answer to an error varies for another origin': ['/error', { origin: OTHER }, (answer) => {
    assert.equal(answer.status, 500);
    assertNotAllowed(answer);
  }],
};

/** `origin` is the allowed one where none is given; `undefined` sends no Origin. */
function ask(server, path, { method = 'GET', headers, sent, ...others }) {
  const { origin } = { origin: ALLOWED, ...others };
  const fields = {
    ...headers, ...(origin !== undefined && { Origin: origin }),
    ...(sent !== undefined && { 'Content-Type': 'application/json' })
  };
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port: server.address().port, path, method, agent: false, headers: fields }
    );
    request.on('error', reject);
    request.on('response', async (response) => {
      const bytes = Buffer.concat(await response.toArray());
      const body = response.headers['content-encoding'] === 'gzip' && bytes.length > 0
        ? gunzipSync(bytes) : bytes;
      resolve({ status: response.statusCode, headers: response.headers, body: body.toString() });
    });
    request.end(sent);
  });
}

for (const [name, make] of Object.entries(APPLICATIONS)) {
  describe(name, () => {
    let server;
    let reached = 0;
    before(async () => {
      server = await make(OPTIONS, () => { reached += 1; });
      if (!server.listening) server.listen(0, '127.0.0.1');
      if (!server.listening) await once(server, 'listening');
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });
    for (const [sentence, [path, request, holds, goesOn = true]] of Object.entries(SENTENCES)) {
      it(sentence, async () => {
        reached = 0;
        holds(await ask(server, path, request), name);
        assert.equal(reached, goesOn ? 1 : 0, 'whether the framework was reached');
      });
    }
  });
}

describe('blockDisallowed', () => {
  for (const [name, make] of Object.entries(APPLICATIONS)) {
    it(`${name}: a request of another origin never reaches the application`, async () => {
      let reached = 0;
      const server = await make({ ...OPTIONS, blockDisallowed: true }, () => { reached += 1; });
      if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
      try {
        const refused = await ask(server, '/plain', { origin: OTHER });
        assert.equal(refused.status, 403);
        assert.equal(reached, 0);
        assert.equal((await ask(server, '/plain', {})).status, 200);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });
  }
});
