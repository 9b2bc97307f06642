#!/usr/bin/env node
// The command `with-cors`: asks a server as a page would, and says what the browser would do and what to
// change.

import { ask } from './ask.ts';
import { HELP, readArguments, UsageError, type Arguments } from './arguments.ts';
import { audit } from './audit.ts';
import { withNearMiss } from './near-misses.ts';
import { NoAnswer } from './network-error.ts';
import { PreflightCache } from './preflight-cache.ts';
import { inkFor, json, printAudit, printPreflight, printVerdict, visible, type Ink } from './print.ts';
import { withTimeLimit } from './time-limit.ts';
import type { Verdict } from './verdict.ts';
import { isHttp } from './urls.ts';
import { openWire, type Send } from './wire.ts';

const TIMEOUT = 30_000;

interface Result {
  readonly status: 0 | 1 | 2;
  readonly output: string;
}

async function run(args: readonly string[], ink: Ink): Promise<Result> {
  const given = readArguments(args);
  if (given === undefined) return { status: 0, output: HELP };
  if (given.audit) return runAudit(given, ink);
  return given.preflight ? runPreflight(given, ink) : runCall(given, ink);
}

async function runCall(given: Arguments, ink: Ink): Promise<Result> {
  const verdict = await explained(
    given,
    await withTimeLimit(TIMEOUT, [], (signal) => askOnce(given, openWire(given, signal))),
  );
  const cookieSent = verdict.exchanges.some(({ sent }) => sent.headers.some(([name]) => name === 'Cookie'));
  const unsent =
    given.cookie !== undefined && !cookieSent && verdict.exchanges.some(({ kind }) => kind === 'request')
      ? ['The cookie was not sent: a browser sends none to another origin without --credentials.']
      : [];
  return told(given, { ...verdict, notes: [...verdict.notes, ...unsent] }, ink);
}

/** Stops where the request itself would be sent. */
async function runPreflight(given: Arguments, ink: Ink): Promise<Result> {
  let stopped = false;
  const verdict = await withTimeLimit(TIMEOUT, [], (signal) => {
    const send = openWire(given, signal);
    return askOnce(given, (request) => {
      if (request.kind === 'preflight') return send(request);
      stopped = true;
      return Promise.reject(new NoAnswer('aborted', '', '', ''));
    });
  });
  if (!stopped) return told(given, await explained(given, verdict), ink);
  const { notes } = verdict;
  const exchanges = verdict.exchanges.filter(({ received }) => received !== undefined);
  const message =
    exchanges.length > 0
      ? 'The preflight allows the request, which was not sent.'
      : 'This request needs no preflight, so nothing was sent.';
  return {
    status: 0,
    output: given.json
      ? `${json({ outcome: 'preflight', message, exchanges, notes })}\n`
      : printPreflight(message, exchanges, notes, ink),
  };
}

function askOnce({ url, origin, call, cookie }: Arguments, send: Send): Promise<Verdict> {
  const cookies = (to: string): string | undefined =>
    new URL(to).host === new URL(url).host ? cookie : undefined;
  return ask(origin, url, call, { send, cache: new PreflightCache(), cookies });
}

const explained = (given: Arguments, verdict: Verdict): Promise<Verdict> =>
  withTimeLimit(TIMEOUT, [], (signal) => withNearMiss(verdict, given.origin, openWire(given, signal)));

function told(given: Arguments, verdict: Verdict, ink: Ink): Result {
  return {
    status: statusOf(verdict),
    output: given.json ? `${json(verdict)}\n` : printVerdict(verdict, ink),
  };
}

function statusOf({ outcome }: Verdict): Result['status'] {
  if (outcome === 'readable') return 0;
  return outcome === 'invalid' || outcome === 'no-answer' ? 2 : 1;
}

async function runAudit(given: Arguments, ink: Ink): Promise<Result> {
  const target = new URL(given.url);
  if (!isHttp(target)) throw new UsageError(`Expected an http: or https: URL; got ${given.url}.`);
  const found = await withTimeLimit(TIMEOUT, [], (signal) =>
    audit(openWire(given, signal), target, given.origin, given.call.method ?? 'GET'),
  );
  return {
    status: found.findings.length > 0 ? 1 : 0,
    output: given.json ? `${json(found)}\n` : printAudit(found, given.origin, ink),
  };
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
}); // piped into head
try {
  const { status, output } = await run(process.argv.slice(2), inkFor(process.stdout.isTTY, process.env));
  process.stdout.write(output);
  process.exitCode = status;
} catch (error) {
  const { message } = error as Error;
  process.stderr.write(
    `with-cors: ${visible(message)}\n` +
      (error instanceof UsageError ? 'with-cors --help shows how it is used.\n' : ''),
  );
  process.exitCode = 2;
}
