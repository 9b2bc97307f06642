// The policies that the server swaps while it answers, and what each must say to each origin: the first half
// is given to the library, the second is written down by hand, so that neither is made from the other.

const LONG = `https://${'a'.repeat(15_000)}.example`;

/**
 * How often an asked predicate has said what. Failures are named by the origin, so that the client knows what
 * it must get.
 * @param {string} origin @param {any} request @returns {boolean | Promise<boolean>}
 */
function ask(origin, request) {
  switch (origin) {
    case 'https://app.example':
      return true;
    case 'https://later.example':
      return new Promise((resolve) => setImmediate(resolve, true));
    case 'https://throws.example':
      throw new Error('The origin check threw, as it does now and then');
    case 'https://rejects.example':
      return Promise.reject(new Error('The origin check rejected, as it does now and then'));
    case 'https://gone.example': // Settles when nobody is left to answer.
      return new Promise((resolve) => request.socket.once('close', () => setImmediate(resolve, true)));
    default:
      return false;
  }
}

/** What the library is given, made anew for each swap. @type {Record<string, () => any>} */
export const options = {
  any: () => ({ methods: '*', maxAge: 600 }),
  named: () => ({
    origin: ['https://app.example', 'https://*.tenant.example', 'http://localhost:*'],
    credentials: true,
    methods: ['GET', 'POST', 'PUT'],
    allowedHeaders: ['X-Token', 'Content-Type'],
    exposedHeaders: 'X-Policy',
  }),
  asked: () => ({ origin: ask, credentials: true, methods: '*' }),
  blocking: () =>
    ({ origin: /^https:\/\/app\d*\.example$/, blockDisallowed: true, optionsSuccessStatus: 200 }),
};

/**
 * The origins that the clients send, and the policies that allow them. `fails` is an origin check that fails.
 * @type {readonly { origin: string | undefined, allowed: Record<string, true | 'fails'> }[]}
 */
export const origins = [
  { origin: undefined, allowed: {} },
  { origin: 'https://app.example', allowed: { named: true, asked: true, blocking: true } },
  { origin: 'https://app7.example', allowed: { blocking: true } },
  { origin: 'https://a.b.tenant.example', allowed: { named: true } },
  { origin: 'http://localhost:5173', allowed: { named: true } },
  { origin: 'https://later.example', allowed: { asked: true } },
  { origin: 'https://throws.example', allowed: { asked: 'fails' } },
  { origin: 'https://rejects.example', allowed: { asked: 'fails' } },
  { origin: 'https://stranger.example', allowed: {} },
  { origin: 'https://tenant.example', allowed: {} },
  { origin: 'https://app.example.stranger.example', allowed: {} },
  { origin: 'https://app.example, https://app.example', allowed: {} },
  { origin: 'https://APP.example', allowed: {} },
  { origin: 'null', allowed: {} },
  { origin: '__proto__', allowed: {} },
  { origin: '', allowed: {} },
  { origin: LONG, allowed: {} },
];
