// Apache httpd, with an application behind where there is one.
import { LOG, separately } from './processes.js';

/** @typedef {import('./applications.js').Server} Server */

const root = process.getuid?.() === 0;

const MODULES = [
  'mpm_event', 'alias', 'auth_basic', 'authn_core', 'authn_file', 'authz_core', 'authz_user', 'dir',
  'headers', 'mime', 'proxy', 'proxy_http', 'rewrite', 'setenvif', 'socache_shmcb', 'ssl',
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
