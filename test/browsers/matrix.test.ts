// Several hundred pairs of a policy and a request. What must come of each is said by the model of the
// browser's half, which talks to the same server over the wire; every engine of this machine must see exactly
// that, and the policy's own decision must agree. The pairs come from a seed: `WITH_CORS_SEED=7 npm test`
// asks others.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { Verdict } from 'with-cors/page';
import { findEngines, visit, type Engine } from './browsers.ts';
import { DEPARTURES, type Departure } from './departures.ts';
import { account, tell, type Account } from './matrix/compare.ts';
import { DECIDES_PREFLIGHTS } from './matrix/handlers.ts';
import { handPickedPairs } from './matrix/hand-picked.ts';
import { callOf, judge, type Judgement } from './matrix/judge.ts';
import { generatePairs } from './matrix/pairs.ts';
import { startMatrix } from './matrix/servers.ts';

const seed = Number(process.env['WITH_CORS_SEED'] ?? 1);
const GENERATED = 400;
const DEADLINE = 120; // seconds for a whole run of one engine: some need five
const TOLD = 5; // differing pairs that are told in full

const matrix = await startMatrix((origins) => [
  ...handPickedPairs(origins),
  ...generatePairs(seed, GENERATED, origins),
]);
after(() => matrix.close());
const ids = matrix.pairs.map((_, id) => id);
const { found, missing } = await findEngines();

const expected: Judgement[] = [];
for (const id of ids) expected.push(await judge(matrix, id, 'model'));

/**
 * What each engine saw, or why it didn't report. All are asked before any is judged, so that a difference is
 * told with the view of each.
 */
const seen = new Map<Engine, Account[] | Error>();
for (const engine of found) seen.set(engine, await ask(engine).catch((error: Error) => error));

async function ask(engine: Engine): Promise<Account[]> {
  const { url, reported } = matrix.page(engine.name);
  const sights = await visit(engine, url, reported, DEADLINE);
  assert.deepEqual(sights.map(({ id }) => id).sort((a, b) => a - b), ids, 'every pair is reported once');
  const byId = new Map(sights.map((sight) => [sight.id, sight]));
  return ids.map((id) => account(matrix.pairs[id]!, byId.get(id)!, matrix.arrivals(engine.name, id)));
}

const nameOf = ({ name, version }: Engine) => `${name} ${version}`;

function fail(
  differing: readonly number[],
  what: string,
  more: (id: number) => Record<string, unknown> = () => ({}),
): void {
  if (differing.length === 0) return;
  const told = differing
    .slice(0, TOLD)
    .map((id) =>
      tell(matrix.pairs[id]!, expected[id]!.verdict.exchanges, {
        'The model': {
          ...expected[id]!.account,
          why: expected[id]!.verdict.message,
        },
        ...more(id),
        ...Object.fromEntries(
          [...seen].map(([engine, accounts]) => [
            nameOf(engine),
            accounts instanceof Error ? accounts.message : accounts[id],
          ]),
        ),
      }),
    );
  assert.fail(
    [`${differing.length} of ${ids.length} pairs (seed ${seed}) ${what}. The first of them:`, ...told].join(
      '\n\n',
    ),
  );
}

test(`the model has an opinion on ${ids.length} pairs, seed ${seed}`, (t) => {
  const outcomes = expected.map(({ verdict }) => verdict.outcome);
  const count = (outcome: Verdict['outcome']) => outcomes.filter((each) => each === outcome).length;
  t.diagnostic(
    `seed ${seed}: ${count('readable')} readable, ${count('refused')} refused, ${count('invalid')} invalid`,
  );
  // Pairs that all end alike would prove little.
  assert.ok(count('readable') > ids.length / 4 && count('refused') > ids.length / 4, 'too few of a kind');
});

test('what becomes of a pair is what the pair itself says, where it does', () => {
  const otherwise = ids.filter((id) => {
    const { outcome, originAllowed, from, policy, request } = matrix.pairs[id]!;
    const { verdict } = expected[id]!;
    if (outcome !== undefined) return verdict.outcome !== outcome;
    const sameOrigin = from === 'api';
    const refused =
      !sameOrigin && (originAllowed === false || (request.credentials === 'include' && !policy.credentials));
    return refused && verdict.outcome === 'readable';
  });
  fail(otherwise, 'end otherwise than they say');
});

test('the policy decides on every request as the standard does', async () => {
  const decisions: Record<number, unknown> = {};
  const differing: number[] = [];
  for (const id of ids) {
    const { policy: options, handler, from, originAllowed } = matrix.pairs[id]!;
    // A request doesn't say whether the browser is about to demand credentials; so a policy without them is
    // judged without.
    const call = callOf(matrix, id, 'policy');
    const init = options.credentials || from === 'api'
      ? call.init : { ...call.init, credentials: 'omit' as const };
    const { verdict } = await judge(matrix, id, 'policy', [], { ...call, init });
    for (const [at, arrival] of matrix.arrivals('policy', id).entries()) {
      const preflight = 'access-control-request-method' in arrival.headers;
      if (preflight && options.preflightContinue && DECIDES_PREFLIGHTS.includes(handler)) continue;
      const wentOn = preflight ? at + 1 < verdict.exchanges.length : verdict.outcome === 'readable';
      const decision = await matrix.policies[id]!.decide(arrival);
      const aboutOrigin =
        originAllowed === undefined
        || from === 'api'
        || (decision.reason === 'origin-not-allowed') !== originAllowed;
      if (decision.allowed !== wentOn || (decision.kind === 'preflight') !== preflight || !aboutOrigin) {
        differing.push(id);
        decisions[id] = decision;
      }
    }
  }
  fail(differing, 'are decided otherwise by the policy than the standard says', (id) => ({
    'The decision': decisions[id],
  }));
});

for (const [engine, accounts] of seen) {
  const name = nameOf(engine);
  const departures = DEPARTURES.filter((departure) => departure.engine === engine.name);

  test(`${name} sees on every pair what the standard says`, async (t) => {
    if (accounts instanceof Error) throw accounts;
    const differing: number[] = [];
    const seenAlone = new Set<Departure>();
    for (const id of ids) {
      const { account: predicted, by } = await judge(matrix, id, `model-of-${engine.name}`, departures);
      if (!isDeepStrictEqual(accounts[id], predicted)) differing.push(id);
      else if (by.length === 1 && !isDeepStrictEqual(predicted, expected[id]!.account)) seenAlone.add(by[0]!);
    }
    for (const { what, reference } of departures)
      t.diagnostic(`${name} departs from the standard: ${what} (${reference})`);
    const unseen = departures
      .filter((departure) => departure.seenIn === 'matrix' && !seenAlone.has(departure))
      .map(
        ({ what, version }) =>
          `${name} doesn't do this any more, so take it off the list in departures.ts (seen in ${version}): ${what}`,
      );
    fail(differing, [`came out otherwise in ${name} than the standard says`, ...unseen].join('\n'));
    assert.deepEqual(unseen, []);
  });
}

for (const { name, install } of missing) {
  // Where every engine must be there, as in continuous integration, a missing one is an error.
  test(
    `${name} sees on every pair what the standard says`,
    { skip: process.env['WITH_CORS_ALL_ENGINES'] !== '1' && install },
    () => {
      assert.fail(install);
    },
  );
}
