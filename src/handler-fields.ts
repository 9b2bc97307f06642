import { OutgoingMessage, ServerResponse } from 'node:http';
import type { ServerResponseLike, WriteHead } from './response-fields.ts';

export const nodesWriteHead: WriteHead = ServerResponse.prototype.writeHead as WriteHead;
const nodesGetHeader: unknown = OutgoingMessage.prototype.getHeader;

/** What is set on a response, by names in lower case; `null` or empty where nothing is. */
export type SetFields = Readonly<Record<string, unknown>> | null;

/**
 * The symbol under which Node keeps what is set on a response: `null`, or the fields by their names in lower case. It is found
 * by what it holds and not by its name: where a Node keeps fields otherwise there is none, and all is asked in public. To
 * look there saves 5 to 10 % of a small request, since `hasHeader` and `getHeader` write their name in lower case each time.
 */
const FIELDS = findFields();

function findFields(): symbol | undefined {
  const probe = new OutgoingMessage();
  probe.setHeader('Vary', '*');
  return Object.getOwnPropertySymbols(probe).find((symbol) => (probe as unknown as Record<symbol, SetFields | undefined>)[symbol]?.['vary'] !== undefined);
}

export function fieldsOf(response: ServerResponseLike): SetFields {
  return FIELDS !== undefined && response.getHeader === nodesGetHeader
    ? (response as unknown as Record<symbol, SetFields>)[FIELDS]!
    : response.getHeaders();
}

/** Whether Node itself will read what is passed to `writeHead`: elsewhere somebody wrapped the response, or it is one of HTTP/2. */
export function isNodes(response: ServerResponseLike, writeHead: WriteHead): boolean {
  return writeHead === nodesWriteHead && response.getHeader === nodesGetHeader;
}

/** The same, on a response on which nothing is set. */
export function isUntouched(response: ServerResponseLike, writeHead: WriteHead): boolean {
  if (!isNodes(response, writeHead)) return false;
  const fields = fieldsOf(response);
  return fields === null || Object.keys(fields).length === 0;
}

/** Whether a name that a handler passes is CORS's to say; for most the length alone settles it. */
export function isCorsName(name: string): boolean {
  return (name.length === 4 || name.length > 26) && /^(vary|access-control-(allow-(origin|credentials)|expose-headers))$/i.test(name);
}
