// Origins that a careless comparison takes for the given one.

/** A name that nobody can have (RFC 2606). */
export const STRANGER = 'with-cors-audit.example';

export interface Impostor {
  readonly code:
    | 'any-origin' | 'null-origin' | 'begins-like' | 'ends-like' | 'unescaped-dot' | 'http-twin'
    | 'subdomain';
  readonly origin: string;
  readonly what: string;
  readonly change: string;
  /** True if the others that were let in explain this one too. */
  readonly unless?: (letIn: ReadonlySet<string>) => boolean;
}

export function impostors(origin: string): Impostor[] {
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
