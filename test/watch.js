// Runs the tests that are named, or else the fast ones, now and whenever a file in src/ or test/ is saved.

import { spawnSync } from 'node:child_process';
import { readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));
const names = process.argv.slice(2);
const script = names.length === 0 ? ['test:fast'] : ['test:one', '--', ...names];

const shell = process.platform === 'win32'; // where npm is a batch file
const run = () => spawnSync('npm', ['run', '--silent', ...script], { stdio: 'inherit', shell });
let soon;
for (const folder of ['src', 'test'].flatMap(withFolders)) {
  watch(folder, () => {
    clearTimeout(soon); // an editor writes more than once
    soon = setTimeout(run, 100);
  });
}
run();

function withFolders(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules');
  return [folder, ...folders.flatMap(({ name }) => withFolders(join(folder, name)))];
}
