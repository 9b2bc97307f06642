// The launcher of the browsers, with programs that only look like one: what is told when an engine is
// missing, when it ends early or never reports, and that nothing of it stays behind.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, watch } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { findEngines, visit, type Engine } from './browsers.ts';

const PATH = process.env['PATH'];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'with-cors-launcher-'));
  process.env['PATH'] = folder;
});
afterEach(async () => {
  process.env['PATH'] = PATH;
  await rm(folder, { recursive: true, force: true });
});

/** Puts a shell script in the place of Chromium: it has a version, and otherwise does what is written. */
async function pretend(script: string): Promise<Engine> {
  await writeFile(
    join(folder, 'chromium'),
    `#!/bin/sh\ncase "$*" in *--version*) echo "Pretended 1.2.3"; exit;; esac\nPATH='${PATH}'
tell() { echo "$@" > '${folder}/part'; mv '${folder}/part' '${folder}/told'; }
${script}
`,
  );
  await chmod(join(folder, 'chromium'), 0o755);
  const { found } = await findEngines();
  const engine = found.find(({ name }) => name === 'Chromium');
  assert.ok(engine);
  return engine;
}

const never = new Promise<never>(() => undefined);
const page = 'http://localhost/page';

test(
  'an engine that is missing is named, with what installs it',
  { skip: process.platform === 'darwin' },
  async () => {
    const { found, missing } = await findEngines();
    assert.deepEqual(found, []);
    assert.deepEqual(
      missing.map(({ name }) => name),
      ['Chromium', 'Firefox', 'WebKit'],
    );
    for (const { name, install } of missing)
      assert.match(install, new RegExp(`^${name} is not on this machine.* apt-get install `));
  },
);

test('an engine is found with its version', async () => {
  assert.equal((await pretend('')).version, '1.2.3');
});

test('an engine that is there but doesn\'t start is missing, with its reason', async () => {
  await writeFile(join(folder, 'chromium'), '#!/bin/sh\necho no such library >&2; exit 1\n', { mode: 0o755 });
  const { missing } = await findEngines();
  assert.match(
    missing.find(({ name }) => name === 'Chromium')?.install ?? '',
    /chromium doesn't start .*no such library[^]*apt-get install/,
  );
});

test('what the page reports is handed on', async () => {
  const engine = await pretend('exec sleep 60');
  assert.equal(await visit(engine, page, setTimeout(50, 'report'), 30), 'report');
});

test('a browser that ends early is an error, with its last words', async () => {
  const engine = await pretend('echo no such library >&2; exit 7');
  await assert.rejects(
    visit(engine, page, never, 30),
    /Chromium 1\.2\.3 ended before .*status 7[^]*no such library/,
  );
});

test('a page that never reports is an error after its time', async () => {
  const engine = await pretend('exec sleep 60');
  await assert.rejects(visit(engine, page, never, 0.2), /didn't report within 0\.2 s/);
});

test('after closing, neither a process nor the profile is left', async () => {
  const engine = await pretend('sleep 60 & tell "$HOME" $$ $!; wait');
  const told = nextWords();
  const browser = await engine.open(page);
  const [profile, ...processes] = await told;
  assert.ok(existsSync(profile!));
  await browser.close();
  assert.equal(existsSync(profile!), false);
  assert.equal(processes.length, 2);
  for (const pid of processes) assert.equal(await isRunning(Number(pid)), false);
});

test('a browser that ignores being asked is ended all the same', async () => {
  const engine = await pretend('trap "" TERM; tell ready; while :; do sleep 0.1; done');
  const told = nextWords();
  const browser = await engine.open(page);
  await told;
  await browser.close();
  assert.match(await browser.ended, /SIGKILL/);
});

/** What the pretended browser says with `tell`, which is a file that it puts into place whole. */
function nextWords(): Promise<string[]> {
  return new Promise((resolve) => {
    const watcher = watch(folder, (_event, name) => {
      if (name !== 'told') return;
      watcher.close();
      resolve(readFileSync(join(folder, 'told'), 'utf8').trim().split(' '));
    });
  });
}

/** A process that nobody has collected yet is still listed, as a zombie: it doesn't run any more. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return !/^\d+ \(.*\) Z/.test(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
