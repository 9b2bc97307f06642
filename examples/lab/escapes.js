// The escapes in a string, as JavaScript has them. It has more: what is not here is refused, and not read as
// something else.

/** @type {Record<string, string>} */
const ESCAPES = {
  b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', 0: '\0', '\\': '\\', '/': '/', "'": "'", '"': '"',
  '`': '`'
};

/**
 * @param {string} text
 * @param {(escape: string, index: number) => never} refuse
 */
export function unescaped(text, refuse) {
  return text.replace(/\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|0(?=\d)|(.))/g,
    (escape, four, two, one, index) => {
    const code = four ?? two;
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
    return ESCAPES[one] ?? refuse(escape, index);
  });
}
