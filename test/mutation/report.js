// Reads what Stryker wrote: the figure, and every mutant that lived with its place and its change, and why it may. One that
// survivors.js doesn't explain is a failure, as is an explanation of one that is dead.
import { readFileSync } from 'node:fs';
import { survivors } from './survivors.js';

const { files } = JSON.parse(readFileSync(new URL('build/mutants.json', import.meta.url), 'utf8'));
const counts = {};
const alive = [];
for (const [file, { source, mutants }] of Object.entries(files)) {
  const lines = source.split('\n');
  for (const { status, location: { start, end }, replacement } of mutants) {
    counts[status] = (counts[status] ?? 0) + 1;
    if (status !== 'Survived' && status !== 'NoCoverage') continue;
    const text = lines.slice(start.line - 1, end.line);
    text.push(text.pop().slice(0, end.column - 1));
    text[0] = text[0].slice(start.column - 1);
    const plain = (code) => code.replace(/\s+/g, ' ').slice(0, 120);
    alive.push({ place: `${file}:${start.line}`, change: `${file.replace('src/', '')}: ${plain(text.join('\n'))} -> ${plain(replacement)}` });
  }
}

const used = new Set();
const unexplained = alive.filter(({ place, change }) => {
  const at = survivors.findIndex((each) => each.change === change);
  used.add(at);
  console.log(`${place} ${change}\n  ${survivors[at]?.why ?? 'UNEXPLAINED'}`);
  return at === -1;
});
const dead = survivors.filter((_, at) => !used.has(at) && Object.keys(files).some((file) => survivors[at].change.startsWith(`${file.replace('src/', '')}:`)));
for (const { change } of dead) console.log(`${change}\n  is explained, and does not live`);

const { Killed: killed = 0, Timeout: timedOut = 0 } = counts;
const judged = killed + timedOut + alive.length;
const share = 100 * (killed + timedOut) / judged;
console.log(Object.entries(counts).map(([status, count]) => `${count} ${status}`).join(', '));
console.log(`${killed + timedOut} of ${judged} mutants killed: ${share.toFixed(1)} % (at least 95 % wanted); ${unexplained.length} survivors unexplained`);
process.exitCode = share >= 95 && unexplained.length + dead.length === 0 ? 0 : 1;
