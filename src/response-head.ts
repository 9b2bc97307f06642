import { OutgoingMessage, ServerResponse } from 'node:http';
import { splitList, toPairs } from './grammar.ts';

/** Header names and values in turn, as `writeHead` takes them. */
export type Fields = readonly string[];

/** A response of `node:http` or `node:http2`, or a stand-in that has some of their methods. */
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

/**
 * The same in every copy of this library, so that a vendored one knows a response that another one guards.
 */
const GUARDED = Symbol.for('with-cors');

/** On these the policy has the only word; a handler's are never sent. */
const POLICYS_OWN: readonly string[] = ['access-control-allow-origin', 'access-control-allow-credentials'];

/** What a stand-in that can't list its headers is asked for. */
const CORS_NAMES: readonly string[] = [
  ...POLICYS_OWN, 'access-control-expose-headers', 'access-control-allow-methods',
  'access-control-allow-headers', 'access-control-max-age', 'vary',
];

/**
 * Whether the handler of this response or socket runs, as an outer `withCors` has decided or will;
 * `undefined` where there is none.
 */
export function markOf(response: object): boolean | Promise<boolean> | undefined {
  return Reflect.get(response, GUARDED) as boolean | Promise<boolean> | undefined;
}

export function mark(response: object, runs: boolean | Promise<boolean> | undefined): void {
  Reflect.set(response, GUARDED, runs); // an assignment would throw where a stand-in is frozen
}

/**
 * Gives CORS the last word on a response's head. Node sends every final head, implicit ones too, by calling
 * the response's `writeHead`: there, and only there, the handler's headers are complete. Informational
 * responses go another way. A response that is not Node's may never call it, so what can be set there is set
 * at once as well.
 */
export function guardHead(response: ResponseLike, fields: Fields): void {
  if (response.headersSent === true) return;
  if (!isNodes(response)) setOnStandIn(response, fields);
  for (const method of ['writeHead', 'writeHeader'] as const) { // Node 20 to 24 has both
    const original = response[method];
    if (typeof original === 'function') Reflect.set(response, method, guard(original, fields));
  }
}

function isSent({ headersSent }: ResponseLike): boolean {
  return headersSent === true;
}

function isNodes(response: ResponseLike): boolean {
  return response instanceof OutgoingMessage || 'createPushResponse' in response; // HTTP/1 or HTTP/2
}

/** Sets what can be set, at once and again at the end, when the handler's headers are complete. */
function setOnStandIn(response: ResponseLike, fields: Fields): void {
  setFields(response, namesSetOn(response), fields);
  const { end } = response;
  if (typeof end !== 'function') return;
  Reflect.set(response, 'end', function guardedEnd(this: ResponseLike, ...args: []) {
    if (this.headersSent !== true) setFields(this, namesSetOn(this), fields);
    return end.apply(this, args);
  });
}

function guard(writeHead: WriteHead, fields: Fields): WriteHead {
  return function guardedWriteHead(...args) {
    const [status, reason, headers] = args;
    if (this.headersSent === true || isInformational(status)) return writeHead.apply(this, args);
    const place = typeof reason === 'string' || headers != null ? 2 : 1; // as Node reads it
    const passed = args[place];
    const set = namesSetOn(this);
    // A stand-in may overlook what it is passed, as engine.io's does, so there both are done.
    if (!isNodes(this)) setFields(this, set, fields);
    if (typeof passed !== 'object' || passed === null) setFields(this, set, fields);
    else if (!nodeThrowsAt(this, set, passed, writeHead)) {
      args[place] = mergeFields(this, set, passed, fields);
    }
    try {
      return writeHead.apply(this, args);
    } catch (error) {
      if (isSent(this)) throw error; // somebody else has thrown, after Node
      // The handler may write another head, in which what CORS has added to this one must not look as if the
      // handler had set it.
      const own = [...set, ...toNamedPairs(passed ?? {}).map(([name]) => keyOf(name))];
      for (const [name] of toPairs(fields)) if (!own.includes(keyOf(name))) ask(this, 'removeHeader', name);
      throw error;
    }
  };
}

function isInformational(status: unknown): boolean {
  const number = (status as number) | 0; // as Node reads it
  return number >= 100 && number < 200;
}

/**
 * Whether Node throws at a list of headers as a whole: at one of odd length, and at pairs where something is
 * set. The error shows the list, so the list stays the handler's.
 */
function nodeThrowsAt(
  response: ResponseLike, set: readonly string[], passed: object, writeHead: WriteHead,
): boolean {
  if (!Array.isArray(passed)) return false;
  if (!Array.isArray(passed[0])) return passed.length % 2 === 1;
  const nodes = ServerResponse.prototype;
  return set.length > 0 && writeHead === nodes.writeHead && response.getHeaderNames === nodes.getHeaderNames;
}

/** The names that are set on a response, in lower case. A stand-in is asked only by methods that it has. */
function namesSetOn(response: ResponseLike): readonly string[] {
  const names = ask(response, 'getHeaderNames');
  return Array.isArray(names) ? names.map(keyOf)
    : CORS_NAMES.filter((name) => ask(response, 'getHeader', name) !== undefined);
}

type Method = 'getHeaderNames' | 'getHeader' | 'setHeader' | 'removeHeader' | 'writeHead' | 'end';

/** Calls a method of a response. One that a stand-in has not got, or that throws there, is passed over. */
function ask(response: ResponseLike, method: Method, ...args: readonly unknown[]): unknown {
  try {
    return (response[method] as WriteHead | undefined)?.apply(response, args as unknown[]);
  } catch (error) {
    if (isNodes(response)) throw error;
    return undefined;
  }
}

/** For a head without headers of its own: CORS's are set beside those that the handler has set. */
function setFields(response: ResponseLike, set: readonly string[], fields: Fields): void {
  removePolicysOwn(response, set);
  for (const [name, value] of toPairs(fields)) {
    const key = keyOf(name);
    if (!set.includes(key) || POLICYS_OWN.includes(key)) ask(response, 'setHeader', name, value);
    else if (key === 'vary') {
      ask(response, 'setHeader', name, mergeVary([ask(response, 'getHeader', key)], value));
    }
  }
}

/**
 * For a head with headers of its own: those with CORS's among them, in the shape in which the handler passed
 * them, since Node and whoever has patched it treat each shape differently. What is passed wins over what is
 * set.
 */
function mergeFields(response: ResponseLike, set: readonly string[], passed: object, fields: Fields): object {
  if (isNodes(response)) removePolicysOwn(response, set);
  const isList = Array.isArray(passed);
  const isFlat = isList && !Array.isArray(passed[0]);
  const pairs = toNamedPairs(passed);
  const replaced = fields.includes('Vary') ? [...POLICYS_OWN, 'vary'] : POLICYS_OWN;
  const merged = pairs.filter(([name, value]) => value === undefined || !replaced.includes(keyOf(name)));
  for (const [name, value] of toPairs(fields)) {
    const key = keyOf(name);
    const own = pairs.filter((pair) => keyOf(pair[0]) === key);
    if (own.some((pair) => pair[1] === undefined)) continue; // Node throws
    const isSet = own.length === 0 && set.includes(key);
    if (key === 'vary') {
      const values = isSet ? [ask(response, 'getHeader', key)] : own.map((pair) => pair[1]);
      merged.push([own[0]?.[0] ?? name, mergeVary(values, value)]);
    } else if ((own.length === 0 && !isSet) || POLICYS_OWN.includes(key)) merged.push([name, value]);
  }
  return isFlat ? merged.flat() : isList ? merged : Object.fromEntries(merged as [string, unknown][]);
}

/** The headers that a head is passed, in whichever shape. */
function toNamedPairs(passed: object): readonly Pair[] {
  if (!Array.isArray(passed)) return Object.entries(passed);
  return Array.isArray(passed[0]) ? passed as Pair[] : toPairs(passed);
}

function removePolicysOwn(response: ResponseLike, set: readonly string[]): void {
  for (const name of POLICYS_OWN) if (set.includes(name)) ask(response, 'removeHeader', name);
}

/**
 * A handler's `Vary` with the names by which CORS's headers vary (RFC 9110, 12.5.5). What is there stays, in
 * its order and case; no name comes twice. `*` alone says more than any name and stays alone. Among names,
 * where the grammar has no place for it, nginx and Varnish take it for one more name and keep the response,
 * so there the others are added.
 */
function mergeVary(values: readonly unknown[], added: string): string {
  const present = splitList(values.join());
  if (present.length > 0 && present.every((name) => name === '*')) return '*';
  const seen = new Set<string>();
  const isNew = (name: string): boolean => seen.size < seen.add(keyOf(name)).size;
  return [...present, ...splitList(added)].filter(isNew).join(', ');
}

/** A header name in lower case. HTTP/2's compatibility API trims names; what isn't text has none. */
function keyOf(name: unknown): string {
  return typeof name === 'string' ? name.trim().toLowerCase() : '';
}

/** Responds in the handler's place. The head passes the guard, and so joins what others have set. */
export function respond(
  response: ResponseLike, status: number, headers: Readonly<Record<string, string>>, body?: string,
): void {
  if (response.headersSent === true) return;
  if (!isNodes(response)) {
    Reflect.set(response, 'statusCode', status);
    for (const [name, value] of Object.entries(headers)) ask(response, 'setHeader', name, value);
  }
  ask(response, 'writeHead', status, headers);
  ask(response, 'end', body);
}
