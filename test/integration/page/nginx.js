// nginx, with an application behind where there is one.
import { LOG, separately } from './processes.js';

/** @typedef {import('./applications.js').Server} Server */

const root = process.getuid?.() === 0;

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
