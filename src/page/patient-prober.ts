// Sends an audit's probes, goes on when one of them isn't answered, and tells what nobody has seen.

import { printable } from '../grammar.ts';
import { NoAnswer } from './errors.ts';
import { recorder, REDIRECT_STATUSES, type Exchange, type Send } from './exchange.ts';
import { get } from './header-list.ts';
import { probe, type Probe, type Reply } from './probe.ts';
import { withTimeLimit } from './time-limit.ts';
import { isHttp, parseUrl, withoutSecrets } from './urls.ts';

/** What could not be looked at, and what to do about it. */
export interface AuditGap {
  readonly message: string;
  readonly change: string;
}

/** A wire that ends when the signal is aborted. */
export type Open = (signal: AbortSignal) => Send;

export interface PatientProber {
  /** The reply, if there is one. */
  readonly ask: (asked: Probe) => Promise<Reply | undefined>;
  readonly exchanges: readonly Exchange[];
  readonly gaps: () => AuditGap[];
}

interface Failure {
  readonly method: Probe['method'];
  readonly error: NoAnswer;
}

/** Milliseconds for one request. */
const PROBE_LIMIT = 10_000;

export function patientProber(open: Open, target: URL, whole: AbortSignal): PatientProber {
  const exchanges: Exchange[] = [];
  const failures: Failure[] = [];
  const answered = new Set<string>();
  const givenUp = new Set<string>();
  const { send } = recorder((request) => withTimeLimit(PROBE_LIMIT, [], (own) => (
    open(AbortSignal.any([whole, own]))(request))), exchanges);

  async function ask(asked: Probe): Promise<Reply | undefined> {
    const { method } = asked;
    if (givenUp.has(method)) return undefined;
    try {
      const reply = await probe(send, target, asked);
      answered.add(method);
      return reply;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      failures.push({ method, error });
      // Who closes the connection on one origin may respond to the next; waiting is for once.
      if (error.code === 'timeout' || !answered.has(method)) givenUp.add(method);
      return undefined;
    }
  }
  const gaps = (): AuditGap[] => [
    ...unanswered(failures, exchanges.length, givenUp), ...redirected(exchanges),
  ];
  return { ask, exchanges, gaps };
}

function unanswered(failures: readonly Failure[], sent: number, givenUp: ReadonlySet<string>): AuditGap[] {
  const reasons = new Map(failures.map(({ error }) => [error.message, error.change]));
  return [...reasons].map(([reason, change]) => {
    const those = failures.filter(({ error }) => error.message === reason);
    const methods = [...new Set(those.map(({ method }) => method))];
    const ended = methods.filter((method) => givenUp.has(method)).join(' and ');
    return {
      message: `${those.length} of ${sent} requests (${methods.join(' and ')}) got no response: ${reason}`
        + (ended && ` No more ${ended} requests were sent.`),
      change,
    };
  });
}

/** A redirect leads to a response that may have headers of its own; that of a preflight nobody follows. */
function redirected(exchanges: readonly Exchange[]): AuditGap[] {
  for (const { kind, sent, received } of exchanges) {
    if (kind === 'preflight' || received === undefined) continue;
    const location = get(received.headers, 'Location');
    const to = location === null ? undefined : parseUrl(location, sent.url);
    if (!REDIRECT_STATUSES.includes(received.status) || to === undefined || !isHttp(to)) continue;
    to.search = to.search.replace(/&?with-cors-probe=[\da-f-]+/, '').replace(/^\?$/, '');
    const shown = printable(withoutSecrets(to));
    return [{
      message: `The server redirects (${received.status}) to ${shown}, and what is there was not looked at.`,
      change: `Audit ${shown} itself: no redirect is followed.`,
    }];
  }
  return [];
}
