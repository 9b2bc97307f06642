// Has the model make the call of a pair against the matrix's server: as the standard says, and as an engine
// with departures does.

import type { Verdict } from 'with-cors/page';
import type { Departure } from '../departures.ts';
import { Model, type Call } from '../model.ts';
import { account, type Account } from './compare.ts';
import { COOKIE, type Matrix } from './servers.ts';

export interface Judgement {
  readonly verdict: Verdict;
  readonly account: Account;
  /** The departures that have a part in it. */
  readonly by: readonly Departure[];
}

/** The call that a pair is about, at the address of that asker. */
export function callOf(matrix: Matrix, id: number, asker: string): Call {
  const { from, request } = matrix.pairs[id]!;
  return { origin: matrix.origins[from], url: matrix.address(asker, id), init: request };
}

export async function judge(
  matrix: Matrix,
  id: number,
  asker: string,
  departures: readonly Departure[] = [],
  call = callOf(matrix, id, asker),
): Promise<Judgement> {
  const { verdict, by } = await new Model(COOKIE, departures).ask(call);
  return { verdict, by, account: account(matrix.pairs[id]!, verdict, matrix.arrivals(asker, id)) };
}
