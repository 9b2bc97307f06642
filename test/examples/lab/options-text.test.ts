// Options that a page of the lab sends are data: what they may be, and what is said where they are not.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { examplesFolder } from '../../support/example-process.ts';

const load = (file: string) => import(pathToFileURL(join(examplesFolder, 'lab', file)).href);
const { readOptionsText } = await load('options-text.js') as { readOptionsText(text: string): unknown };
const { asCode } = await load('options-code.js') as { asCode(value: unknown): string };

describe("a policy's text", () => {
  const texts: [sentence: string, text: string, value: unknown][] = [
    ['an object with names in and without quotes', `{ origin: 'https://a.test', "maxAge": 600 }`,
      { origin: 'https://a.test', maxAge: 600 }],
    ['lists, true, false and null', '{ a: [true, false, null, -1.5] }', { a: [true, false, null, -1.5] }],
    ['comments and commas at the end', '{ // one\n  a: [1, 2,], /* two */\n}', { a: [1, 2] }],
    ['a RegExp with a slash in a class', String.raw`{ origin: /^https:\/\/[/a]\.test$/i }`,
      { origin: /^https:\/\/[/a]\.test$/i }],
    ['escapes in strings', String.raw`['it\'s', "\u00e9\n", '\x41']`, ["it's", 'é\n', 'A']],
    ['all that code is shown with', String.raw`'\b\f\v\\'`, '\b\f\v\\'],
    ['undefined, which the library has a word for', '{ origin: undefined }', { origin: undefined }],
  ];
  for (const [sentence, text, value] of texts) {
    it(`may have ${sentence}`, () => {
      assert.deepEqual(readOptionsText(text), value);
    });
  }

  it('may name what every object has, and changes no object by it', () => {
    const read = readOptionsText('{ __proto__: { credentials: true } }') as object;
    assert.deepEqual(Object.keys(read), ['__proto__']);
    assert.equal(Object.getPrototypeOf(read), Object.prototype);
  });

  const refused: [sentence: string, text: string, message: RegExp][] = [
    ['a function', '{ origin: (origin) => true }', /^Line 1, column 11: .* got \(origin\) => .* no function/],
    ['a name', '{\n  origin: process.env.X }', /^Line 2, column 11: .*got process\.env\.X }\. /],
    ['a template', '{ origin: `a` }', /^Line 1, column 11: /],
    ['a number in another form', '{ maxAge: 0x10 }', /^Line 1, column 11: /],
    ['a string without an end', "{ origin: 'a }", /^Line 1, column 11: This string has no end/],
    ['a RegExp without an end', '{ origin: /a }', /^Line 1, column 11: This RegExp has no end/],
    ['a RegExp that is none', '{ origin: /(/ }', /^Line 1, column 11: Invalid regular expression/],
    ['an escape of another kind', String.raw`['ab\u{61}']`, /^Line 1, column 5: The escape \\u is not one/],
    ['a comment without an end', '{ /* x', /^Line 1, column 3: This comment has no end/],
    ['an object without an end', '{ a: 1', /^Line 1, column 7: Expected a comma or }; got the end/],
    ['a name twice', '{ a: 1, a: 2 }', /^Line 1, column 9: a stands here twice\./],
    ['something behind its end', '{} ; x', /^Line 1, column 4: The options end before ; x\./],
    ['more depth than options have', '[[[[[[1]]]]]]', /: No option is as deep as that\./],
    ['too many characters', `'${'a'.repeat(2000)}'`, /at most 2000 characters/],
  ];
  for (const [sentence, text, message] of refused) {
    it(`may not have ${sentence}, and says where`, () => {
      assert.throws(() => readOptionsText(text), { message });
    });
  }

  it('is what its value is shown as', () => {
    for (const [, text] of texts) {
      const value = readOptionsText(text);
      assert.deepEqual(readOptionsText(asCode(value)), value);
    }
  });
});
