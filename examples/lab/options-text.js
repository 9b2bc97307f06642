// Options as a page sends them: a text, read as data and never run. It has the form of JavaScript's literals,
// so that what was typed can be copied into a program: strings, numbers, booleans, arrays, objects, RegExps,
// comments.

import { unescaped } from './escapes.js';

/** Characters of a text. */
export const LONGEST_TEXT = 2000;

/** What is wrong with a text, and where. */
export class OptionsTextError extends Error {
  /** @param {string} message @param {string} text @param {number} at */
  constructor(message, text, at) {
    const lines = text.slice(0, at).split('\n');
    super(`Line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}: ${message}`);
    this.at = at;
  }
}

const BLANK = /(?:\s|\/\/.*|\/\*[^]*?\*\/)*/y;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const NUMBER = /-?\d+(?:\.\d+)?(?![\w.])/y;
const STRING = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/y;
const REGEXP = /\/((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([a-z]*)/y;
/** @type {Record<string, unknown>} */
const WORDS = { true: true, false: false, null: null, undefined: undefined };
const DEEPEST = 4; // options have lists in an object, and no more

/** Whether there are no options in a text, though perhaps comments. @param {string} text */
export function isBlank(text) {
  BLANK.lastIndex = 0;
  return BLANK.exec(text)?.[0].length === text.length;
}

/**
 * @param {string} text
 * @returns {unknown}
 * @throws OptionsTextError
 */
export function readOptionsText(text) {
  let at = 0;
  if (text.length > LONGEST_TEXT) throw fail(
    `A text of options has at most ${LONGEST_TEXT} characters here.`, LONGEST_TEXT
  );
  const value = readValue(0);
  blank();
  if (at < text.length) throw fail(`The options end before ${here()}.`);
  return value;

  /** @param {number} depth @returns {unknown} */
  function readValue(depth) {
    blank();
    if (depth > DEEPEST) throw fail('No option is as deep as that.');
    if (take('{')) return readObject(depth);
    if (take('[')) return readList(']', () => readValue(depth + 1));
    if (text[at] === '/') return readRegExp();
    const string = readString();
    if (string !== undefined) return string;
    const number = match(NUMBER)?.[0];
    if (number !== undefined) return Number(number);
    const start = at;
    const word = match(NAME)?.[0];
    if (word !== undefined && Object.hasOwn(WORDS, word)) return WORDS[word];
    at = start;
    if (/['"]/.test(text[at] ?? '')) throw fail('This string has no end on its line.');
    throw fail(
      `Expected a string, a number, true, false, an array, an object or a RegExp; got ${here()}. ` +
        'What a page sends is data: no function or other code of it is run.',
    );
  }

  /** @param {number} depth */
  function readObject(depth) {
    /** @type {Map<string, unknown>} */
    const members = new Map();
    readList('}', () => {
      blank();
      const start = at;
      const name = readString() ?? match(NAME)?.[0];
      if (name === undefined) throw fail(`Expected the name of an option; got ${here()}.`);
      if (members.has(name)) throw fail(`${name} stands here twice.`, start);
      blank();
      if (!take(':')) throw fail(`Expected a colon after ${name}; got ${here()}.`);
      members.set(name, readValue(depth + 1));
    });
    return Object.fromEntries(members); // also of a name such as `__proto__`, which is then an unknown option
  }

  /**
   * Members between commas, the last of which may have one too. @template T @param {string} end @param {() =>
   * T} read
   */
  function readList(end, read) {
    /** @type {T[]} */
    const list = [];
    for (;;) {
      blank();
      if (take(end)) return list;
      list.push(read());
      blank();
      if (!take(',') && text[at] !== end) throw fail(`Expected a comma or ${end}; got ${here()}.`);
    }
  }

  function readString() {
    const start = at;
    const string = match(STRING)?.[0];
    if (string === undefined) return undefined;
    return unescaped(string.slice(1, -1), (escape, index) => {
      throw fail(`The escape ${escape} is not one that is read here.`, start + 1 + index);
    });
  }

  function readRegExp() {
    const start = at;
    const [, source = '', flags] = match(REGEXP) ?? [];
    try {
      // judged by the library before anything is held against it
      if (source) return new RegExp(source, flags);
    } catch (error) {
      throw fail(`${/** @type {Error} */ (error).message}.`, start);
    }
    throw fail('This RegExp has no end on its line.', start);
  }

  function blank() {
    match(BLANK);
    if (text.startsWith('/*', at)) throw fail('This comment has no end.');
  }

  /** @param {string} character */
  function take(character) {
    if (text[at] !== character) return false;
    at++;
    return true;
  }

  /** @param {RegExp} pattern sticky */
  function match(pattern) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  }

  function here() {
    const rest = text.slice(at).split('\n')[0] ?? '';
    if (at >= text.length) return 'the end of the text';
    return rest.length > 30 ? `${rest.slice(0, 30)} …` : rest || 'the end of the line';
  }

  /** @param {string} message */
  function fail(message, place = at) {
    return new OptionsTextError(message, text, place);
  }
}
