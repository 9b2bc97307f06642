// What a security review would ask of a server's CORS, about one origin that it allows: who else is let in?

import { variesByOrigin } from './caches.ts';
import { recorder, type Exchange, type Send } from './exchange.ts';
import { impostors, STRANGER, type Impostor } from './impostors.ts';
import { probe, type Probe, type Reply } from './probe.ts';

export interface AuditFinding {
  readonly code: Impostor['code'] | 'vary' | 'star-with-credentials';
  readonly message: string;
  readonly change: string;
}

export interface Audit {
  readonly findings: readonly AuditFinding[];
  readonly exchanges: readonly Exchange[];
  /** Whether the given origin itself is allowed. */
  readonly allowed: boolean;
}

/** By `OPTIONS` and `GET` (or `HEAD`) only, whatever `method` is: it is what the preflights ask for. */
export async function audit(wire: Send, target: URL, origin: string, method: string): Promise<Audit> {
  const exchanges: Exchange[] = [];
  const { send } = recorder(wire, exchanges);
  const plain: Probe = { method: method === 'HEAD' ? 'HEAD' : 'GET' };
  const askAs = async (from: string): Promise<[plain: Reply, preflight: Reply]> => [
    await probe(send, target, { ...plain, origin: from }),
    await probe(send, target, { method: 'OPTIONS', requestMethod: method, origin: from }),
  ];

  const absent = await probe(send, target, plain);
  const own = await askAs(origin);
  const stranger = await askAs(`https://${STRANGER}`);
  const findings: AuditFinding[] = [];
  const letIn = new Set<string>();
  for (const { code, origin: from, what, change, unless } of impostors(origin)) {
    const replies = code === 'any-origin' ? stranger : await askAs(from);
    const allowing = replies.filter(({ allowOrigin }) => allowOrigin === from);
    if (allowing.length === 0) continue;
    letIn.add(from);
    if (unless?.(letIn) === true || findings.some((finding) => finding.code === code)) continue;
    const credentials = allowing.some((reply) => reply.allowCredentials) ? ', with credentials' : '';
    findings.push({ code, message: `${what}${credentials}: ${from}.`, change });
    if (code === 'any-origin') break; // whoever lets in all lets in each
  }
  const isStarWithCredentials = [absent, ...own, ...stranger].some(({ allowOrigin, allowCredentials }) => (
    allowOrigin === '*' && allowCredentials));
  if (isStarWithCredentials) {
    findings.push({
      code: 'star-with-credentials',
      message: 'Access-Control-Allow-Origin: * stands beside Access-Control-Allow-Credentials: true, which '
        + 'no browser accepts together.',
      change: 'On the server: take Access-Control-Allow-Credentials away, or allow origins by their names.',
    });
  }
  return {
    findings: [...findings, ...varyFindings(own[0], stranger[0], absent)],
    exchanges,
    allowed: own.some(({ allowOrigin }) => allowOrigin === '*' || allowOrigin === origin),
  };
}

function varyFindings(allowed: Reply, refused: Reply, absent: Reply): AuditFinding[] {
  const told = [allowed, refused, absent].map(({ allowOrigin, allowCredentials }) => (
    `${allowOrigin ?? ''} ${String(allowCredentials)}`));
  const asked = [['an allowed origin', allowed], ['another origin', refused], ['no Origin', absent]] as const;
  const missing = asked.filter(([, { headers }]) => !variesByOrigin(headers)).map(([who]) => who);
  if (new Set(told).size === 1 || missing.length === 0) return [];
  return [{
    code: 'vary',
    message: "Access-Control-Allow-Origin depends on the request's Origin, but Vary doesn't name Origin in "
      + `the response to ${missing.join(', to ')}.`,
    change: 'On the server: send Vary: Origin with every response, or caches give what was made for one '
      + 'origin to another.',
  }];
}
