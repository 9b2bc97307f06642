// Writes verdicts for people: each exchange as a network panel shows it, then what became of it and what to
// do.

import type { Audit } from './audit.ts';
import type { Exchange, Verdict } from './verdict.ts';

export interface Ink {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
}

/**
 * FORCE_COLOR, then NO_COLOR (https://no-color.org), then whether it is a terminal: the order in which Node
 * reads them.
 */
export function inkFor(isTerminal: boolean, { FORCE_COLOR, NO_COLOR, TERM }: NodeJS.ProcessEnv): Ink {
  const forced = FORCE_COLOR === undefined ? undefined : !['0', 'false'].includes(FORCE_COLOR);
  const colour = forced ?? (!NO_COLOR && TERM !== 'dumb' && isTerminal);
  const ink =
    (on: number, off: number) =>
      (text: string): string =>
        colour ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  return { bold: ink(1, 22), dim: ink(2, 22), red: ink(31, 39), green: ink(32, 39), yellow: ink(33, 39) };
}

/** Nothing of what a server sends may steer a terminal, or turn the direction of its text. */
export function visible(text: string): string {
  return text.replace(/[^ -~]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** JSON with the same care: still the same JSON. */
export function json(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (each instanceof Headers ? [...each] : each), 2).replace(
    /[^ -~\n]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const WIDTH = 100;
const BODY_SHOWN = 300;
const LONGEST = 2000;

const cut = (line: string, most: number): string =>
  line.length > most ? `${line.slice(0, most)}... (${line.length} characters)` : line;

export function printVerdict(verdict: Verdict, ink: Ink): string {
  const blocks = verdict.exchanges.map((exchange) => printExchange(exchange, ink));
  if (verdict.outcome === 'readable' && verdict.body !== '') blocks.push(printBody(verdict.body, ink));
  const notSent = whatWasNotSent(verdict);
  if (notSent !== undefined) blocks.push(ink.dim(visible(notSent)));
  return `${[...blocks, printOutcome(verdict, ink)].join('\n\n')}\n`;
}

export function printPreflight(
  message: string,
  exchanges: readonly Exchange[],
  notes: readonly string[],
  ink: Ink,
): string {
  const outcome = [
    `${ink.green(ink.bold('Allowed.'))} ${message}`,
    ...table(
      notes.map((note) => ['Note', note]),
      ink,
    ),
  ].join('\n');
  return `${[...exchanges.map((exchange) => printExchange(exchange, ink)), outcome].join('\n\n')}\n`;
}

/** A network panel shows the request that a failed preflight was for, without a response. */
function whatWasNotSent({ outcome, exchanges }: Verdict): string | undefined {
  const last = exchanges.at(-1);
  if (last === undefined) return 'Nothing was sent.';
  if (last.kind === 'request' || outcome === 'readable') return undefined;
  const method = last.sent.headers.find(([name]) => name === 'Access-Control-Request-Method')?.[1];
  return `The request itself, ${method ?? ''} ${last.sent.url}, was not sent: its preflight failed.`;
}

function printOutcome(verdict: Verdict, ink: Ink): string {
  const rows: [string, string][] = [];
  if (verdict.outcome === 'readable' && verdict.hidden.length > 0)
    rows.push(['Hidden', verdict.hidden.join(', ')]);
  if ('change' in verdict && verdict.change !== undefined)
    rows.push([verdict.outcome === 'readable' ? 'Hint' : 'Change', verdict.change]);
  if ('console' in verdict) rows.push(['Console', verdict.console]);
  if ('rule' in verdict) rows.push(['Rule', verdict.rule]);
  for (const note of verdict.notes) rows.push(['Note', note]);
  const paint =
    verdict.outcome === 'readable' ? ink.green : verdict.outcome.startsWith('opaque') ? ink.yellow : ink.red;
  const code = 'code' in verdict ? ` (${verdict.code}):` : '';
  return [
    `${paint(ink.bold(`${TITLES[verdict.outcome]}${code}`))} ${cut(visible(verdict.message), LONGEST)}`,
    ...table(rows, ink),
  ].join('\n');
}

const TITLES = {
  readable: 'Readable.',
  opaque: 'Opaque.',
  opaqueredirect: 'Opaque.',
  refused: 'Refused',
  invalid: 'Invalid',
  'no-answer': 'No response',
} as const;

export function printAudit({ findings, allowed, exchanges }: Audit, origin: string, ink: Ink): string {
  const title =
    `${exchanges.length} requests were sent. ${visible(origin)} itself is ` +
    `${allowed ? '' : 'not '}allowed.`;
  if (findings.length === 0) return `${ink.green(ink.bold('Nothing found.'))} ${title}\n`;
  const blocks = findings.map(({ code, message, change }) =>
    [`${ink.red(ink.bold(code))} ${visible(message)}`, ...table([['Change', change]], ink)].join('\n'),
  );
  return [...blocks, title].join('\n\n') + '\n';
}

function printExchange({ kind, sent, received }: Exchange, ink: Ink): string {
  const url = new URL(sent.url);
  const title = kind === 'preflight' ? 'Preflight' : 'Request';
  return [
    ink.bold(`${title} ${visible(`${sent.method} ${sent.url}`)}`),
    `  ${ink.dim('>')} ${visible(`${sent.method} ${url.pathname}${url.search} HTTP/1.1`)}`,
    ...sent.headers.map((header) => `  ${ink.dim('>')} ${printHeader(header, ink)}`),
    ...(received === undefined
      ? [`  ${ink.dim('<')} ${ink.red('nothing came back')}`]
      : [
        `  ${ink.dim('<')} ${visible(`${received.status} ${received.reason}`.trim())}`,
        ...received.headers.map((header) => `  ${ink.dim('<')} ${printHeader(header, ink)}`),
      ]),
  ].join('\n');
}

function printHeader([name, value]: readonly [string, string], ink: Ink): string {
  const line = cut(visible(`${name}: ${value}`), LONGEST);
  return /^(?:access-control-|origin$|vary$)/i.test(name) ? ink.bold(line) : ink.dim(line);
}

function printBody(body: string, ink: Ink): string {
  const lines = body
    .slice(0, BODY_SHOWN)
    .split('\n')
    .map((line) => `    ${visible(line)}`);
  return ink.dim(
    [...lines, ...(body.length > BODY_SHOWN ? [`    ... (${body.length} characters)`] : [])].join('\n'),
  );
}

function table(rows: readonly (readonly [name: string, text: string])[], ink: Ink): string[] {
  return rows.flatMap(([name, text]) => {
    const [first = '', ...others] = wrap(
      cut(visible(text), LONGEST),
      WIDTH - 11,
      name === 'Console' || name === 'Rule',
    );
    return [`  ${ink.bold(name.padEnd(9))}${first}`, ...others.map((line) => `  ${' '.repeat(9)}${line}`)];
  });
}

/** Sentences are broken into lines; what one may want to search for isn't. */
function wrap(text: string, width: number, whole: boolean): string[] {
  if (whole) return [text];
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
