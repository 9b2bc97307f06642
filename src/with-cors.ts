import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { CHECK_FAILED, type CorsRequest, describeRefusal } from './decision.ts';
import { decisions, warnHeadSent, warnNested } from './diagnostics.ts';
import { checkHandler } from './options/check.ts';
import type { CorsOptions } from './options/options.ts';
import type { OriginVerdict } from './origin-check.ts';
import { type CompiledPolicy, compilePolicy, type CorsPolicy } from './policy.ts';
import { isCrossOrigin, isHandshake, isPreflight, readRequest } from './request.ts';
import { type Fields, guardHead, isNodes, respond } from './response-head.ts';
import { guardStandIn, respondOnStandIn } from './stand-in.ts';
import { ignoreErrors, isSocket, respondOnSocket } from './upgrade.ts';

/** A listener of any kind. What its parameters are is in the public signatures. */
type Listener = (this: unknown, ...args: never) => unknown;
type Arguments = [request: CorsRequest, response: MarkedResponse, ...rest: unknown[]];

/** A response, or the socket of an upgrade request. */
interface MarkedResponse {
  readonly headersSent?: boolean;
  /** Whether the handler runs, as the first `withCors` of this response has decided, or what it waits for. */
  [MARK]?: boolean | Promise<unknown> | undefined;
}

/** The same in every copy of this library, so that one knows a response that another one has met. */
const MARK: unique symbol = Symbol.for('with-cors') as never;

/** An application of Express, Connect or Yoga. It has several signatures, so that none can be inferred. */
type Application = RequestListener & ({ listen: unknown } | { handle: unknown });

/**
 * Wraps a request listener of `node:http`, `node:https` or `node:http2` so that it speaks the server's half
 * of CORS (Fetch, 3.3): it responds to preflights, and gives every other response the CORS headers and the
 * `Vary` that it must have, whatever the listener does to them. An upgrade listener, `(req, socket, head) =>
 * …`, is guarded too: a handshake from an origin that is neither allowed nor the server's own gets the status
 * 403, and the listener does not run, because browsers leave this check to the server (RFC 6455, 10.2).
 *
 * @param handler The listener, or an application that is one. Further parameters, such as a connect-style
 * `next`, are kept.
 * @param options What to allow (by default any origin, without credentials), or a policy made before.
 * @returns A listener with the handler's parameters and `length`. At run time `this`, all arguments and the
 * return value pass through; the value comes inside a promise only if the origin check was asynchronous, and
 * is `undefined` where the handler did not run. Its type is `void`, as servers ignore it.
 * @throws TypeError if the handler is not a function.
 * @throws CorsOptionsError if the options can't work or would be unsafe; it lists every issue.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 *
 * const server = createServer(withCors((req, res) => {
 *   res.setHeader('Content-Type', 'application/json');
 *   res.end(JSON.stringify({ path: req.url }));
 * }, { origin: 'https://app.example.com' }));
 *
 * server.listen(0, async () => {
 *   const { port } = server.address() as import('node:net').AddressInfo;
 *   const headers = { Origin: 'https://app.example.com' };
 *   const response = await fetch(`http://localhost:${port}/`, { headers });
 *   console.log(response.headers.get('Access-Control-Allow-Origin')); // prints: https://app.example.com
 *   server.close();
 * });
 * ```
 */
export function withCors<
  Request extends CorsRequest = IncomingMessage, Response extends object = ServerResponse,
  Rest extends unknown[] = [], This = unknown, Handler = unknown,
>(
  // A condition and not an overload, so that a mistake in the options has one message, at the option.
  handler: [Handler] extends [Application] ? Handler
    : (this: This, request: Request, response: Response, ...rest: Rest) => unknown,
  options?: CorsOptions | CorsPolicy,
): [Handler] extends [Application] ? RequestListener
  : (this: This, request: Request, response: Response, ...rest: Rest) => void;
export function withCors(handler: Listener, options?: CorsOptions | CorsPolicy): Listener {
  checkHandler(handler);
  const policy = compilePolicy(options);

  function corsListener(this: unknown, ...args: Arguments): unknown {
    const [request, response] = args;
    const outer = response[MARK];
    if (outer !== undefined) {
      warnNested();
      return outer instanceof Promise ? follow.call(this, outer, args) : run.call(this, outer, args);
    }
    if (response.headersSent === true) warnHeadSent();
    const read = readRequest(request);
    const verdict = policy.checkOrigin(read);
    if (verdict instanceof Promise) return settleLater.call(this, verdict, read, args);
    return run.call(this, settle(policy, read, response, verdict), args);
  }

  /** The same where a predicate returned a promise: in the meantime the client may have left. */
  async function settleLater(
    this: unknown, pending: Promise<OriginVerdict>, request: CorsRequest, args: Arguments,
  ): Promise<unknown> {
    const [, response] = args;
    const wasSent = response.headersSent === true;
    const stopIgnoring = isSocket(response) ? ignoreErrors(response) : undefined;
    if (!isSocket(response)) mark(response, pending);
    const verdict = await pending;
    if (hasLeft(request, response) || (response.headersSent === true && !wasSent)) {
      publish(policy, request, response, verdict);
      return run.call(this, false, args);
    }
    const runs = settle(policy, request, response, verdict);
    if (runs) stopIgnoring?.();
    return run.call(this, runs, args);
  }

  /** For a listener that comes second, while the first is still waiting. */
  async function follow(this: unknown, pending: Promise<unknown>, args: Arguments): Promise<unknown> {
    await pending;
    return run.call(this, args[1][MARK] === true, args);
  }

  function run(this: unknown, runs: boolean, args: Arguments): unknown {
    const [, response] = args;
    mark(response, runs);
    if (!isSocket(response)) return runs ? handler.apply(this, args as never) : undefined;
    // A server may have several upgrade listeners, and each decides. Nested is only what this one calls.
    try {
      return runs ? handler.apply(this, args as never) : undefined;
    } finally {
      mark(response, undefined);
    }
  }

  return Object.defineProperty(corsListener, 'length', { value: handler.length });
}

function mark(response: MarkedResponse, runs: MarkedResponse[typeof MARK]): void {
  if (Object.isExtensible(response)) response[MARK] = runs;
}

/** Responds where CORS has the response, or guards the handler's; says whether the handler runs. */
function settle(
  policy: CompiledPolicy, request: CorsRequest, response: object, verdict: OriginVerdict,
): boolean {
  publish(policy, request, response, verdict);
  const allowed = verdict.outcome === 'allowed';
  const fields = policy.fields(request, allowed);

  // Who may read is not known, so nobody may, and nothing happens.
  if (verdict.outcome === 'failed') return refuse(request, response, fields, 500, CHECK_FAILED);

  // A CORS-preflight request (Fetch, 3.3.2) is about the request to come: the handler has nothing to do with
  // it.
  if (isPreflight(request) && !isSocket(response)) {
    if (!allowed) return refuse(request, response, fields, 403, describeRefusal(request.headers.origin));
    if (policy.preflightContinue) return guard(response, fields);
    const status = policy.optionsSuccessStatus;
    return finish(response, fields, status, status === 204 ? [] : [['Content-Length', '0']]); // RFC 9110, 8.6
  }

  // Every other request reaches its handler, because CORS says who may read a response (Fetch, 4.10) and
  // doesn't stop a request. It is stopped where that was asked for, and where CORS has no response to
  // protect: at a WebSocket.
  const isStopped = (): boolean => policy.blockDisallowed || isSocket(response) || isHandshake(request);
  if (!allowed && isStopped() && isCrossOrigin(request)) {
    return refuse(request, response, fields, 403, describeRefusal(request.headers.origin));
  }
  return guard(response, fields);
}

function guard(response: object, fields: Fields): true {
  if (isNodes(response)) guardHead(response, fields);
  else if (!isSocket(response)) guardStandIn(response, fields);
  return true;
}

/** The text is plain and of visible ASCII alone, so that nothing in an `Origin` can act in it. */
function refuse(
  { method }: CorsRequest, response: object, fields: Fields, status: 403 | 500, text: string,
): false {
  const own: Fields = [['Content-Type', 'text/plain'], ['Content-Length', `${text.length}`]];
  return finish(response, fields, status, own, method === 'HEAD' ? undefined : text); // RFC 9110, 9.3.2
}

/** Responds in the handler's place. */
function finish(response: object, fields: Fields, status: number, own: Fields, body?: string): false {
  if (isNodes(response)) respond(response, fields, status, own, body);
  else if (isSocket(response)) respondOnSocket(response, fields, status, own, body);
  else respondOnStandIn(response, fields, status, own, body);
  return false;
}

function publish(
  policy: CompiledPolicy, request: CorsRequest, response: object, verdict: OriginVerdict,
): void {
  if (!decisions.hasSubscribers) return;
  const decision = policy.describe(request, verdict);
  const failure = verdict.outcome === 'failed' && { error: verdict.error };
  decisions.publish({ request, response, decision, ...failure });
}

/** Whether the client has gone. */
function hasLeft(request: object, response: object): boolean {
  const { stream } = response as { stream?: { destroyed: boolean } };
  const { socket } = request as { socket?: { destroyed: boolean } };
  return (stream ?? socket)?.destroyed === true; // HTTP/2's socket serves others, too
}
