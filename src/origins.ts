import { DEFAULT_PORTS, splitOrigin } from './grammar.ts';

/** The origins that an option names. */
export interface Origins {
  /** Whether an origin is one of them. However many strings and patterns there are, it costs the same. */
  include(origin: string): boolean;
  /** For an origin that isn't one of them: what differs from one that is, if that is nearly the same. */
  nearest(origin: string): string | undefined;
}

/** How many origins `nearest` compares with, and how long an origin, so that its work is bounded, too. */
const NEAREST_OF = 100;
const LONGEST_NEAR = 100;

/** The port of a serialized origin has no leading zero. */
const PORT = /^[1-9]\d{0,4}$/;

/** The first labels of a host that a star can stand for, each with its dot: `a-z 0-9 - _`, and not empty. */
const STARRABLE_LABELS = /^(?:[a-z\d_-]+\.)*/;

/** What people take for an origin, in lower case: scheme, host and port. */
const LIKE_AN_ORIGIN = /^(?:([a-z][a-z\d+.-]*):\/\/)?(\[[^\]]*\]|[^:/]*?)\.?(:\d+)?(?:\/.*)?$/;
const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Compiles origins, patterns and RegExps to one question. Origins are compared byte for byte, as browsers do
 * in the CORS check (Fetch, 4.10), so one that only looks alike is another origin.
 */
export function compileOrigins(allowed: readonly (string | RegExp)[]): Origins {
  const exact = new Set<string>();
  const patterns = new Set<string>();
  const expressions: RegExp[] = [];
  for (const item of allowed) {
    if (typeof item !== 'string') expressions.push(matchWhole(item));
    else if (item.includes('*')) patterns.add(item);
    else exact.add(item);
  }
  const matchesPattern = compilePatterns(patterns);
  const isNamed = (origin: string): boolean => exact.has(origin) || matchesPattern(origin);
  const include = (origin: string): boolean => (
    isNamed(origin) || expressions.some((expression) => expression.test(origin)));

  const ports = new Set([...exact].slice(0, NEAREST_OF).map((origin) => /:\d+$/.exec(origin)?.[0] ?? ''));
  const nearest = (origin: string): string | undefined => {
    if (origin.length > LONGEST_NEAR) return undefined;
    const near = similarOrigins(origin, []).find((each) => patterns.has(each.origin) || include(each.origin))
      ?? similarOrigins(origin, ports).find((each) => isNamed(each.origin));
    return near && `${near.difference} from '${near.origin}', which is`;
  };
  return { include, nearest };
}

/**
 * The pattern that lets an origin in can be written down from the origin: cut its host at a dot, put the star
 * in front, and a star for its port or not. So a question takes a look-up for each label, not for each
 * pattern.
 */
function compilePatterns(patterns: ReadonlySet<string>): (origin: string) => boolean {
  if (patterns.size === 0) return () => false;
  return (origin) => {
    const parts = splitOrigin(origin);
    if (parts === undefined || origin.includes('*')) return false; // a pattern that is sent is not an origin
    const { scheme, host, port } = parts;
    const ports = [port === '' ? '' : `:${port}`, ...(isOtherPort(port, scheme) ? [':*'] : [])];
    const isPattern = (star: string): boolean => (
      ports.some((end) => patterns.has(`${scheme}://${star}${end}`)));

    if (isPattern(host)) return true;
    const starrable = host.length - host.replace(STARRABLE_LABELS, '').length;
    for (let dot = host.indexOf('.'); dot !== -1 && dot < starrable; dot = host.indexOf('.', dot + 1)) {
      if (isPattern(`*${host.slice(dot)}`)) return true;
    }
    return false;
  };
}

/**
 * Whether a starred port stands for it: absent, or 1 to 65535 and not the default, which browsers leave out.
 */
function isOtherPort(port: string, scheme: string): boolean {
  return port === '' || (PORT.test(port) && Number(port) <= 65535 && port !== DEFAULT_PORTS.get(scheme));
}

/**
 * The same expression for the whole of an origin: an alternative (`^a|b$`) can't escape the anchors. Without
 * `g` and `y` it keeps no `lastIndex` between requests, and without `m` the end of a line is not the end of
 * the origin.
 */
function matchWhole(expression: RegExp): RegExp {
  return new RegExp(`^(?:${expression.source})$`, expression.flags.replace(/[gmy]/g, ''));
}

/** An origin with another scheme, host, port or end, and a few words on what differs. */
interface SimilarOrigin {
  readonly origin: string;
  readonly difference: string;
}

/** The same origin with what people mix up written in another way; what differs least comes first. */
function similarOrigins(origin: string, ports: Iterable<string>): SimilarOrigin[] {
  const [, scheme = '', host = '', port = ''] = LIKE_AN_ORIGIN.exec(origin.toLowerCase()) ?? [];
  const twin = host.startsWith('www.') ? host.slice('www.'.length) : `www.${host}`;
  const hosts = [host, `*.${host}`, ...(THIS_MACHINE.includes(host) ? THIS_MACHINE : [twin])];
  const similar = [scheme, 'https', 'http'].flatMap((start) => hosts.flatMap((name) => (
    [port, '', ...ports].map((end) => ({
      origin: `${start}://${name}${end}`,
      differing: [
        ...(start === scheme ? [] : ['the scheme']),
        ...(name === host ? [] : ['the host']),
        ...(end === port ? [] : ['the port']),
        ...(origin.endsWith('/') ? ['the slash at the end'] : []),
        ...(/\.(?::\d+)?$/.test(origin) ? ['the dot at the end'] : []),
      ],
    })))));
  return similar
    .filter(({ differing }) => differing.length <= 2)
    .sort((one, other) => one.differing.length - other.differing.length)
    .map(({ origin: other, differing }) => ({
      origin: other,
      difference: differing.length > 1
        ? `${differing.join(' and ')} differ`
        : `only ${differing[0] ?? 'the spelling'} differs`,
    }));
}
