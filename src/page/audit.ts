// What a security review would ask of a server's CORS, about one origin that it allows: who else is let in?

import { variesByOrigin } from './caches.ts';
import { probe, type Probe, type Reply } from './probe.ts';
import type { Exchange } from './verdict.ts';
import type { Send } from './wire.ts';

export interface AuditFinding {
  readonly code:
    | 'any-origin'
    | 'null-origin'
    | 'begins-like'
    | 'ends-like'
    | 'unescaped-dot'
    | 'http-twin'
    | 'subdomain'
    | 'vary'
    | 'star-with-credentials';
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
export async function audit(send: Send, target: URL, origin: string, method: string): Promise<Audit> {
  const exchanges: Exchange[] = [];
  const ask = async (each: Probe): Promise<Reply> => {
    const reply = await probe(send, target, each);
    exchanges.push(reply.exchange);
    return reply;
  };
  const plain = method === 'HEAD' ? 'HEAD' : 'GET';
  const asked = (from: string): readonly Probe[] => [
    { origin: from, method: plain },
    { origin: from, method: 'OPTIONS', requestMethod: method },
  ];

  const absent = await ask({ method: plain });
  const own = [];
  for (const each of asked(origin)) own.push(await ask(each));
  const findings: AuditFinding[] = [];
  const letIn = new Set<string>();
  let stranger: Reply | undefined;
  for (const impostor of impostors(origin)) {
    const replies = [];
    for (const each of asked(impostor.origin)) replies.push(await ask(each));
    if (impostor.code === 'any-origin') stranger = replies[0];
    const allowing = replies.filter(({ allowOrigin }) => allowOrigin === impostor.origin);
    if (allowing.length === 0) continue;
    letIn.add(impostor.origin);
    if (impostor.unless?.(letIn) || findings.some(({ code }) => code === impostor.code)) continue;
    const credentials = allowing.some((reply) => reply.allowCredentials) ? ', with credentials' : '';
    findings.push({
      code: impostor.code,
      message: `${impostor.what}${credentials}: ${impostor.origin}.`,
      change: impostor.change,
    });
    if (impostor.code === 'any-origin') break; // whoever lets in all lets in each
  }
  const replies = [absent, ...own, ...(stranger === undefined ? [] : [stranger])];
  if (replies.some(({ allowOrigin, allowCredentials }) => allowOrigin === '*' && allowCredentials)) {
    findings.push({
      code: 'star-with-credentials',
      message:
        'Access-Control-Allow-Origin: * stands beside Access-Control-Allow-Credentials: true, which no ' +
        'browser accepts together.',
      change: 'On the server: take Access-Control-Allow-Credentials away, or allow origins by their names.',
    });
  }
  return {
    findings: [...findings, ...varyFinding(own[0]!, stranger!, absent)],
    exchanges,
    allowed: own.some(({ allowOrigin }) => allowOrigin === '*' || allowOrigin === origin),
  };
}

function varyFinding(allowed: Reply, refused: Reply, absent: Reply): AuditFinding[] {
  const differ =
    new Set(
      [allowed, refused, absent].map((reply) => [reply.allowOrigin, reply.allowCredentials].join(' ')),
    ).size > 1;
  if (!differ) return [];
  const without = [
    ['an allowed origin', allowed],
    ['another origin', refused],
    ['no Origin', absent],
  ] as const;
  const missing = without.filter(([, { headers }]) => !variesByOrigin(headers));
  if (missing.length === 0) return [];
  return [
    {
      code: 'vary',
      message:
        `Access-Control-Allow-Origin depends on the request's Origin, but Vary doesn't name ` +
        `Origin in the response to ${missing.map(([who]) => who).join(', to ')}.`,
      change:
        'On the server: send Vary: Origin with every response, or caches give what was made for one ' +
        'origin to another.',
    },
  ];
}

function impostors(origin: string): Impostor[] {
  const list: Impostor[] = [
    {
      code: 'any-origin',
      origin: `https://${STRANGER}`,
      what: 'Any origin is reflected',
      change:
        "On the server: compare Origin with a list of those allowed; for everybody's data send * " +
        'instead, without credentials.',
    },
    {
      code: 'null-origin',
      origin: 'null',
      what: 'The origin null is allowed, which any site can have by a sandboxed frame',
      change: 'On the server: take null off the list.',
    },
  ];
  if (!/^https?:/.test(origin)) return list;
  const { protocol, hostname, port } = new URL(origin);
  const as = (name: string): string => `${protocol}//${name}${port && `:${port}`}`;
  const address = /^[\d.]+$|^\[/.test(hostname);
  const exact = 'On the server: compare whole origins, not their beginning or end.';
  if (!address) {
    const labels = hostname.split('.');
    const site = labels.slice(-2).join('.');
    const sibling = as(`with-cors-audit.${site}`);
    const subdomain = {
      code: 'subdomain',
      what: 'Every subdomain is allowed, also one that somebody else has taken over',
      change: 'On the server: list the subdomains that need it.',
    } as const;
    const endsLike = {
      code: 'ends-like',
      what: 'An origin is allowed that only ends like the given one',
      change: exact,
    } as const;
    list.push(
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
    );
    for (const at of labels.keys()) {
      if (at === 0 || (at === labels.length - 1 && at > 1)) continue; // a name in DNS needs a dot
      list.push({
        code: 'unescaped-dot',
        origin: as(`${labels.slice(0, at).join('.')}x${labels.slice(at).join('.')}`),
        what: "A dot in the server's expression stands for any character, so that another origin is allowed",
        change: 'On the server: write \\. in the regular expression, and anchor it by ^ and $.',
        unless: (letIn) => [site, hostname].some((end) => letIn.has(as(`not${end}`))),
      });
    }
  }
  if (protocol === 'https:') {
    list.push({
      code: 'http-twin',
      origin: origin.replace('https:', 'http:'),
      what: 'The unencrypted twin is allowed, whose pages anybody on the way can change',
      change: 'On the server: allow https: only.',
    });
  }
  return list.filter(
    (each) => each.origin !== origin && URL.canParse(each.origin === 'null' ? 'about:blank' : each.origin),
  );
}
