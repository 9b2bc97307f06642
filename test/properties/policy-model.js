// What a policy says to a request, as plainly as the README and Fetch say it. It knows nothing of src/, of
// sockets or of handlers: options and a received request go in, what must be seen comes out.
import { DEFAULT_PORTS, isAnyOrigin, isComparable, originVerdict } from './origin-model.js';

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/; // RFC 9110, 5.6.2
const SAFELISTED_METHODS = ['GET', 'HEAD', 'POST']; // Fetch, 2.2.1
const USUAL_METHODS = 'GET,HEAD,PUT,PATCH,POST,DELETE';

/** A list as the options write it: an array, or one string with commas. */
function listOf(option) {
  return typeof option === 'string' ? option.split(',').map((member) => member.trim()) : option;
}

/**
 * A list as a header line writes it (RFC 9110, 5.6.1): white space around members and empty members mean
 * nothing.
 */
export function members(line) {
  return line.split(',').map((member) => member.replace(/^[ \t]+|[ \t]+$/g, '')).filter(
    (member) => member !== ''
  );
}

/** The asked header names, or undefined where they are no list of tokens. */
function askedNames(line) {
  const names = members(line ?? '');
  return names.every((name) => TOKEN.test(name)) ? names : undefined;
}

/**
 * Known by `Sec-Fetch-Site` (the server's own page, or the user), or, where that is absent, by the Origin's
 * host and port equal to `Host`, if a server of HTTP can have it. An Origin is taken as browsers serialize
 * it: in lower case, without its scheme's default port; `Host` may have either.
 */
function isSameOrigin(headers) {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const authority = (headers[':authority'] ?? headers.host)?.toLowerCase();
  const [scheme, own] = headers.origin.split(/:\/\/(.*)/s);
  if (!['http', 'https'].includes(scheme) || authority === undefined
    || !isComparable(headers.origin)) return false;
  const ending = `:${DEFAULT_PORTS[scheme]}`;
  return own !== '' && own === (authority.endsWith(ending) ? authority.slice(0, -ending.length) : authority);
}

function kindOf({ method, headers }) {
  if (headers.origin === undefined) return 'not-cors';
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
    ? 'preflight' : 'cors';
}

/**
 * Without an `Origin`, only a request that may change something and says itself that it is from elsewhere is
 * a page's.
 */
function isFromElsewhere({ method, headers }) {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method) && ['cross-site',
    'same-site'].includes(headers['sec-fetch-site']);
}

function withVary(headers, names) {
  return names.length === 0 ? headers : { ...headers, Vary: names.join(', ') };
}

/** A fact of the policy: by what its responses can differ. */
function varyOf({ origin, methods, allowedHeaders, credentials }, kind) {
  return [
    ...(isAnyOrigin(origin) ? [] : ['Origin']),
    ...(kind === 'preflight' && (allowedHeaders ?? '*') === '*' ? ['Access-Control-Request-Headers'] : []),
    ...(kind === 'preflight' && methods === '*' && credentials ? ['Access-Control-Request-Method'] : []),
  ];
}

/** An accepted preflight: its headers, and whether the browser will go on. */
function acceptedPreflight(options, headers) {
  const sent = {};
  sent['Access-Control-Allow-Origin'] = isAnyOrigin(options.origin) ? '*' : headers.origin;
  if (options.credentials) sent['Access-Control-Allow-Credentials'] = 'true';

  const asked = headers['access-control-request-method'];
  // No browser asks for a method that is no token, so there is none that would go on with it.
  let methodFits = TOKEN.test(asked);
  if (options.methods === '*' && options.credentials) {
    if (TOKEN.test(asked)) sent['Access-Control-Allow-Methods'] = asked;
  } else {
    const allowed = options.methods === '*' ? ['*'] : listOf(options.methods ?? USUAL_METHODS);
    if (allowed.length > 0) sent['Access-Control-Allow-Methods'] = allowed.join(', ');
    methodFits &&= [...allowed, ...SAFELISTED_METHODS].includes(allowed.includes('*') ? '*' : asked);
  }

  const names = askedNames(headers['access-control-request-headers']);
  let headersFit;
  if ((options.allowedHeaders ?? '*') === '*') {
    headersFit = names !== undefined;
    if (names?.length > 0) sent['Access-Control-Allow-Headers'] = headers['access-control-request-headers'];
  } else {
    const allowed = listOf(options.allowedHeaders);
    if (allowed.length > 0) sent['Access-Control-Allow-Headers'] = allowed.join(', ');
    const known = allowed.map((name) => name.toLowerCase());
    headersFit = names !== undefined && names.every((name) => known.includes(name.toLowerCase()));
  }

  if (options.maxAge !== undefined) sent['Access-Control-Max-Age'] = String(options.maxAge);
  const reason = !methodFits ? 'method-not-allowed' : !headersFit ? 'headers-not-allowed' : 'allowed';
  return { reason, headers: withVary(sent, varyOf(options, 'preflight')) };
}

function actualHeaders(options, headers, allowed) {
  const any = isAnyOrigin(options.origin);
  const sent = {};
  if (allowed) {
    sent['Access-Control-Allow-Origin'] = any ? '*' : headers.origin;
    if (options.credentials) sent['Access-Control-Allow-Credentials'] = 'true';
    if (options.exposedHeaders !== undefined) {
      const exposed = listOf(options.exposedHeaders);
      if (exposed.length > 0) sent['Access-Control-Expose-Headers'] = exposed.join(', ');
    }
  }
  return withVary(sent, varyOf(options));
}

/**
 * `request` is `{ method, headers }` as received, names in lower case, repeated lines joined.
 * `answer(origin)` says what the policy's predicate says: true, false or 'failed'.
 *
 * @returns `{ kind, allowed, reason, headers, outcome, asked }`: `headers` are the CORS response headers and
 * `Vary`;
 * `outcome` is 'handler', 'accepted' (a preflight), 'refused' (403) or 'failed' (500); `asked` how often the
 *   predicate runs.
 */
export function modelOf(options, request, answer) {
  const { headers } = request;
  const kind = kindOf(request);
  const any = isAnyOrigin(options.origin);
  if (kind === 'not-cors' && !any && isFromElsewhere(request)) {
    return {
      kind, allowed: false, reason: 'origin-not-allowed',
      outcome: options.blockDisallowed ? 'refused' : 'handler', asked: 0,
      headers: actualHeaders(options, headers, false),
    };
  }
  if (kind === 'not-cors') {
    return {
      kind, allowed: true, reason: 'not-cors', outcome: 'handler', asked: 0,
      headers: actualHeaders(options, headers, any),
    };
  }

  const verdict = originVerdict(options.origin, headers.origin, answer);
  const asked = typeof options.origin === 'function' && isComparable(headers.origin) ? 1 : 0;
  const refused = { kind, asked, headers: withVary({}, varyOf(options, kind)) };
  if (verdict === 'failed') return {
    ...refused, allowed: false, reason: 'origin-check-failed', outcome: 'failed'
  };

  if (kind === 'preflight') {
    if (!verdict) return { ...refused, allowed: false, reason: 'origin-not-allowed', outcome: 'refused' };
    const accepted = acceptedPreflight(options, headers);
    return {
      kind, asked, ...accepted, allowed: accepted.reason === 'allowed',
      outcome: options.preflightContinue ? 'handler' : 'accepted',
    };
  }

  if (verdict) {
    return {
      kind, asked, allowed: true, reason: 'allowed', outcome: 'handler',
      headers: actualHeaders(options, headers, true),
    };
  }
  if (isSameOrigin(headers)) return { ...refused, allowed: true, reason: 'same-origin', outcome: 'handler' };
  return {
    ...refused, allowed: false, reason: 'origin-not-allowed',
    outcome: options.blockDisallowed ? 'refused' : 'handler',
  };
}
