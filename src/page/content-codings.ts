// Handle content codings (Fetch, 2.2.4), as browsers do:
// https://fetch.spec.whatwg.org/#handle-content-codings

import type { Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { get, normalizeValue, type HeaderList } from './header-list.ts';

export interface Decoded {
  readonly bytes: Uint8Array;
  /** Whether the body is what `Content-Encoding` says. */
  readonly isAsSaid: boolean;
}

/** A body with more of them is left as it is: each takes time. */
const MAX_CODINGS = 10;

/** The start of a body that broke off is decoded all the same. */
const LENIENT = { finishFlush: constants.Z_SYNC_FLUSH };
const LENIENT_BROTLI = { finishFlush: constants.BROTLI_OPERATION_FLUSH };

/**
 * Undoes the codings, the last one first, until more than `limit` bytes have come. A body with one that is
 * unknown is left as it is, as in Chromium. An empty body is empty whatever its coding.
 */
export async function decode(body: Uint8Array, headers: HeaderList, limit: number): Promise<Decoded> {
  const codings = (get(headers, 'Content-Encoding') ?? '').split(',').map(normalizeValue).filter(Boolean);
  const decoders = codings.map((coding) => DECODERS.get(coding.toLowerCase())).reverse();
  let bytes = body;
  if (codings.length > MAX_CODINGS || decoders.includes(undefined)) return { bytes, isAsSaid: true };
  for (const decoderOf of decoders as Decoder[]) {
    if (bytes.length === 0) break;
    const [start, decoder] = decoderOf(bytes);
    const decoded = await run(decoder, bytes.subarray(start), limit);
    if (!decoded.isAsSaid) return decoded;
    bytes = decoded.bytes;
  }
  return { bytes, isAsSaid: true };
}

async function run(decoder: Transform, bytes: Uint8Array, limit: number): Promise<Decoded> {
  const chunks: Buffer[] = [];
  let [size, isAsSaid] = [0, true];
  decoder.end(bytes);
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) break;
    }
  } catch {
    isAsSaid = false;
  }
  return { bytes: Buffer.concat(chunks), isAsSaid };
}

/** Gives what decodes the bytes, and where it has to start. */
type Decoder = (bytes: Uint8Array) => readonly [start: number, decoder: Transform];

const gzip: Decoder = (bytes) => (bytes[0] === 0x1F && bytes[1] === 0x8B
  ? [endOfGzipHeader(bytes), createInflateRaw(LENIENT)]
  : [0, createGunzip(LENIENT)]); // which fails; some plain text would pass for raw data

/** By RFC 9110, 8.4.1.2 in the format of zlib; some servers send the bare data, which browsers read, too. */
const deflate: Decoder = ([first = 0, second = 0]) => {
  const isZlib = first % 16 === 8 && (first * 256 + second) % 31 === 0; // RFC 1950, 2.2
  return [0, isZlib ? createInflate(LENIENT) : createInflateRaw(LENIENT)];
};

const DECODERS: ReadonlyMap<string, Decoder> = new Map([
  ['gzip', gzip], ['x-gzip', gzip], ['deflate', deflate],
  ['br', () => [0, createBrotliDecompress(LENIENT_BROTLI)]],
]);

/**
 * Where the data of a gzip file starts (RFC 1952, 2.3). By hand, since Node takes what follows the end of the
 * data for another file, and fails if it is none; browsers pass over it.
 */
function endOfGzipHeader(bytes: Uint8Array): number {
  const [, , , flags = 0] = bytes;
  let at = 10;
  if ((flags & 4) !== 0) { // extra field
    const [low = 0, high = 0] = bytes.subarray(at);
    at += 2 + low + high * 256;
  }
  if ((flags & 8) !== 0) at = bytes.indexOf(0, at) + 1; // name
  if ((flags & 16) !== 0) at = bytes.indexOf(0, at) + 1; // comment
  return (flags & 2) === 0 ? at : at + 2; // checksum of the header
}
