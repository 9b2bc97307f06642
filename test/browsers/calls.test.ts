// Generated calls with redirects, the modes of a request, cookies, and preflights that the page remembers:
// every engine of this machine must make of each what the model makes of it, and send what the model sends.
// They come from a seed: `WITH_CORS_SEED=7 npm test` asks others.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { isDeepStrictEqual, inspect } from 'node:util';
import type { Verdict } from 'with-cors/page';
import { findEngines, visit, type Engine } from './browsers.ts';
import { COOKIE, startServers, type Arrival, type Sight } from './calls/servers.ts';
import { storiesFrom } from './calls/stories.ts';
import { DEPARTURES, type Departure } from './departures.ts';
import { Model } from './model.ts';

const seed = Number(process.env['WITH_CORS_SEED'] ?? 1);
const GENERATED = 600;
const DEADLINE = 60; // seconds for a whole run of one engine: some need five
const TOLD = 3; // differing stories that are told in full

const stories = storiesFrom(seed, GENERATED);
const servers = await startServers(stories);
after(() => servers.close());
const { found, missing } = await findEngines();

/** What is compared: what the script saw, and what went over the wire. */
interface Account {
  readonly seen: readonly object[];
  readonly arrived: readonly object[];
}

const COMPARED = [
  'origin', 'access-control-request-method', 'access-control-request-headers', 'authorization',
  'content-type', 'content-length',
  'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'x-own', 'x-other', 'range',
];

function account(asker: string, id: number, sights: readonly Sight[]): Account {
  const arrivals = servers.arrivals(asker, id);
  // Whether a cookie goes along across sites is the browser's own policy, not Fetch's.
  const sameSite = stories[id]!.stops.every(({ at }) => at !== 'host');
  return {
    seen: sights.map(
      ({ headers, ...sight }) =>
        ({ ...sight, ...(headers && { headers: headers.filter(([name]) => /^x-|content-type/.test(name)) }) })
    ),
    arrived: arrivals.map((arrival) => whatArrived(arrival, sameSite)),
  };
}

function whatArrived({ place, method, path, headers, body }: Arrival, sameSite: boolean): object {
  const picked = COMPARED.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]]));
  return {
    to: `${method} ${place}${path}`, ...Object.fromEntries(picked), body,
    ...(sameSite && { cookie: headers.cookie })
  };
}

interface Predicted {
  readonly account: Account;
  readonly verdicts: readonly Verdict[];
  readonly by: ReadonlySet<Departure>;
}

async function predict(asker: string, id: number, departures: readonly Departure[] = [],
  forgetful = false): Promise<Predicted> {
  const model = new Model(COOKIE, departures);
  const by = new Set<Departure>();
  const verdicts: Verdict[] = [];
  for (const init of stories[id]!.calls) {
    if (forgetful) model.forgetPreflights();
    const prediction =
      await model.ask({ origin: servers.origins.page, url: servers.address(asker, id), init });
    verdicts.push(prediction.verdict);
    for (const departure of prediction.by) by.add(departure);
  }
  return { account: account(asker, id, verdicts.map(sightOf)), verdicts, by };
}

function sightOf(verdict: Verdict): Sight {
  if (verdict.outcome === 'readable') {
    const { outcome, type, status, redirected, headers } = verdict;
    return { outcome, type, status, redirected, headers: [...headers] };
  }
  assert.ok(verdict.outcome !== 'no-answer', verdict.message);
  return { outcome: verdict.outcome };
}

const expected: Predicted[] = [];
for (const id of stories.keys()) expected.push(await predict('model', id));

/** All are asked before any test begins: a difference is told with the view of each, and the servers stay. */
const seen = new Map<Engine, Account[] | Error>();
for (const engine of found) seen.set(engine, await ask(engine).catch((error: Error) => error));

async function ask(engine: Engine): Promise<Account[]> {
  const { url, reported } = servers.page(engine.name);
  const sights = await visit(engine, url, reported, DEADLINE);
  return sights.map((each, id) => account(engine.name, id, each));
}

test(`the model has an opinion on ${stories.length} stories, seed ${seed}`, (t) => {
  const verdicts = expected.flatMap((each) => each.verdicts);
  const count = (of: (verdict: Verdict) => boolean): number => verdicts.filter(of).length;
  const counts = {
    readable: count(({ outcome }) => outcome === 'readable'),
    opaque: count(({ outcome }) => outcome.startsWith('opaque')),
    refused: count(({ outcome }) => outcome === 'refused'),
    redirected: count((verdict) => verdict.outcome === 'readable' && verdict.redirected),
    remembered: count(({ notes }) => notes.some((note) => note.includes("in the page's cache"))),
  };
  t.diagnostic(`seed ${seed}: ${inspect(counts)}`);
  // Stories that all end alike would prove little.
  for (const [what, times] of Object.entries(counts)) assert.ok(
    times > stories.length / 40, `only ${times} ${what}`
  );
});

for (const [engine, accounts] of seen) {
  const name = `${engine.name} ${engine.version}`;
  const departures = DEPARTURES.filter((departure) => departure.engine === engine.name);

  test(`${name} makes of every call what the model makes of it`, async (t) => {
    if (accounts instanceof Error) throw accounts;
    const differing: string[] = [];
    /** Those without which a story wouldn't come out as it does. */
    const showsIt = new Set<Departure>();
    let [remembered, untold] = [0, 0];
    for (const [id, story] of stories.entries()) {
      const { account: predicted, by } = await predict(`model-of-${engine.name}`, id, departures);
      const asPredicted = isDeepStrictEqual(accounts[id], predicted);
      const touching = departures.filter(({ touches }) => touches?.(story));
      if (touching.length > 0) {
        untold += 1;
        if (!asPredicted && touching.length === 1) showsIt.add(touching[0]!);
        continue;
      }
      for (const departure of asPredicted ? by : []) {
        if (showsIt.has(departure)) continue;
        const others = departures.filter((each) => each !== departure);
        const without = await predict(`model-of-${engine.name}-${departures.indexOf(departure)}`, id, others);
        if (!isDeepStrictEqual(accounts[id], without.account)) showsIt.add(departure);
      }
      // A browser may forget a preflight at any time (Fetch, 4.9), and asks anew then.
      const forgetful = story.calls.length === 1
        ? predicted : (await predict(`forgetful-model-of-${engine.name}`, id, departures, true)).account;
      const arrived = accounts[id]!.arrived;
      if (arrived.length < forgetful.arrived.length) remembered += 1;
      const between = isPartOf(predicted.arrived, arrived) && isPartOf(arrived, forgetful.arrived);
      if (!between || !isDeepStrictEqual(accounts[id]!.seen, predicted.seen)) differing.push(
        tell(id, story, predicted)
      );
    }
    t.diagnostic(`${name} remembered preflights in ${remembered} stories; ${untold} were not compared`);
    const unseen = departures.filter((departure) => departure.seenIn === 'calls' && !showsIt.has(departure));
    for (const { what, reference } of departures) t.diagnostic(
      `${name} departs from the standard: ${what} (${reference})`
    );
    if (differing.length > 0)
      assert.fail(
        `${differing.length} of ${stories.length} stories (seed ${seed}) came out otherwise in ${name}. The first of them:\n${differing.slice(0, TOLD).join('\n\n')}`
      );
    assert.ok(
      remembered > stories.length / 100, `${name} remembered preflights in only ${remembered} stories`
    );
    assert.deepEqual(unseen.map(({ what, version }) =>
      `${name} doesn't do this any more, so take it off the list in departures.ts (seen in ${version}): ${what}`),
        []);
  });
}

/** Whether all that is in the one list is in the other, too, in the same order. */
function isPartOf(some: readonly object[], all: readonly object[]): boolean {
  let found = 0;
  for (const each of all) if (found < some.length && isDeepStrictEqual(each, some[found])) found += 1;
  return found === some.length;
}

function tell(id: number, story: object, predicted: Account): string {
  const accounts = Object.fromEntries(
    [...seen].map(([{ name }, each]) => [name, each instanceof Error ? each.message : each[id]])
  );
  return inspect({ id, story, predicted, ...accounts }, { depth: 6, breakLength: 140 });
}

for (const { name, install } of missing) {
  test(`${name} makes of every call what the model makes of it`,
    { skip: process.env['WITH_CORS_ALL_ENGINES'] !== '1' && install }, () => {
    assert.fail(install);
  });
}
