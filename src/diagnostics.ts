import { channel } from 'node:diagnostics_channel';
import { debuglog, inspect } from 'node:util';
import type { CorsDecisionMessage } from './decision.ts';
import { printable, printableLines } from './grammar.ts';

/** Publishes a {@link CorsDecisionMessage} for every request. While nobody listens, `hasSubscribers` is all it costs. */
export const decisions: ReturnType<typeof channel> = channel('with-cors:decision');

/** `NODE_DEBUG=with-cors`: a line for each request. It subscribes like everybody, so that it costs nothing otherwise. */
const debug = debuglog('with-cors');
if (debug.enabled) {
  decisions.subscribe((message) => {
    const { request, decision } = message as CorsDecisionMessage;
    const { headers, method = '', url = '' } = request;
    const path = url.split('?', 1)[0] ?? ''; // a query can hold secrets
    const line = [decision.kind, method, path, headers.origin ?? '-', decision.allowed ? 'allowed' : 'refused', decision.reason];
    debug('%s %s', line.map(printable).join(' '), printableLines(decision.message));
  });
}

/** Anything as text for people. Anything can be thrown or returned, even what throws once more where it is looked at. */
export function show(value: unknown): string {
  try {
    return printableLines(inspect(value));
  } catch {
    return 'something that cannot be shown';
  }
}

function warn(code: string, message: string, detail = ''): void {
  process.emitWarning(message, { type: 'CorsWarning', code, detail });
}

/** Once for each policy, by its caller. */
export function warnOriginCheckFailed(error: unknown): void {
  warn(
    'WITH_CORS_ORIGIN_CHECK_FAILED',
    'An origin predicate threw or rejected, so its request got the status 500. It should return true or false, or a promise '
      + 'of that; it is given no callback. Further failures are only published, on the diagnostics_channel with-cors:decision.',
    show(error),
  );
}

/** Once for each policy, when it is made. */
export function warnNoEffect(noEffect: readonly string[]): void {
  warn('WITH_CORS_NO_EFFECT', `These CORS options are accepted and have no effect:\n- ${noEffect.join('\n- ')}`);
}

const warned = new Set<string>();

/** Once in a process: it is the code that is wrong, not the request. */
function warnOnce(code: string, message: string): void {
  if (warned.has(code)) return;
  warned.add(code);
  warn(code, message);
}

export function warnNested(): void {
  warnOnce('WITH_CORS_NESTED', 'A withCors runs inside another on the same request: the outer one decides, the inner one does nothing. Wrap once.');
}

export function warnHeadSent(): void {
  warnOnce(
    'WITH_CORS_HEAD_SENT',
    'A withCors ran after the head of the response had been sent, so that response has no CORS headers. '
      + 'Wrap what responds, or in Connect and Express put it before the routes.',
  );
}
