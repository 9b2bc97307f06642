// Several hundred pairs of a policy and a request. What must come of each is said by the model of the browser's half, which
// talks to the same server over the wire; every engine of this machine must see exactly that, and the policy's own decision
// must agree. The pairs come from a seed: `WITH_CORS_SEED=7 npm test` asks others.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { findEngines, visit } from './engines/browsers.ts'
import { DEPARTURES, type Departure } from './engines/departures.ts'
import { contains } from './engines/fetch-grammar.ts'
import { fetchByTheStandard, type ScriptRequest, type Verdict, type WireRequest, type WireResponse } from './engines/fetch-protocol.ts'
import { account, tell, type Account } from './engines/matrix/compare.ts'
import { DECIDES_PREFLIGHTS } from './engines/matrix/handlers.ts'
import { handPickedPairs } from './engines/matrix/hand-picked.ts'
import { generatePairs } from './engines/matrix/pairs.ts'
import { COOKIE, startMatrix } from './engines/matrix/servers.ts'
import { sendOverTheWire, type Exchange } from './engines/wire.ts'

const seed = Number(process.env['WITH_CORS_SEED'] ?? 1)
const GENERATED = 400
const DEADLINE = 120 // seconds for a whole run of one engine: some need five
const TOLD = 5 // differing pairs that are told in full

const matrix = await startMatrix((origins) => [...handPickedPairs(origins), ...generatePairs(seed, GENERATED, origins)])
after(() => matrix.close())
const ids = matrix.pairs.map((_, id) => id)
const { found, missing } = await findEngines()

function call(id: number, asker: string): ScriptRequest {
  const { from, request } = matrix.pairs[id]!
  return { ...request, origin: matrix.origins[from], url: matrix.address(asker, id) }
}

interface Judgement {
  readonly verdict: Verdict
  readonly exchange: readonly Exchange[]
  readonly account: Account
}

type Reading = (answer: WireResponse, to: WireRequest) => WireResponse

/** Has the model make a call, and keeps what went over the wire. */
async function judge(id: number, asker: string, made = call(id, asker), read: Reading = (answer) => answer): Promise<Judgement> {
  const exchange: Exchange[] = []
  const verdict = await fetchByTheStandard(made, async (request) => read(await sendOverTheWire(request, COOKIE, (each) => exchange.push(each)), request))
  return { verdict, exchange, account: account(matrix.pairs[id]!, verdict, matrix.arrivals(asker, id)) }
}

const expected: Judgement[] = []
for (const id of ids) expected.push(await judge(id, 'model'))

/** What must come of a pair in an engine with these departures, and which of them have a part in it. */
async function predict(id: number, departures: readonly Departure[]): Promise<{ account: Account; by: readonly Departure[] }> {
  const by = new Set<Departure>()
  const apply = <T>(departure: Departure, before: T, after = before): T => {
    if (!isDeepStrictEqual(before, after)) by.add(departure)
    return after
  }
  const asker = `model-of-${departures[0]?.engine}`
  let made = call(id, asker)
  for (const departure of departures) made = { ...made, headers: apply(departure, made.headers, departure.treatsHeadersAs?.(made.headers)) }

  const read: Reading = (answer, { headers }) => contains(headers, ASKED_METHOD)
    ? departures.reduce((seen, departure) => apply(departure, seen, departure.readsPreflightAs?.(made, seen)), answer)
    : answer
  let { account } = await judge(id, asker, made, read)

  for (const departure of departures) {
    const arrived = departure.asksFor && account.arrived.map((each) => ASKED_HEADERS in each ? { ...each, [ASKED_HEADERS]: departure.asksFor!(made) } : each)
    account = { ...account, arrived: apply(departure, account.arrived, arrived) }
  }
  return { account, by: [...by] }
}

const ASKED_METHOD = 'access-control-request-method'
const ASKED_HEADERS = 'access-control-request-headers'

/** What each engine saw, for the report: a pair that differs in one engine is told with what the others saw. */
const seen: Record<string, Account[]> = {}

function fail(differing: readonly number[], what: string, more: (id: number) => Record<string, unknown> = () => ({})): void {
  if (differing.length === 0) return
  const told = differing.slice(0, TOLD).map((id) => tell(matrix.pairs[id]!, expected[id]!.exchange, {
    'The model': { ...expected[id]!.account, ...('why' in expected[id]!.verdict ? { why: expected[id]!.verdict.why } : {}) },
    ...more(id),
    ...Object.fromEntries(Object.entries(seen).map(([engine, accounts]) => [engine, accounts[id]])),
  }))
  assert.fail([`${differing.length} of ${ids.length} pairs (seed ${seed}) ${what}. The first of them:`, ...told].join('\n\n'))
}

test(`the model has an opinion on ${ids.length} pairs, seed ${seed}`, (t) => {
  const outcomes = expected.map(({ verdict }) => verdict.outcome)
  const count = (outcome: Verdict['outcome']) => outcomes.filter((each) => each === outcome).length
  t.diagnostic(`seed ${seed}: ${count('readable')} readable, ${count('refused')} refused, ${count('invalid')} invalid`)
  // Pairs that all end alike would prove little.
  assert.ok(count('readable') > ids.length / 4 && count('refused') > ids.length / 4, 'too few of a kind')
})

test('the policy decides on every request as the standard does', async () => {
  const decisions: Record<number, unknown> = {}
  const differing: number[] = []
  for (const id of ids) {
    const { policy: options, handler, from } = matrix.pairs[id]!
    // A request doesn't say whether the browser is about to demand credentials; so a policy without them is judged without.
    const made = call(id, 'credentials')
    const { verdict, exchange } = await judge(id, 'credentials', options.credentials ? made : { ...made, credentials: from === 'api' ? made.credentials : 'omit' })
    const arrivals = matrix.arrivals('credentials', id)
    for (const [at, arrival] of arrivals.entries()) {
      const preflight = ASKED_METHOD in arrival.headers
      if (preflight && options.preflightContinue && DECIDES_PREFLIGHTS.includes(handler)) continue
      const wentOn = preflight ? at + 1 < exchange.length : verdict.outcome === 'readable'
      const decision = await matrix.policies[id]!.decide(arrival)
      if (decision.allowed !== wentOn || decision.kind === 'preflight' !== preflight) {
        differing.push(id)
        decisions[id] = decision
      }
    }
  }
  fail(differing, 'are decided otherwise by the policy than the standard says', (id) => ({ 'The decision': decisions[id] }))
})

for (const engine of found) {
  const name = `${engine.name} ${engine.version}`
  const departures = DEPARTURES.filter((departure) => departure.engine === engine.name)

  test(`${name} sees on every pair what the standard says`, async (t) => {
    const { url, reported } = matrix.page(engine.name)
    const sights = await visit(engine, url, reported, DEADLINE)
    assert.deepEqual(sights.map(({ id }) => id).sort((a, b) => a - b), ids, 'every pair is reported once')
    const accounts = seen[name] = ids.map((id) => account(matrix.pairs[id]!, sights.find((sight) => sight.id === id)!, matrix.arrivals(engine.name, id)))

    const differing: number[] = []
    const seenAlone = new Set<Departure>()
    for (const id of ids) {
      const { account: predicted, by } = await predict(id, departures)
      if (!isDeepStrictEqual(accounts[id], predicted)) differing.push(id)
      else if (by.length === 1 && !isDeepStrictEqual(predicted, expected[id]!.account)) seenAlone.add(by[0]!)
    }
    for (const departure of departures) {
      t.diagnostic(`${name} departs from the standard: ${departure.what} (${departure.reference})`)
      assert.ok(seenAlone.has(departure), `${name} doesn't do this any more; take it off the list in departures.ts (it was seen in ${departure.version}): ${departure.what}`)
    }
    fail(differing, `came out otherwise in ${name} than the standard says`)
  })
}

for (const { name, install } of missing) {
  // Where every engine must be there, as in continuous integration, a missing one is an error.
  test(`${name} sees on every pair what the standard says`, { skip: process.env['WITH_CORS_ALL_ENGINES'] !== '1' && install }, () => {
    assert.fail(install)
  })
}
