// A TrueType font of one glyph, a square, written table by table: browsers check fonts before they use them,
// so each table that they want is here. https://learn.microsoft.com/typography/opentype/spec/

const UNITS = 1000; // units an em; the square is as wide and as high as half of that
const SIDE = 500;

/** The font's bytes. It maps the letter A (and .notdef) to the square. */
export function squareFont() {
  const tables = Object.entries(TABLES).map(([tag, bytes]) => ({ tag, bytes: Buffer.from(bytes) }));
  let offset = 12 + 16 * tables.length;
  const directory = tables.map(({ tag, bytes }) => {
    const record = [...ascii(tag), ...u32(checksum(bytes)), ...u32(offset), ...u32(bytes.length)];
    offset += padded(bytes).length;
    return Buffer.from(record);
  });
  const largestPower = 2 ** Math.floor(Math.log2(tables.length)); // for the binary search of old
  const search = [largestPower * 16, Math.log2(largestPower), (tables.length - largestPower) * 16];
  const start = Buffer.from([...u32(0x00010000), ...u16(tables.length, ...search)]);
  const font = Buffer.concat([start, ...directory, ...tables.map(({ bytes }) => padded(bytes))]);
  const head = directory[Object.keys(TABLES).indexOf('head')];
  font.writeUInt32BE((0xb1b0afba - checksum(font)) >>> 0, /** @type {Buffer} */ (head).readUInt32BE(8) + 8);
  return font;
}

/** @param {...number} values */
const u16 = (...values) => values.flatMap((value) => [(value >> 8) & 0xff, value & 0xff]);
/** @param {...number} values */
const u32 = (...values) => values.flatMap((value) => u16(value >>> 16, value & 0xffff));
/** @param {string} text */
const ascii = (text) => [...Buffer.from(text, 'latin1')];
/** @param {Buffer} bytes to a multiple of four, as every table is */
const padded = (bytes) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);

/** The sum of the 32-bit words, modulo 2^32. @param {Buffer} bytes */
function checksum(bytes) {
  const words = padded(bytes);
  let sum = 0;
  for (let at = 0; at < words.length; at += 4) sum = (sum + words.readUInt32BE(at)) >>> 0;
  return sum;
}

/**
 * One name record a number of meaning, all for Windows, Unicode, US English. @param {[number, string][]}
 * names
 */
function nameTable(names) {
  const texts = names.map(([, text]) => Buffer.from(text, 'utf16le').swap16());
  let offset = 0;
  const records = names.flatMap(([id], at) => {
    const { length } = /** @type {Buffer} */ (texts[at]);
    offset += length;
    return u16(3, 1, 0x409, id, length, offset - length);
  });
  return [...u16(0, names.length, 6 + records.length), ...records, ...Buffer.concat(texts)];
}

// One contour of four points: flags 1 is "on the curve, coordinates of two bytes", then the steps in x, then
// in y.
const SQUARE =
  [...u16(1, 0, 0, SIDE, SIDE, 3, 0), 1, 1, 1, 1, ...u16(0, SIDE, 0, -SIDE), ...u16(0, 0, SIDE, 0)];

/** @type {Record<string, number[]>} in the alphabetical order that the directory asks for */
const TABLES = {
  'OS/2': [
    ...u16(4, SIDE, 400, 5, 0, ...Array(8).fill(SIDE), SIDE, SIDE, 0), // version to sFamilyClass
    ...Array(10).fill(0), // panose
    ...u32(1, 0, 0, 0), // Unicode ranges: Basic Latin
    ...ascii('LAB '),
    ...u16(0x40, 65, 65, SIDE, 0, 0, SIDE, 0), // regular, first and last character, heights
    ...u32(1, 0), // code page: Latin 1
    ...u16(SIDE, SIDE, 0, 65, 0),
  ],
  // Format 4: the segment A to A with a delta to glyph 1, and the obligatory last segment.
  cmap: [
    ...u16(0, 1, 3, 1), ...u32(12), ...u16(4, 32, 0, 4, 4, 1, 0, 65, 0xffff, 0, 65, 0xffff, 1 - 65, 1, 0, 0)
  ],
  glyf: [...SQUARE, ...SQUARE],
  head: [
    ...u32(0x00010000, 0x00010000, 0, 0x5f0f3cf5), // the sum of the whole font comes into the third
    ...u16(0, UNITS),
    ...u32(0, 0, 0, 0), // created, changed
    ...u16(0, 0, SIDE, SIDE, 0, 8, 2, 0, 0), // box, style, smallest size, direction, short offsets
  ],
  hhea: [...u32(0x00010000), ...u16(SIDE, 0, 0, SIDE, 0, 0, SIDE, 1, 0, 0, 0, 0, 0, 0, 0, 2)],
  hmtx: u16(SIDE, 0, SIDE, 0),
  loca: u16(0, SQUARE.length / 2, SQUARE.length),
  maxp: [...u32(0x00010000), ...u16(2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)],
  name: nameTable([
    [1, 'Lab Square'],
    [2, 'Regular'],
    [3, 'Lab Square 1'],
    [4, 'Lab Square'],
    [5, 'Version 1.0'],
    [6, 'LabSquare'],
  ]),
  post: [...u32(0x00030000, 0), ...u16(0, 0), ...u32(0, 0, 0, 0, 0)],
};
