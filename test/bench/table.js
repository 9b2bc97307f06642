/** @typedef {{ median: number, low: number, high: number }} Spread */

/** @param {Spread | undefined} figure @param {number} [digits] */
export const shown = (figure, digits = 2) => figure
  ? `${figure.median.toFixed(digits)} (${figure.low.toFixed(digits)}–${figure.high.toFixed(digits)})`
  : '–';

/** @param {readonly string[]} head @param {readonly (readonly (string | number)[])[]} rows a Markdown table */
export const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
