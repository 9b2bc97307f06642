// Finds the browsers of this machine and opens pages in them: Blink, Gecko and WebKit, headless, each time
// with an empty profile. There is no driver: the browser is given the page's address, and the page reports to
// the server that served it.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startGroup } from './process-group.ts';
import { RECIPES, type EngineName, type OpenOptions, type Recipe } from './recipes.ts';

export interface Engine {
  readonly name: EngineName;
  readonly version: string;
  open(url: string, options?: OpenOptions): Promise<OpenBrowser>;
}

export interface OpenBrowser {
  /**
   * Settles when the browser ends by itself (a crash, a missing library) with a sentence about it; never
   * rejects.
   */
  readonly ended: Promise<string>;
  /** Ends the browser with all its processes and removes its profile. */
  close(): Promise<void>;
}

/** Every engine of this machine; for those that are not there, a line that says how to install them. */
export async function findEngines(): Promise<{
  found: Engine[];
  missing: { name: string; install: string }[];
}> {
  const found: Engine[] = [];
  const missing: { name: string; install: string }[] = [];
  for (const recipe of RECIPES) {
    const { name, install } = recipe;
    const command = recipe.find();
    if (command === undefined) {
      missing.push({ name, install: `${name} is not on this machine. To install it: ${install}` });
      continue;
    }
    const { version, why } = await versionOf(command);
    if (version === undefined)
      missing.push({
        name,
        install: `${command.join(' ')} doesn't start (${why}). To install ${name} anew: ${install}`,
      });
    else found.push(engine(recipe, command, version));
  }
  return { found, missing };
}

/** Opens the page and waits for what it reports; an error if the browser ends or the time runs out before. */
export async function visit<T>(
  engine: Engine,
  url: string,
  reported: Promise<T>,
  seconds: number,
  options: OpenOptions = {},
): Promise<T> {
  const name = `${engine.name} ${engine.version}`;
  const browser = await engine.open(url, options);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      reported,
      browser.ended.then((how) => {
        throw new Error(`${name} ended before ${url} reported: ${how}`);
      }),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(new Error(`${name} opened ${url}, but the page didn't report within ${seconds} s`));
        }, seconds * 1000);
      }),
    ]);
  } finally {
    clearTimeout(timer);
    await browser.close();
  }
}

function engine(recipe: Recipe, [program, ...first]: readonly string[], version: string): Engine {
  return {
    name: recipe.name,
    version,
    async open(url, options = {}) {
      const profile = await mkdtemp(join(tmpdir(), 'with-cors-'));
      await recipe.fill?.(profile, options);
      const group = startGroup(
        program!,
        [...first, ...recipe.args(profile), url],
        environment(profile, recipe.env),
      );
      return {
        ended: group.ended,
        async close() {
          await group.end();
          // A process that is just ending may still write.
          await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
        },
      };
    },
  };
}

/**
 * Nothing of the person's own: no proxy, desktop session or browser setting reaches the browser through the
 * environment.
 */
function environment(home: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LANG: 'C.UTF-8', HOME: home, TMPDIR: home, ...more };
}

async function versionOf([program, ...first]: readonly string[]): Promise<{
  version?: string | undefined;
  why?: string;
}> {
  const home = await mkdtemp(join(tmpdir(), 'with-cors-'));
  try {
    const { stdout } = await promisify(execFile)(program!, [...first, '--version'], {
      env: environment(home),
      timeout: 30_000,
    });
    return { version: /\d+(\.\d+)+/.exec(stdout)?.[0], why: `its version is ${stdout.trim()}` };
  } catch (error) {
    return { why: String(error).trim().replace(/\s+/g, ' ') }; // one line, for the test's report
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 10 });
  }
}
