import { channel, subscribe } from 'node:diagnostics_channel';
import { debuglog, inspect, type InspectOptions } from 'node:util';
import type { CorsDecisionMessage } from './decision.ts';
import { printable, printableLines } from './grammar.ts';

/** Publishes a {@link CorsDecisionMessage} for every request. It costs nothing while nobody listens. */
export const decisions: ReturnType<typeof channel> = channel('with-cors:decision');

/**
 * `NODE_DEBUG=with-cors`: a line for each request. It subscribes like anybody, so it costs nothing otherwise.
 */
const debug = debuglog('with-cors');
if (debug.enabled) {
  subscribe('with-cors:decision', (message) => {
    const { request, decision } = message as CorsDecisionMessage;
    const { headers, method = '', url = '' } = request;
    const path = url.replace(/\?.*/s, ''); // a query can hold secrets
    const outcome = decision.allowed ? 'allowed' : 'refused';
    const words = [decision.kind, method, path, headers.origin ?? '-', outcome, decision.reason];
    debug('%s %s', words.map(printable).join(' '), printableLines(decision.message));
  });
}

/** What a predicate returned, in one short line: of an object its kind, as its values may be secrets. */
export function show(value: unknown): string {
  return inspectWith(value, { depth: -1, customInspect: false, maxStringLength: 50 }).replace(/\n[^]*/, ' …');
}

/** A value as text. Anything can be thrown or returned, even what throws once more where it is looked at. */
function inspectWith(value: unknown, options: InspectOptions): string {
  try {
    return printableLines(inspect(value, options));
  } catch {
    return 'something that cannot be shown';
  }
}

/** Once for each policy, by its caller. */
export function warnOriginCheckFailed(error: unknown): void {
  warn(
    'WITH_CORS_ORIGIN_CHECK_FAILED',
    'An origin predicate threw or rejected, so its request got the status 500. A predicate returns true or '
      + 'false, or a promise of one; there is no callback. Further failures are only published, on the '
      + 'diagnostics_channel with-cors:decision.',
    inspectWith(error, {}),
  );
}

/** Once for each policy, when it is made. */
export function warnNoEffect(noEffect: readonly string[]): void {
  const title = 'CORS options that have no effect, and do no harm:';
  warn('WITH_CORS_NO_EFFECT', [title, ...noEffect].join('\n- '));
}

/** Once in a process, as it is the code that is wrong and not the request. */
export const warnNested: () => void = once(() => warn(
  'WITH_CORS_NESTED',
  'A withCors runs inside another on one request: the outer one decides, the inner one does nothing. Wrap '
    + 'once.',
));

/** Once in a process. */
export const warnHeadSent: () => void = once(() => warn(
  'WITH_CORS_HEAD_SENT',
  'A withCors ran when the head of the response had been sent, so that response has no CORS headers. Wrap '
    + 'what responds; in Connect and Express put it before the routes.',
));

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

function warn(code: string, message: string, detail = ''): void {
  process.emitWarning(message, { type: 'CorsWarning', code, detail });
}
