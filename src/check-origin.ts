import { type Problem, problem } from './options-error.ts';
import { PUBLIC_SUFFIXES } from './public-suffixes.ts';

/** The two places for a star. Without its stars a pattern is an origin like any other, and is checked as one. */
const LABEL_STAR = /^([^*]*:\/\/)\*\.(?!\.)/;
const PORT_STAR = /(?<!:\d*):\*$/;

/** What the URL parser gives back as it is, known without it: a policy of a million such origins is made in half the time. */
const PLAIN = /^https?:\/\/(\*\.)?((?:(?!xn--)[a-z\d-]+\.)*(?!xn--)[a-z][a-z\d-]*)$/;

/**
 * What is wrong with an origin or a pattern. An origin is right if it is what the WHATWG URL parser serialises it to (HTML,
 * 7.1.1 "serialization of an origin"): browsers send that and nothing else, and it is compared byte for byte.
 */
export function checkOrigin(origin: string, credentials: boolean): Problem | undefined {
  if (origin === '*') return problem('star-in-list', "Only a '*' that stands alone means any origin. Write origin: '*'.", '*');
  if (origin === 'null') return problem('null-origin', "Any site can send 'null', from a sandboxed frame. Name an origin.");
  if (origin.includes(',')) {
    return problem('origin-list-in-string', 'A string is one origin. Write an array.', origin.split(',').map((item) => item.trim()));
  }
  if (origin.length > 512) return problem('origin-too-long', 'An Origin of more than 512 characters is not looked at. Leave it out.');
  const [, labelStar, name] = PLAIN.exec(origin) ?? [];
  if (name !== undefined) return credentials ? checkCredentialed(origin, name, labelStar !== undefined) : undefined;
  if (!origin.includes('://')) return withoutScheme(origin);

  const starred = origin.includes('*');
  const labels = starred && LABEL_STAR.test(origin) ? '*.' : '';
  const port = starred && PORT_STAR.test(origin) ? ':*' : '';
  const plain = starred ? origin.replace(LABEL_STAR, '$1').replace(PORT_STAR, '') : origin;
  if (plain.includes('*')) {
    return problem('origin-star', `A star in '${origin}' stands where none can. It is the whole first labels (https://*.example.com) or the whole port (http://localhost:*).`);
  }
  const url = parse(plain);
  if (url === undefined) return problem('origin-invalid', `'${origin}' is no URL. Write scheme://host or scheme://host:port.`);
  const { protocol, host, hostname } = url;
  if (protocol === 'file:' || host === '') return problem('origin-opaque', `'${origin}' has no host, so browsers send 'null' for it, as any site can. Serve the page by HTTP.`);

  if (labels && /^\[|^\d+(\.\d+){3}$/.test(hostname)) return problem('origin-star', `'${origin}' has a star before an IP address, below which there are no names. Name the host.`);
  const serialized = `${protocol}//${labels}${host}${port}`;
  if (serialized !== origin) return problem('origin-not-serialized', `No browser writes '${origin}' for that origin, so it would match nothing. Write '${serialized}'.`, serialized);
  return credentials ? checkCredentialed(origin, hostname, labels !== '') : undefined;
}

/** Parses once, which a million origins notice. */
function parse(origin: string): URL | undefined {
  try {
    return new URL(origin);
  } catch {
    return undefined;
  }
}

/** What an origin with credentials lets in acts with its visitors' cookies. */
function checkCredentialed(origin: string, hostname: string, pattern: boolean): Problem | undefined {
  if (origin.startsWith('http:') && !isLocal(hostname)) {
    return problem('insecure-origin-with-credentials', `Anyone on the visitor's network can put a page at '${origin}' and use the visitor's cookies. Write https:.`, origin.replace('http:', 'https:'));
  }
  const name = hostname.replace(/\.$/, '');
  if (pattern && name !== 'localhost' && (!name.includes('.') || PUBLIC_SUFFIXES.has(name))) {
    return problem('public-suffix-with-credentials', `Anyone can register a name under '${name}' and use the visitor's cookies. Name your own hosts.`);
  }
  return undefined;
}

/** Whether a host is the visitor's own machine, where nobody on the network can answer (Secure Contexts, 3.1). */
export function isLocal(hostname: string): boolean {
  return /^(.*\.)?localhost$|^127(\.\d+){3}$|^\[::1\]$/.test(hostname);
}

function withoutScheme(origin: string): Problem {
  const host = /^(?:\/\/)?((?:\*\.)?(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::(?:\d+|\*))?)\/?$/.exec(origin)?.[1];
  const suggestion = `${isLocal(host?.split(':')[0] ?? '') ? 'http' : 'https'}://${host}`;
  return problem('origin-without-scheme', `Every Origin has a scheme, and '${origin}' has none. Write https:// and the host.`,
    host && !checkOrigin(suggestion, false) ? suggestion : undefined);
}
