import { DEFAULT_PORTS, splitOrigin } from './grammar.ts';

/** A port as a serialized origin writes it: without a leading zero. */
const PORT = /^[1-9]\d{0,4}$/;

/** The leading labels of a host that a star can stand for: `a-z 0-9 - _`, none empty, each with its dot. */
const STARRABLE_LABELS = /^(?:[a-z\d_-]+\.)*/;

/** How many of the listed origins `nearest` looks at, so that its work is bounded however long the list is. */
const NEAREST_OF = 100;

/** The origins that an option names. */
export interface Origins {
  /** Whether they include a serialized origin. However many there are, it costs the same. */
  include(origin: string): boolean;
  /** What differs between an origin that they don't include and one that they do, if these are nearly the same. */
  nearest(origin: string): string | undefined;
}

/**
 * Compiles origins, patterns and RegExps to one question. Origins are compared byte for byte, as browsers do in the
 * CORS check (Fetch, 4.10), so one that only looks alike is another origin.
 */
export function compileOrigins(allowed: readonly (string | RegExp)[]): Origins {
  const exact = new Set<string>();
  const patterns = new Set<string>();
  const expressions: RegExp[] = [];
  for (const item of allowed) {
    if (typeof item !== 'string') expressions.push(matchWhole(item));
    else (item.includes('*') ? patterns : exact).add(item);
  }
  const matchesPattern = compilePatterns(patterns);
  const include = (origin: string): boolean => (
    exact.has(origin) || matchesPattern(origin) || expressions.some((expression) => expression.test(origin)));
  const ports = new Set([...exact].slice(0, NEAREST_OF).map((origin) => /:\d+$/.exec(origin)?.[0] ?? ''));
  const nearest = (origin: string): string | undefined => {
    const found = similarOrigins(origin, ports).find((similar) => include(similar.origin));
    return found && `only ${found.difference} differs from '${found.origin}', which is`;
  };
  return { include, nearest };
}

/** The same origin but for its scheme, its port, `www.`, the name of this machine, its case, a final dot or a path. */
function similarOrigins(origin: string, knownPorts: ReadonlySet<string>): { origin: string; difference: string }[] {
  const [, scheme = '', host = '', port = ''] = (
    /^(?:([a-z][a-z\d+.-]*):\/\/)?(\[[^\]]*\]|[^:/]*?)\.?(:\d+)?(?:\/.*)?$/.exec(origin.toLowerCase()) ?? []);
  const thisMachine = ['localhost', '127.0.0.1', '[::1]'];
  const hosts = [host, host.startsWith('www.') ? host.slice(4) : `www.${host}`, ...(thisMachine.includes(host) ? thisMachine : [])];
  const similar = [scheme, 'https', 'http'].flatMap((start) => hosts.flatMap((name) => [port, '', ...knownPorts].map((end) => {
    const parts = [
      ...(start === scheme ? [] : ['the scheme']), ...(name === host ? [] : ['the host']), ...(end === port ? [] : ['the port']),
    ];
    return { origin: `${start}://${name}${end}`, parts };
  })));
  similar.sort((one, other) => one.parts.length - other.parts.length);
  return similar.map(({ origin: same, parts }) => ({ origin: same, difference: parts.join(' and ') || 'the spelling' }));
}

/**
 * The pattern that lets an origin in can be written down from the origin: cut its host at a dot, put the star in
 * front, and a star for its port or not. So a question takes one look-up for each label, not one for each pattern.
 */
function compilePatterns(patterns: ReadonlySet<string>): (origin: string) => boolean {
  if (patterns.size === 0) return () => false;
  return (origin) => {
    const parts = splitOrigin(origin);
    if (parts === undefined || origin.includes('*')) return false; // a pattern sent as an Origin is not an origin
    const { scheme, host, port } = parts;
    const ports = [origin.slice(`${scheme}://${host}`.length), ...(isOtherPort(port, scheme) ? [':*'] : [])];
    const matches = (hostOrStar: string): boolean => ports.some((end) => patterns.has(`${scheme}://${hostOrStar}${end}`));

    if (matches(host)) return true;
    const starrable = STARRABLE_LABELS.exec(host)?.[0].length ?? 0;
    for (let dot = host.indexOf('.'); dot !== -1 && dot < starrable; dot = host.indexOf('.', dot + 1)) {
      if (matches(`*${host.slice(dot)}`)) return true;
    }
    return false;
  };
}

/** Whether a starred port stands for it: absent, or 1 to 65535 and not the scheme's default, which browsers leave out. */
function isOtherPort(port: string, scheme: string): boolean {
  return port === '' || (PORT.test(port) && Number(port) <= 65535 && port !== DEFAULT_PORTS.get(scheme));
}

/**
 * The same expression for the whole of an origin: an alternative (`^a|b$`) can't escape the anchors. Without `g` and
 * `y` it keeps no `lastIndex` between requests, and without `m` the end of a line is not the end of the origin.
 */
function matchWhole(expression: RegExp): RegExp {
  return new RegExp(`^(?:${expression.source})$`, expression.flags.replace(/[gmy]/g, ''));
}
