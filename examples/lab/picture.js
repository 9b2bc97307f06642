// A PNG of one colour, made by hand: signature, header, one deflated scanline after another, end.
// https://www.w3.org/TR/png-3/#5Chunk-layout
import { crc32, deflateSync } from 'node:zlib';

const SIZE = 8;
const TEAL = [0, 128, 128];

/** The picture's bytes. Every pixel is teal, so that a canvas that may read one reads 0, 128, 128. */
export function tealPicture() {
  const scanline = Buffer.from([0, ...Array(SIZE).fill(TEAL).flat()]); // 0: no filter
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([8, 2], 8); // 8 bits a sample, truecolour
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(Array(SIZE).fill(scanline)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
