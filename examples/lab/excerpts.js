// The article's code as the page shows it: what a file exports, word for word.
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../article/', import.meta.url);

/**
 * @returns {Record<string, Record<string, string>>} the exported functions and constants by their names, by
 * file
 */
export function articleExcerpts() {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.js'));
  return Object.fromEntries(
    files.map((name) => [name, exportsOf(readFileSync(new URL(name, FOLDER), 'utf8'))])
  );
}

/** A statement ends on its first line, or where a line begins with its last brace. @param {string} code */
function exportsOf(code) {
  const statements = code.matchAll(/^export (?:const|function) (\w+)(?:.*;$|[^]*?^\}.*$)/gm);
  return Object.fromEntries(
    [...statements].map(([statement, name = '']) => [name, statement.replace(/^export /, '')])
  );
}
