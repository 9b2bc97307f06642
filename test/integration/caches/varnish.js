/**
 * Varnish with the rules that it comes with, which store whatever the answer's own headers allow; the only
 * rule added says whether an answer came from the store. Requests for the same missing answer wait for one
 * another, and stale answers are served for some seconds ("grace") while they are fetched anew.
 * @type {import('./programs.js').Cache}
 */
export const varnish = {
  name: 'Varnish',
  program: 'varnishd',
  debianPackage: 'varnish',
  configurationFile: 'rules.vcl',
  configuration: ({ backendPort }) => `
vcl 4.1;
backend node { .host = "127.0.0.1"; .port = "${backendPort}"; }
sub vcl_deliver {
  if (obj.hits > 0) {
    set resp.http.X-Cache = "HIT";
  } else {
    set resp.http.X-Cache = "MISS";
  }
}
`,
  parameters: ({ folder, port }) => [
    ...['-F', '-a', `127.0.0.1:${port}`, '-f', `${folder}/rules.vcl`, '-n', `${folder}/work`, '-s',
      'malloc,16m'],
    // No jail: it needs users that only Debian's own service has. Few threads and a small log: it is one
    // test.
    ...['-j', 'none', '-p', 'thread_pools=1', '-p', 'thread_pool_min=20', '-p', 'vsl_space=1M'],
  ],
  begun: /said Child starts/,
};
