// Shared caches keep one answer for many clients, and `Vary: Origin` is all that keeps an answer made for one
// origin from the others (Fetch, "CORS protocol and HTTP caches"). Here nginx and Varnish stand in front of
// handlers that set `Vary` themselves, in every way, with withCors around them; and with the cors package, to
// show that this test can fail.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { before, describe, it } from 'node:test';
import cors from 'cors';
import { withCors } from '../../../dist/index.js';
import { bodyFor, ways } from './handlers.js';
import { nginx } from './nginx.js';
import { find, start } from './programs.js';
import { ADMIN, APP, STRANGER, plan, send } from './traffic.js';
import { varnish } from './varnish.js';

const REQUESTS = 5000;
// The same seed repeats a run.
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));

/** @type {http.RequestListener} */
function handler(req, res) {
  const name = decodeURIComponent(String(req.url).slice(1));
  const way = ways[name];
  if (way === undefined) res.writeHead(404).end();
  else way.answer(req, res, bodyFor(name, req.headers));
}

const options = { origin: [APP, ADMIN], credentials: true };
const named = (/** @type {string | undefined} */ origin) =>
  (origin === APP || origin === ADMIN ? `${origin},true` : ',');
const corsPackage = cors(options);

for (const cache of [nginx, varnish]) {
  const missing =
    find(cache.program) === undefined
      && `${cache.name} is not on this machine: apt-get install ${cache.debianPackage}`;
  const mustBeHere = process.env.WITH_CORS_ALL_PARTS === '1';

  describe(`${cache.name} in front`, { skip: missing && !mustBeHere ? missing : false }, () => {
    if (missing) return void it('is there', () => assert.fail(missing));

    describe('of withCors', () => {
      const run = through(cache, withCors(handler, options), named);

      it('gives no client the CORS headers of an answer for another',
        () => assert.deepEqual(run.result.strayed, []));
      it('gives every client the answer that its request asked for',
        () => assert.deepEqual(run.result.damaged, []));
      it('keeps answers of every handler that lets it', () => {
        for (const [name, { varies }] of Object.entries(ways)) {
          if (!varies.includes('*')) assert.ok(
            run.result.storedWays.has(name), `no answer of "${name}" came from the store`
          );
        }
      });
      it('answers most requests from its store', (t) => {
        t.diagnostic(figures(run));
        assert.ok(run.result.stored / run.result.storable > 0.75, figures(run));
        assert.ok(run.reachedServer < REQUESTS / 2, figures(run));
      });
    });

    describe('of withCors for any origin', () => {
      const run = through(cache, withCors(handler), () => '*,');

      it('gives every client the star', () => assert.deepEqual(run.result.strayed, []));
      it('keeps one answer for all origins', (t) => {
        t.diagnostic(figures(run));
        assert.ok(run.result.stored / run.result.storable > 0.9, figures(run));
      });
    });

    describe('of the cors package, as a control', () => {
      const run = through(cache, (req, res) => corsPackage(req, res, () => handler(req, res)), named);

      it('gives an allowed origin what was made for the other, and a stranger too', (t) => {
        t.diagnostic(
          `${run.result.strayed.length} of ${REQUESTS} answers with CORS headers made for another origin`
        );
        const examples = [[APP, ADMIN], [ADMIN, APP], [STRANGER, APP], ['no origin', APP]];
        for (const [asking, given] of examples) {
          const example = `, GET, ${asking}: got "${given},true"`;
          assert.ok(run.result.strayed.some((what) => what.includes(example)), `no answer like "${example}"`);
        }
        assert.ok(
          run.result.strayed.some((what) => what.startsWith('writeHead, object,')), 'none by writeHead'
        );
      });
    });
  });
}

/**
 * Sends all requests to a listener through a cache, before the tests of the block this is called in.
 * @param {import('./programs.js').Cache} cache @param {http.RequestListener} listener
 * @param {(origin: string | undefined) => string} expected
 */
function through(cache, listener, expected) {
  const run = { reachedServer: 0, result: /** @type {import('./traffic.js').Result} */ ({}) };
  before(async () => {
    const server = http.createServer((req, res) => {
      run.reachedServer += 1;
      try {
        listener(req, res);
      } catch (error) {
        // Node takes nested arrays only where no header is set before; the cors package has set some by then.
        res.writeHead(500).end(String(error));
      }
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    /** @type {import('./programs.js').RunningCache | undefined} */
    let running;
    try {
      running = await start(cache, /** @type {import('node:net').AddressInfo} */ (server.address()).port);
      run.result = await send(running.port, plan(seed, REQUESTS), expected);
    } finally {
      await running?.stop();
      server.close();
      server.closeAllConnections();
    }
  });
  return run;
}

/** @param {ReturnType<typeof through>} run */
function figures({ reachedServer, result: { stored, storable } }) {
  const share = ((100 * stored) / storable).toFixed(1);
  return `seed ${seed}: ${REQUESTS} requests, ${stored} of ${storable} that could be (${share} %) from the store, ${reachedServer} reached the server`;
}
