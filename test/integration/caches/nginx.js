/**
 * nginx with `proxy_cache`, as a site would have it: stored answers are keyed by their address and what
 * `Vary` names, requests for the same missing answer wait for one another, and stale answers are served while
 * they are fetched anew.
 * @type {import('./programs.js').Cache}
 */
export const nginx = {
  name: 'nginx',
  program: 'nginx',
  debianPackage: 'nginx',
  configurationFile: 'nginx.conf',
  // Started by root, its workers would be another user, who can't read a temporary folder.
  configuration: ({ folder, port, backendPort }) => `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 2;
pid ${folder}/pid;
error_log stderr notice;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  proxy_cache_path ${folder}/answers keys_zone=answers:1m use_temp_path=off;
  upstream node { server 127.0.0.1:${backendPort}; keepalive 32; }
  server {
    listen 127.0.0.1:${port};
    keepalive_requests 100000;
    location / {
      proxy_pass http://node;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_cache answers;
      proxy_cache_lock on;
      proxy_cache_lock_timeout 50ms; # which is also how long it takes them to look again
      proxy_cache_use_stale updating;
      proxy_cache_background_update on;
      proxy_cache_revalidate on;
      add_header X-Cache $upstream_cache_status always;
    }
  }
}
`,
  parameters: ({ folder }) => ['-p', folder, '-c', `${folder}/nginx.conf`, '-e', 'stderr'],
  begun: /start worker process/,
};
