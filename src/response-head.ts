import { isUntouched, nodesWriteHead } from './handler-fields.ts';
import { compose, type ResponseHead, type ServerResponseLike, setHeaders, withoutHead, type WriteHead } from './response-fields.ts';

interface GuardedResponse extends ServerResponseLike {
  [HEAD]: ResponseHead;
}

/** The same in every copy of this library, so that a vendored one knows a response that another one guards. */
const HEAD = Symbol.for('with-cors');

export function isGuarded(response: object): boolean {
  return (response as GuardedResponse)[HEAD] !== undefined;
}

/**
 * Gives CORS the last word on a response's head. Node sends every final head, implicit ones too, by calling the response's
 * `writeHead`: there, and only there, the handler's headers are complete. Informational responses don't pass there.
 */
export function guardHead(response: ServerResponseLike, head: ResponseHead): void {
  const { writeHead } = response;
  (response as GuardedResponse)[HEAD] = head;
  response.writeHead = writeHead === nodesWriteHead ? guardedNodesWriteHead : guard(writeHead);
}

/** One for all responses of HTTP/1, where nobody has replaced it: a function for each costs 2 to 8 % of a small request. */
const guardedNodesWriteHead = guard(nodesWriteHead);

/** It stays in place: where Node throws at what a handler passes, the handler may write another head. */
function guard(writeHead: WriteHead): WriteHead {
  return function guardedWriteHead(statusCode, reason, fields) {
    const status = statusCode | 0; // as Node reads it
    const informational = status >= 100 && status < 200;
    if (!informational && !this.headersSent) { // where they are sent, Node throws
      const head = (this as GuardedResponse)[HEAD];
      const passed = fields ?? reason;
      if (typeof passed === 'object' && passed !== null) {
        const composed = compose(this, writeHead, head, passed);
        return typeof reason === 'string' ? writeHead.call(this, statusCode, reason, composed) : writeHead.call(this, statusCode, composed);
      }
      setHeaders(this, head);
    }
    return writeHead.call(this, statusCode, reason, fields);
  };
}

/** Sends a head that is not the handler's: all its names and values in turn, CORS's among them. */
export function sendHead(response: ServerResponseLike, head: ResponseHead, statusCode: number, fields: readonly string[]): void {
  response.writeHead(statusCode, isUntouched(response, response.writeHead)
    ? fields
    : compose(response, response.writeHead, head, Object.fromEntries(withoutHead(fields))));
}
