import { OutgoingMessage, ServerResponse } from 'node:http';
import { splitList, toPairs } from './grammar.ts';

/** Header names and values, in one of the shapes in which `writeHead` takes them. */
export type Fields = readonly Field[];
type Field = readonly [name: string, value: string];

/** What CORS needs of a response: those of `node:http` and of `node:http2` have it. */
export interface ResponseHeaders {
  getHeaderNames(): string[];
  getHeader(name: string): unknown;
  setHeader(name: string, value: string): unknown;
  removeHeader(name: string): void;
}

export interface NodeResponse extends ResponseHeaders {
  readonly headersSent: boolean;
  writeHead: WriteHead;
  writeHeader?: WriteHead; // the same, in Node 20 to 24
  end(body?: string): unknown;
}

type WriteHead = (this: NodeResponse, ...args: unknown[]) => unknown;

/** On these the policy has the only word; a handler's are never sent. */
const POLICYS_OWN: readonly string[] = ['access-control-allow-origin', 'access-control-allow-credentials'];

/** The names on which CORS has something to say, in lower case. */
export const CORS_NAMES: ReadonlySet<string> = new Set([
  ...POLICYS_OWN, 'access-control-expose-headers', 'access-control-allow-methods',
  'access-control-allow-headers', 'access-control-max-age', 'vary',
]);

/** Whether a response is of `node:http` or `node:http2`. */
export function isNodes(response: object): response is NodeResponse {
  return response instanceof OutgoingMessage || 'createPushResponse' in response;
}

/**
 * Gives CORS the last word on a response's head. Node sends every final head, implicit ones too, by calling
 * the response's `writeHead`: there, and only there, the handler's headers are complete. Informational
 * responses go another way.
 */
export function guardHead(response: NodeResponse, fields: Fields): void {
  response.writeHead = guardWriteHead(response.writeHead, fields);
  if (response.writeHeader !== undefined) response.writeHeader = response.writeHead;
}

function guardWriteHead(writeHead: WriteHead, fields: Fields): WriteHead {
  return function guardedWriteHead(...args) {
    if (isSent(this) || isInformational(args[0])) return writeHead.apply(this, args);
    const place = headersPlace(args);
    const passed = args[place];
    const set = corsNamesSetOn(this);
    if (typeof passed !== 'object' || passed === null) setFields(this, set, fields);
    else if (!nodeThrowsAt(this, passed, writeHead)) args[place] = mergeFields(this, set, passed, fields);
    try {
      return writeHead.apply(this, args);
    } catch (error) {
      // The handler may write another head, in which what CORS has added must not look like the handler's
      // own.
      const own = [...set, ...pairsOf(Object(passed) as object).map(([name]) => keyOf(name))];
      const added = fields.filter(([name]) => !own.includes(keyOf(name)));
      if (!isSent(this)) for (const [name] of added) this.removeHeader(name);
      throw error;
    }
  };
}

function isSent({ headersSent }: NodeResponse): boolean {
  return headersSent;
}

/**
 * Where among its arguments `writeHead` finds the headers: behind the status, or behind the reason as well.
 */
export function headersPlace([, reason, headers]: readonly unknown[]): 1 | 2 {
  return typeof reason === 'string' || (headers !== undefined && headers !== null) ? 2 : 1;
}

function isInformational(status: unknown): boolean {
  const number = (status as number) | 0; // as Node reads it
  return number >= 100 && number < 200;
}

/**
 * Whether Node throws at a list of headers as a whole: at one of odd length, and at pairs where something is
 * set. The error shows the list, so the list stays the handler's.
 */
function nodeThrowsAt(response: NodeResponse, passed: object, writeHead: WriteHead): boolean {
  if (!Array.isArray(passed)) return false;
  if (!Array.isArray(passed[0])) return passed.length % 2 === 1;
  const nodes = ServerResponse.prototype;
  const isPlain = writeHead === nodes.writeHead && response.getHeaderNames === nodes.getHeaderNames;
  return isPlain && response.getHeaderNames().length > 0;
}

/** CORS's names that are set on a response, in lower case. */
export function corsNamesSetOn(response: ResponseHeaders): readonly string[] {
  return response.getHeaderNames().filter(isCorsName).map(keyOf);
}

/** For a head without headers of its own: CORS's are set beside those that the handler has set. */
export function setFields(response: ResponseHeaders, set: readonly string[], fields: Fields): void {
  removePolicysOwn(response, set);
  for (const [name, value] of fields) {
    const isSet = set.includes(keyOf(name));
    if (!isSet || POLICYS_OWN.includes(keyOf(name))) response.setHeader(name, value);
    else if (name === 'Vary') response.setHeader(name, mergeVary([response.getHeader(name)], value));
  }
}

/**
 * For a head with headers of its own: those with CORS's among them, in the shape in which the handler passed
 * them, since Node and whoever has patched it treat each shape differently. What is passed wins over what is
 * set.
 */
export function mergeFields(
  response: ResponseHeaders, set: readonly string[], passed: object, fields: Fields,
): object {
  const pairs = pairsOf(passed);
  const isApart = set.length === 0 && !pairs.some(([name]) => isCorsName(name));
  const merged = isApart ? [...pairs, ...fields] : mergePairs(response, set, pairs, fields);
  if (!Array.isArray(passed)) return Object.fromEntries(merged as Fields);
  return Array.isArray(passed[0]) ? merged : merged.flat();
}

type Pair = readonly [name: unknown, value: unknown];

function mergePairs(
  response: ResponseHeaders, set: readonly string[], pairs: readonly Pair[], fields: Fields,
): readonly Pair[] {
  removePolicysOwn(response, set);
  const replaced = fields.some(([name]) => name === 'Vary') ? [...POLICYS_OWN, 'vary'] : POLICYS_OWN;
  const merged = pairs.filter(([name, value]) => value === undefined || !replaced.includes(keyOf(name)));
  for (const [name, value] of fields) {
    const key = keyOf(name);
    const own = pairs.filter((pair) => keyOf(pair[0]) === key);
    if (own.some((pair) => pair[1] === undefined)) continue; // Node throws
    const isSet = own.length === 0 && set.includes(key);
    if (key === 'vary') {
      const values = isSet ? [response.getHeader(key)] : own.map((pair) => pair[1]);
      merged.push([own[0]?.[0] ?? name, mergeVary(values, value)]);
    } else if ((own.length === 0 && !isSet) || POLICYS_OWN.includes(key)) merged.push([name, value]);
  }
  return merged;
}

/** The headers that `writeHead` is passed, in whichever shape. */
function pairsOf(passed: object): readonly Pair[] {
  if (!Array.isArray(passed)) return Object.entries(passed);
  return Array.isArray(passed[0]) ? passed as Pair[] : toPairs(passed);
}

function removePolicysOwn(response: ResponseHeaders, set: readonly string[]): void {
  for (const key of set) if (POLICYS_OWN.includes(key)) response.removeHeader(key);
}

/** Whether a header, in lower case, is about the body or the CORS of the handler's response alone. */
function isOfHandlers(name: string): boolean {
  return name === 'content-length' || name === 'transfer-encoding' || (name !== 'vary' && isCorsName(name));
}

/** Responds in the handler's place: with CORS's fields, beside what others have set. */
export function respond(
  response: NodeResponse, fields: Fields, status: number, own: Fields, body?: string,
): void {
  if (response.headersSent) return;
  const set = response.getHeaderNames().map(keyOf);
  for (const name of set) if (isOfHandlers(name)) response.removeHeader(name);
  const merged = set.includes('vary') ? mergePairs(response, ['vary'], own, fields) : [...own, ...fields];
  const list: unknown[] = [];
  for (const [name, value] of merged) list.push(name, value);
  response.writeHead(status, list);
  response.end(body);
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

function isCorsName(name: unknown): boolean {
  return CORS_NAMES.has(keyOf(name));
}

/** A header name in lower case. HTTP/2's compatibility API trims names; what isn't text has none. */
function keyOf(name: unknown): string {
  return typeof name === 'string' ? name.trim().toLowerCase() : '';
}
