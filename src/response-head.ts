import type { OutgoingHttpHeader, OutgoingHttpHeaders } from 'node:http';
import { mergeVary } from './vary.ts';

/** What CORS has to say in the head of one response. */
export interface ResponseHead {
  /** `Access-Control-Allow-Origin`; `undefined`: none, whatever the handler says. */
  readonly allowOrigin: string | undefined;
  /** Whether there is an `Access-Control-Allow-Credentials: true`. */
  readonly allowCredentials: boolean;
  /** `Access-Control-Expose-Headers`, unless the handler says its own. */
  readonly exposeHeaders: string | undefined;
  /** The names to add to `Vary`; empty: leave `Vary` alone. */
  readonly vary: string;
}

/** The part of a response that `node:http` and the compatibility API of `node:http2` share. */
export interface ServerResponseLike {
  readonly headersSent: boolean;
  getHeader(name: string): OutgoingHttpHeader | undefined;
  hasHeader(name: string): boolean;
  setHeader(name: string, value: OutgoingHttpHeader): unknown;
  removeHeader(name: string): void;
  writeHead: WriteHead;
  end(chunk?: string): unknown;
}

type WriteHead = (statusCode: number, reason?: unknown, fields?: unknown) => unknown;
type Fields = OutgoingHttpHeaders | readonly unknown[];

/** The same symbol in every copy of this library, so that a vendored one knows a response that another one guards. */
const GUARD = Symbol.for('with-cors');
const WRITE_HEAD = Symbol('writeHead');

interface GuardedResponse extends ServerResponseLike {
  [GUARD]?: ResponseHead;
  [WRITE_HEAD]?: WriteHead;
}

export function isGuarded(response: object): boolean {
  return (response as GuardedResponse)[GUARD] !== undefined;
}

/**
 * Gives CORS the last word on a response's head. `node:http` and `node:http2` send every final head, implicit ones
 * included, by calling the response's `writeHead`; so it is there, and only there, that the handler's headers are
 * complete. Informational responses don't pass there and stay as they are.
 */
export function guardHead(response: ServerResponseLike, head: ResponseHead): void {
  const guarded: GuardedResponse = response;
  guarded[GUARD] = head;
  guarded[WRITE_HEAD] = response.writeHead;
  guarded.writeHead = guardedWriteHead;
}

/**
 * One function for all responses: a closure a request costs more than a look-up. It stays in place, since Node may refuse
 * what the handler passed (and throw), and the handler may then write another head.
 */
function guardedWriteHead(this: GuardedResponse, statusCode: number, reason?: unknown, fields?: unknown): unknown {
  const writeHead = this[WRITE_HEAD] as WriteHead;
  const head = this[GUARD] as ResponseHead;
  if (this.headersSent || (statusCode | 0) < 200) return writeHead.call(this, statusCode, reason, fields);
  const passed = fields ?? (typeof reason === 'string' ? undefined : reason);
  if (typeof passed !== 'object' || passed === null) {
    setCorsHeaders(this, head);
    return writeHead.call(this, statusCode, reason, fields);
  }
  const composed = composeFields(this, head, passed as Fields);
  return typeof reason === 'string' ? writeHead.call(this, statusCode, reason, composed) : writeHead.call(this, statusCode, composed);
}

/** Sends a head that is not the handler's. */
export function writeHead(response: ServerResponseLike, head: ResponseHead, statusCode: number, fields: OutgoingHttpHeaders): void {
  response.writeHead(statusCode, composeFields(response, head, fields));
}

/** For a handler that passed nothing to `writeHead`: what it set is on the response. */
function setCorsHeaders(response: ServerResponseLike, head: ResponseHead): void {
  dropDisallowed(response, head);
  if (head.allowOrigin !== undefined) response.setHeader('Access-Control-Allow-Origin', head.allowOrigin);
  if (head.allowCredentials) response.setHeader('Access-Control-Allow-Credentials', 'true');
  if (head.exposeHeaders !== undefined && !response.hasHeader('Access-Control-Expose-Headers')) {
    response.setHeader('Access-Control-Expose-Headers', head.exposeHeaders);
  }
  if (head.vary !== '') response.setHeader('Vary', mergeVary(response.getHeader('Vary'), head.vary));
}

/**
 * For a handler that passed fields to `writeHead`: they win over what is set on the response, so CORS goes among them. The
 * result has the shape that the handler chose, since Node treats objects, flat lists and lists of pairs differently, and
 * nothing is set on the response, since Node's fast path is for responses on which nothing is.
 */
function composeFields(response: ServerResponseLike, head: ResponseHead, fields: Fields): Fields {
  dropDisallowed(response, head);
  if (Array.isArray(fields)) {
    if (Array.isArray(fields[0])) return composePairs(response, head, fields);
    if (fields.length % 2 !== 0) return fields; // Node refuses it
    const pairs = [];
    for (let index = 0; index < fields.length; index += 2) pairs.push([fields[index], fields[index + 1]]);
    return composePairs(response, head, pairs).flat();
  }
  for (const name in fields) {
    if (isCorsName(name)) return Object.fromEntries(composePairs(response, head, Object.entries(fields)));
  }
  const composed: OutgoingHttpHeaders = { ...(fields as OutgoingHttpHeaders) };
  if (head.allowOrigin !== undefined) composed['Access-Control-Allow-Origin'] = head.allowOrigin;
  if (head.allowCredentials) composed['Access-Control-Allow-Credentials'] = 'true';
  if (head.exposeHeaders !== undefined && !response.hasHeader('Access-Control-Expose-Headers')) {
    composed['Access-Control-Expose-Headers'] = head.exposeHeaders;
  }
  if (head.vary !== '') composed['Vary'] = mergeVary(response.getHeader('Vary'), head.vary);
  return composed;
}

type Pair = readonly [name: string, value: OutgoingHttpHeader];

function composePairs(response: ServerResponseLike, head: ResponseHead, pairs: readonly unknown[]): Pair[] {
  const composed: Pair[] = [];
  let vary: string | undefined;
  let exposes = response.hasHeader('Access-Control-Expose-Headers');
  for (const pair of pairs as readonly Pair[]) {
    const name = typeof pair?.[0] === 'string' && pair[1] !== undefined ? pair[0].toLowerCase() : undefined; // Node refuses the rest
    if (name === 'access-control-allow-origin' || name === 'access-control-allow-credentials') continue;
    if (name === 'vary' && head.vary !== '') {
      vary = vary === undefined ? `${pair[1]}` : `${vary},${pair[1]}`;
      continue;
    }
    exposes ||= name === 'access-control-expose-headers';
    composed.push(pair);
  }
  if (head.allowOrigin !== undefined) composed.push(['Access-Control-Allow-Origin', head.allowOrigin]);
  if (head.allowCredentials) composed.push(['Access-Control-Allow-Credentials', 'true']);
  if (head.exposeHeaders !== undefined && !exposes) composed.push(['Access-Control-Expose-Headers', head.exposeHeaders]);
  if (head.vary !== '') composed.push(['Vary', mergeVary(vary ?? response.getHeader('Vary'), head.vary)]);
  return composed;
}

function dropDisallowed(response: ServerResponseLike, head: ResponseHead): void {
  if (head.allowOrigin === undefined) response.removeHeader('Access-Control-Allow-Origin');
  if (!head.allowCredentials) response.removeHeader('Access-Control-Allow-Credentials');
}

const CORS_NAMES: ReadonlySet<string> = new Set([
  'access-control-allow-origin', 'access-control-allow-credentials', 'access-control-expose-headers', 'vary',
]);

function isCorsName(name: string): boolean {
  return (name.length === 4 || name.length > 26) && CORS_NAMES.has(name.toLowerCase());
}
