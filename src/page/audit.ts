// What a security review would ask of a server's CORS, about one origin that it allows: who else is let in?

import { variesByOrigin } from './caches.ts';
import { recorder, type Exchange, type Send } from './exchange.ts';
import { probe, type Probe, type Reply } from './probe.ts';

export interface AuditFinding {
  readonly code:
    | 'any-origin' | 'null-origin' | 'begins-like' | 'ends-like' | 'unescaped-dot' | 'http-twin' | 'subdomain'
    | 'vary' | 'star-with-credentials';
  readonly message: string;
  readonly change: string;
}

export interface Audit {
  readonly findings: readonly AuditFinding[];
  readonly exchanges: readonly Exchange[];
  /** Whether the given origin itself is allowed. */
  readonly allowed: boolean;
}

/** A name that nobody can have (RFC 2606). */
const STRANGER = 'with-cors-audit.example';

interface Impostor {
  readonly code: AuditFinding['code'];
  readonly origin: string;
  readonly what: string;
  readonly change: string;
  /** True if the others that were let in explain this one too. */
  readonly unless?: (letIn: ReadonlySet<string>) => boolean;
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

function impostors(origin: string): Impostor[] {
  const list: Impostor[] = [
    {
      code: 'any-origin',
      origin: `https://${STRANGER}`,
      what: 'Any origin is reflected',
      change: "On the server: compare Origin with a list of those allowed; for everybody's data send * "
        + 'instead, without credentials.',
    },
    {
      code: 'null-origin',
      origin: 'null',
      what: 'The origin null is allowed, which any site can have by a sandboxed frame',
      change: 'On the server: take null off the list.',
    },
  ];
  if (!/^https?:/.test(origin)) return list;
  const { protocol, hostname } = new URL(origin);
  if (!/^[\d.]+$|^\[/.test(hostname)) list.push(...lookAlikes(new URL(origin)));
  if (protocol === 'https:') {
    list.push({
      code: 'http-twin',
      origin: origin.replace('https:', 'http:'),
      what: 'The unencrypted twin is allowed, whose pages anybody on the way can change',
      change: 'On the server: allow https: only.',
    });
  }
  return list.filter(({ origin: from }) => from !== origin && (from === 'null' || URL.canParse(from)));
}

/** Origins whose host a careless comparison takes for this one. */
function lookAlikes({ protocol, hostname, port }: URL): Impostor[] {
  const as = (name: string): string => `${protocol}//${name}${port && `:${port}`}`;
  const labels = hostname.split('.');
  const site = labels.slice(-2).join('.');
  const sibling = as(`with-cors-audit.${site}`);
  const exact = 'On the server: compare whole origins, not their beginning or end.';
  const subdomain = {
    code: 'subdomain',
    what: 'Every subdomain is allowed, also one that somebody else has taken over',
    change: 'On the server: list the subdomains that need it.',
  } as const;
  const endsLike = {
    code: 'ends-like', what: 'An origin is allowed that only ends like the given one', change: exact,
  } as const;
  // A name in DNS needs a dot.
  const dots = [...labels.keys()].filter((at) => at > 0 && (at < labels.length - 1 || at === 1));
  return [
    {
      code: 'begins-like',
      origin: as(`${hostname}.${STRANGER}`),
      what: 'An origin is allowed that only begins like the given one',
      change: exact,
    },
    { ...subdomain, origin: sibling },
    { ...subdomain, origin: as(`with-cors-audit.${hostname}`) },
    { ...endsLike, origin: as(`not${site}`) },
    // Below a star it is a subdomain like others.
    { ...endsLike, origin: as(`not${hostname}`), unless: (letIn) => letIn.has(sibling) },
    ...dots.map((at): Impostor => ({
      code: 'unescaped-dot',
      origin: as(`${labels.slice(0, at).join('.')}x${labels.slice(at).join('.')}`),
      what: "A dot in the server's expression stands for any character, so that another origin is allowed",
      change: 'On the server: write \\. in the regular expression, and anchor it by ^ and $.',
      unless: (letIn) => [site, hostname].some((end) => letIn.has(as(`not${end}`))),
    })),
  ];
}
