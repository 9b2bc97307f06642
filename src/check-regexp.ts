import { wholeMatch } from './bounded-regexp.ts';
import { isLocal } from './check-origin.ts';
import { type Problem, problem } from './options-error.ts';
import { PUBLIC_SUFFIXES } from './public-suffixes.ts';

/**
 * What is wrong with a RegExp for origins: without `^` and `$` its author meant a part of the origin, and a part of an
 * origin is anybody's. With credentials it is also tried on origins that nobody can have meant.
 */
export function checkRegExp(expression: RegExp, credentials: boolean): Problem | undefined {
  const { source, flags } = expression;
  if (!/^\^.*(?<!\\)(\\\\)*\$$/s.test(source)) {
    return problem('regexp-not-anchored', `${expression} matches a part of an origin, and a part is anybody's. Write ^ before and $ behind it.`,
      new RegExp(`^(?:${source.replace(/^\^/, '')})$`, flags));
  }
  const whole = wholeMatch(expression);
  const unmeant = credentials && unmeantOrigins(source).find((origin) => whole.test(origin));
  return unmeant
    ? problem('regexp-too-broad', `${expression} lets '${unmeant}' use its visitors' cookies. Escape the dots, put one before your name, begin with https:, or write a pattern.`)
    : undefined;
}

/** Strangers' origins, and look-alikes of the names that stand in the source. */
function unmeantOrigins(source: string): string[] {
  const names = ['', '.example', '.com', '.org', '.net', '.io', ...[...PUBLIC_SUFFIXES].map((suffix) => `.${suffix}`)];
  const origins = names.flatMap((name) => [`https://attacker${name}`, `http://attacker${name}`]);
  for (const host of literalHosts(source)) {
    const own = registrableDomain(host);
    origins.push(`https://attacker${own}`, `https://attacker-${own}`, `https://${host}.attacker.example`);
    for (const { index } of host.matchAll(/\./g)) origins.push(`https://${host.slice(0, index)}x${host.slice(index + 1)}`);
    if (!isLocal(host)) origins.push(`http://${host}`, `http://www.${host}`);
  }
  return ['null', ...origins, ...origins.map((origin) => `${origin}:8443`)];
}

/** The host names in the source, with its escapes taken off, and for each group the first of its alternatives taken. */
function literalHosts(source: string): string[] {
  const text = source.replace(/\\([^\w\s])/g, '$1');
  const flat = text.replace(/\((?:\?:)?([^()|]*)(?:\|[^()]*)?\)/g, '$1');
  return `${text} ${flat}`.match(/[a-z\d][a-z\d-]*(\.[a-z\d-]+)+/gi) ?? [];
}

function registrableDomain(host: string): string {
  const labels = host.split('.');
  return labels.slice(PUBLIC_SUFFIXES.has(labels.slice(-2).join('.')) ? -3 : -2).join('.');
}
