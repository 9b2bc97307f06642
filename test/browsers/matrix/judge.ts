// Has the model make the call of a pair against the matrix's server: as the standard says, and as an engine
// with departures does.

import { isDeepStrictEqual } from 'node:util';
import type { Departure } from '../departures.ts';
import { contains } from '../fetch-grammar.ts';
import {
  fetchByTheStandard, type ScriptRequest, type Verdict, type WireRequest, type WireResponse,
} from '../fetch-protocol.ts';
import { sendOverTheWire, type Exchange } from '../wire.ts';
import { account, type Account } from './compare.ts';
import { COOKIE, type Matrix } from './servers.ts';

export interface Judgement {
  readonly verdict: Verdict;
  /** Everything that went over the wire. */
  readonly exchange: readonly Exchange[];
  readonly account: Account;
}

/** The call that a pair is about, at the address of that asker. */
export function callOf(matrix: Matrix, id: number, asker: string): ScriptRequest {
  const { from, request } = matrix.pairs[id]!;
  return { ...request, origin: matrix.origins[from], url: matrix.address(asker, id) };
}

type Reading = (answer: WireResponse, to: WireRequest) => WireResponse;

export async function judge(
  matrix: Matrix,
  id: number,
  asker: string,
  call = callOf(matrix, id, asker),
  read: Reading = (answer) => answer,
): Promise<Judgement> {
  const exchange: Exchange[] = [];
  const verdict = await fetchByTheStandard(call, async (request) => {
    const answer = await sendOverTheWire(request, COOKIE, (each) => exchange.push(each));
    return read(answer, request);
  });
  return { verdict, exchange, account: account(matrix.pairs[id]!, verdict, matrix.arrivals(asker, id)) };
}

export interface Prediction {
  readonly account: Account;
  /** The departures that have a part in it. */
  readonly by: readonly Departure[];
}

/** What must come of a pair in an engine that departs from the standard in these ways. */
export async function predict(
  matrix: Matrix,
  id: number,
  asker: string,
  departures: readonly Departure[],
): Promise<Prediction> {
  const by = new Set<Departure>();
  const apply = <T,>(departure: Departure, before: T, after = before): T => {
    if (!isDeepStrictEqual(before, after)) by.add(departure);
    return after;
  };

  let call = callOf(matrix, id, asker);
  for (const departure of departures) {
    call = { ...call, headers: apply(departure, call.headers, departure.treatsHeadersAs?.(call.headers)) };
  }

  let { account } = await judge(matrix, id, asker, call, (answer, { headers }) => {
    if (!contains(headers, 'access-control-request-method')) return answer;
    return departures.reduce(
      (read, departure) => apply(departure, read, departure.readsPreflightAs?.(call, read)),
      answer,
    );
  });

  for (const departure of departures) {
    const { asksFor } = departure;
    if (asksFor === undefined) continue;
    const asked = 'access-control-request-headers';
    const arrived = account.arrived.map((each) =>
      asked in each ? { ...each, [asked]: asksFor(call) } : each,
    );
    account = { ...account, arrived: apply(departure, account.arrived, arrived) };
  }
  return { account, by: [...by] };
}
