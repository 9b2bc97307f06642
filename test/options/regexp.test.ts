// RegExps as the option `origin`, judged by their form (README, "Origins").

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { CorsOptionsError, type CorsOptionsIssue, createCorsPolicy } from 'with-cors';

function issueOf(origin: unknown, credentials: boolean): CorsOptionsIssue | undefined {
  try {
    createCorsPolicy({ origin: origin as RegExp, credentials });
  } catch (error) {
    assert.ok(error instanceof CorsOptionsError, `another error was thrown: ${error}`);
    return error.issues[0];
  }
  return undefined;
}

/** With each of the flags, as far as the expression is one with them. */
function withFlags(expression: RegExp): RegExp[] {
  return ['', 'i', 'u', 'iu', 'v', 's', 'm', 'd', 'g', 'y'].flatMap((flags) => {
    try {
      return [new RegExp(expression.source, flags)];
    } catch {
      return [];
    }
  });
}

const both = [false, true];
/** Groups in groups, each round of which has its own end. */
function nested(depth: number): string {
  const [end, more] = 'abcdefgijklmnoqruvwyz0123456789_~!@%&=;,'.slice(2 * depth - 2);
  return depth === 0 ? 'https://x' : `(${nested(depth - 1)}${end}${more}*)+`;
}
const accepted: [sentence: string, credentials: boolean[], ...expressions: RegExp[]][] = [
  ['names are accepted', both, /^https:\/\/(app|admin|www)\.example\.com$/, /^https:\/\/foo\.(com|net)$/,
    /^(https:\/\/a\.example\.com|https:\/\/b\.example\.com)$/,
    /^https:\/\/a\.example\.com$|^https:\/\/b\.example\.com$/,
    /^(?<all>https:\/\/a\.example\.com)$/, /^\x68ttps:\/\/\u0061[.]example\.com\.?$/,
    /^https:\/\/(example|exemple)\.com$/,
    /^https:\/\/a{0}example\.com$/, /^https:\/\/[ab]{0}example\.com$/, /^https:\/\/a[]\.example\.com$/],
  ['hosts below a name of two labels are accepted', both, /^https:\/\/([a-z0-9-]+\.)*example\.com$/,
    /^https:\/\/(?:[a-z0-9-]+\.)?example\.com(?::\d+)?$/, /^https:\/\/pr-\d+\.preview\.example\.com$/,
    /^https:\/\/[^.]+\.example\.com$/, /^https:\/\/(.*\.)?example\.com$/, /^https:\/\/.+?\.example\.com$/,
    /^https:\/\/([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+example\.com$/,
    /^https:\/\/[a-z]+(-[a-z]+)*\.example\.com$/],
  ['more alternatives than are looked at stand for anything', both,
    /^https:\/\/(?:[ab](a|b|c|d|e|f|g|h)(a|b|c|d|e|f|g|h)(a|b|c|d|e|f|g|h)|x(a|b|c|d|e|f|g|h)(a|b|c|d|e|f|g|h)(a|b|c|d|e|f|g|h))\.example\.com$/],
  ['more alternatives in a row, too', both,
    /^https:\/\/(a|b|c|d|e|f)(a|b|c|d|e|f)(a|b|c|d|e|f)(a|b|c|d|e|f)\.example\.com$/,
    new RegExp(`^https://${'(a|b|c|d|e|f|g|h)'.repeat(40)}\\.example\\.com$`)],
  ['any port is accepted', both, /^https:\/\/example\.com(:\d+)?$/, /^https:\/\/example\.com:8443$/, /^https:\/\/example\.com(:.*)?$/],
  ['under a well-known suffix a literal part of the label is enough', both,
    /^https:\/\/my-app-[a-z0-9-]+-team\.vercel\.app$/, /^https:\/\/\d+-abc\.vercel\.app$/,
    /^https:\/\/deploy-preview-\d+--my-site\.netlify\.app$/, /^https:\/\/.*-my-team\.vercel\.app$/],
  ['this machine is accepted', both, /^https?:\/\/localhost(:\d+)?$/, /^http:\/\/localhost\.$/,
    /^http:\/\/(.*\.)?localhost\.?$/,
    /^https?:\/\/(?:(?:[^:]+\.)?localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/, /^http:\/\/127\.0\.0\.\d+$/],
  ['a scheme that is not a web page\'s is accepted', both, /^chrome-extension:\/\/[a-p]{32}$/,
    /^capacitor:\/\/localhost$/,
    /^moz-extension:\/\/[0-9a-f-]{36}$/, /^vscode-webview:\/\/[a-z0-9-]+$/,
    /^(chrome|moz)-extension:\/\/.*$/, /^mydata:\/\/x$/, /^dataset:\/\/x$/, /^web3:\/\/x$/],
  ['without credentials any origin is accepted', [false], /^https?:\/\/.*$/, /^.*$/, /^[^]*$/,
    /^https:\/\/.*example\.com$/,
    /^http:\/\/192\.168\.\d+\.\d+(:\d+)?$/, /^http:\/\/10\.0\.0\.\d{1,3}:5173$/],
  ['groups in groups, twenty deep, take no time to judge', [false], new RegExp(`^${nested(20)}\\.example$`)],
  ['a group that stands once does not vary for what comes after', [false],
    /^https:\/\/(app|admin)[a-z]+[a-z0-9]+\.example\.com$/],
  ['repetitions that must match keep those around them apart', [false],
    /^https:\/\/[a-z]+\d+[a-z]+\d+[a-z]+\d+[a-z]+\.example\.com$/],
  ['repetitions with a separator between them are accepted', [false], /^https:\/\/\w+\.\w+\.\w+\.\w+\.\w+$/,
    /^https:\/\/(([a-z]+\.)+-)+x$/, /^https:\/\/(a|b)+\.example$/, /^https:\/\/(\d{1,3}\.){3}\d{1,3}$/,
    /^https:\/\/.*\..*\.example\.com$/, /^https:\/\/(?:(?:dev|demo)\.)*example\.com$/,
    /^https:\/\/[a-z-]+--x\.[a-z-]+--y\.[a-z-]+--z$/],
];
for (const [sentence, credentials, ...expressions] of accepted) {
  for (const expression of expressions) {
    test(`${sentence}: ${expression}`, () => {
      for (const each of withFlags(expression)) {
        for (const flag of credentials) assert.equal(issueOf(each, flag)?.message, undefined, `${each}`);
      }
    });
  }
}

const refused: [sentence: string, code: string, credentials: boolean[], ...expressions: RegExp[]][] = [
  ['a repeated group whose rounds have no certain end is refused', 'slow', both,
    /^https?:\/\/pr-(\w+-?)+\.example\.com$/, /^https:\/\/(?:app|preview-(?:[a-z0-9]+-?)+)\.example\.com$/,
    /^https:\/\/(\w+-\w+\.?)+\.example\.com$/, /^https:\/\/(\w+\.?)+\.example$/,
    /^https:\/\/(([a-z]+)*-|x\.example)$/,
    /^(a{1,50}){1,50}$/, /^(a{0,}){0,}$/, /^(a+?)+?$/, /^(a?){50}$/, /^((a+\.)*b?)*$/, /^(a*a*\.)+$/,
    /^(.*-){2,}$/],
  ['alternatives that begin alike are refused in a repeated group', 'slow', both,
    /^https:\/\/(a|aa)+\.example\.com$/, /^https:\/\/(a|ab|b)+\.example\.com$/, /^(a|a)+$/, /^(\w|a)+$/, /^(a\.|a\.)+$/, /^(a|)+$/],
  ['more than two repetitions that can share a text are refused', 'slow', both,
    /^https:\/\/.*\..*\..*\.example\.com$/,
    /^[a-z]*[a-z]+[a-z]*$/, /^[a-z]*\w{0,99}[a-z]*$/, /^(x+)?(x+)?(x+)?$/,
    /^a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?$/],
  ['alternatives that a repetition before can share a text with are refused in a repeated group', 'slow',
    both,
    /^https:\/\/([a-z]+(foo|barfoo)\.)+example\.com$/, /^(\.?[a-z]+[a.]\.)+$/],
  ['a repetition at the end of a counted group is one', 'slow', both, /^https:\/\/a(-[a-z]+){2}[a-z]*[a-z]*$/,
    /^[a-z]*(ab){2}[a-z]*(ab){3}[a-z]*$/],
  ['groups in groups, thirty deep, take no time to judge', 'slow', both,
    new RegExp(`^https://[a-z]*${'('.repeat(30)}x${'|[a-z]0)?'.repeat(30)}\\.example\\.com$`)],
  ['with credentials more alternatives than are looked at can be anybody\'s', 'too-broad', [true],
    /^https:\/\/(a|b|c|d|e|f)(a|b|c|d|e|f)(a|b|c|d|e|f)(a|b|c|d|e|f)\.com$/],
  ['with credentials a group that is repeated makes other names than its alternatives', 'too-broad', [true],
    /^https:\/\/(a\.com|b\.com)+$/],
  ['what has no scheme is refused', 'matches-nothing', both, /^example\.com$/, /^\w+\.example\.com$/,
    /^localhost$/],
  ['a count beyond the longest Origin is refused', 'slow', both, /^a{999999999}$/, /^(ab){99999}$/],
  ['what is not read is refused', 'not-understood', both, /^(?=https)https:\/\/a\.example$/, /^(?!x)a$/,
    /^(?<!x)a$/,
    /^(?<=x)a$/, /^(a)\1$/, /^(?<n>a)\k<n>$/, /^a\b$/, /^a{,3}$/, /^]$/, /^\cA$/, new RegExp('^\\07$'),
    /^\u{61}$/u, /^\p{L}+$/u, /^\q$/,
    /^é$/, /^\ud83d\ude00*$/u, new RegExp('^😀*https://x$', 'u'), new RegExp('^[\\q{a|aa}]+$', 'v'),
    new RegExp('^[[a-z]--b]$', 'v'), /(?!x)a/],
  ['with credentials http: is refused beyond this machine', 'too-broad', [true],
    /^https?:\/\/[a-z]{2}\.example\.com$/,
    /^http:\/\/192\.168\.1\.5:5173$/, /^http:\/\/192\.168\.\d+\.\d+$/, /^http:\/\/example\.com$/,
    /^http:\/\/127\.0\.0\.1\.example$/],
  ['with credentials what varies at the end of a host is refused', 'too-broad', [true],
    /^https?:\/\/localhost.*$/,
    /^https:\/\/example\.[a-z.]+$/, /^https:\/\/.*\.example\..*$/, /^https:\/\/example\.com.*$/,
    /^https:\/\/[^:]+:8443$/,
    /^https:\/\/example\.com(\.\w+)*$/, /^https:\/\/localhost:?\d*$/, /^http:\/\/127\.0\.0\.1\d*\.\w+$/],
  ['with credentials what varies in the registered name is refused', 'too-broad', [true],
    /^https:\/\/app\d+.example\.com$/,
    /^https:\/\/\w{1,6}-example\.com$/, /^https:\/\/.*example\.com$/, /^https:\/\/[a-z-]+\.de$/,
    /^https:\/\/\w+\.com\.$/,
    /^https:\/\/\w+-example\.co\.uk$/, /^https:\/\/\w+\.com\.ar$/, /^https:\/\/\d+\.netlify\.app$/,
    /^https:\/\/x\w+\.vercel\.app$/,
    /^https:\/\/[a-z]+---[a-z]+\.vercel\.app$/, /^https:\/\/a-b-\d+\.vercel\.app$/,
    /^https:\/\/[a-z]+\.ne\.jp$/,
    /^https:\/\/.*\.github\.dev$/, /^https:\/\/my-app-.*\.vercel\.app$/, /^https:\/\/\w+\.0\.0\.1$/],
  ['with credentials a character that may be missing makes another name', 'too-broad', [true],
    /^https:\/\/(www)?\.?example\.com$/, /^https:\/\/www\.?example\.com$/, /^https:\/\/example\.com?$/,
    /^https:\/\/(app|admin)?\.?example\.com$/],
  ['with credentials an address of this machine begins with 127', 'too-broad', [true],
    /^http:\/\/\d27\.0\.0\.1$/, /^http:\/\/[12]27\.0\.0\.1$/, /^http:\/\/\d*27\.0\.0\.1$/,
    /^http:\/\/127\.0\.0\.[\da-z]+$/, /^http:\/\/127\.0\.0\.[-\d]+$/],
  ['with credentials each alternative is judged', 'too-broad', [true],
    /^https:\/\/(?:evil\.com|.*)$/, /^https:\/\/a\.example$|^.*$/,
    /^(https:\/\/)?example\.com$/, /^(null|https:\/\/a\.example)$/, /^null$/, /^file:\/\/.*$/,
    /^\w+:\/\/a\.example$/, /^ws:\/\/a\.example$/,
    /^.*https:\/\/a\.example$/],
  ['an expression with something before or behind it is refused', 'not-anchored', both, /a\.example/, /^a|b$/,
    /(?:)/, /^a\$/, /x^https:\/\/a\.example$/, /^https:\/\/a\.example$x/,
    /^https:\/\/a\.example\.com|https:\/\/b\.example\.com$/, /(^|\.)example\.com$/, /\^a$/],
];
for (const [sentence, code, credentials, ...expressions] of refused) {
  for (const expression of expressions) {
    test(`${sentence}: ${expression}`, () => {
      for (const flag of credentials) {
        const issue = issueOf(expression, flag);
        assert.equal(issue?.code, `regexp-${code}`);
        assert.match(issue.message, /\. Write .+\.$/s, 'says what to write');
        if (issue.suggestion !== undefined) assert.equal(issueOf(issue.suggestion, flag)?.message, undefined,
          'is a cure');
      }
    });
  }
}

const suggested: [expression: RegExp, credentials: boolean, suggestion: unknown][] = [
  [/example\.com$/, true, ['https://example.com', 'https://*.example.com']],
  [/example.com/, false, ['https://example.com', 'https://*.example.com']],
  [/\.example\.com$/, true, 'https://*.example.com'],
  [/^https:\/\/example\.com/, true, 'https://example.com'],
  [/^http:\/\/localhost/, true, 'http://localhost:*'],
  [/^https:\/\/exam/, false, undefined], [/localhost:3000/, true, 'http://localhost:3000'], [/mylocalhost$/, false, undefined],
  [/localhostess\.example/, false, ['https://localhostess.example', 'https://*.localhostess.example']],
  [/^https:\/\/pr-\d+\.example\.com/i, true, /^https:\/\/pr-\d+\.example\.com$/i],
  [/^https:\/\/a\.example\.com|https:\/\/b\.example\.com$/, true,
    ['https://a.example.com', 'https://b.example.com']],
  [/^https:\/\/a\d\.example\.com|https:\/\/b\.example\.com$/, true,
    /^(?:https:\/\/a\d\.example\.com|https:\/\/b\.example\.com)$/],
  [/(^|\.)example\.com$/, true, ['https://example.com', 'https://*.example.com']],
  [/^example\.com/, false, 'https://example.com'], [/^example\.com$/, true, 'https://example.com'],
  [/^localhost:3000$/, true, 'http://localhost:3000'], [/^\w+\.example\.com$/, false, undefined],
  [/^null$/, false, undefined], [/^https?:\/\/localhost.*$/, true, 'http://localhost:*'],
  [/\.vercel\.app$/, false, 'https://*.vercel.app'],
  [/\.vercel\.app$/, true, undefined],
  [/^http:\/\/192\.168\./, false, undefined],
  [/^https:\/\/app\d+.example\.com$/, true, /^https:\/\/app\d+\.example\.com$/],
  [/^https?:\/\/\w+\.example\.com$/, true, /^https:\/\/\w+\.example\.com$/],
  [/^https?:\/\/(localhost|example\.com)$/, true, ['http://localhost', 'https://example.com']],
  [/^https?:\/\/(localhost:\d+|\w+\.example\.com)$/, true, undefined],
  [/^http:\/\/192\.168\.1\.5:5173$/, true, undefined],
  [/^https:\/\/\d+\.netlify\.app$/, true, undefined],
  [/^https:\/\/([a-z]+-?)+\.netlify\.app$/, false, undefined],
];
for (const [expression, credentials, suggestion] of suggested) {
  test(`${expression} is cured by ${JSON.stringify(suggestion)}${credentials ? ', with credentials' : ''}`,
    () => {
    const issue = issueOf(expression, credentials);
    assert.ok(issue);
    assert.deepEqual(issue.suggestion, suggestion);
    const written = Array.isArray(suggestion) ? suggestion[0] : suggestion;
    if (suggestion === undefined) assert.match(issue.message, /Write .*(\(origin\) =>|my-app)/);
    else assert.ok(issue.message.includes(String(written)), issue.message);
  });
}

test('a RegExp of another realm is one', () => {
  assert.equal(issueOf(runInNewContext('/^https:\\/\\/a\\.example$/'), true)?.message, undefined);
  assert.equal(issueOf(runInNewContext('/a/'), true)?.code, 'regexp-not-anchored');
  const policy = createCorsPolicy({ origin: runInNewContext('/^https:\\/\\/a\\.example$/') });
  const decision = policy.decide({ method: 'GET', headers: { origin: 'https://a.example' } });
  assert.equal((decision as { allowed: boolean }).allowed, true);
});
