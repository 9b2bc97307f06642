// The option `origin`: what is refused, and with what correction (README, "Refused when the wrapper is
// made"). Which origins then match stands in origins.test.ts.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createCorsPolicy } from 'with-cors';
import { repository } from '../support/fresh-project.ts';
import { accepted, refused } from './table.ts';

const A = 'https://a.example';

/** Refused as `origin`, and as an item of a list with the same correction. */
function refusedOrigin(sentence: string, origin: unknown, code: string, ...suggestion: [] | [unknown]): void {
  refused(sentence, { origin }, ['origin', origin, code, ...suggestion]);
  refused(`${sentence}, in a list too`, { origin: ['https://first.example', origin] },
    ['origin[1]', origin, code, ...suggestion]);
}

for (const [sentence, origin, serialized] of [
  ['a trailing slash', 'https://a.example/', 'https://a.example'],
  ['a path', 'https://a.example/page?x=1#y', 'https://a.example'],
  ['an empty query', 'https://a.example?', 'https://a.example'],
  ['an empty fragment', 'https://a.example#', 'https://a.example'],
  ['an upper-case host', 'https://A.Example', 'https://a.example'],
  ['an upper-case scheme', 'HTTPS://a.example', 'https://a.example'],
  ['the default port of https:', 'https://a.example:443', 'https://a.example'],
  ['the default port of http:', 'http://a.example:80', 'http://a.example'],
  ['an empty port', 'https://a.example:', 'https://a.example'],
  ['a port with a leading zero', 'https://a.example:08443', 'https://a.example:8443'],
  ['a user', 'https://me:secret@a.example', 'https://a.example'],
  ['space before', ' https://a.example', 'https://a.example'],
  ['space behind', 'https://a.example ', 'https://a.example'],
  ['a line break', 'https://a.example\n', 'https://a.example'],
  ['a tab within', 'https://a.\texample', 'https://a.example'],
  ['Unicode', 'https://bücher.example', 'https://xn--bcher-kva.example'],
  ['a percent-encoded host', 'https://%61.example', 'https://a.example'],
  ['backslashes', 'https://a.example\\x', 'https://a.example'],
  ['a full-width dot', 'https://a。example', 'https://a.example'],
  ['IPv4 in short', 'http://127.1', 'http://127.0.0.1'],
  ['IPv4 as one number', 'http://2130706433', 'http://127.0.0.1'],
  ['IPv4 in hexadecimal', 'http://0x7f.0.0.1', 'http://127.0.0.1'],
  ['IPv6 uncompressed', 'http://[0:0:0:0:0:0:0:1]:3000', 'http://[::1]:3000'],
  ['IPv6 in upper case', 'http://[2001:DB8::1]', 'http://[2001:db8::1]'],
  ['IPv6 with IPv4 in it', 'http://[::ffff:1.2.3.4]', 'http://[::ffff:102:304]'],
  ['a pattern with upper case', 'https://*.A.example', 'https://*.a.example'],
  ['a pattern with a path', 'https://*.a.example/x', 'https://*.a.example'],
  ['a pattern with a default port', 'https://*.a.example:443', 'https://*.a.example'],
  ['a pattern for ports with upper case', 'http://LOCALHOST:*', 'http://localhost:*'],
] as const) refusedOrigin(`no browser sends ${sentence}`, origin, 'origin-not-serialized', serialized);

for (const [origin, suggestion] of [
  ['a.example', 'https://a.example'], ['a.example:8443', 'https://a.example:8443'],
  ['a.example/', 'https://a.example'], ['//a.example', 'https://a.example'],
  ['*.a.example', 'https://*.a.example'], ['*.co.uk', 'https://*.co.uk'],
  ['localhost:3000', 'http://localhost:3000'], ['localhost:*', 'http://localhost:*'],
  ['127.0.0.1', 'http://127.0.0.1'],
] as const) refusedOrigin(`${origin} has no scheme`, origin, 'origin-without-scheme', suggestion);
for (const origin of [
  '', ' ', 'a.example/page', 'A.example', 'a.*.example', 'https:a.example', 'https:/a.example',
  'mailto:me@a.example', '$&',
]) {
  refusedOrigin(`'${origin}' has no scheme, and what is meant can't be seen`, origin, 'origin-without-scheme');
}

for (const origin of [
  'file://', 'file:///home', 'file://host/x', 'blob:https://a.example', 'foo://', 'about://',
]) {
  refusedOrigin(`${origin} has no origin of its own`, origin, 'origin-opaque');
}
for (const origin of [
  'https://', 'https://a b.example', 'https://a.example:65536', 'https://a.example:x', 'https://[::1',
  'https://*.', 'https://1.2.3.256', '://a.example', '1x://a.example',
]) {
  refusedOrigin(`${origin} is not a URL`, origin, 'origin-invalid');
}
// Most origins never reach the URL parser, which takes longer. So all kinds of hosts are held against it.
const pieces = ['a', 'z9', '0', '0x1', '-', 'b--c', 'xn--', 'xn--nxasmq6b', 'A', '_', '%', '\u017f', '.', ''];
const hosts = pieces.flatMap((first) => pieces.flatMap((second) =>
  pieces.flatMap((third) => ['', '.', '.com', ':1'].map((end) => `${first}${second}${third}${end}`))));
for (const scheme of ['https:', 'http:', 'Xhttps:']) {
  test(`a host after ${scheme} is accepted exactly where the URL parser leaves it as it is`, (t) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0; // most of the time would go into traces that nobody reads
    t.after(() => { Error.stackTraceLimit = stackTraceLimit; });
    for (const host of hosts) {
      const url = URL.canParse(`${scheme}//${host}`) ? new URL(`${scheme}//${host}`) : undefined;
      const right = url !== undefined && url.host !== ''
        && `${url.protocol}//${url.host}` === `${scheme}//${host}`;
      assert.equal(accepts(`${scheme}//${host}`), right, `${scheme}//${host}`);
      const address = url !== undefined && /^\d+(\.\d+){3}$/.test(url.hostname);
      assert.equal(accepts(`${scheme}//*.${host}`), right && !address && !host.startsWith('.'),
        `${scheme}//*.${host}`);
    }
  });
}

function accepts(origin: string): boolean {
  try {
    return createCorsPolicy({ origin }) !== undefined;
  } catch {
    return false;
  }
}

refusedOrigin('null can be sent by any site', 'null', 'null-origin');
refused('a list in a string is not an origin', { origin: `${A}, https://b.example` },
  ['origin', `${A}, https://b.example`, 'origin-list-in-string', [A, 'https://b.example']]);
refused('a star in a list is not an origin', { origin: ['https://a.example', '*'] },
  ['origin[1]', '*', 'star-in-list', '*']);
refused('a lone star in an array is not an origin', { origin: ['*'] },
  ['origin[0]', '*', 'star-in-list', '*']);
refused('an empty list allows nobody', { origin: [] }, ['origin', [], 'empty-origin-list', false]);
refusedOrigin('an origin of 513 characters is always refused', `https://${'a'.repeat(505)}`,
  'origin-too-long');
accepted('an origin of 512 characters', { origin: `https://${'a.'.repeat(252)}` });
for (const value of [0, 1, 5n, {}, Symbol('x'), new URL('https://a.example'), null, undefined]) {
  refusedOrigin(`origin: ${String(value)} (${typeof value}) is not an origin`, value, 'wrong-type');
}
for (const value of [true, false, [], ['https://a.example'], () => true]) {
  refused(`a list with ${typeof value} ${String(value)} in it is refused`, { origin: [value] },
    ['origin[0]', value, 'wrong-type']);
}
refused('a list with a gap in it is refused', { origin: ['https://a.example', , 'https://b.example'] },
  ['origin[1]', undefined, 'wrong-type']);

for (const origin of [
  '*://a.example', 'https://*', 'https://**.a.example', 'https://*..a.example', 'https://*.*.a.example',
  'https://a.*.example', 'https://*a.example', 'https://a*.example', 'https://a.example.*', 'https://a.*',
  'https://a.example:8*', 'https://a.example:*8', 'https://a.example:443:*', 'https://a.example:**',
  'http://a.example:*/', 'https://*:*', 'http*://a.example', 'https://*.*', 'https://*.127.0.0.1',
  'https://*.1.2.3.45', 'https://*.[::1]', 'https://*@a.example', 'https://a.example/*',
]) refusedOrigin(`the star in ${origin} stands where none can`, origin, 'origin-star');
refusedOrigin('an odd IP address under a star is not corrected into one that is refused', 'http://*.127.1',
  'origin-star');

for (const origin of [
  '*', true, false, 'https://a.example', 'http://a.example', 'https://a.example:8443', 'https://a.example.',
  'http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:3000', 'https://xn--bcher-kva.example',
  'https://a_b.example', 'https://*.a.example', 'https://*.1.2.3.4.example', 'https://*.1.2.3.4.example:8443',
  'https://*.127.0.0.1.nip.io', 'https://*.a.example:*', 'http://localhost:*', 'http://[::1]:*',
  'https://*.com', 'https://*.github.io', 'chrome-extension://abcdefghijklmnop', 'capacitor://localhost',
  'ionic://localhost', 'moz-extension://*.a', 'app://x:*', /^https:\/\/a\.example$/, /^.*$/, () => true,
  ['https://a.example', /^b$/, 'https://*.c.example'],
]) accepted(`origin: ${String(origin)}`, { origin });

for (const [expression, suggestion] of [
  [/a\.example/, /^(?:a\.example)$/], [/^https:\/\/a\.example/, /^(?:https:\/\/a\.example)$/],
  [/a\.example$/i, /^(?:a\.example$)$/i], [/^a\$/, /^(?:a\$)$/], [/^a\\\$/, /^(?:a\\\$)$/],
  [/(?:)/, /^(?:(?:))$/], [/\^a$/, /^(?:\^a$)$/], [/^a$|b/, /^(?:a$|b)$/], [/[$]/g, /^(?:[$])$/g],
] as const) refusedOrigin(`${expression} matches a part`, expression, 'regexp-not-anchored', suggestion);
for (const expression of [/^a$/, /^a\\$/, /^$/, /^a$|^b$/, /^(?:a|b)$/gimsuy]) {
  accepted(`${expression} is anchored`, { origin: expression });
}

const withCredentials = (origin?: unknown) => ({ credentials: true, ...(origin !== undefined && { origin }) });
const anyWithCredentials = (value: unknown) => ['origin', value, 'any-origin-with-credentials'] as const;
refused('with credentials the default is any origin', withCredentials(), anyWithCredentials('*'));
refused("with credentials '*' is any origin", withCredentials('*'), anyWithCredentials('*'));
refused('with credentials true is any origin', withCredentials(true), anyWithCredentials(true));

for (const [origin, secure] of [
  ['http://a.example', 'https://a.example'], ['http://a.example:8080', 'https://a.example:8080'],
  ['http://*.a.example', 'https://*.a.example'], ['http://a.example:*', 'https://a.example:*'],
  ['http://localhost.a.example', 'https://localhost.a.example'],
  ['http://127.0.0.1.nip.io', 'https://127.0.0.1.nip.io'], ['http://notlocalhost', 'https://notlocalhost'],
  ['http://localhost.example', 'https://localhost.example'], ['http://192.168.0.1', 'https://192.168.0.1'],
  ['http://[::2]', 'https://[::2]'], ['http://0.0.0.0', 'https://0.0.0.0'],
] as const) {
  refused(`with credentials anyone on the network can be ${origin}`, withCredentials(origin),
    ['origin', origin, 'insecure-origin-with-credentials', secure]);
}

// Read from the file as a person would.
const list = readFileSync(join(repository, 'src/options/hosts.ts'), 'utf8');
const suffixes = [...list.matchAll(/['"]([a-z\d-]+(?:\.[a-z\d-]+)+)['"]/g)].map(([, name]) => name);
test('the list of public suffixes has those that people write', () => {
  const usual = ['github.io', 'vercel.app', 'netlify.app', 'pages.dev', 'web.app', 'herokuapp.com', 'co.uk'];
  assert.deepEqual(usual.filter((name) => !suffixes.includes(name)), []);
});
for (const suffix of ['com', 'example', 'com.', 'github.io.', ...suffixes]) {
  for (const origin of [`https://*.${suffix}`, `https://*.${suffix}:*`]) {
    refused(`with credentials anyone can be ${origin}`, withCredentials(origin),
      ['origin', origin, 'public-suffix-with-credentials']);
    accepted(`without credentials anyone may be ${origin}`, { origin });
  }
}

for (const expression of [
  /^.*$/, /^https:\/\/.*$/, /^https:\/\/[^/]+$/, /^https:\/\/.*\.com$/, /^https:\/\/.*a\.example$/,
  /^https:\/\/\w*a\.example$/, /^https:\/\/app.a\.example$/, /^https:\/\/(app|www).a\.example$/,
  /^https?:\/\/a\.example$/, /^http:\/\/a\.example$/, /^null$/, /^(null|https:\/\/a\.example)$/,
  /^https:\/\/a\.example.*$/, /^https:\/\/[a-z]+\.github\.io$/, /^https:\/\/.*\.co\.uk$/,
  /^https:\/\/a\.example$|.*$/, /^https:\/\/(.*)a\.example(:\d+)?$/, /^HTTPS:\/\/.*\.A\.EXAMPLE|.+$/i,
  /^https:\/\/[\w.-]+b\.co\.uk$/, /^https:\/\/[a-z]+$/, /^https:\/\/[a-z]+\.example$/,
  /^https:\/\/[a-z]+\.com$/, /^https:\/\/[a-z]+\.org$/, /^https:\/\/[a-z]+\.net$/, /^https:\/\/[a-z]+\.io$/,
  /^http:\/\/[a-z]+\.example$/, /^https:\/\/[a-z]+\.com:8443$/, /^https:\/\/(?:[a-z]+-)?example\.com$/,
  /^https?:\/\/\w+\.example\.com$/, /^https:\/\/(?:exa)mple.com$/, /^https:\/\/.*example\.co\.uk$/,
  /^https:\/\/example\.com.*$/,
]) {
  refused(`with credentials ${expression} lets in whom nobody meant`, withCredentials(expression),
    ['origin', expression, 'regexp-too-broad']);
}

for (const origin of [
  false, 'https://a.example', 'http://localhost:3000', 'http://app.localhost', 'http://app.localhost:3000',
  'http://127.0.0.10', 'http://localhost:*', 'http://*.localhost:*', 'https://*.localhost',
  'http://127.0.0.1:8080', 'http://127.8.9.1', 'http://[::1]:3000', 'https://me.github.io',
  'https://*.me.github.io', 'https://*.a.co.uk', 'https://*.a.example', 'capacitor://localhost',
  'chrome-extension://abcdefghijklmnop', () => true, /^https:\/\/a\.example$/,
  /^https:\/\/[a-z]+\.a\.example$/, /^https:\/\/(app|www)\.a\.example$/,
  /^https:\/\/([a-z]+\.)?a\.example(:\d+)?$/, /^https?:\/\/localhost(:\d+)?$/, /^https:\/\/a\.co\.uk$/,
  /^http:\/\/127\.0\.0\.1$/, /^https:\/\/.*a\.example\.com$/, /^https:\/\/(?:www\.)?example\.co\.uk$/,
]) accepted(`with credentials, origin: ${String(origin)}`, withCredentials(origin));
