// What the head of a response must be, for one request and one policy at a time, in the README's words.

/**
 * @typedef {object} Asked
 * @property {string} method
 * @property {string} path
 * @property {string | undefined} origin
 * @property {Record<string, true | 'fails'>} allowed by which policies
 * @property {string | undefined} wantedMethod the preflight's `Access-Control-Request-Method`
 * @property {string | undefined} wantedHeaders and its `Access-Control-Request-Headers`
 *
 * @typedef {{ status: number, fields: Map<string, string[]>, body: string }} Answer by lower-case names
 */

const LISTED = {
  any: { methods: '*', headers: undefined },
  named: { methods: 'GET, POST, PUT', headers: 'X-Token, Content-Type' },
  asked: { methods: undefined, headers: undefined },
  blocking: { methods: 'GET, HEAD, PUT, PATCH, POST, DELETE', headers: undefined },
};
const TOKEN_LIST = /^[!#$%&'*+\-.^_`|~\w]+(, ?[!#$%&'*+\-.^_`|~\w]+)*$/;

/**
 * What is wrong with an answer; nothing: `undefined`. @param {Asked} asked @param {Answer} answer @returns
 * {string | undefined}
 */
export function fault(asked, answer) {
  // A request that the library answers itself, other than a preflight, doesn't get to the handler, which
  // names the policy.
  const policies = answer.fields.get('x-policy')
    ?? (answer.status === 403 ? ['blocking'] : answer.status === 500 ? ['asked'] : []);
  if (policies.length !== 1) return `it has ${policies.length} policies, status ${answer.status}`;
  const must = expected(asked, /** @type {keyof typeof LISTED} */ (policies[0]));
  if (answer.status !== must.status) return `policy ${policies[0]}: status ${answer.status} for ${must.status}`;
  for (const [name, value] of Object.entries(must.fields)) {
    const found = answer.fields.get(name);
    if (found?.length !== (value === undefined ? undefined : 1) || plain(found?.[0]) !== plain(value)) {
      return `policy ${policies[0]}: ${name} is ${JSON.stringify(found)} for ${JSON.stringify(value)}`;
    }
  }
  const vary = (answer.fields.get('vary')?.join() ?? '').toLowerCase().split(/ *, */).filter(
    (name) => name !== ''
  ).sort();
  if (vary.join() !== must.vary.sort().join()) return `policy ${policies[0]}: vary is "${vary}" for "${must.vary}"`;
  return undefined;
}

/** A list's commas may have spaces or not (RFC 9110, 5.6.1). @param {string | undefined} list */
const plain = (list) => list?.replaceAll(', ', ',');

/** @param {Asked} asked @param {keyof typeof LISTED} policy */
function expected({ method, path, origin, allowed, wantedMethod, wantedHeaders }, policy) {
  const isPreflight = method === 'OPTIONS' && origin !== undefined && wantedMethod !== undefined;
  const verdict = policy === 'any' ? true : (allowed[policy] ?? false);
  const credentials = policy === 'named' || policy === 'asked';
  const runs = !isPreflight && verdict !== 'fails'
    && !(policy === 'blocking' && origin !== undefined && !verdict);
  const back = isPreflight && verdict === true;
  const headersBack = back && policy !== 'named' && wantedHeaders !== undefined
    && TOKEN_LIST.test(wantedHeaders);
  const methodBack = back && policy === 'asked';

  return {
    status: runs ? handlerStatus(path) : verdict === 'fails' ? 500 : verdict
      ? (policy === 'blocking' ? 200 : 204) : 403,
    fields: {
      'access-control-allow-origin': policy === 'any' ? '*' : verdict === true ? origin : undefined,
      'access-control-allow-credentials': verdict === true && credentials ? 'true' : undefined,
      'access-control-expose-headers': policy === 'named' && verdict === true && !isPreflight
        ? 'X-Policy' : undefined,
      'access-control-allow-methods': back ? (methodBack ? wantedMethod : LISTED[policy].methods) : undefined,
      'access-control-allow-headers': headersBack ? wantedHeaders : back ? LISTED[policy].headers : undefined,
      'access-control-max-age': back && policy === 'any' ? '600' : undefined,
    },
    vary: [
      ...(runs ? handlerVary(path) : []),
      ...(policy === 'any' ? [] : ['origin']),
      // On every preflight, as a fact of the policy.
      ...(isPreflight && policy !== 'named' ? ['access-control-request-headers'] : []),
      ...(isPreflight && policy === 'asked' ? ['access-control-request-method'] : []),
    ],
  };
}

/** @param {string} path */
const handlerStatus = (path) => (path === '/error' ? 500 : path === '/nothing' ? 204 : 200);

/** @param {string} path */
const handlerVary = (path) => (path === '/head' || path === '/pairs' ? ['accept-language'] : []);
