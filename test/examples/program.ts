// What every short program in `examples/` is tested by: it is started as its reader would start it, and each
// check is a sentence about what it promises.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import {
  DEADLINE, type Example, examplesFolder, type ReceivedResponse, startExample,
} from '../support/example-process.ts';

export const app = 'https://app.example.com';
export const localPage = 'http://localhost:8080';
export const stranger = 'https://evil.example';

export type Check = (example: Example, t: TestContext) => Promise<void>;

/** False, or why an example that needs a certificate can't be tested. */
export const withoutOpenssl = spawnSync('openssl', ['version']).status !== 0
  && 'there is no `openssl` to make a certificate with';

export type Checks = Record<string, Check>;

export function describeProgram(file: string, checks: Checks, skip: false | string = false): void {
  describe(`examples/${file}`, { skip }, () => {
    let example: Example;
    before(async () => { example = await startExample(file); });
    after(() => example?.stop());

    for (const [sentence, check] of Object.entries(checks)) {
      it(sentence, { timeout: DEADLINE }, (t) => check(example, t));
    }

    it('prints where it listens first, and opens with what it shows and a line to try', async () => {
      assert.match(example.lines[0] ?? '', /^listening on https?:\/\/localhost:\d+$/);
      const source = await readFile(join(examplesFolder, file), 'utf8');
      assert.match(source, /^\/\/ .+\n(\/\/ .+\n)*?\/\/ Try[^\n]*: (.|\n\/\/ )*?curl -i/);
    });
  });
}

export function assertUnreadable({ status, headers }: ReceivedResponse, expected: number): void {
  assert.equal(status, expected);
  assert.equal(headers['access-control-allow-origin'], undefined);
  assert.match(headers.vary ?? '', /\bOrigin\b/);
}

export async function started(t: TestContext, file: string, env: Record<string, string>): Promise<Example> {
  const example = await startExample(file, env);
  t.after(() => example.stop());
  return example;
}

export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'examples-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}
