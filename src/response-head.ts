import { isUntouched } from './handler-fields.ts';
import { compose, listHead, type ResponseHead, type ServerResponseLike, setHeaders, toRecord, type WriteHead } from './response-fields.ts';

interface GuardedResponse extends ServerResponseLike {
  [HEAD]: ResponseHead;
  [WRITE_HEAD]: WriteHead;
}

/** The same in every copy of this library, so that a vendored one knows a response that another one guards. */
const HEAD = Symbol.for('with-cors');
const WRITE_HEAD = Symbol('writeHead');

export function isGuarded(response: object): boolean {
  return (response as GuardedResponse)[HEAD] !== undefined;
}

/**
 * Gives CORS the last word on a response's head. Node sends every final head, implicit ones too, by calling the response's
 * `writeHead`: there, and only there, the handler's headers are complete. Informational responses don't pass there.
 */
export function guardHead(response: ServerResponseLike, head: ResponseHead): void {
  const guarded = response as GuardedResponse;
  guarded[HEAD] = head;
  guarded[WRITE_HEAD] = response.writeHead;
  guarded.writeHead = guardedWriteHead;
}

/**
 * One function for all responses, since a closure for each costs more than a look-up. It stays in place: where Node throws
 * at what a handler passes, the handler may write another head.
 */
function guardedWriteHead(this: GuardedResponse, statusCode: number, reason?: unknown, fields?: unknown): unknown {
  const status = statusCode | 0; // as Node reads it
  const informational = status >= 100 && status < 200;
  if (!informational && !this.headersSent) { // where they are sent, Node throws
    const passed = fields ?? reason;
    if (typeof passed === 'object' && passed !== null) {
      const composed = compose(this, this[WRITE_HEAD], this[HEAD], passed);
      return typeof reason === 'string' ? this[WRITE_HEAD](statusCode, reason, composed) : this[WRITE_HEAD](statusCode, composed);
    }
    setHeaders(this, this[HEAD]);
  }
  return this[WRITE_HEAD](statusCode, reason, fields);
}

/** Sends a head that is not the handler's: a list of names and values in turn, which is used up, and CORS's. */
export function sendHead(response: ServerResponseLike, head: ResponseHead, statusCode: number, fields: string[]): void {
  response.writeHead(statusCode, isUntouched(response, response.writeHead)
    ? listHead(head, fields)
    : compose(response, response.writeHead, head, toRecord(fields)));
}
