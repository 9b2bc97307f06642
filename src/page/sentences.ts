/** As a sentence lists things: `a, b and c`. */
export const listOf = (names: readonly string[]): string => names.join(', ').replace(/, ([^,]*)$/, ' and $1');
