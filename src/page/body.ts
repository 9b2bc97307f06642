// A response's body as text: bounded, decoded, and with what is to be said about it.

import type { IncomingMessage } from 'node:http';
import { decode } from './content-codings.ts';
import type { HeaderList } from './header-list.ts';

export interface Body {
  readonly text: string;
  /** That it was cut, or broke off. */
  readonly note?: string | undefined;
}

/** Bytes of a body that are read, and that are kept of what they decode to. */
const MAX_BODY = 1024 * 1024;

const CUT = `The body is longer than ${MAX_BODY} bytes; the rest was not read.`;
const BROKEN_OFF =
  "The body didn't come to its end, so the page would see the head and then fail to read the rest.";
const NOT_AS_ENCODED = "The body is not what Content-Encoding says, so the page can't read it.";

export async function readBody(
  incoming: IncomingMessage, headers: HeaderList, signal: AbortSignal,
): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  let note: string | undefined;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_BODY) break;
    }
  } catch {
    note = BROKEN_OFF;
  }
  // The end of the connection is also the end of a body without a length.
  if (signal.aborted) note = BROKEN_OFF;
  incoming.destroy();
  const { bytes, isAsSaid } = await decode(Buffer.concat(chunks), headers, MAX_BODY);
  if (!isAsSaid) note ??= NOT_AS_ENCODED;
  if (size > MAX_BODY || bytes.length > MAX_BODY) note ??= CUT;
  return { text: new TextDecoder().decode(bytes.subarray(0, MAX_BODY)), note };
}
