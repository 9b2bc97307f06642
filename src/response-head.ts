import { OutgoingMessage, ServerResponse } from 'node:http';
import { splitList } from './grammar.ts';

/** Names and values in turn, as `writeHead` takes them. */
export type Fields = readonly string[];

/** A response of `node:http`, of `node:http2`'s compatibility API, or a stand-in that has some of their methods. */
export interface ResponseLike {
  readonly headersSent?: boolean;
  statusCode?: number;
  getHeaderNames?(): string[];
  getHeader?(name: string): unknown;
  setHeader?(name: string, value: string): unknown;
  removeHeader?(name: string): void;
  writeHead?: WriteHead;
  writeHeader?: WriteHead;
  end?(body?: string): unknown;
}

type WriteHead = (this: ResponseLike, ...args: unknown[]) => unknown;
type Pair = readonly [name: unknown, value: unknown];

/** The same in every copy of this library, so that a vendored one knows a response that another one guards. */
const GUARDED = Symbol.for('with-cors');

/** The names on which the policy has the only word: the handler's are never sent. */
const POLICYS_OWN: readonly string[] = ['access-control-allow-origin', 'access-control-allow-credentials'];

/** Every name that the guard may have to ask a response about, for responses that can't list theirs. */
const CORS_NAMES: readonly string[] = [
  ...POLICYS_OWN, 'access-control-expose-headers', 'access-control-allow-methods', 'access-control-allow-headers',
  'access-control-max-age', 'vary',
];

/** Whether this response or socket has met a `withCors` before; from now on it has. */
export function isMarked(response: object): boolean {
  if (GUARDED in response) return true;
  Reflect.set(response, GUARDED, true); // which, unlike an assignment, doesn't throw where a stand-in is frozen
  return false;
}

/**
 * Gives CORS the last word on a response's head. Node sends every final head, implicit ones too, by calling the
 * response's `writeHead`: there, and only there, the handler's headers are complete. Informational responses go another
 * way. A response that is not Node's may never call it, so what can be set there is set at once as well.
 */
export function guardHead(response: ResponseLike, fields: Fields): void {
  if (response.headersSent === true) return; // by somebody who ran before; with-cors.ts warns
  if (!callsWriteHead(response)) setFields(response, namesSetOn(response), fields);
  for (const method of ['writeHead', 'writeHeader'] as const) { // Node 20 to 24 has both
    const original = response[method];
    if (typeof original === 'function') Reflect.set(response, method, guard(original, fields));
  }
}

function callsWriteHead(response: ResponseLike): boolean {
  return response instanceof OutgoingMessage || 'createPushResponse' in response; // the latter is of node:http2
}

function guard(writeHead: WriteHead, fields: Fields): WriteHead {
  return function guardedWriteHead(...args) {
    const [status, reason, headers] = args;
    if (this.headersSent === true || isInformational(status)) return writeHead.apply(this, args); // at the former Node throws
    const place = typeof reason === 'string' || (headers !== undefined && headers !== null) ? 2 : 1; // as Node reads it
    const passed = args[place];
    const set = namesSetOn(this);
    if (typeof passed !== 'object' || passed === null) setFields(this, set, fields);
    else if (!nodeThrowsAt(passed, set, writeHead)) args[place] = mergeFields(this, set, passed, fields);
    try {
      return writeHead.apply(this, args);
    } catch (error) {
      // The handler may write another head, so what Node has taken of CORS's must not look as if the handler had set it.
      for (const [name] of toPairs(fields)) if (!set.includes(keyOf(name))) this.removeHeader?.(name);
      throw error;
    }
  };
}

/** Whether it is a list that Node refuses as a whole, with an error that names the list; it does so itself. */
function nodeThrowsAt(passed: object, set: readonly string[], writeHead: WriteHead): boolean {
  if (!Array.isArray(passed)) return false;
  const isNested = Array.isArray(passed[0]);
  return isNested ? set.length > 0 && writeHead === ServerResponse.prototype.writeHead : passed.length % 2 === 1;
}

function isInformational(status: unknown): boolean {
  const number = (status as number) | 0; // as Node reads it
  return number >= 100 && number < 200;
}

/** The names that are set on a response, in lower case. A stand-in is asked only by methods that it has. */
function namesSetOn(response: ResponseLike): readonly string[] {
  return response.getHeaderNames?.().map(keyOf) ?? CORS_NAMES.filter((name) => response.getHeader?.(name) !== undefined);
}

/** For a head that is passed no headers: CORS's are set beside those that the handler has set. */
function setFields(response: ResponseLike, set: readonly string[], fields: Fields): void {
  removePolicysOwn(response, set);
  for (const [name, value] of toPairs(fields)) {
    const key = keyOf(name);
    if (key === 'vary' && set.includes(key)) response.setHeader?.(name, mergeVary([response.getHeader?.(key)], value));
    else if (POLICYS_OWN.includes(key) || !set.includes(key)) response.setHeader?.(name, value);
  }
}

/**
 * For a head that is passed headers: those with CORS's among them, in the shape in which they are passed, since Node and
 * whoever has patched it treat each shape differently. What is passed wins over what is set, name by name.
 */
function mergeFields(response: ResponseLike, set: readonly string[], passed: object, fields: Fields): object {
  removePolicysOwn(response, set);
  const isFlat = Array.isArray(passed) && !Array.isArray(passed[0]);
  const pairs: readonly Pair[] = isFlat ? toPairs(passed) : Array.isArray(passed) ? passed : Object.entries(passed);
  const replaced = fields.includes('Vary') ? [...POLICYS_OWN, 'vary'] : POLICYS_OWN;
  // Node throws at `undefined`, so it stays.
  const merged = pairs.filter(([name, value]) => value === undefined || !replaced.includes(keyOf(name)));
  for (const [name, value] of toPairs(fields)) {
    const key = keyOf(name);
    const own = pairs.filter((pair) => keyOf(pair[0]) === key);
    if (key === 'vary') {
      const values = own.length > 0 || !set.includes(key) ? own.map((pair) => pair[1]) : [response.getHeader?.(key)];
      merged.push([own[0]?.[0] ?? name, mergeVary(values, value)]);
    } else if (POLICYS_OWN.includes(key) || (own.length === 0 && !set.includes(key))) merged.push([name, value]);
  }
  if (isFlat) return merged.flat();
  return Array.isArray(passed) ? merged : Object.fromEntries(merged as [string, unknown][]);
}

/** A name in lower case. HTTP/2's compatibility API trims names; Node throws at what isn't text. */
function keyOf(name: unknown): string {
  return typeof name === 'string' ? name.trim().toLowerCase() : '';
}

/** Names and values in turn, as pairs. */
export function toPairs<Value>(list: readonly Value[]): [name: Value, value: Value][] {
  return list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1]!]] : [])) as [Value, Value][];
}

/** What the handler has set and only the policy may say. */
function removePolicysOwn(response: ResponseLike, set: readonly string[]): void {
  for (const name of POLICYS_OWN) if (set.includes(name)) response.removeHeader?.(name);
}

/**
 * A handler's `Vary` with the names by which CORS's headers vary (RFC 9110, 12.5.5). What is there stays, in its order
 * and case; no name comes twice. `*` alone says more than any name and stays alone. Among names, where the grammar has
 * no place for it, nginx and Varnish take it for one more name and keep the response: there the others are added.
 */
function mergeVary(values: readonly unknown[], added: string): string {
  const present = splitList(values.join());
  if (present.length > 0 && present.every((name) => name === '*')) return '*';
  const seen = new Set<string>();
  return [...present, ...splitList(added)].filter((name) => seen.size < seen.add(name.toLowerCase()).size).join(', ');
}

/**
 * Answers a request in place of its handler. The head passes the guard, so CORS's headers are among those that others
 * have set.
 */
export function respond(response: ResponseLike, status: number, headers: Readonly<Record<string, string>>, body?: string): void {
  if (response.headersSent === true) return;
  if (typeof response.writeHead === 'function') response.writeHead(status, headers);
  else {
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers)) response.setHeader?.(name, value);
  }
  response.end?.(body);
}
