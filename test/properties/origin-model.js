// Which origins a policy lets in, said as plainly as it can be. Slow on purpose, shares no
// code with src/, and is never given anything but the option as the user wrote it.

/** Default ports of the schemes that the URL standard calls special (URL, 4.2). */
export const DEFAULT_PORTS = { http: '80', https: '443', ws: '80', wss: '443', ftp: '21' };

/** Cuts `scheme://host:port` at its punctuation; undefined where there is no `://`. Judges nothing else. */
function cut(text) {
  const slashes = text.indexOf('://');
  if (slashes === -1) return undefined;
  const authority = text.slice(slashes + 3);
  // The colons inside the brackets of an IPv6 address are none of a port's.
  const colon = authority.lastIndexOf(':');
  const hasPort = colon > authority.lastIndexOf(']');
  return {
    scheme: text.slice(0, slashes),
    host: hasPort ? authority.slice(0, colon) : authority,
    port: hasPort ? authority.slice(colon + 1) : undefined,
  };
}

function isLabel(text) {
  return text !== ''
    && [...text].every((character) => 'abcdefghijklmnopqrstuvwxyz0123456789-_'.includes(character));
}

/** What may stand for a starred port: 1 to 65535, no leading zero, not what the scheme has anyway. */
function isStarredPort(text, scheme) {
  const number = Number(text);
  return String(number) === text && Number.isInteger(number) && number >= 1 && number <= 65535
    && text !== DEFAULT_PORTS[scheme];
}

export function stringMatches(pattern, origin) {
  if (!pattern.includes('*')) return pattern === origin;
  const wanted = cut(pattern);
  const given = cut(origin);
  if (given === undefined || given.scheme !== wanted.scheme) return false;

  const portFits = wanted.port === '*'
    ? given.port === undefined || isStarredPort(given.port, given.scheme)
    : given.port === wanted.port;
  if (!portFits) return false;

  if (!wanted.host.startsWith('*.')) return given.host === wanted.host;
  const ending = wanted.host.slice(1); // '.example.com'
  return given.host.endsWith(ending)
    && given.host.slice(0, given.host.length - ending.length).split('.').every(isLabel);
}

/** The whole origin or nothing, whatever the flags; a fresh object each time, so nothing is kept. */
export function expressionMatches(expression, origin) {
  const flags = expression.flags.replace(/[gy]/g, '');
  return new RegExp(`^(?:${expression.source})$`, flags).test(origin);
}

/** Any origin at all: the option is absent, `true` or `'*'`. */
export function isAnyOrigin(option) {
  return option === undefined || option === true || option === '*';
}

/**
 * Whether anything may be run over an `Origin`: at most 512 characters, and `null` or in the form of one
 * origin, with nothing that the response could not carry or that would mean more than one.
 */
export function isComparable(origin) {
  if (origin.length > 512) return false;
  if (origin.toLowerCase() === 'null') return true;
  const scheme = origin.split('://', 1)[0];
  const isScheme = scheme !== origin && /^[a-z][a-z0-9+.-]*$/i.test(scheme);
  return isScheme
    && [...origin].every((character) => character > ' ' && character < '\x7f' && !'*,'.includes(character));
}

/**
 * `true`, `false`, or `'failed'` for a predicate that throws or rejects. `answer` stands for the predicate.
 */
export function originVerdict(option, origin, answer) {
  if (isAnyOrigin(option)) return true;
  if (option === false || !isComparable(origin)) return false;
  if (typeof option === 'function') return answer(origin);
  return [option].flat().some((one) =>
    one instanceof RegExp ? expressionMatches(one, origin) : stringMatches(one, origin));
}
