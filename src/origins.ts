import { compileRegExp } from './bounded-regexp.ts';

/** The ports that an origin leaves out (WHATWG URL, 4.2 "special scheme"). */
export const DEFAULT_PORTS: ReadonlyMap<string, string> = new Map([
  ['http', '80'], ['https', '443'], ['ws', '80'], ['wss', '443'], ['ftp', '21'],
]);

const PORT = /^[1-9]\d{0,4}$/;
const DOT = 46;

/**
 * Compiles origins, patterns and RegExps to one question. Origins are compared byte for byte, as Fetch's CORS check does
 * (4.10), so a look-alike is simply another string. The cost of a question doesn't grow with the number of strings.
 */
export function compileOrigins(allowed: readonly (string | RegExp)[]): (origin: string) => boolean {
  const exact = new Set<string>();
  const patterns: string[] = [];
  const expressions: ((origin: string) => boolean)[] = [];
  for (const item of allowed) {
    if (typeof item !== 'string') expressions.push(compileRegExp(item));
    else if (item.includes('*')) patterns.push(item);
    else exact.add(item);
  }
  if (patterns.length + expressions.length === 0) return (origin) => exact.has(origin);
  const matchesPattern = compilePatterns(patterns);
  return (origin) => exact.has(origin) || matchesPattern(origin) || expressions.some((matches) => matches(origin));
}

/**
 * A pattern that lets an origin in can be written down from the origin: cut its host at each dot, put the star in front, a
 * star for the port or not, and look that up. So patterns cost a look-up a label, however many there are.
 */
function compilePatterns(patterns: readonly string[]): (origin: string) => boolean {
  const known = new Set(patterns);
  const tailLengths = new Set<number>();
  for (const pattern of patterns) {
    const { hostStart, hostEnd } = splitOrigin(pattern);
    if (pattern.startsWith('*.', hostStart)) tailLengths.add(hostEnd - hostStart - 1);
  }
  const anyPort = patterns.some((pattern) => pattern.endsWith(':*'));

  return (origin) => {
    const { hostStart, hostEnd } = splitOrigin(origin);
    if (hostStart === 0 || origin.includes('*')) return false; // a star is no port, so that nobody can send a pattern
    const starPort = anyPort && isCanonicalPort(origin, hostStart, hostEnd);
    if (starPort && known.has(`${origin.slice(0, hostEnd)}:*`)) return true;
    if (tailLengths.size === 0) return false;
    const star = `${origin.slice(0, hostStart)}*`;
    for (let at = hostStart, labelStart = at; at < hostEnd; at++) {
      const code = origin.charCodeAt(at);
      if (code === DOT) {
        if (at === labelStart) return false; // an empty label
        labelStart = at + 1;
        if (tailLengths.has(hostEnd - at)) {
          if (known.has(star + origin.slice(at))) return true;
          if (starPort && known.has(`${star}${origin.slice(at, hostEnd)}:*`)) return true;
        }
      } else if (!isLabelCharacter(code)) return false;
    }
    return false;
  };
}

/** Where the host of a serialised origin lies; `hostStart` is 0 where there is no scheme. */
export function splitOrigin(origin: string): { hostStart: number; hostEnd: number } {
  const hostStart = origin.indexOf('://') + 3;
  if (hostStart === 2) return { hostStart: 0, hostEnd: 0 };
  const bracket = origin.startsWith('[', hostStart) ? origin.indexOf(']', hostStart) : -1; // IPv6 has colons of its own
  const colon = origin.indexOf(':', Math.max(bracket, hostStart));
  return { hostStart, hostEnd: colon === -1 ? origin.length : colon };
}

/** Whether the port is one that an origin can have: absent, or 1 to 65535, without a leading zero, not the default. */
function isCanonicalPort(origin: string, hostStart: number, hostEnd: number): boolean {
  if (hostEnd === origin.length) return true;
  const port = origin.slice(hostEnd + 1);
  return PORT.test(port) && Number(port) <= 65535 && port !== DEFAULT_PORTS.get(origin.slice(0, hostStart - 3));
}

/** `a-z 0-9 - _`: what a starred label is made of. */
function isLabelCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 45 || code === 95;
}
