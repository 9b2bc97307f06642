#!/usr/bin/env node
// The command `with-cors`: asks a server as a page would, and says what the browser would do and what to
// change.

import { isToken } from '../grammar.ts';
import { HELP, readArguments, UsageError, type Arguments } from './arguments.ts';
import { ask } from './ask.ts';
import { audit } from './audit.ts';
import { NoAnswer } from './errors.ts';
import type { Send } from './exchange.ts';
import { contains, isForbiddenMethod, normalizeMethod } from './header-list.ts';
import { withNearMiss } from './near-misses.ts';
import { PreflightCache } from './preflight-cache.ts';
import { inkFor, json, printAudit, printVerdict, visible, type Ink, type Stop } from './print.ts';
import { DEFAULT_TIMEOUT, withTimeLimit } from './time-limit.ts';
import { hasBadPort, includesCredentials, isHttp } from './urls.ts';
import type { Verdict } from './verdict.ts';
import { openWire } from './wire.ts';

interface Result {
  readonly status: 0 | 1 | 2;
  readonly output: string;
}

async function run(args: readonly string[], ink: Ink): Promise<Result> {
  const given = readArguments(args);
  if (given === undefined) return { status: 0, output: HELP };
  if (given.audit) return runAudit(given, ink);
  const verdict = given.preflight ? await stopAfterPreflight(given) : await call(given, (wire) => wire);
  return {
    status: statusOf(verdict),
    output: given.json ? json(verdict) : printVerdict(verdict, ink),
  };
}

/** The call, with what `between` makes of the wire; a refusal is completed by a near miss. */
async function call(given: Arguments, between: (wire: Send) => Send): Promise<Verdict> {
  const { url, origin, call: init, cookie } = given;
  const { hostname } = new URL(url);
  // Cookies are a host's, on whatever port (RFC 6265, 8.5).
  const cookies = (to: string): string | undefined => (
    new URL(to).hostname === hostname ? cookie : undefined);
  const cache = new PreflightCache();
  const verdict = await onWire(given, (wire) => (
    ask(origin, url, init, { send: between(wire), cache, cookies })));
  const requests = verdict.exchanges.filter(({ kind }) => kind === 'request');
  const isUnsent = requests.length > 0 && !requests.some(({ sent }) => contains(sent.headers, 'Cookie'));
  const notes = cookie !== undefined && isUnsent
    ? ['The cookie was not sent: a browser sends none to another origin without --credentials.']
    : [];
  const told = { ...verdict, notes: [...verdict.notes, ...notes] };
  return onWire(given, (wire) => withNearMiss(told, origin, wire));
}

/** Stops where the request itself would be sent. */
async function stopAfterPreflight(given: Arguments): Promise<Verdict | Stop> {
  const verdict = await call(given, (wire) => (request) => {
    if (request.kind === 'preflight') return wire(request);
    return Promise.reject(new NoAnswer('aborted', '', ''));
  });
  if (verdict.outcome !== 'no-answer' || verdict.code !== 'aborted') return verdict;
  const exchanges = verdict.exchanges.filter(({ kind }) => kind === 'preflight');
  const message = exchanges.length > 0
    ? 'The preflight allows the request, which was not sent.'
    : 'This request needs no preflight, so nothing was sent.';
  return { outcome: 'preflight', message, exchanges, notes: verdict.notes };
}

function statusOf({ outcome }: Verdict | Stop): Result['status'] {
  if (outcome === 'readable' || outcome === 'preflight') return 0;
  return outcome === 'invalid' || outcome === 'no-answer' ? 2 : 1;
}

async function runAudit(given: Arguments, ink: Ink): Promise<Result> {
  const { url, origin, call } = given;
  const target = new URL(url);
  const method = normalizeMethod(call.method);
  if (!isHttp(target)) throw new UsageError(`Expected an http: or https: URL; got ${url}.`);
  if (includesCredentials(target)) {
    throw new UsageError('Expected a URL without a user name or password: fetch() takes no other.');
  }
  if (hasBadPort(target)) throw new UsageError(`Browsers send nothing to port ${target.port}.`);
  if (!isToken(method) || isForbiddenMethod(method)) {
    throw new UsageError(`Expected a method that fetch() takes; got ${method}.`);
  }
  const found = await audit((signal) => openWire(given, signal), target, origin, method);
  const isWhole = found.gaps.length === 0;
  return {
    status: found.findings.length > 0 ? 1 : isWhole ? 0 : 2,
    output: given.json ? json(found) : printAudit(found, origin, ink),
  };
}

function onWire<T>(options: Arguments, use: (wire: Send) => Promise<T>): Promise<T> {
  return withTimeLimit(DEFAULT_TIMEOUT, [], (signal) => use(openWire(options, signal)));
}

function fail(error: Error): void {
  const help = error instanceof UsageError ? 'with-cors --help shows how it is used.\n' : '';
  process.stderr.write(`with-cors: ${visible(error.message)}\n${help}`);
  process.exitCode = 2;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') fail(error); // or piped into head
});
try {
  const { status, output } = await run(process.argv.slice(2), inkFor(process.stdout.isTTY, process.env));
  process.stdout.write(output);
  process.exitCode = status;
} catch (error) {
  fail(error as Error);
}
