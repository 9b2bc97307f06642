/** The lines between a function's braces, as they stand in the file that the browser runs. */
export function bodyOf(run) {
  const lines = String(run).split('\n').slice(1, -1);
  const indents = lines.filter((line) => line.trim()).map((line) => line.search(/\S/));
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n');
}
