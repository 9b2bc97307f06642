// The option `origin`: what is refused, and with what correction (README, "Refused when the wrapper is
// made"). Which origins then match stands in origins.test.ts.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { type CorsDecision, type CorsOptions, createCorsPolicy } from 'with-cors';
import { repository } from '../support/fresh-project.ts';
import { accepted, issuesOf, refused } from './table.ts';

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
  ['ws:', 'ws://a.example:8080', 'http://a.example:8080'], ['wss:', 'wss://a.example', 'https://a.example'],
  ['wss: in a pattern', 'wss://*.a.example:*', 'https://*.a.example:*'],
  ["wss: with the default port of https:", 'wss://a.example:443', 'https://a.example'],
] as const) refusedOrigin(`no browser sends ${sentence}`, origin, 'origin-not-serialized', serialized);

for (const [origin, suggestion] of [
  ['a.example', 'https://a.example'], ['a.example:8443', 'https://a.example:8443'],
  ['a.example/', 'https://a.example'], ['A.example', 'https://a.example'],
  ['//a.example', 'https://a.example'],
  ['*.a.example', 'https://*.a.example'], ['*.co.uk', 'https://*.co.uk'],
  ['localhost:3000', 'http://localhost:3000'], ['localhost:*', 'http://localhost:*'],
  ['127.0.0.1', 'http://127.0.0.1'], ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ['app.localhost:3000', 'http://app.localhost:3000'],
  ['[::1]:3000', 'http://[::1]:3000'], ['[::1]', 'http://[::1]'], ['mypc:3000', 'http://mypc:3000'],
  ['192.168.1.5:5173', 'http://192.168.1.5:5173'], ['10.20.30.40', 'http://10.20.30.40'],
  ['[fe80::1]:3000', 'http://[fe80::1]:3000'], ['nas.local', 'http://nas.local'],
  ['https:a.example', 'https://a.example'], ['https:/a.example', 'https://a.example'],
  ['http:a.example:8080', 'http://a.example:8080'],
] as const) refusedOrigin(`${origin} has no scheme`, origin, 'origin-without-scheme', suggestion);
for (const origin of [
  'a.example/page', 'a.*.example', 'mailto:me@a.example', '$&', 'example', 'TRUE', 'false', 'true',
]) {
  refusedOrigin(
    `'${origin}' has no scheme, and what is meant can't be seen`, origin, 'origin-without-scheme'
  );
}

for (const origin of [
  'file://', 'file:///home', 'file://host/x', 'blob:https://a.example', 'foo://', 'about://', 'about:blank',
  'data:', 'data:text/html,x',
  'javascript:alert(1)', 'JavaScript://a.example', 'view-source:https://a.example',
  'filesystem:https://a.example/temporary',
]) {
  refusedOrigin(`${origin} has no origin of its own`, origin, 'origin-opaque');
}
for (const origin of [
  'https://', 'https://a b.example', 'https://a.example:65536', 'https://a.example:x', 'https://[::1',
  'https://*.', 'https://1.2.3.256', '://a.example', '1x://a.example',
  'https://a.example:0', 'https://*.a.example:0', 'http://localhost:00',
  'https://a.example|https://b.example',
]) {
  refusedOrigin(`${origin} is not a URL`, origin, 'origin-invalid');
}
refusedOrigin('null can be sent by any site', 'null', 'null-origin');
refusedOrigin('NULL is meant for null', 'NULL', 'null-origin');
refusedOrigin(
  'the quotes around an origin are not a part of it', "'https://a.example'", 'origin-not-serialized', A
);
for (const [text, ...list] of [
  [`${A}, https://b.example`, A, 'https://b.example'], [`${A},https://b.example,`, A, 'https://b.example'],
  [`${A}; https://b.example`, A, 'https://b.example'], [`${A} https://b.example`, A, 'https://b.example'],
  [`${A}\nhttps://b.example\n`, A, 'https://b.example'], ['a.example,b.example,', A, 'https://b.example'],
  ['a.example b.example', A, 'https://b.example'], [`${A},`, A],
  [`${A}/, *.b.example, localhost:3000`, A, 'https://*.b.example', 'http://localhost:3000'],
  [`["${A}"]`, A], [`["${A}", "http://[::1]:3000"]`, A, 'http://[::1]:3000'],
  [`"${A}","b.example"`, A, 'https://b.example'],
  [`${A},https://b-*.a.example`, A, /^https:\/\/b-[a-z0-9-]+\.a\.example$/],
] as const) {
  refused(`a list in a string, ${JSON.stringify(text)}, is not an origin`, { origin: text },
    ['origin', text, 'origin-list-in-string', list]);
  refused(`a list in a string, ${JSON.stringify(text)}, is not an item`, { origin: [A, text] },
    ['origin[1]', text, 'origin-list-in-string']);
}
refusedOrigin(
  'a list in a string of which an item is nonsense has no correction', `${A},b/c`, 'origin-list-in-string'
);
refused('a list in a string of which an item is unsafe has no correction',
  { origin: `${A},https://*.vercel.app`, credentials: true },
  ['origin', `${A},https://*.vercel.app`, 'origin-list-in-string']);
refused('a star in a list is not an origin', { origin: ['https://a.example', '*'] },
  ['origin[1]', '*', 'star-in-list', '*']);
refused('a lone star in an array is not an origin', { origin: ['*'] },
  ['origin[0]', '*', 'star-in-list', '*']);
refused('an empty list allows nobody', { origin: [] }, ['origin', [], 'empty-origin-list', false]);
refusedOrigin('an origin of 513 characters is always refused', `https://${'a'.repeat(505)}`,
  'origin-too-long');
accepted('an origin of 512 characters', { origin: `https://${'a.'.repeat(252)}` });
refused('with credentials a star in a list is any origin', { origin: [A, '*'], credentials: true },
  ['origin[1]', '*', 'any-origin-with-credentials']);
refusedOrigin('a URL is not an origin', new URL('https://a.example/page'), 'wrong-type', A);
refused('with credentials the correction of a URL is a safe one',
  { origin: new URL('http://a.example'), credentials: true },
  ['origin', new URL('http://a.example'), 'insecure-origin-with-credentials', A]);
refused('a Set is not an array', { origin: new Set([A]) }, ['origin', new Set([A]), 'wrong-type', [A]]);
for (const set of [new Set(), new Set(['a.example']), new Set([5])]) {
  refused(
    `a Set of ${[...set].join() || 'nothing'} has no correction`, { origin: set },
    ['origin', set, 'wrong-type']
  );
}
refused(
  'a Set in an array is not an item', { origin: [new Set([A])] }, ['origin[0]', new Set([A]), 'wrong-type']
);
for (const value of ['', ' ', undefined]) {
  for (const credentials of [false, true]) {
    refused(`origin: ${JSON.stringify(value)} is a variable that is not set`, { origin: value, credentials },
      ['origin', value, 'wrong-type']);
    refused(`origin: [${JSON.stringify(value)}] is a variable that is not set`,
      { origin: [value], credentials },
      ['origin[0]', value, 'wrong-type']);
  }
}
for (const value of [0, 1, 5n, {}, Symbol('x'), new Map(), null]) {
  refusedOrigin(`origin: ${String(value)} (${typeof value}) is not an origin`, value, 'wrong-type');
}
for (const value of [true, false, [], ['https://a.example'], () => true]) {
  refused(`a list with ${typeof value} ${String(value)} in it is refused`, { origin: [value] },
    ['origin[0]', value, 'wrong-type']);
}
refused('a list with a gap in it is refused', { origin: ['https://a.example', , 'https://b.example'] },
  ['origin[1]', undefined, 'wrong-type']);

for (const origin of [
  'https://**.a.example', 'https://*..a.example', 'https://a.example:443:*', 'https://a.example:**',
  'https://*.127.0.0.1', 'https://*.1.2.3.45', 'https://*.[::1]', 'https://*@a.example',
]) refusedOrigin(`the star in ${origin} stands where none can`, origin, 'origin-star');
for (const [origin, suggestion] of [
  ['https://*a.example', 'https://*.a.example'],
  ['https://a*.b.example', /^https:\/\/a[a-z0-9-]+\.b\.example$/],
  ['https://app-*.a.example:8443', /^https:\/\/app-[a-z0-9-]+\.a\.example:8443$/],
  ['https://a.*.b.example', /^https:\/\/a\.[a-z0-9-]+\.b\.example$/],
  ['https://my-app-*-team.vercel.app', /^https:\/\/my-app-[a-z0-9-]+-team\.vercel\.app$/],
  ['moz-extension://*', /^moz-extension:\/\/[a-z0-9-]+$/],
  ['vscode-webview://*', /^vscode-webview:\/\/[a-z0-9-]+$/],
  ['https://a.example:8*', /^https:\/\/a\.example:8\d*$/],
  ['https://a.example/*', A], ['http://localhost:3000/*', 'http://localhost:3000'],
  ['http://a.example:*/', 'http://a.example:*'], ['https://*.a.example/*', 'https://*.a.example'],
  ['*://a.example', /^https?:\/\/a\.example$/], ['http*://a.example', /^https?:\/\/a\.example$/],
  ['https://*', /^https:\/\/.*$/], ['https://*:*', /^https:\/\/.*$/],
  ['https://a.*', /^https:\/\/a\.[a-z0-9-]+$/],
  ['http://192.168.*.*:5173', /^http:\/\/192\.168\.\d+\.\d+:5173$/],
  ['http://192.168.1.*:*', /^http:\/\/192\.168\.1\.\d+(:\d+)?$/],
  ['https://*.*.a.example', /^https:\/\/[a-z0-9-]+\.[a-z0-9-]+\.a\.example$/],
] as const) refusedOrigin(`the star in ${origin} can be corrected`, origin, 'origin-star', suggestion);
refused('with credentials a star under a well-known suffix is corrected only with a name of its own',
  { origin: ['https://my-app-*-team.vercel.app', 'https://*-*.vercel.app', 'https://app*.com'],
    credentials: true },
  ['origin[0]', 'https://my-app-*-team.vercel.app', 'origin-star',
    /^https:\/\/my-app-[a-z0-9-]+-team\.vercel\.app$/],
  ['origin[1]', 'https://*-*.vercel.app', 'origin-star'], ['origin[2]', 'https://app*.com', 'origin-star']);
refusedOrigin('an odd IP address under a star is not corrected into one that is refused', 'http://*.127.1',
  'origin-star');

for (const [text, ...suggestion] of [
  ['/^https:\\/\\/a\\.example$/', /^https:\/\/a\.example$/],
  ['/^https:\\/\\/a\\.example$/i', /^https:\/\/a\.example$/i],
  ['^https://a\\.example$', /^https:\/\/a\.example$/], ['/^https:\\/\\/.*$/', /^https:\/\/.*$/],
  ['/a\\.example\\.com$/', ['https://a.example.com', 'https://*.a.example.com']], ['/^https:\\/\\/(a+)+$/'],
] as const) {
  refused(
    `'${text}' is a RegExp between quotes`, { origin: text },
    ['origin', text, 'regexp-as-text', ...suggestion]
  );
}
refusedOrigin('what looks like a RegExp and is none has no scheme', '/^(/', 'origin-without-scheme');

for (const origin of [
  '*', true, false, 'https://a.example', 'http://a.example', 'https://a.example:8443', 'https://a.example.',
  'http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:3000', 'https://xn--bcher-kva.example',
  'https://a_b.example', 'https://*.a.example', 'https://*.1.2.3.4.example', 'https://*.1.2.3.4.example:8443',
  'https://*.127.0.0.1.nip.io', 'https://*.a.example:*', 'http://localhost:*', 'http://[::1]:*',
  'https://*.com', 'https://*.github.io', 'chrome-extension://abcdefghijklmnop', 'capacitor://localhost',
  'profile://x', 'mydata://x',
  'ionic://localhost', 'moz-extension://*.a', 'app://x:*', /^https:\/\/a\.example$/, /^.*$/, () => true,
  ['https://a.example', /^https:\/\/b$/, 'https://*.c.example'],
]) accepted(`origin: ${String(origin)}`, { origin });

const withCredentials = (origin?: unknown) =>
  ({ credentials: true, ...(origin !== undefined && { origin }) });
const anyWithCredentials = (value: unknown) => ['origin', value, 'any-origin-with-credentials'] as const;
refused('with credentials the default is any origin', withCredentials(), anyWithCredentials('*'));
refused("with credentials '*' is any origin", withCredentials('*'), anyWithCredentials('*'));
refused('with credentials true is any origin', withCredentials(true), anyWithCredentials(true));

for (const [origin, secure] of [
  ['http://a.example', 'https://a.example'], ['http://a.example:8080', 'https://a.example:8080'],
  ['http://*.a.example', 'https://*.a.example'], ['http://a.example:*', 'https://a.example:*'],
  ['http://localhost.a.example', 'https://localhost.a.example'],
  ['http://127.0.0.1.nip.io', 'https://127.0.0.1.nip.io'],
  ['http://localhost.example', 'https://localhost.example'],
] as const) {
  refused(`with credentials anyone on the network can be ${origin}`, withCredentials(origin),
    ['origin', origin, 'insecure-origin-with-credentials', secure]);
}
for (const origin of [
  'http://192.168.1.20:5173', 'http://mac.local:3000', 'http://app.test', 'http://host.docker.internal:8080',
  'http://nas.lan',
  'http://printer.home.arpa', 'http://dev:3000', 'http://notlocalhost', 'http://[::2]', 'http://0.0.0.0',
  'http://10.0.0.1:*',
  'http://*.vercel.app',
]) {
  refused(`with credentials anyone on the network can be ${origin}, for which https: is hardly to be had`,
    withCredentials(origin),
    ['origin', origin, 'insecure-origin-with-credentials']);
}

// Read from the file as a person would.
const list = readFileSync(join(repository, 'src/options/hosts.ts'), 'utf8');
const suffixes = [...list.matchAll(/['"]([a-z\d-]+(?:\.[a-z\d-]+)+)['"]/g)].map(([, name]) => name);
test('the list of public suffixes has those that people write', () => {
  const usual = ['github.io', 'vercel.app', 'netlify.app', 'pages.dev', 'web.app', 'herokuapp.com'];
  assert.deepEqual(usual.filter((name) => !suffixes.includes(name)), []);
});
for (const suffix of ['com', 'example', 'com.', 'github.io.', 'co.uk', 'com.au', 'org.uk', 'co.jp',
  'ne.jp', 'go.kr', 'ltd.uk', 'id.au', 'gen.nz', 'gv.at', 'in.th', 'github.dev', 'amazonaws.com', ...suffixes]) {
  for (const origin of [`https://*.${suffix}`, `https://*.${suffix}:*`]) {
    refused(`with credentials anyone can be ${origin}`, withCredentials(origin),
      ['origin', origin, 'public-suffix-with-credentials']);
    accepted(`without credentials anyone may be ${origin}`, { origin });
  }
}

for (const origin of [
  false, 'https://a.example', 'http://localhost:3000', 'http://app.localhost', 'http://app.localhost:3000',
  'http://127.0.0.10', 'http://localhost:*', 'http://*.localhost:*', 'https://*.localhost',
  'http://127.0.0.1:8080', 'http://127.8.9.1', 'http://[::1]:3000', 'https://me.github.io',
  'https://*.me.github.io', 'https://*.a.co.uk', 'https://*.a.example', 'capacitor://localhost',
  'chrome-extension://abcdefghijklmnop', 'http://localhost.', 'http://app.localhost.',
  'http://localhost.:3000', 'app://obsidian.md',
  () => true,
]) accepted(`with credentials, origin: ${String(origin)}`, withCredentials(origin));

// The way out that a message shows in code is one: followed, it lets in what was meant and nobody else.
const waysOut: [origin: unknown, allowed: string, credentials?: true][] = [
  ['null', 'null'], ['null', 'null', true], ['file://', 'file://'], ['file:///home', 'file://', true],
  ['http://192.168.1.20:5173', 'http://192.168.1.20:5173', true],
  ['http://mac.local', 'http://mac.local', true],
  ['http://a.example', 'http://a.example', true], ['http://10.0.0.1:*', 'http://10.0.0.1:3000', true],
  ['*', 'http://10.0.0.1:3000', true], [true, 'http://10.0.0.1:3000', true],
  ['https://*.vercel.app', 'https://my-app-x.vercel.app', true],
  ['https://*.com', 'https://a.example.com', true],
  ['https://*.co.uk', 'https://a.example.co.uk', true],
  ['https://*.github.dev', 'https://a.example.github.dev', true],
  ['https://*.app.github.dev', 'https://my-app-x.app.github.dev', true],
  ['https://*', 'http://10.0.0.1:3000', true], ['http://10.0.0.*:3000', 'http://10.0.0.1:3000', true],
  ['192.168.1.5:5173', 'http://192.168.1.5:5173', true], ['mypc:3000', 'http://mypc:3000', true],
  [`${A},http://192.168.1.5:5173`, 'http://192.168.1.5:5173', true],
  ['NULL', 'null'], [/^null$/, 'null'], [/^null$/, 'null', true],
  [/^http:\/\/192\.168\.1\.5:5173$/, 'http://192.168.1.5:5173', true],
  [/^http:\/\/10\.0\.0\.\d+:3000$/, 'http://10.0.0.1:3000', true],
  [/^https:\/\/\w+\.(?!x)\w+\.acme\.example$/, 'https://a.b.acme.example'],
  [/^chrome-extension:\/\/(?=a)abc$/, 'http://10.0.0.1:3000'],
];
for (const [origin, meant, credentials] of waysOut) {
  test(`the way out for ${String(origin)}${credentials ? ' with credentials' : ''} lets ${meant} in`,
    async () => {
    const [issue] = issuesOf({ origin, credentials });
    const [, inFunction, inQuotes] =
      /origin: (\(origin\) => .+)\.$|(\/\^.*\$\/|'[^']+')\.$/.exec(issue!.message) ?? [];
    const code = inFunction ?? inQuotes ?? '';
    const wayOut = runInNewContext(code, { allowed: new Set(['http://10.0.0.1:3000']) }) as string;
    const policy = createCorsPolicy({ origin: wayOut, credentials } as CorsOptions);
    const allows = (asked: string) => (policy.decide({ headers: { origin: asked } }) as CorsDecision).allowed;
    assert.deepEqual([allows(meant), allows('https://evil.example'), allows('https://evil.vercel.app'),
      allows('http://evil.example')],
      [true, false, false, false]);
  });
}

const meant: [origin: unknown, credentials: boolean, allowed: string[], refused?: string[]][] = [
  ['localhost:3000', true, ['http://localhost:3000'], ['https://localhost:3000']],
  ['*.a.example', true, ['https://b.a.example'], ['http://b.a.example', 'https://a.example']],
  ['https://a.example/*', true, ['https://a.example'], ['http://a.example']],
  ['http://localhost:3000/*', true, ['http://localhost:3000'], ['http://localhost']],
  ['[::1]:3000', true, ['http://[::1]:3000']],
  ['["https://a.example","https://b.example"]', true, ['https://a.example', 'https://b.example']],
  ['*://a.example', true, ['https://a.example'], ['http://a.example']],
  ['http://192.168.1.*:5173', false, ['http://192.168.1.20:5173'], ['http://192.168.1.evil.example:5173']],
  [/^example\.com$/, true, ['https://example.com'], ['http://example.com']],
  [/^https?:\/\/(localhost|example\.com)$/, true, ['http://localhost', 'https://example.com'],
    ['http://example.com']],
  ['a.example, b.example', true, ['https://a.example', 'https://b.example']],
  ['https://app-*.a.example', true, ['https://app-1.a.example', 'https://app-x-y.a.example'],
    ['https://app-.a.example', 'https://a.example']],
  ['https://my-app-*-team.vercel.app', true, ['https://my-app-x1-team.vercel.app'],
    ['https://my-app-x1-steam.vercel.app']],
  ['moz-extension://*', true, ['moz-extension://0a-1b'], ['chrome-extension://0a-1b']],
  ['wss://a.example', true, ['https://a.example'], ['wss://a.example']],
  [/example\.com$/, true, ['https://example.com', 'https://a.example.com'],
    ['https://evilexample.com', 'http://a.example.com']],
  [/\.example\.com$/, true, ['https://a.example.com'], ['https://example.com']],
  [/^https:\/\/app\d.example\.com$/, true, ['https://app1.example.com'], ['https://app1xexample.com']],
  [/^http:\/\/localhost/, true, ['http://localhost', 'http://localhost:5173'],
    ['http://localhost.evil.example']],
  ['/^https:\\/\\/[a-z]+\\.a\\.example$/', true, ['https://b.a.example']],
  [new Set(['https://a.example']), true, ['https://a.example']],
  [new URL('https://a.example/page'), true, ['https://a.example']],
  ['https://bücher.example/', false, ['https://xn--bcher-kva.example']],
];
for (const [origin, credentials, allowed, others = []] of meant) {
  test(`the suggestion for ${String(origin)} lets in what is meant`, () => {
    const [issue] = issuesOf({ origin, credentials });
    const policy = createCorsPolicy({ origin: issue!.suggestion, credentials } as CorsOptions);
    const allows = (asked: string) => (policy.decide({ headers: { origin: asked } }) as CorsDecision).allowed;
    assert.deepEqual(allowed.filter((asked) => !allows(asked)), []);
    assert.deepEqual([...others, 'https://evil.example', 'null'].filter(allows), []);
  });
}

const sentences: [origin: unknown, sentence: RegExp][] = [
  [undefined, /; got undefined\. Is an environment variable not set\?.+ write false to allow none\.$/],
  [[undefined], /; got undefined\. Is an environment variable not set\? Give it an origin\.$/],
  ['', /; got an empty string\. Is an environment variable not set\?/],
  [new Set([A]), /\(write \[\.\.\.set\]\); got a Set\.$/],
  [[new Set([A])], /\(write \.\.\.set\); got a Set\.$/],
  [new URL(A), /\(write url\.origin, 'https:\/\/a\.example'\)/],
  [[[A]], /^Expected an origin \(\S+\), a pattern \(\S+\) or a RegExp; got an array\.$/],
  [[`${A},${A}`], /Here, in an array already, write them without the brackets\.$/],
  [`${A},b/c`, /array\. Every origin has a scheme .+'b\/c'.+\. Write '/],
  ['true', /^A flag in a string is not an origin\. Write '/],
  [5, /, an array of these, a function, or false; got a number\.$/],
];
for (const [origin, sentence] of sentences) {
  test(`a message says ${String(sentence)}`, () => assert.match(issuesOf({ origin })[0]!.message, sentence));
}

for (const [origin, code] of [
  ['http://192.168.1.5:5173/', 'insecure-origin-with-credentials'],
  ['https://*.vercel.app/', 'public-suffix-with-credentials'],
] as const) {
  refused(`with credentials ${origin} is not corrected into one that is refused`,
    { origin, credentials: true },
    ['origin', origin, code]);
}
refused('with credentials a star in a list of exposed headers is not corrected into one that is refused',
  { origin: A, credentials: true, exposedHeaders: ['*'] },
  ['exposedHeaders[0]', '*', 'exposed-star-with-credentials']);
