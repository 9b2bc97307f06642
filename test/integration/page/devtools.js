// What the console of Chromium's DevTools shows. Failures of the network are there alone, and not in its log.
import { spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '../../../build/page/chromium.js';

/**
 * Opens a page, and gives what is said of each address, once all of them have their entry.
 * @param {string} page
 * @param {{ cert: Buffer, args: readonly string[], addresses: readonly string[] }} options `cert` is the
 * page's own, the only one that passes without an authority
 * @returns {Promise<Record<string, string>>}
 */
export async function entriesOf(page, { cert, args, addresses }) {
  const profile = await mkdtemp(join(tmpdir(), 'with-cors-devtools-'));
  const key = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  const browser = spawn(chromium, [
    '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--no-proxy-server',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    `--user-data-dir=${profile}`,
    `--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`,
    '--remote-debugging-pipe', ...args,
  ], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: profile, TMPDIR: profile },
  });
  const closed = once(browser, 'close');
  const end = () => { try { process.kill(-browser.pid, 'SIGKILL'); } catch { /* gone already */ } };
  process.on('exit', end);
  let timer;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`${chromium} didn't tell of ${addresses.join(', ')} within a minute`));
      }, 60_000);
      browser.on('error', reject).on('exit', () => { reject(new Error(`${chromium} ended`)); });
      const entries = {};
      const send = speak(browser.stdio[3], browser.stdio[4], ({ method, params }) => {
        if (method !== 'Log.entryAdded') return;
        entries[params.entry.url] = params.entry.text;
        if (addresses.every((address) => address in entries)) resolve(entries);
      });
      open(send, page).catch(reject);
    });
  } finally {
    clearTimeout(timer);
    end();
    await closed;
    process.off('exit', end);
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function open(send, url) {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  await send('Log.enable', {}, sessionId);
  await send('Page.navigate', { url }, sessionId);
}

/** The DevTools Protocol: messages in JSON, each with a NUL at its end. */
function speak(input, output, listener) {
  const waiting = new Map();
  let rest = '';
  input.on('error', () => {}); // the end of Chromium is told by Chromium
  output.setEncoding('utf8').on('error', () => {}).on('data', (text) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop();
    for (const message of messages.map((each) => JSON.parse(each))) {
      if (message.id === undefined) listener(message);
      else if (message.error) waiting.get(message.id).reject(new Error(message.error.message));
      else waiting.get(message.id).resolve(message.result);
    }
  });
  return (method, params, sessionId) => new Promise((resolve, reject) => {
    const id = waiting.size + 1;
    waiting.set(id, { resolve, reject });
    input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  });
}
