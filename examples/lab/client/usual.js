// What every request says, whatever the page asks, is left out of what is shown; not what the page itself has
// set.

const USUAL = new RegExp(`^(?:${[
  ':.*', 'accept', 'accept-.*', 'cache-control', 'connection', 'content-length', 'dnt', 'host', 'pragma',
  'priority', 'referer',
  'sec-.*', 'te', 'upgrade-insecure-requests', 'user-agent',
].join('|')})$`, 'i');

/**
 * The exchange without the usual fields, but with those that these calls of the page have set: on a
 * preflight, none.
 */
export function withoutUsual(exchange, calls) {
  const isPreflight = exchange.request.fields.some(([name]) => /^access-control-request-method$/i.test(name));
  const set = new Set(isPreflight ? [] : calls.flatMap(({ init }) => namesIn(init.headers)));
  const fields = exchange.request.fields.filter(([name, value]) => (
    !USUAL.test(name)
    || set.has(name.toLowerCase())
    // Every request says Sec-Fetch-Site, too, but only `same-origin` makes a difference.
    || (/^sec-fetch-site$/i.test(name) && value === 'same-origin')));
  return { ...exchange, request: { ...exchange.request, fields } };
}

function namesIn(headers = []) {
  try {
    return [...new Headers(headers).keys()];
  } catch {
    return []; // nothing is sent of these
  }
}
