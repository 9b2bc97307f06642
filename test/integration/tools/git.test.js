// What npm installs from a Git repository is the built library, though the repository doesn't hold dist/.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Consumer, printed, program, repository } from './consumer.js';

describe('npm install from Git', () => {
  let consumer;
  let origin;
  before(() => {
    consumer = new Consumer('git');
    rmSync(join(consumer.folder, 'node_modules'), { recursive: true });
    consumer.write({ 'program.js': program });

    // What is here now, committed or not. test/ has no part in it, and its packages would be half of the
    // work.
    origin = mkdtempSync(join(tmpdir(), 'with-cors-'));
    const git = (...args) => execFileSync('git', args, { cwd: origin });
    git('init', '--quiet');
    for (const entry of readdirSync(repository)) {
      if (!['.git', 'build', 'dist', 'node_modules', 'test'].includes(entry))
        cpSync(join(repository, entry), join(origin, entry), { recursive: true });
    }
    git('add', '--all');
    const author = ['-c', 'user.name=with-cors', '-c', 'user.email=with-cors@localhost'];
    git(...author, 'commit', '--quiet', '--message', 'As it is');
  });
  after(() => {
    rmSync(origin, { recursive: true, force: true });
    consumer.remove();
  });

  it('builds dist/, and leaves out what a package has no use for', async () => {
    const url = `git+${pathToFileURL(origin)}`;
    const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier', url];
    const cli = process.env.npm_execpath;
    const { code, output } = cli?.endsWith('npm-cli.js')
      ? await consumer.node([cli, ...args])
      : await consumer.run('npm', args);
    assert.equal(code, 0, output);
    const installed = join(consumer.folder, 'node_modules/with-cors');
    const shipped = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json', 'src'];
    assert.deepEqual(readdirSync(installed).sort(), shipped);
    assert.ok(existsSync(join(installed, 'dist/index.d.ts')));
    const run = await consumer.node(['program.js']);
    assert.equal(run.stdout.trim(), printed, run.output);
  });
});
