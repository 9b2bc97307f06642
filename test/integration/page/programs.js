// nginx, Apache httpd and Varnish, each as its own process, with an application behind where there is one.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { certificate } from '../../../build/page/certificate.js';
import { start as startProgram } from '../caches/programs.js';
import { varnish as rules } from '../caches/varnish.js';

/**
 * @typedef {import('./applications.js').Server} Server
 * @typedef {import('../caches/programs.js').Place} Place
 */

/** Signed by nobody. */
const { key, cert } = certificate('api.example.com');
const root = process.getuid?.() === 0;
/** One line a request, as each server writes it. */
const LOG = 'requests';

/**
 * @param {string} directives of nginx's `server`; `http://application` is what is behind
 * @param {{ behind?: Server, http?: string, listen?: string }} [options] `http` goes above `server`
 * @returns {Server}
 */
export const nginx = (directives, { behind, http = '', listen = '' } = {}) => separately({
  name: 'nginx',
  program: 'nginx',
  debianPackage: 'nginx-light',
  configurationFile: 'nginx.conf',
  // Started by root, its workers would be another user, who can't read a temporary folder.
  configuration: ({ folder, port, backendPort }) => `
${root ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr notice;
events { worker_connections 64; }
http {
  log_format asked '$request $http_origin';
  access_log ${folder}/${LOG} asked;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  proxy_cache_path ${folder}/responses keys_zone=responses:1m use_temp_path=off;
  default_type application/json;
  upstream application { server 127.0.0.1:${backendPort}; }
  ${http}
  server {
    listen 127.0.0.1:${port} ${listen};
    root ${folder}/files;
    index index.json;
    ${directives}
  }
}
`,
  parameters: ({ folder }) => ['-p', folder, '-c', `${folder}/nginx.conf`, '-e', 'stderr'],
  begun: /start worker process/,
}, behind);

const MODULES = [
  'mpm_event', 'alias', 'auth_basic', 'authn_core', 'authn_file', 'authz_core', 'authz_user', 'dir', 'headers', 'mime', 'proxy', 'proxy_http',
  'rewrite', 'setenvif', 'socache_shmcb', 'ssl',
];

/**
 * @param {string} directives of httpd's; `http://application/` is what is behind
 * @param {{ behind?: Server }} [options]
 * @returns {Server}
 */
export const apache = (directives, { behind } = {}) => separately({
  name: 'Apache',
  program: 'apache2',
  debianPackage: 'apache2-bin',
  configurationFile: 'httpd.conf',
  // Started by root, its workers are another user, and can't be root.
  configuration: ({ folder, port, backendPort }) => `
${root ? 'User nobody\nGroup nogroup' : ''}
${MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/pid
Mutex file:${folder} default
ErrorLog "||/bin/cat"
Listen 127.0.0.1:${port}
StartServers 1
ServerLimit 1
ThreadsPerChild 8
MaxRequestWorkers 8
MinSpareThreads 1
MaxSpareThreads 8
CustomLog ${folder}/${LOG} "%r %{Origin}i"
DocumentRoot ${folder}/files
DirectoryIndex index.json
TypesConfig /dev/null
AddType application/json .json
${directives.replaceAll('http://application', `http://127.0.0.1:${backendPort}`)}
`,
  parameters: ({ folder }) => ['-f', `${folder}/httpd.conf`, '-DFOREGROUND'],
  begun: /resuming normal operations/,
}, behind);

/** With the rules that it comes with, and X-Cache. @param {Server} behind @returns {Server} */
export const varnish = (behind) => separately(rules, behind);

/** @param {import('../caches/programs.js').Cache} program @param {Server} [behind] @returns {Server} */
function separately(program, behind) {
  return {
    program,
    async start() {
      const application = await behind?.start();
      let folder = '';
      const running = await startProgram({
        ...program,
        configuration(at) {
          ({ folder } = at);
          layOut(folder);
          return program.configuration(at);
        },
      }, application?.port ?? 9).catch(async (error) => {
        await application?.stop();
        throw error;
      });
      return {
        port: running.port,
        asked: program === rules ? application.asked : (count) => logged(join(folder, LOG), count),
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

/** A request is logged when it is over, which its client may know before. @param {string} file @param {number} count */
async function logged(file, count) {
  for (;;) {
    const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
    if (lines.length >= count) {
      return lines.map((line) => {
        const [method, url, , origin] = line.split(' ');
        return { method, url, origin: origin === '-' ? undefined : origin };
      });
    }
    await setTimeout(20);
  }
}
