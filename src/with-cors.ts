import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CompiledPolicy } from './compile-policy.ts';
import { describeDecision, originNotAllowed } from './decide.ts';
import type { CorsRequest } from './decision.ts';
import { decisions, warnNested } from './diagnostics.ts';
import type { CorsOptions } from './options.ts';
import { OriginCheckFailure, type OriginVerdict, type PendingVerdict } from './origin-check.ts';
import { compiledPolicy, type CorsPolicy } from './policy.ts';
import { isCrossOrigin, isPreflight } from './request.ts';
import { listHead, type ServerResponseLike, withoutHead } from './response-fields.ts';
import { guardHead, isGuarded, sendHead } from './response-head.ts';

/**
 * Wraps a request listener of `node:http`, `node:https` or `node:http2` so that it speaks the server's half of CORS
 * (Fetch, 3.3): it answers preflights, and gives every other answer the CORS headers and the `Vary` that it must have,
 * whatever the listener does to them. `this`, all arguments and the return value pass through; the value comes inside a
 * promise only if the origin check was asynchronous, and is `undefined` where the listener was not run.
 *
 * @param handler The listener. Further parameters, such as a connect-style `next`, are kept.
 * @param options What to allow (by default any origin, without credentials), or a policy made before.
 * @throws TypeError if the handler is no function.
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
 *   const answer = await fetch(`http://localhost:${port}/`, { headers: { Origin: 'https://app.example.com' } });
 *   console.log(answer.headers.get('Access-Control-Allow-Origin')); // prints: https://app.example.com
 *   server.close();
 * });
 * ```
 */
export function withCors<
  Request extends CorsRequest = IncomingMessage, Response extends object = ServerResponse, Rest extends unknown[] = [],
  Result = unknown, This = unknown,
>(
  handler: (this: This, request: Request, response: Response, ...rest: Rest) => Result,
  options?: CorsOptions | CorsPolicy,
): (this: This, request: Request, response: Response, ...rest: Rest) => Result | Promise<Awaited<Result>> | undefined {
  if (typeof handler !== 'function') throw new TypeError(`withCors needs a request listener, (req, res) => …, and got ${typeof handler}.`);
  const policy = compiledPolicy(options);
  // Most are given no further arguments, and to spread none takes 2 to 5 % of a small request.
  const plain = handler as unknown as (this: This, request: Request, response: Response) => Result;
  const run = (self: This, request: Request, response: Response, rest: Rest): Result => (
    rest.length === 0 ? plain.call(self, request, response) : handler.call(self, request, response, ...rest));
  // Apart from the listener, which would otherwise keep its arguments for this closure on every request: 1 to 4 %.
  const runLater = (verdict: PendingVerdict, self: This, request: Request, response: Response, rest: Rest) => verdict((settled) => (
    isOver(request, response) || !admit(policy, request, response as object as ServerResponseLike, settled) ? undefined : run(self, request, response, rest)));

  return function corsListener(request, response, ...rest) {
    if (isGuarded(response)) {
      warnNested();
    } else {
      const verdict = policy.checkOrigin(request);
      if (typeof verdict === 'function') return runLater(verdict, this, request, response, rest) as Promise<Awaited<Result>>;
      if (!admit(policy, request, response as object as ServerResponseLike, verdict)) return undefined;
    }
    return run(this, request, response, rest);
  };
}

/** Answers the request where CORS has the answer; otherwise guards the response's head and says that the handler runs. */
function admit(policy: CompiledPolicy, request: CorsRequest, response: ServerResponseLike, verdict: OriginVerdict): boolean {
  if (decisions.hasSubscribers) publish(policy, request, response, verdict);
  if (verdict instanceof OriginCheckFailure) return refuse(policy, request, response, 500, 'The origin of the request could not be checked.');
  if (isPreflight(request)) return verdict ? acceptPreflight(policy, request, response) : refuseOrigin(policy, request, response);
  if (policy.blockDisallowed && !verdict && isCrossOrigin(request)) return refuseOrigin(policy, request, response);
  guardHead(response, policy.head(request, verdict));
  return true;
}

function publish(policy: CompiledPolicy, request: CorsRequest, response: ServerResponseLike, verdict: OriginVerdict): void {
  const decision = describeDecision(policy, request, verdict);
  decisions.publish({ request, response, decision, ...(verdict instanceof OriginCheckFailure && { error: verdict.error }) });
}

/** Answers an allowed preflight, or leaves that to the handler; says whether the handler runs. */
function acceptPreflight(policy: CompiledPolicy, request: CorsRequest, response: ServerResponseLike): boolean {
  const head = policy.preflight(request.headers);
  if (policy.preflightContinue) {
    for (const [name, value] of withoutHead(head.fields)) response.setHeader(name, value);
    guardHead(response, head);
    return true;
  }
  if (policy.optionsSuccessStatus !== 204) head.fields.push('Content-Length', '0'); // RFC 9110, 8.6
  sendHead(response, head, policy.optionsSuccessStatus, head.fields);
  response.end();
  return false;
}

function refuseOrigin(policy: CompiledPolicy, request: CorsRequest, response: ServerResponseLike): false {
  return refuse(policy, request, response, 403, originNotAllowed(request.headers.origin!)); // there is one, or nothing is refused
}

/** The request ends here. The text is plain, and of visible ASCII alone, so that nothing in an `Origin` can act in it. */
function refuse(policy: CompiledPolicy, request: CorsRequest, response: ServerResponseLike, status: number, text: string): false {
  const head = policy.head(request, false);
  sendHead(response, head, status, listHead(head, ['Content-Type', 'text/plain', 'Content-Length', `${text.length}`]));
  response.end(text);
  return false;
}

/** Whether there is nobody left to answer: the client has gone, or somebody else has answered, while a promise was settling. */
function isOver(request: object, response: object): boolean {
  const { headersSent, stream } = response as { headersSent: boolean; stream?: { destroyed: boolean } }; // HTTP/2: its socket serves other requests, too
  const { socket } = request as { socket?: { destroyed: boolean } };
  return headersSent || (stream ?? socket)?.destroyed === true;
}
