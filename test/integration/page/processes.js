// Servers that are programs of their own: each in the foreground, with its files and its log in a temporary
// folder.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { certificate } from '../../../build/page/certificate.js';
import { start } from '../caches/programs.js';
import { missing } from './parts.js';

/**
 * @typedef {import('./applications.js').Server} Server
 * @typedef {import('./applications.js').Running} Running
 */

/** The file with one line a request: its first line, and its origin. */
export const LOG = 'requests';
/** A port below 1024, which no program takes by chance. */
const NOBODY = 9;
/** Signed by nobody. */
const { key, cert } = certificate('api.example.com');

/**
 * @param {import('../caches/programs.js').Cache} program
 * @param {Server} [behind]
 * @param {(application: Running) => Running['asked']} [askedOf] for a program that writes no log
 * @returns {Server}
 */
export function separately(program, behind, askedOf) {
  return {
    program,
    async start() {
      const lack = missing(program);
      if (lack) throw new Error(lack);
      const application = await behind?.start();
      let folder = '';
      const running = await start({
        ...program,
        configuration(at) {
          ({ folder } = at);
          layOut(folder);
          return program.configuration(at);
        },
      }, application?.port ?? NOBODY).catch(async (error) => {
        await application?.stop();
        throw error;
      });
      return {
        port: running.port,
        asked: askedOf?.(application) ?? ((count) => logged(join(folder, LOG), count)),
        async stop() {
          await running.stop();
          await application?.stop();
        },
      };
    },
  };
}

/** What the servers have of their own, for whatever user they run as. @param {string} folder */
function layOut(folder) {
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'files/items'), { recursive: true });
  writeFileSync(join(folder, 'files/items/index.json'), '[{"id":1}]');
  writeFileSync(join(folder, 'users'), `me:{SHA}${createHash('sha1').update('secret').digest('base64')}\n`);
  writeFileSync(join(folder, 'key.pem'), key);
  writeFileSync(join(folder, 'certificate.pem'), cert);
}

/**
 * Within ten seconds: a request is logged when it is over, which its client may know before.
 * @param {string} file @param {number} count
 */
async function logged(file, count) {
  let lines = [];
  for (let attempt = 0; lines.length < count && attempt < 500; attempt += 1) {
    if (attempt > 0) await setTimeout(20);
    lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  }
  return lines.map((line) => {
    const [method, url, , origin] = line.split(' ');
    return { method, url, origin: origin === '-' ? undefined : origin };
  });
}
