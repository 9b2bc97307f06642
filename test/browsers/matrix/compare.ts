// What counts when the model, the engines and the policy are compared, and how a difference is told.

import { inspect } from 'node:util';
import type { Exchange, Verdict } from 'with-cors/page';
import type { Sight } from './page.ts';
import type { Pair } from './pairs.ts';
import type { Arrival } from './servers.ts';

/** One asker's half and the server's half of a pair, in a form that two askers share. */
export interface Account {
  readonly outcome: Verdict['outcome'];
  readonly type?: string | undefined;
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly arrived: readonly Readonly<Record<string, string>>[];
}

/**
 * The connection's own headers, and the clock: they say nothing about CORS and differ from asker to asker.
 */
const INCIDENTAL = ['connection', 'keep-alive', 'transfer-encoding', 'date'];

export function account(pair: Pair, verdict: Verdict | Sight, arrivals: readonly Arrival[]): Account {
  return {
    outcome: verdict.outcome,
    ...(verdict.outcome === 'readable'
      ? { type: verdict.type, status: verdict.status, headers: combined(verdict.headers ?? []) }
      : {}),
    arrived: arrivals.map(({ method, headers }) => ({
      method,
      ...pick(headers, 'origin', 'access-control-request-method', 'access-control-request-headers'),
      // Whether a frame of another site gets cookies is the browser's own policy, not Fetch's.
      ...(pair.from === 'page' || pair.from === 'api'
        ? { cookie: headers.cookie?.includes('known=yes') ? 'sent' : 'not sent' }
        : {}),
    })),
  };
}

function combined(headers: Iterable<readonly [string, string]>): Record<string, string> {
  const byName: Record<string, string> = {};
  for (const [name, value] of [...headers].sort(([a], [b]) => a.toLowerCase() < b.toLowerCase() ? -1 : 1)) {
    const key = name.toLowerCase();
    if (!INCIDENTAL.includes(key)) byName[key] = key in byName ? `${byName[key]}, ${value}` : value;
  }
  return byName;
}

function pick(headers: Arrival['headers'], ...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
}

/** Everything a person needs to see why a pair came out differently. */
export function tell(
  pair: Pair,
  exchanges: readonly Exchange[],
  accounts: Readonly<Record<string, unknown>>,
): string {
  const show = (value: unknown) => inspect(value, { depth: 6, breakLength: 140 });
  return [
    `The pair: ${pair.sentence} (asked from: ${pair.from}; the handler: ${pair.handler})`,
    `The policy: ${show(pair.policy)}`,
    `The request: ${show(pair.request)}`,
    'The exchanges as the model had them:',
    show(exchanges),
    ...Object.entries(accounts).map(([who, what]) => `${who}: ${show(what)}`),
  ].join('\n');
}
