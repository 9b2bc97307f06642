import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { CHECK_FAILED, type CorsRequest, describeRefusal } from './decision.ts';
import { decisions, warnHeadSent, warnNested } from './diagnostics.ts';
import { checkHandler } from './options/check.ts';
import type { CorsOptions } from './options/options.ts';
import type { OriginVerdict } from './origin-check.ts';
import { type CompiledPolicy, compilePolicy, type CorsPolicy } from './policy.ts';
import { isCrossOrigin, isPreflight, readRequest } from './request.ts';
import { guardHead, isMarked, respond, type ResponseLike } from './response-head.ts';
import { ignoreErrors, isSocket, settleUpgrade } from './upgrade.ts';

type Arguments = [request: CorsRequest, response: ResponseLike, ...rest: unknown[]];

/** A listener of any kind. What its parameters are is in the public signatures. */
type Listener = (this: unknown, ...args: never) => unknown;

/** An application of Express, Connect or Yoga: a listener of several signatures, so that none can be inferred. */
type Application = RequestListener & ({ listen: unknown } | { handle: unknown });

/**
 * Wraps a request listener of `node:http`, `node:https` or `node:http2` so that it speaks the server's half
 * of CORS (Fetch, 3.3): it answers preflights, and gives every other response the CORS headers and the `Vary`
 * that it must have, whatever the listener does to them. An upgrade listener, `(req, socket, head) => …`, is
 * guarded too: a handshake from an origin that is neither allowed nor the server's own gets the status 403,
 * and the listener does not run, because browsers leave this check to the server (RFC 6455, 10.2).
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
    const request = readRequest(args[0]);
    const response = args[1];
    if (isMarked(response)) {
      warnNested();
      return handler.apply(this, args as never);
    }
    if (response.headersSent === true) warnHeadSent();

    const verdict = policy.checkOrigin(request);
    if (verdict instanceof Promise) return settleLater.call(this, verdict, request, args);
    return settle(policy, request, response, verdict) ? handler.apply(this, args as never) : undefined;
  }

  /**
   * The same where an origin predicate returned a promise: by the time it settles there may be nobody left to
   * answer.
   */
  async function settleLater(
    this: unknown, pending: Promise<OriginVerdict>, request: CorsRequest, args: Arguments,
  ): Promise<unknown> {
    const response = args[1];
    const stopIgnoring = isSocket(response) ? ignoreErrors(response) : undefined;
    const verdict = await pending;
    stopIgnoring?.();
    if (isOver(args[0], response)) return publish(policy, request, response, verdict);
    return settle(policy, request, response, verdict) ? handler.apply(this, args as never) : undefined;
  }

  return Object.defineProperty(corsListener as Listener, 'length', { value: handler.length });
}

/**
 * Responds where CORS has the response, and otherwise guards the head of the handler's; says whether the
 * handler runs.
 */
function settle(
  policy: CompiledPolicy, request: CorsRequest, response: ResponseLike, verdict: OriginVerdict,
): boolean {
  publish(policy, request, response, verdict);
  if (isSocket(response)) return settleUpgrade(policy, request, response, verdict);

  const allowed = verdict.outcome === 'allowed';
  guardHead(response, policy.fields(request, allowed));

  // Who may read is not known, so nobody may, and nothing happens.
  if (verdict.outcome === 'failed') return refuse(request, response, 500, CHECK_FAILED);

  // A CORS-preflight request (Fetch, 3.3.2) is about the request to come, so the handler has nothing to do
  // with it.
  if (isPreflight(request)) {
    if (!allowed) return refuse(request, response, 403, describeRefusal(request.headers.origin));
    if (policy.preflightContinue) return true;
    const status = policy.optionsSuccessStatus;
    respond(response, status, status === 204 ? {} : { 'Content-Length': '0' }); // RFC 9110, 8.6
    return false;
  }

  // Every other request runs its handler: CORS says who may read a response (Fetch, 4.10), and doesn't stop a
  // request. It is stopped only where that was asked for.
  if (policy.blockDisallowed && !allowed && isCrossOrigin(request)) {
    return refuse(request, response, 403, describeRefusal(request.headers.origin));
  }
  return true;
}

/** The text is plain and of visible ASCII alone, so that nothing in an `Origin` can act in it. */
function refuse({ method }: CorsRequest, response: ResponseLike, status: number, text: string): false {
  const headers = { 'Content-Type': 'text/plain', 'Content-Length': `${text.length}` };
  respond(response, status, headers, method === 'HEAD' ? undefined : text); // RFC 9110, 9.3.2
  return false;
}

function publish(
  policy: CompiledPolicy, request: CorsRequest, response: ResponseLike, verdict: OriginVerdict,
): void {
  if (!decisions.hasSubscribers) return;
  const decision = policy.describe(request, verdict);
  const failure = verdict.outcome === 'failed' && { error: verdict.error };
  decisions.publish({ request, response, decision, ...failure });
}

/**
 * Whether there is nobody left to respond to: the client has gone, or somebody else has responded, in the
 * meantime.
 */
function isOver(request: object, response: object): boolean {
  const { headersSent, stream } = response as { headersSent?: boolean; stream?: { destroyed: boolean } };
  const { socket } = request as { socket?: { destroyed: boolean } };
  return headersSent === true || (stream ?? socket)?.destroyed === true; // HTTP/2's socket serves others, too
}
