import { channel } from 'node:diagnostics_channel';
import { debuglog, inspect } from 'node:util';
import type { CorsDecisionMessage } from './decision.ts';
import { printable } from './grammar.ts';

/** Publishes a {@link CorsDecisionMessage} for every request. While nobody listens, `hasSubscribers` is all it costs. */
export const decisions = channel('with-cors:decision');

/** `NODE_DEBUG=with-cors`: a line a request. It listens to the channel like everybody, so without it there is nothing to ask. */
const debug = debuglog('with-cors');
if (debug.enabled) {
  decisions.subscribe((message) => {
    const { request, decision } = message as CorsDecisionMessage;
    const path = request.url?.split('?', 1)[0] ?? ''; // a query can hold secrets
    const origin = request.headers.origin === undefined ? '-' : printable(request.headers.origin);
    const verdict = decision.allowed ? 'allowed' : 'refused';
    debug('%s %s %s %s %s %s', decision.kind, printable(request.method ?? ''), printable(path), origin, verdict, decision.reason);
  });
}

/** Once a policy: a predicate that throws may do so for every request. */
export function warnOriginCheckFailed(error: unknown): void {
  process.emitWarning('An origin predicate threw or rejected, so its request was answered with 500. Further failures are only published, on the diagnostics_channel with-cors:decision.', {
    type: 'CorsWarning',
    code: 'WITH_CORS_ORIGIN_CHECK_FAILED',
    detail: shown(error),
  });
}

/** Anything can be thrown, even what throws once more where it is looked at. */
function shown(thrown: unknown): string {
  try {
    return inspect(thrown);
  } catch {
    return 'What was thrown can\'t be shown.';
  }
}

/** When the policy is made. */
export function warnSlowRegExp(expression: RegExp): void {
  process.emitWarning(`${expression} can take very long on an Origin made for it, so it runs with a time limit. Write a pattern (https://*.example.com) or a simpler RegExp.`, {
    type: 'CorsWarning',
    code: 'WITH_CORS_SLOW_REGEXP',
  });
}

let warnedNested = false;

/** Once a process: it is the code that is nested, not the request. */
export function warnNested(): void {
  if (warnedNested) return;
  warnedNested = true;
  process.emitWarning('A withCors runs inside another on the same request: the outer one decides, the inner one does nothing. Wrap once.', {
    type: 'CorsWarning',
    code: 'WITH_CORS_NESTED',
  });
}
