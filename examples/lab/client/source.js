// A case's code, as one would write it.

/**
 * The lines between a function's braces, as they stand in the file that the browser runs, with whole URLs in
 * them.
 */
export function bodyOf(run, { api, page, tls }) {
  const origins = { url: api, ownUrl: page, tlsUrl: tls ?? 'https://localhost' };
  const lines = String(run).split('\n').slice(1, -1);
  const indents = lines.filter((line) => line.trim()).map((line) => line.search(/\S/));
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n')
    .replace(/\$\{(url|ownUrl|tlsUrl)\('(\/[^']*)'\)\}/g, (_, name, path) => origins[name] + path)
    .replace(/\b(url|ownUrl|tlsUrl)\('(\/[^']*)'\)/g, (_, name, path) => `'${origins[name]}${path}'`);
}

/** A call of `fetch` in one line. */
export function callAsCode(url, { headers, ...init } = {}) {
  const byName = Object.fromEntries(headers ?? []);
  // In an object each name stands once, and `__proto__` is not a name.
  const once = Object.keys(byName).length === headers?.length && !Object.hasOwn(byName, '__proto__');
  const members = headers ? { ...init, headers: once ? byName : headers } : init;
  const shown = Object.keys(members).length > 0 ? `, ${literal(members)}` : '';
  return `fetch(${literal(url)}${shown})`;
}

function literal(value) {
  if (typeof value === 'string') return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${/^[a-z_$][\w$]*$/i.test(name) ? name : literal(name)}: ${literal(member)}`
  );
  return `{ ${members.join(', ')} }`;
}
