// Reads what Stryker wrote: the figure, and every mutant that lived with its place and its change.
import { readFileSync } from 'node:fs';

const { files } = JSON.parse(readFileSync(new URL('build/mutants.json', import.meta.url), 'utf8'));
const counts = {};
const alive = [];
for (const [file, { source, mutants }] of Object.entries(files)) {
  const lines = source.split('\n');
  for (const { status, location, mutatorName, replacement } of mutants) {
    counts[status] = (counts[status] ?? 0) + 1;
    if (status !== 'Survived' && status !== 'NoCoverage') continue;
    const { start, end } = location;
    const original = start.line === end.line ? lines[start.line - 1].slice(start.column - 1, end.column - 1) : `${lines[start.line - 1].slice(start.column - 1)} …`;
    alive.push(`${file}:${start.line}:${start.column} ${mutatorName}: ${original} -> ${replacement.replace(/\s+/g, ' ').slice(0, 100)}`);
  }
}
const { Killed: killed = 0, Timeout: timedOut = 0 } = counts;
const judged = killed + timedOut + alive.length;
const share = 100 * (killed + timedOut) / judged;
for (const line of alive) console.log(line);
console.log(Object.entries(counts).map(([status, count]) => `${count} ${status}`).join(', '));
console.log(`${(killed + timedOut)} of ${judged} mutants killed: ${share.toFixed(1)} % (at least 95 % wanted)`);
process.exitCode = share >= 95 ? 0 : 1;
