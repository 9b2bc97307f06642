// Chromium, driven through a pipe by its DevTools protocol. The lab's page is looked at as a person would,
// and that takes clicks, going back, and screens of several kinds.
// https://chromedevtools.github.io/devtools-protocol/

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PATIENCE = 30_000; // milliseconds until what doesn't come true is a failure

/** The path of the program, or nothing where this machine has none. */
export const chromium = (process.env.PATH ?? '').split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isProgram);

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts Chromium with an empty profile. `tab` opens a tab; `close` ends all of it. */
export async function startChromium() {
  const profile = await mkdtemp(join(tmpdir(), 'with-cors-lab-'));
  const browser = spawn(chromium, [
    '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--no-proxy-server', '--hide-scrollbars',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--disable-dev-shm-usage', '--ignore-certificate-errors', '--remote-debugging-pipe',
    `--user-data-dir=${profile}`, 'about:blank',
  ], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true,
    env: { PATH: process.env.PATH, HOME: profile, TMPDIR: profile, LANG: 'C.UTF-8' },
  });
  const gone = new Promise((resolve) => browser.on('close', resolve));
  const end = () => {
    try {
      process.kill(-browser.pid, 'SIGKILL');
    } catch { /* gone already */ }
  };
  process.on('exit', end);
  const send = protocol(browser.stdio[3], browser.stdio[4]);
  return {
    async tab() {
      const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
      const tab = await tabOf((method, params) => send(method, params, sessionId), send.listeners, sessionId);
      return { ...tab, close: () => send('Target.closeTarget', { targetId }) };
    },
    async close() {
      end();
      await gone;
      process.off('exit', end);
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Messages are JSON, each ended by a zero byte. */
function protocol(output, input) {
  const waiting = new Map();
  const listeners = new Set();
  let count = 0;
  let text = '';
  for (const pipe of [output, input]) pipe.on('error', () => {}); // it is cut when the browser is ended
  input.setEncoding('utf8').on('data', (chunk) => {
    const messages = (text + chunk).split('\0');
    text = messages.pop();
    for (const message of messages.map((each) => JSON.parse(each))) {
      const { id, error, result } = message;
      if (id === undefined) {
        for (const hear of listeners) hear(message);
        continue;
      }
      const { resolve, reject, method } = waiting.get(id);
      waiting.delete(id);
      if (error) reject(new Error(`${method}: ${error.message}`));
      else resolve(result);
    }
  });
  const send = (method, params = {}, sessionId = undefined) => new Promise((resolve, reject) => {
    waiting.set(++count, { resolve, reject, method });
    output.write(`${JSON.stringify({ id: count, method, params, ...(sessionId && { sessionId }) })}\0`);
  });
  return Object.assign(send, { listeners });
}

async function tabOf(send, listeners, sessionId) {
  const printed = []; // to the console by the page's own scripts
  listeners.add(({ method, params, sessionId: session }) => {
    if (session !== sessionId || method !== 'Runtime.consoleAPICalled') return;
    printed.push(params.args.map(({ value, description }) => value ?? description).join(' '));
  });
  await send('Page.enable');
  await send('Runtime.enable');

  /** Runs the function in the page, with these arguments, and gives what it returns. */
  async function run(program, ...args) {
    const { exceptionDetails: thrown, result } = await send('Runtime.evaluate', {
      expression: `(${program})(...${JSON.stringify(args)})`,
      awaitPromise: true, returnByValue: true, userGesture: true,
    });
    if (thrown) throw new Error(thrown.exception?.description ?? thrown.text);
    return result.value;
  }

  return {
    run,
    send,
    printed,
    open: (url) => send('Page.navigate', { url }),

    /** Resolves as soon as the function returns something true in the page; rejects if it never does. */
    async until(what, program, ...args) {
      const giveUp = Date.now() + PATIENCE;
      for (;;) {
        // On the way to another page there is nothing to run it in.
        const value = await run(program, ...args).catch(() => undefined);
        if (value) return value;
        if (giveUp < Date.now()) throw new Error(`It never came true: ${what}`);
        await run(() => new Promise((resolve) => requestAnimationFrame(resolve))).catch(() => {});
      }
    },

    /** A window of that size, and what the person prefers. */
    async look({ width, height = 844, scheme = 'light', forced = 'none' }) {
      const mobile = width < 500;
      await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile });
      await send('Emulation.setEmulatedMedia', {
        features: [
          { name: 'prefers-color-scheme', value: scheme },
          { name: 'forced-colors', value: forced },
          { name: 'prefers-reduced-motion', value: 'reduce' },
        ],
      });
    },

    async press(key) {
      const code = { Enter: 13, Tab: 9, Escape: 27, ' ': 32 }[key];
      const text = { Enter: '\r', ' ': ' ' }[key];
      const event = { key, code: key, windowsVirtualKeyCode: code };
      const down = text ? { type: 'keyDown', text } : { type: 'rawKeyDown' };
      await send('Input.dispatchKeyEvent', { ...down, ...event });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
    },
  };
}
