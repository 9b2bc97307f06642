// A response's body as text: bounded, decompressed, and with what is to be said about it.

import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';
import { get, type HeaderList } from './header-list.ts';

export interface Body {
  readonly text: string;
  /** That it was cut, or broke off. */
  readonly note?: string | undefined;
}

/** Bytes of a body that are read, decompressed or not. */
const MAX_BODY = 1024 * 1024;

const CUT = `The body is longer than ${MAX_BODY} bytes; the rest was not read.`;
const BROKEN_OFF =
  "The body didn't come to its end, so the page would see the head and then fail to read the rest.";
const NOT_AS_ENCODED = "The body is not what Content-Encoding says, so the page can't read it.";

export async function readBody(
  incoming: IncomingMessage, headers: HeaderList, signal: AbortSignal,
): Promise<Body> {
  const chunks: Buffer[] = [];
  const decoder = decoderOf(headers);
  const source = decoder === undefined ? incoming : incoming.pipe(decoder);
  incoming.on('error', (error) => decoder?.destroy(error));
  let size = 0;
  let note: string | undefined;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, MAX_BODY - size));
      size += chunk.length;
      if (size > MAX_BODY) {
        note = CUT;
        break;
      }
    }
  } catch {
    note = size === 0 && decoder !== undefined && incoming.complete ? NOT_AS_ENCODED : BROKEN_OFF;
  }
  // The end of the connection is also the end of a body without a length.
  if (signal.aborted) note = BROKEN_OFF;
  incoming.destroy();
  decoder?.destroy();
  return { text: new TextDecoder().decode(Buffer.concat(chunks)), note };
}

function decoderOf(headers: HeaderList): Transform | undefined {
  switch (get(headers, 'Content-Encoding')?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
    case 'deflate': return createUnzip();
    case 'br': return createBrotliDecompress();
    default: return undefined;
  }
}
