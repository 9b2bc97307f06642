/** RFC 9110, 5.6.2: `token = 1*tchar`. Methods and field names are tokens. */
const TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;

/**
 * RFC 9110, 5.6.1.2: `#token` as a recipient must take it: white space and empty members around the commas are ignored.
 * No two parts of this expression can match the same character at the same place, so it runs in time linear in its input.
 */
const TOKEN_LIST = /^[\t ,]*(?:[!#$%&'*+\-.^_`|~\dA-Za-z]+[\t ]*(?:,[\t ,]*|$))*$/;

export function isToken(value: string): boolean {
  return TOKEN.test(value);
}

/** The members of a list of tokens; `undefined` if it is none. */
export function parseTokenList(value: string): string[] | undefined {
  return TOKEN_LIST.test(value) ? splitList(value) : undefined;
}

/** The members of a comma-separated list, whatever they are made of. */
export function splitList(value: string): string[] {
  return value.split(',').map((member) => member.trim()).filter((member) => member !== '');
}

/** A value from the wire, fit for one line of text: cut, and everything but visible ASCII and spaces escaped. */
export function printable(value: string): string {
  const cut = value.length > 512 ? `${value.slice(0, 512)}... (${value.length} characters)` : value;
  return cut.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
