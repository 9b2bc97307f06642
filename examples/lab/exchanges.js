// What the server saw and sent, one record for each request that carries a card's run id in its query. In the
// query and not in a header: a header of its own would make the browser ask first, and the lab would change
// what it shows.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {Response & { stream?: import('node:http2').ServerHttp2Stream, _header?: string }} Sending
 * @typedef {[name: string, value: string][]} Fields
 *
 * @typedef {object} Exchange
 * @property {number} number in the order of arrival
 * @property {string} run
 * @property {{ method: string, url: string, http: string, fields: Fields }} request
 * @property {boolean | undefined} handled whether the handler ran, where that is known
 * @property {Pick<import('with-cors').CorsDecision, 'kind' | 'allowed' | 'reason' | 'message'> | undefined}
 * decision
 *   nothing: no policy stands in front of this handler
 * @property {{ status: number, fields: Fields } | undefined} response nothing: the client went before the
 * response
 */

const SENT = /^(access-control-.*|vary|set-cookie|location|x-.*): /i;

/**
 * @param {{ started(run: string): void, finished(exchange: Exchange): void }} observer
 */
export function watchExchanges(observer) {
  /** @type {WeakMap<object, Exchange>} */
  const exchanges = new WeakMap();
  let number = 0;

  /** @param {unknown} message */
  const onDecision = (message) => {
    const { request, decision } = /** @type {import('with-cors').CorsDecisionMessage} */ (message);
    const exchange = exchanges.get(request);
    const { kind, allowed, reason, message: words } = decision;
    if (exchange) exchange.decision = { kind, allowed, reason, message: words };
  };
  subscribe('with-cors:decision', onDecision);

  return {
    /**
     * The same listener, its requests recorded. @param {(req: Request, res: Response) => unknown} listener
     */
    watched: (listener) => (/** @type {Request} */ req, /** @type {Response} */ res) => {
      const run = /[?&]run=([\w.-]{1,80})/.exec(req.url ?? '')?.[1];
      if (run === undefined) return listener(req, res);
      /** @type {Exchange} */
      const exchange = {
        number: ++number,
        run,
        request: { method: req.method ?? '', url: req.url ?? '', http: req.httpVersion, fields: seen(req) },
        handled: undefined,
        decision: undefined,
        response: undefined,
      };
      exchanges.set(req, exchange);
      observer.started(run);
      // Whichever comes first: an HTTP/2 stream may stay open on the client's side long after the whole
      // response has left.
      const { stream: sending = res } = /** @type {Sending} */ (res);
      sending.once('finish', tell).once('close', tell);
      function tell() {
        sending.off('finish', tell).off('close', tell);
        exchange.response = sentHead(res);
        observer.finished(exchange);
      }
      return listener(req, res);
    },

    /**
     * The same handler, which leaves a mark when it runs. @param {(req: Request, res: Response) => void}
     * handler
     */
    handling(handler) {
      return (/** @type {Request} */ req, /** @type {Response} */ res) => {
        const exchange = exchanges.get(req);
        if (exchange) exchange.handled = true;
        handler(req, res);
      };
    },

    /** Marks a request as one whose handler, if it runs, leaves a mark. @param {Request} req */
    notHandledYet(req) {
      const exchange = exchanges.get(req);
      if (exchange) exchange.handled = false;
    },

    close: () => unsubscribe('with-cors:decision', onDecision),
  };
}

/** @param {Request} req @returns {Fields} the names as the browser spelled them */
function seen({ rawHeaders }) {
  return pairs(rawHeaders).flatMap(withoutForeignCookies);
}

/**
 * Cookies know no ports: those of whatever else runs on this localhost are nobody's business here. @param
 * {[string, string]} field
 */
function withoutForeignCookies([name, value]) {
  if (name.toLowerCase() !== 'cookie') return [field(name, value)];
  const own = value.split('; ').filter((cookie) => /^(lab|visitor)=/.test(cookie));
  return own.length > 0 ? [field(name, own.join('; '))] : [];
}

/**
 * The response head as it left. HTTP/2 keeps it; of HTTP/1 Node keeps the very text that it wrote to the
 * socket, and nothing else knows of fields given to `writeHead`.
 *
 * @param {Sending} res
 */
function sentHead(res) {
  if (!res.headersSent) return undefined;
  const fields = res.stream
    ? Object.entries(res.stream.sentHeaders).flatMap(
      ([name, value]) => [value].flat().map((one) => field(name, one))
    )
    : String(res._header).split('\r\n').slice(1, -2).map((line) => {
        const colon = line.indexOf(': ');
        return field(line.slice(0, colon), line.slice(colon + 2));
      });
  return { status: res.statusCode, fields: fields.filter(([name]) => SENT.test(`${name}: `)) };
}

/** @param {string} name @param {unknown} value @returns {[string, string]} */
const field = (name, value) => [name, String(value)];

/** @param {string[]} flat @returns {Fields} */
function pairs(flat) {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [field(name, flat[at + 1])] : []));
}
