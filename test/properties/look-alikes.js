// Origins that look like a given one: the ways in which matchers are known to be fooled, one or two at a
// time.
import fc from 'fast-check';

const byte = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...'.-_:/@*[]%#?\\ ,09azAZ`{\t\xe9\x80\xff') },
  { weight: 2, arbitrary: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) },
);
/** ASCII's alone: other letters can leave what one byte can say. */
const upperCase = (text) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
const anywhere = fc.nat(1_000_000);
const splice = (text, place, removed, added) => {
  const at = place % (text.length + 1);
  return text.slice(0, at) + added + text.slice(at + removed);
};
const hostStart = (text) => Math.max(text.indexOf('://') + 3, 0);
const intoHost = (text, added) => splice(text, hostStart(text), 0, added);

/** Each takes an origin and gives another. */
const mutation = fc.oneof(
  { weight: 3,
    arbitrary: fc.tuple(anywhere, byte).map(([place, added]) => (text) => splice(text, place, 1, added)) },
  { weight: 2,
    arbitrary: fc.tuple(anywhere, byte).map(([place, added]) => (text) => splice(text, place, 0, added)) },
  { weight: 2, arbitrary: anywhere.map((place) => (text) => splice(text, place, 1, '')) },
  { weight: 1, arbitrary: anywhere.map((place) => (text) => text.slice(0, place % (text.length + 1))) },
  { weight: 1,
    arbitrary: anywhere.map(
      (place) => (text) => text.slice(0, place % text.length) + upperCase(text.slice(place % text.length))
    ) },
  { weight: 1, arbitrary: anywhere.map((place) => (text) => {
    const at = place % Math.max(text.length, 1); // one bit of one character
    return splice(text, at, 1, String.fromCharCode((text.charCodeAt(at) || 64) ^ (1 << (place % 8))));
  }) },
  { weight: 2,
    arbitrary: fc.constantFrom(
      'evil', 'evil.', 'evil-', '.', '..', '-', '_', '*.', '*', 'xn--', 'a.b.c.d.', 'A.', 'evil.com/',
      'evil.com@', 'evil.com#', '%2e'
    )
    .map((added) => (text) => intoHost(text, added)) },
  { weight: 2,
    arbitrary: fc.constantFrom(
      '.evil.com', '.', '/', '/path', '?', '#', ':', ':0', ':00080', ':80', ':443', ':8080', ':65535',
      ':65536', ':99999', ':+80', ':8e1', ':*', '@evil.com', ', https://evil.com', ' https://evil.com', '\t',
      'evil', '.example.com', '%00'
    )
    .map((added) => (text) => text + added) },
  { weight: 2, arbitrary: fc.constantFrom('', ':1', ':80', ':443', ':8080', ':65535', ':65536', ':0080')
    .map((added) => (text) => text.replace(/:[0-9]*$/, '') + added) },
  { weight: 2,
    arbitrary: fc.constantFrom(
      'http://', 'https://', 'HTTPS://', '', '//', 'ws://', 'https:', 'https:/', 'https:///', 'file://',
      'httpss://', ' https://'
    )
    .map((scheme) => (text) => scheme + text.slice(hostStart(text))) },
  { weight: 1, arbitrary: anywhere.map((place) => (text) => {
    const dots = [...text.matchAll(/\./g)].map((match) => match.index); // one dot becomes something else
    return dots.length === 0
      ? text : splice(text, dots[place % dots.length], 1, ['x', '-', '', '\u00b7', ',', ':'][place % 6]);
  }) },
  { weight: 1,
    arbitrary: fc.constantFrom((text) => `${text}, ${text}`, (text) => `${text} ${text}`,
      (text) => text.replace('://', '://www.'),
    (text) => text.replace(/:\/\/[^.]*\./, '://'), (text) => text.replaceAll('e', '\xe9'),
    (text) => [...text].reverse().join(''),
    (text) => intoHost(text, 'a'.repeat(480)), (text) => intoHost(text, 'a.'.repeat(300))) },
);

/** The origin itself now and then, else one or two steps away from it. */
export function lookAlikes(origins) {
  return fc.tuple(fc.constantFrom(...origins), fc.array(mutation, { maxLength: 2 }))
    .map(([origin, mutations]) => mutations.reduce((text, change) => change(text), origin));
}
