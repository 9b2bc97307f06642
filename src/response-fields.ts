import type { OutgoingHttpHeader } from 'node:http';
import { fieldsOf, isCorsName, isNodes, isUntouched, type SetFields } from './handler-fields.ts';
import { mergeVary } from './vary.ts';

/** What CORS has to say in the head of one response. */
export interface ResponseHead {
  /** `Access-Control-Allow-Origin`; `undefined`: none, whatever the handler says. */
  readonly allowOrigin: string | undefined;
  /** Whether there is an `Access-Control-Allow-Credentials: true`. */
  readonly allowCredentials: boolean;
  /** `Access-Control-Expose-Headers`, unless the handler says its own. */
  readonly exposeHeaders: string | undefined;
  /** The names that `Vary` must have; empty: it stays as it is. */
  readonly vary: string;
}

/** The part of a response that `node:http` and the compatibility API of `node:http2` share. */
export interface ServerResponseLike {
  readonly headersSent: boolean;
  getHeader(name: string): OutgoingHttpHeader | undefined;
  getHeaders(): Readonly<Record<string, unknown>>;
  hasHeader(name: string): boolean;
  setHeader(name: string, value: OutgoingHttpHeader): unknown;
  removeHeader(name: string): void;
  writeHead: WriteHead;
  end(text?: string): unknown;
}

export type WriteHead = (this: ServerResponseLike, statusCode: number, reason?: unknown, fields?: unknown) => unknown;

/** The names and values of a head in turn, after those that are in the list already. */
export function listHead<Value = string>({ allowOrigin, allowCredentials, exposeHeaders, vary }: ResponseHead, list: (string | Value)[] = []): (string | Value)[] {
  if (allowOrigin !== undefined) list.push('Access-Control-Allow-Origin', allowOrigin);
  if (allowCredentials) list.push('Access-Control-Allow-Credentials', 'true');
  if (exposeHeaders !== undefined) list.push('Access-Control-Expose-Headers', exposeHeaders);
  if (vary !== '') list.push('Vary', vary);
  return list;
}

/** For a handler that passes nothing to `writeHead`: CORS is set beside what it has set. */
export function setHeaders(response: ServerResponseLike, head: ResponseHead): void {
  const set = fieldsOf(response);
  removeDisallowed(response, set, head);
  if (head.allowOrigin !== undefined) response.setHeader('Access-Control-Allow-Origin', head.allowOrigin);
  if (head.allowCredentials) response.setHeader('Access-Control-Allow-Credentials', 'true');
  if (head.exposeHeaders !== undefined && set?.['access-control-expose-headers'] === undefined) {
    response.setHeader('Access-Control-Expose-Headers', head.exposeHeaders);
  }
  if (head.vary !== '') response.setHeader('Vary', set?.['vary'] === undefined ? head.vary : mergeVary(response.getHeader('vary'), head.vary));
}

/** What the handler has set and the policy denies. */
function removeDisallowed(response: ServerResponseLike, set: SetFields, head: ResponseHead): void {
  if (set === null) return;
  if (head.allowOrigin === undefined && set['access-control-allow-origin'] !== undefined) response.removeHeader('access-control-allow-origin');
  if (!head.allowCredentials && set['access-control-allow-credentials'] !== undefined) response.removeHeader('access-control-allow-credentials');
}

/**
 * For a handler that passes fields: those, with CORS's among them. Nothing is set on the response for that, since Node takes
 * a path twice as slow where something is. Where nothing is, a flat list says what any other shape says, and is read fastest;
 * elsewhere Node treats each shape differently, so it stays what the handler chose.
 */
export function compose(response: ServerResponseLike, writeHead: WriteHead, head: ResponseHead, fields: object): object {
  const untouched = isUntouched(response, writeHead);
  if (!Array.isArray(fields)) {
    return (untouched && composeObject(head, fields)) || Object.fromEntries(composePairs(response, head, Object.entries(fields)));
  }
  if (!Array.isArray(fields[0])) {
    return fields.length % 2 === 0 ? composePairs(response, head, toPairs(fields)).flat() : fields; // Node throws at the latter
  }
  return untouched || !isNodes(response, writeHead) ? composePairs(response, head, fields) : fields; // and at this one
}

const hasOwn = Object.prototype.hasOwnProperty; // in a loop over names V8 answers it without a look-up, and Object.hasOwn not

/** The hot path: an object with nothing of CORS's in it; `undefined` for any other. */
function composeObject(head: ResponseHead, fields: object): unknown[] | undefined {
  const list: unknown[] = [];
  for (const name in fields) {
    if (!hasOwn.call(fields, name)) continue;
    if (isCorsName(name)) return undefined;
    list.push(name, (fields as Record<string, unknown>)[name]);
  }
  return listHead(head, list);
}

type Pair = readonly [name: string, value: unknown];

/** The handler's pairs without those that are CORS's to say, and CORS's. What is passed wins over what is set, name by name. */
function composePairs(response: ServerResponseLike, head: ResponseHead, pairs: readonly Pair[]): readonly Pair[] {
  removeDisallowed(response, fieldsOf(response), head);
  const composed: Pair[] = [];
  let exposeHeaders = response.hasHeader('access-control-expose-headers') ? undefined : head.exposeHeaders;
  let varyAt = -1;
  const varies: unknown[] = [];
  for (const pair of pairs) {
    const [name, value] = Array.isArray(pair) ? pair : [];
    const plain = typeof name === 'string' ? name.trim().toLowerCase() : ''; // HTTP/2's compatibility API trims names
    const key = isCorsName(plain) ? plain : '';
    if (key !== '' && value === undefined) return pairs; // Node throws
    if (key === 'access-control-allow-origin' || key === 'access-control-allow-credentials') continue;
    if (key === 'access-control-expose-headers') exposeHeaders = undefined;
    if (key === 'vary' && head.vary !== '') {
      if (varies.push(value) > 1) continue; // the first takes them all
      varyAt = composed.length;
    }
    composed.push(pair);
  }
  const first = composed[varyAt];
  if (first !== undefined) composed[varyAt] = [first[0], mergeVary(varies, head.vary)];
  const vary = first === undefined && head.vary !== '' ? mergeVary(response.getHeader('vary'), head.vary) : '';
  return [...composed, ...toPairs(listHead({ ...head, exposeHeaders, vary }))];
}

/** A list of names and values in turn, as pairs. */
function toPairs(list: readonly unknown[]): Pair[] {
  return list.flatMap((name, index) => (index % 2 === 0 ? [[name as string, list[index + 1]]] : []));
}

/** The same as an object. */
export function toRecord(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(toPairs(list) as [string, string][]);
}

/** The same without the names that a `ResponseHead` speaks for. */
export function withoutHead(list: readonly string[]): [name: string, value: string][] {
  return Object.entries(toRecord(list)).filter(([name]) => !isCorsName(name));
}
