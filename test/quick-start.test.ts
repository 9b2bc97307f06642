// The README's quick start, as its reader does it: in a folder that `npm init -y` has made, its programs and
// its commands as they are written, and what they print compared with what it says, where `…` is anything.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Listening, startListening, withFreePort } from './support/fixed-port.ts';
import { freshProject, node, npm, repository, write } from './support/fresh-project.ts';

const readme = readFileSync(join(repository, 'README.md'), 'utf8');
const conditions = process.execArgv.filter((arg) => arg.startsWith('--conditions='));

/** The commands of the README's terminals, and what they print. */
const commands = [...readme.matchAll(/^```console\n([^]*?)^```$/gm)].flatMap(([, terminal = '']) => (
  terminal.split(/^\$ /m).slice(1).map((text) => {
    const [command = '', ...printed] = text.split('\n');
    return { command, printed: printed.join('\n').trimEnd() };
  })));

const commandsOf = (program: string): typeof commands => {
  const found = commands.filter(({ command }) => command.startsWith(`${program} `));
  assert.ok(found.length > 0, `the README shows no ${program}`);
  return found;
};

/** A line `…` stands for any lines, a `…` within a line for the rest of it. */
function assertPrinted(actual: string, printed: string): void {
  const lines = printed.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').split('\n');
  const patterns = lines.map((line) => (/^ *…$/.test(line) ? '[^]*?' : line.replaceAll('…', '.*')));
  assert.match(actual.replaceAll('\r', '').trimEnd(), new RegExp(`^${patterns.join('\n')}$`));
}

/** The words of a command, without the quotes that a shell takes off. */
const wordsOf = (command: string): string[] => (
  command.match(/'[^']*'|\S+/g)!.map((word) => word.replace(/^'|'$/g, '')));

describe('the quick start', { timeout: 60_000 }, () => {
  let project: string;
  let server: Listening;

  before(async () => {
    project = await freshProject();
    const { code, output } = await npm(project, 'init', '-y');
    assert.equal(code, 0, output);
    await mkdir(join(project, 'node_modules'));
    await symlink(repository, join(project, 'node_modules/with-cors'), 'junction');
    const codes = [...readme.matchAll(/^```js\n([^]*?)^```$/gm)];
    const [program = '', required = ''] = codes.map(([, code = '']) => code);
    await write(project, {
      'server.mjs': program,
      'server.cjs': required + program.split('\n').slice(2).join('\n'),
    });
  });
  before(async () => { server = await startListening(project, ...conditions, 'server.mjs'); });
  after(async () => {
    await server?.stop();
    await rm(project, { recursive: true });
  });

  it('starts and says so', async () => {
    const [{ printed }] = commandsOf('node') as [typeof commands[number]];
    assert.equal(await server.firstLine(), printed);
  });

  it('starts as a CommonJS module, with the two lines for require', async () => {
    const required = await startListening(project, ...conditions, 'server.cjs');
    await required.stop();
  });

  it('responds to curl as it says', async (t) => {
    for (const { command, printed } of commandsOf('curl')) {
      const place = ['--connect-to', `localhost:3000:127.0.0.1:${server.port}`];
      const args = ['-s', ...place, ...wordsOf(command).slice(1)];
      const { missing, stdout } = await new Promise<{ missing: boolean; stdout: string }>((resolve) => {
        execFile('curl', args, (error, out) => resolve({ missing: error?.code === 'ENOENT', stdout: out }));
      });
      if (missing) return t.skip('there is no curl');
      assertPrinted(stdout, printed);
    }
  });

  it('is asked by the command with-cors, which prints what it says', async () => {
    process.env['PORT_3000'] = String(server.port);
    const { bin } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
    for (const { command, printed } of commandsOf('npx')) {
      const [, name = '', ...args] = wordsOf(command);
      const preload = await withFreePort(project);
      const { stdout } = await node(project, ...preload, join(repository, bin[name]), ...args);
      assertPrinted(stdout, printed);
    }
  });
});
