import type { Script } from 'node:vm';
import { warnSlowRegExp } from './diagnostics.ts';

/** Milliseconds: for one check by an expression that can take longer, and for the trial that tells which can. */
const LIMIT = 50;
const TRIAL_LIMIT = 100;

/** Of these an expression needs one around a group, or three in a row, to take more than quadratic time. */
const CAN_BACKTRACK = /\)[*+{]|[*+{][^*+{]*[*+{][^*+{]*[*+{]/;

/**
 * The question whether an expression matches the whole of an origin, answered in bounded time. Node's RegExps backtrack: on
 * an origin made for it, `^(\w+\.?)+$` takes longer than the universe has. So an expression whose form allows that is tried on
 * such origins once; if it is slow, it runs with a time limit from then on, and an origin that exceeds it is not allowed.
 */
export function compileRegExp(expression: RegExp): (origin: string) => boolean {
  const whole = wholeMatch(expression);
  if (!CAN_BACKTRACK.test(expression.source) || matchesAny(whole, trialOrigins(expression.source), TRIAL_LIMIT) !== undefined) {
    return (origin) => whole.test(origin);
  }
  warnSlowRegExp(expression);
  // Twice, since on a busy machine the time of a quick check can pass while nothing of it runs.
  return (origin) => (matchesAny(whole, [origin], LIMIT) ?? matchesAny(whole, [origin], LIMIT)) === true;
}

/**
 * The same expression for the whole of a string: an alternative (`^a|b$`) can't escape the anchors. Without `g` and `y` it
 * keeps no `lastIndex` between requests, and without `m` a line's end is not the string's.
 */
export function wholeMatch(expression: RegExp): RegExp {
  return new RegExp(`^(?:${expression.source})$`, expression.flags.replace(/[gmy]/g, ''));
}

/** Origins of full length that repeat what the expression names, and nearly match. */
function trialOrigins(source: string): string[] {
  const text = source.replace(/\\([^\w\s])/g, '$1').slice(1);
  const begins = ['', 'https://', text.replace(/[()[\]{}*+?|^$\\].*$/s, '')];
  const repeated = new Set(['a', '0', 'a.', 'a-', 'a0', ...Array.from(text.matchAll(/\w+|\W/g), String)]);
  return begins.flatMap((begin) => [...repeated].map((word) => `${begin.padEnd(511, word)}!`));
}

let sandbox: { readonly context: object; readonly script: Script } | undefined;

/** `undefined` where it took longer. Only code of another context can be interrupted while a RegExp runs. */
function matchesAny(expression: RegExp, origins: readonly string[], milliseconds: number): boolean | undefined {
  sandbox ??= createSandbox();
  Object.assign(sandbox.context, { expression, origins });
  try {
    return sandbox.script.runInContext(sandbox.context, { timeout: milliseconds }) as boolean;
  } catch {
    return undefined;
  }
}

/** Few need it, and `node:vm` takes a millisecond to load: longer than the rest of this library. */
function createSandbox(): NonNullable<typeof sandbox> {
  const { createContext, Script } = process.getBuiltinModule('node:vm');
  return { context: createContext(), script: new Script('origins.some((origin) => expression.test(origin))') };
}
