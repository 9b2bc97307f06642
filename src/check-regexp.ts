import { isLocal } from './check-origin.ts';
import type { Problem } from './options-error.ts';
import { wholeMatch } from './origins.ts';
import { PUBLIC_SUFFIXES } from './public-suffixes.ts';

/**
 * What is wrong with a RegExp for origins: without `^` and `$` its author meant a part of the origin, and a part of an
 * origin is anybody's. With credentials it is also tried on origins that nobody can have meant.
 */
export function checkRegExp(expression: RegExp, credentials: boolean): Problem | undefined {
  const { source, flags } = expression;
  if (!source.startsWith('^') || !/(?<!\\)(\\\\)*\$$/.test(source)) {
    return {
      code: 'regexp-not-anchored',
      message: `${expression} must stand between ^ and $, or it lets in origins that merely contain a match, such as those of other sites.`,
      suggestion: new RegExp(`^(?:${source.replace(/^\^|(?<!\\)\$$/g, '')})$`, flags),
    };
  }
  if (!credentials) return undefined;
  const whole = wholeMatch(expression);
  const unmeant = unmeantOrigins(source).find((origin) => whole.test(origin));
  if (unmeant === undefined) return undefined;
  return {
    code: 'regexp-too-broad',
    message: `${expression} lets '${unmeant}' in, with the visitor's cookies. Escape each dot, begin with https:, let a dot stand between a free part and your name, or use a pattern (https://*.example.com) or a function.`,
  };
}

/** Origins of strangers, and look-alikes of the names that stand in the source. None is another's by the author's will. */
function unmeantOrigins(source: string): string[] {
  const strangers = ['attacker', 'attacker.example', 'a.example', ...['com', 'org', 'net', 'io', ...PUBLIC_SUFFIXES].map((suffix) => `attacker.${suffix}`)];
  const hosts = strangers.flatMap((host) => [`https://${host}`, `http://${host}`]);
  for (const host of literalHosts(source)) {
    const own = registrableDomain(host);
    hosts.push(`https://attacker${own}`, `https://attacker-${own}`, `https://${host}.attacker.example`);
    for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) {
      hosts.push(`https://${host.slice(0, dot)}x${host.slice(dot + 1)}`); // an unescaped dot
    }
    if (!isLocal(host)) hosts.push(`http://${host}`, `http://www.${host}`);
  }
  return ['null', ...hosts, ...hosts.map((origin) => `${origin}:8443`)];
}

/** The host names in a RegExp's source, its escapes taken off, the first of the alternatives taken for each group. */
function literalHosts(source: string): string[] {
  const text = source.replace(/\\([^\w\s])/g, '$1');
  const flat = text.replace(/\((?:\?:)?([^()|]*)(?:\|[^()]*)?\)/g, '$1');
  return [text, flat].flatMap((form) => form.match(/[a-z\d][a-z\d-]*(?:\.[a-z\d-]+)+/gi) ?? []);
}

function registrableDomain(host: string): string {
  const labels = host.split('.');
  return labels.slice(PUBLIC_SUFFIXES.has(labels.slice(-2).join('.')) ? -3 : -2).join('.');
}
