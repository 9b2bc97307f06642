// Each refusal, made once in Chromium and once by `ask`: what Chromium prints must be what the verdict says
// that it prints.

import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import { test } from 'node:test';
import { createPage, type AskOptions, type RefusalCode } from 'with-cors/page';
import { certificate } from './certificate.ts';
import { chromium, consoleOf } from './chromium.ts';
import { serve, type Head } from './servers.ts';

interface Case {
  readonly name: string;
  readonly code: RefusalCode | 'invalid';
  readonly call?: AskOptions;
  /**
   * Of the response; SELF stands for the page's origin, PORT for the server's port, OTHER for that of another
   * origin.
   */
  readonly head?: Head;
  readonly status?: number;
  /** Instead of the server's address. */
  readonly url?: string;
  readonly from?: 'https';
}

const ANY: Head = { 'access-control-allow-origin': '*' };
const SELF: Head = { 'access-control-allow-origin': 'SELF' };
const put: AskOptions = { method: 'PUT' };
const include: AskOptions = { credentials: 'include' };
const own: AskOptions = { headers: { 'X-B': '1', 'X-A': '1' } };

/** What both a request and a preflight can fail by. */
const checks: Case[] = [
  { name: 'no header', code: 'allow-origin-missing' },
  { name: 'two origins', code: 'allow-origin-multiple',
    head: { 'access-control-allow-origin': 'https://a.example, https://b.example' } },
  { name: 'the header twice', code: 'allow-origin-multiple',
    head: { 'access-control-allow-origin': ['*', '*'] } },
  { name: 'a host for an origin', code: 'allow-origin-invalid',
    head: { 'access-control-allow-origin': 'app.example' } },
  { name: 'an empty value', code: 'allow-origin-invalid', head: { 'access-control-allow-origin': '' } },
  { name: 'another origin', code: 'allow-origin-mismatch',
    head: { 'access-control-allow-origin': 'https://other.example' } },
  { name: 'a slash at the end', code: 'allow-origin-mismatch',
    head: { 'access-control-allow-origin': 'SELF/' } },
  { name: 'null', code: 'allow-origin-mismatch', head: { 'access-control-allow-origin': 'null' } },
  { name: 'a star with credentials', code: 'allow-origin-star-with-credentials', call: include, head: ANY },
  { name: 'no credentials allowed', code: 'allow-credentials', call: include, head: SELF },
  { name: 'credentials: True', code: 'allow-credentials', call: include,
    head: { ...SELF, 'access-control-allow-credentials': 'True' } },
];

const cases: Case[] = [
  ...checks,
  ...checks.map(
    (each): Case => ({ ...each, name: `${each.name}, in a preflight`, call: { ...each.call, ...put } })
  ),
  { name: 'an error without headers', code: 'allow-origin-missing', status: 500 },
  { name: 'a preflight with 401', code: 'allow-origin-missing', call: put, status: 401 },
  { name: 'a preflight with 404', code: 'preflight-status', call: put, head: ANY, status: 404 },
  { name: 'a preflight that is redirected', code: 'preflight-redirect', call: put, status: 302,
    head: { ...ANY, location: '/x' } },
  { name: 'also without CORS headers', code: 'preflight-redirect', call: put, status: 301,
    head: { location: '/x' } },
  { name: 'a preflight with 302 to nowhere', code: 'preflight-status', call: put, status: 302, head: ANY },
  { name: 'a method not allowed', code: 'preflight-method', call: put, head: ANY },
  { name: 'a method in another case', code: 'preflight-method', call: { method: 'patch' },
    head: { ...ANY, 'access-control-allow-methods': 'PATCH' } },
  { name: 'a header not allowed', code: 'preflight-header', call: own, head: ANY },
  { name: 'one of two headers not allowed', code: 'preflight-header', call: own,
    head: { ...ANY, 'access-control-allow-headers': 'x-a' } },
  { name: 'a list of methods that is none', code: 'preflight-list', call: put,
    head: { ...ANY, 'access-control-allow-methods': 'PUT, @' } },
  { name: 'a list of headers that is none', code: 'preflight-list', call: own,
    head: { ...ANY, 'access-control-allow-headers': 'a b' } },
  { name: 'a redirect that is not wanted', code: 'redirect-mode', call: { redirect: 'error' }, status: 302,
    head: { ...ANY, location: '/x' } },
  { name: 'a redirect without CORS headers', code: 'allow-origin-missing', status: 302,
    head: { location: '/x' } },
  { name: 'a redirect to a response without them', code: 'allow-origin-missing', status: 302,
    head: { ...ANY, location: '/bare#x' } },
  { name: 'a redirect to another origin that knows the page', code: 'allow-origin-mismatch', status: 302,
    head: { ...ANY, location: 'http://[::1]:PORT/self' } },
  { name: 'redirects without end', code: 'redirect-count', status: 302, head: { ...ANY, location: '' } },
  { name: 'a redirect to another scheme', code: 'redirect-scheme', status: 302,
    head: { ...ANY, location: 'data:,x' } },
  { name: 'a redirect to no URL', code: 'redirect-location', status: 302,
    head: { ...ANY, location: 'http://' } },
  { name: 'a redirect with a password', code: 'redirect-user-information', status: 302,
    head: { ...ANY, location: 'http://a:b@localhost:PORT/x' } },
  { name: 'another origin with mode same-origin', code: 'mode', call: { mode: 'same-origin' }, head: ANY },
  { name: 'no-cors with redirect error', code: 'mode', call: { mode: 'no-cors', redirect: 'error' } },
  { name: 'a resource policy', code: 'resource-policy', call: { mode: 'no-cors' },
    head: { 'cross-origin-resource-policy': 'same-origin' } },
  { name: 'ftp:', code: 'scheme', url: 'ftp://x.example/' },
  { name: 'ws:', code: 'scheme', url: 'ws://localhost/' },
  { name: 'file:', code: 'scheme', url: 'file:///etc/passwd' },
  { name: 'about:blank', code: 'scheme', url: 'about:blank' },
  { name: 'port 22', code: 'blocked-port', url: 'http://localhost:22/' },
  { name: 'http: from a page on https:', code: 'mixed-content', url: 'http://api.test/x?y', from: 'https' },
  { name: 'TRACE', code: 'invalid', call: { method: 'TRACE' } },
  { name: 'a method that is none', code: 'invalid', call: { method: 'a b' } },
  { name: 'PUT in no-cors mode', code: 'invalid', call: { method: 'PUT', mode: 'no-cors' } },
  { name: 'a GET with a body', code: 'invalid', call: { body: 'x' } },
  { name: 'mode navigate', code: 'invalid', call: { mode: 'navigate' as 'cors' } },
  { name: 'an unknown mode', code: 'invalid', call: { mode: 'x' as 'cors' } },
  { name: 'unknown credentials', code: 'invalid', call: { credentials: 'x' as 'omit' } },
  { name: 'an unknown redirect', code: 'invalid', call: { redirect: 'x' as 'error' } },
  { name: 'a header name that is none', code: 'invalid', call: { headers: { 'a b': 'x' } } },
  { name: 'a header value with a line break', code: 'invalid', call: { headers: { a: 'x\ny' } } },
  { name: 'a URL with a password', code: 'invalid', url: 'http://a:b@localhost/' },
  { name: 'a URL that is none', code: 'invalid', url: 'http://' },
];

const skip = chromium === undefined && process.env['WITH_CORS_ALL_ENGINES'] !== '1'
  && 'Chromium is not on this machine. To install it: apt-get install chromium (Debian)';

test('Chromium prints what the verdicts say that it prints', { skip }, async (t) => {
  assert.ok(chromium, 'Chromium is not on this machine');
  let page: { readonly http: string; readonly https: string };
  let api: string;
  const fill = (text: string, port: number): string =>
    text.replaceAll('SELF', page.http).replaceAll('PORT', String(port));

  const listener: http.RequestListener = (request, response) => {
    const { port } = request.socket.address() as { port: number };
    const url = new URL(request.url!, 'http://x');
    const id = url.searchParams.get('case');
    if (url.pathname === '/self') response.setHeader('Access-Control-Allow-Origin', page.http);
    else if (id !== null) {
      const { head = {}, status = 200 } = cases[Number(id)]!;
      for (const [name, value] of Object.entries(head)) {
        response.setHeader(
          name,
          value === '' && name === 'location' ? request.url! : [value].flat().map((each) => fill(each, port))
        );
      }
      response.statusCode = status;
    }
    response.end('x');
  };
  const html: http.RequestListener = (request, response) => {
    const from = 'encrypted' in request.socket ? 'https' : undefined;
    const calls = cases.map((each, id) => ({ ...each, id, url: each.url ?? `${api}/?case=${id}` })).filter(
      (each) => each.from === from
    );
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><script>(async () => {
      for (const { id, url, call } of ${JSON.stringify(calls).replaceAll('<', '\\u003c')}) {
        console.log('CASE ' + id);
        await fetch(url, call).then(() => { console.log('NOT REFUSED'); }, (error) => { console.log('THROWN ' + error); });
        // A refusal is printed by another process, and may come after the page knows of it.
        await new Promise((resolve) => { setTimeout(resolve, 50); });
      }
      console.log('DONE');
    })()</script>`);
  };

  const {
    lines, verdicts
  } = await serve(http.createServer(html),
  (plain) =>
    serve(https.createServer(certificate('localhost'), html),
      (secure) => serve(http.createServer(listener), async (port) => {
    page = { http: `http://127.0.0.1:${plain}`, https: `https://localhost:${secure}` };
    api = `http://localhost:${port}`;
    const lines = [];
    for (const origin of [page.http, page.https]) {
      lines.push(
        ...await consoleOf(`${origin}/`, 'DONE', ['--host-resolver-rules=MAP api.test 127.0.0.1'], 60_000)
      );
    }
    const verdicts = [];
    for (const [id, { url = `${api}/?case=${id}`, call = {}, from = 'http' }] of cases.entries()) {
      const origin = page[from];
      verdicts.push(await createPage(origin).ask(url, call));
    }
    return { lines, verdicts };
  }, '::')));

  for (const [id, { name, code }] of cases.entries()) {
    await t.test(name, () => {
      const start = lines.indexOf(`CASE ${id}`) + 1;
      const end = lines.findIndex((line, at) => at >= start && /^(?:CASE \d+|DONE)$/.test(line));
      const own = lines.slice(start, end);
      const printed = own.find((line) => !line.startsWith('THROWN ')) ?? own[0]?.replace(/^THROWN /, '');
      const verdict = verdicts[id]!;
      assert.equal(
        'code' in verdict && (verdict.outcome === 'refused' ? verdict.code : verdict.outcome), code,
        verdict.message
      );
      assert.equal('console' in verdict && verdict.console, printed);
    });
  }
});
