// What a security review would ask of a server's CORS, about one origin that it allows: who else is let in?

import { variesByOrigin } from './caches.ts';
import type { Exchange } from './exchange.ts';
import { impostors, STRANGER, type Impostor } from './impostors.ts';
import { patientProber, type AuditGap, type Open, type PatientProber } from './patient-prober.ts';
import type { Probe, Reply } from './probe.ts';
import { withTimeLimit } from './time-limit.ts';

export interface AuditFinding {
  readonly code: Impostor['code'] | 'vary' | 'star-with-credentials';
  readonly message: string;
  readonly change: string;
}

/** What came back, if anything. */
type Replies = readonly [plain: Reply | undefined, preflight: Reply | undefined];

export interface Audit {
  readonly findings: readonly AuditFinding[];
  /** What could not be looked at: without findings, too, such an audit says nothing good of a server. */
  readonly gaps: readonly AuditGap[];
  readonly exchanges: readonly Exchange[];
  /** Whether the given origin itself is allowed, if there was any response to it. */
  readonly allowed: boolean | undefined;
}

/** Milliseconds for all requests of an audit. */
const AUDIT_LIMIT = 60_000;

/** By `OPTIONS` and `GET` (or `HEAD`) only, whatever `method` is: it is what the preflights ask for. */
export function audit(open: Open, target: URL, origin: string, method: string): Promise<Audit> {
  return withTimeLimit(AUDIT_LIMIT, [], (limit) => (
    auditWith(patientProber(open, target, limit), origin, method)));
}

async function auditWith(
  { ask, exchanges, gaps }: PatientProber, origin: string, method: string,
): Promise<Audit> {
  const plain: Probe = { method: method === 'HEAD' ? 'HEAD' : 'GET' };
  const askAs = async (from: string): Promise<Replies> => [
    await ask({ ...plain, origin: from }),
    await ask({ method: 'OPTIONS', requestMethod: method, origin: from }),
  ];

  const absent = await ask(plain);
  const own = await askAs(origin);
  const stranger = await askAs(`https://${STRANGER}`);
  const findings: AuditFinding[] = [];
  const letIn = new Set<string>();
  for (const { code, origin: from, what, change, unless } of impostors(origin)) {
    const replies = code === 'any-origin' ? stranger : await askAs(from);
    const allowing = answered(replies).filter(({ allowOrigin }) => allowOrigin === from);
    if (allowing.length === 0) continue;
    letIn.add(from);
    if (unless?.(letIn) === true || findings.some((finding) => finding.code === code)) continue;
    const credentials = allowing.some((reply) => reply.allowCredentials) ? ', with credentials' : '';
    findings.push({ code, message: `${what}${credentials}: ${from}.`, change });
    if (code === 'any-origin') break; // whoever lets in all lets in each
  }
  const hasBoth = ({ allowOrigin, allowCredentials }: Reply): boolean => (
    allowOrigin === '*' && allowCredentials);
  if (answered([absent, ...own, ...stranger]).some(hasBoth)) {
    findings.push({
      code: 'star-with-credentials',
      message: 'Access-Control-Allow-Origin: * stands beside Access-Control-Allow-Credentials: true, which '
        + 'no browser accepts together.',
      change: 'On the server: take Access-Control-Allow-Credentials away, or allow origins by their names.',
    });
  }
  const allowed = answered(own).map(({ allowOrigin }) => allowOrigin === '*' || allowOrigin === origin);
  return {
    findings: [...findings, ...varyFindings(own[0], stranger[0], absent)],
    gaps: gaps(),
    exchanges,
    allowed: allowed.length === 0 ? undefined : allowed.includes(true),
  };
}

function answered(replies: readonly (Reply | undefined)[]): Reply[] {
  return replies.filter((reply) => reply !== undefined);
}

function varyFindings(
  allowed: Reply | undefined, refused: Reply | undefined, absent: Reply | undefined,
): AuditFinding[] {
  const replies = [
    ['an allowed origin', allowed], ['another origin', refused], ['no Origin', absent],
  ] as const;
  const asked = replies.flatMap(([who, reply]) => (reply === undefined ? [] : [{ who, ...reply }]));
  const told = asked.map(({ allowOrigin, allowCredentials }) => (
    `${allowOrigin ?? ''} ${String(allowCredentials)}`));
  const missing = asked.filter(({ headers }) => !variesByOrigin(headers)).map(({ who }) => who);
  if (new Set(told).size < 2 || missing.length === 0) return [];
  return [{
    code: 'vary',
    message: "Access-Control-Allow-Origin depends on the request's Origin, but Vary doesn't name Origin in "
      + `the response to ${missing.join(', to ')}.`,
    change: 'On the server: send Vary: Origin with every response, or caches give what was made for one '
      + 'origin to another.',
  }];
}
