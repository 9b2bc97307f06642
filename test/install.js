// Installs what test/package.json names, unless it is there already: `npm test` needs none of it, everything else does.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

const changedAt = (file) => statSync(new URL(file, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;

// npm writes the second file when it has installed what the first one says.
if (changedAt('package-lock.json') > changedAt('node_modules/.package-lock.json')) {
  const { status } = spawnSync('npm ci', { cwd: import.meta.dirname, shell: true, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
