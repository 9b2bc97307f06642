// The grammar of what CORS reads from the wire. Every expression here is unambiguous, so each runs in linear
// time.

/** RFC 9110, 5.6.2: `token = 1*tchar`. Methods and header names are tokens. */
const TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;

/** RFC 9110, 5.6.1: `1#token`, as a recipient reads it, with white space and empty members. */
const TOKEN_LIST = /^[\t ,]*(?:[!#$%&'*+\-.^_`|~\dA-Za-z]+[\t ]*(?:,[\t ,]*|$))+$/;

/** It bounds all work on an `Origin`. A host has at most 253 characters (RFC 1035, 2.3.4). */
export const MAX_ORIGIN_LENGTH = 512;

/**
 * RFC 6454, 7.1: `"null" / scheme "://" host [ ":" port ]`. The host is not looked into, but has no character
 * that could make an allowed origin mean more than one origin (`*`, `,`) or that a header can't carry.
 */
const SERIALIZED_ORIGIN = /^(?:null|[A-Za-z][A-Za-z\d+.-]*:\/\/[!-)+\--~]*)$/;

/** The ports that a serialized origin leaves out (URL, 4.2, "special scheme"). */
export const DEFAULT_PORTS: ReadonlyMap<string, string> = new Map([
  ['http', '80'], ['https', '443'], ['ftp', '21'],
]);

/** The parts of a serialized origin. The host of an IPv6 address is in brackets and has colons of its own. */
const ORIGIN_PARTS = /^([a-z][a-z\d+.-]*):\/\/(\[[^\]]*\]|[^:]*)(?::(.+))?$/;

export function isToken(value: string): boolean {
  return TOKEN.test(value);
}

export function isTokenList(value: string): boolean {
  return TOKEN_LIST.test(value);
}

/** Whether a value has the form and length of a serialized origin; only such are reflected. */
export function isOriginLike(value: string): boolean {
  return value.length <= MAX_ORIGIN_LENGTH && SERIALIZED_ORIGIN.test(value);
}

/** The parts of a serialized origin, if it is one; the port is empty where it is the default. */
export function splitOrigin(origin: string): { scheme: string; host: string; port: string } | undefined {
  // The host of an IPv6 address stands in brackets and has colons of its own.
  const [, scheme, host, port = ''] = ORIGIN_PARTS.exec(origin) ?? [];
  return scheme === undefined || host === undefined ? undefined : { scheme, host, port };
}

/** The members of a list (RFC 9110, 5.6.1.2), without white space around them or empty ones. */
export function splitList(value: string): string[] {
  return value.split(',').map((member) => member.trim()).filter((member) => member !== '');
}

/** Names and values in turn, as pairs. */
export function toPairs<Value>(list: readonly Value[]): [name: Value, value: Value][] {
  return list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1]]] : [])) as [Value, Value][];
}

/** A value from the wire, fit for one line: cut, and all but visible ASCII and spaces escaped. */
export function printable(value: string): string {
  const cut = value.length > 512 ? `${value.slice(0, 512)}... (${value.length} characters)` : value;
  return escapeCharacters(cut, /[^ -~]/g);
}

/** A text fit for a terminal: control and format characters are escaped, but for line breaks. */
export function printableLines(text: string): string {
  return escapeCharacters(text, /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu);
}

export function escapeCharacters(text: string, characters: RegExp): string {
  return text.replace(characters, (found) => (
    found.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)));
}
