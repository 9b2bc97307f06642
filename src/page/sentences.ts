// Small things about sentences.

/** What a server sends, short enough for a sentence. */
export const clip = (text: string): string =>
  text.length > 200 ? `${text.slice(0, 200)}... (${text.length} characters)` : text;

/** As a sentence lists things: `a, b and c`. */
export const listOf = (names: readonly string[]): string => names.join(', ').replace(/, ([^,]*)$/, ' and $1');
