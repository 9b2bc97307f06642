// Writes verdicts for people: each exchange as a network panel shows it, then what became of it and what to
// do.

import { escapeCharacters } from '../grammar.ts';
import type { Audit } from './audit.ts';
import type { Exchange } from './exchange.ts';
import { valuesOf } from './header-list.ts';
import type { AuditGap } from './patient-prober.ts';
import type { Verdict } from './verdict.ts';

type Paint = (text: string) => string;
export type Ink = Readonly<Record<'bold' | 'dim' | 'red' | 'green' | 'yellow', Paint>>;

/** What `--preflight` gives where the request itself would be sent. */
export interface Stop {
  readonly outcome: 'preflight';
  readonly message: string;
  readonly exchanges: readonly Exchange[];
  readonly notes: readonly string[];
}

const WIDTH = 100;
const LONGEST = 2000;
const BODY_SHOWN = 300;

/**
 * FORCE_COLOR, then NO_COLOR (https://no-color.org), then whether it is a terminal: the order in which Node
 * reads them.
 */
export function inkFor(isTerminal: boolean, { FORCE_COLOR, NO_COLOR = '', TERM }: NodeJS.ProcessEnv): Ink {
  const isColoured = FORCE_COLOR === undefined
    ? NO_COLOR === '' && TERM !== 'dumb' && isTerminal
    : FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  const ink = (on: number, off: number): Paint => (text) => (
    isColoured ? `\x1b[${on}m${text}\x1b[${off}m` : text);
  return { bold: ink(1, 22), dim: ink(2, 22), red: ink(31, 39), green: ink(32, 39), yellow: ink(33, 39) };
}

/** Nothing of what a server sends may steer a terminal, or turn the direction of its text. */
export function visible(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}... (${text.length} characters)` : text;
  return escapeCharacters(cut, /[^ -~]/g);
}

/** JSON with the same care: still the same JSON. */
export function json(value: unknown): string {
  const text = JSON.stringify(value, (_, each: unknown) => (each instanceof Headers ? [...each] : each), 2);
  return `${escapeCharacters(text, /[^ -~\n]/g)}\n`;
}

export function printVerdict(verdict: Verdict | Stop, ink: Ink): string {
  const blocks = verdict.exchanges.map((exchange) => printExchange(exchange, ink));
  if (verdict.outcome === 'readable' && verdict.body !== '') blocks.push(ink.dim(printBody(verdict.body)));
  const notSent = whatWasNotSent(verdict);
  if (notSent !== undefined) blocks.push(ink.dim(visible(notSent)));
  return `${[...blocks, printOutcome(verdict, ink)].join('\n\n')}\n`;
}

/** A network panel shows the request that a failed preflight was for, without a response. */
function whatWasNotSent({ outcome, exchanges }: Verdict | Stop): string | undefined {
  if (outcome === 'preflight') return undefined;
  const last = exchanges.at(-1);
  if (last === undefined) return 'Nothing was sent.';
  if (last.kind === 'request' || outcome === 'readable') return undefined;
  const method = valuesOf(last.sent.headers, 'Access-Control-Request-Method').join();
  return `The request itself, ${method} ${last.sent.url}, was not sent: its preflight failed.`;
}

function printOutcome(verdict: Verdict | Stop, ink: Ink): string {
  const { outcome, message, notes } = verdict;
  const [title, colour] = TITLES[outcome];
  const code = 'code' in verdict ? ` (${verdict.code}):` : '';
  const rows: [name: string, text: string][] = [];
  const hidden = outcome === 'readable' ? verdict.hidden : [];
  if (hidden.length > 0) rows.push(['Hidden', hidden.join(', ')]);
  const change = 'change' in verdict ? verdict.change : undefined;
  if (change !== undefined) rows.push([outcome === 'readable' ? 'Hint' : 'Change', change]);
  if ('console' in verdict) rows.push(['Console', verdict.console]);
  if ('rule' in verdict) rows.push(['Rule', verdict.rule]);
  for (const note of notes) rows.push(['Note', note]);
  const heading = `${ink[colour](ink.bold(`${title}${code}`))} ${visible(message)}`;
  return [heading, ...printRows(rows, ink)].join('\n');
}

const TITLES = {
  readable: ['Readable.', 'green'],
  preflight: ['Allowed.', 'green'],
  opaque: ['Opaque.', 'yellow'],
  opaqueredirect: ['Opaque.', 'yellow'],
  refused: ['Refused', 'red'],
  invalid: ['Invalid', 'red'],
  'no-answer': ['No response', 'red'],
} as const;

export function printAudit({ findings, gaps, allowed, exchanges }: Audit, origin: string, ink: Ink): string {
  const statuses = new Set(exchanges.map(({ sent, received }) => (
    `${sent.method} ${received?.status ?? 'without a response'}`)));
  const own = allowed === undefined ? '' : ` ${visible(origin)} itself is ${allowed ? '' : 'not '}allowed.`;
  const title = `${exchanges.length} requests were sent (${[...statuses].join(', ')}).${own}`;
  const block = (heading: string, { message, change }: AuditGap): string => (
    [`${heading} ${visible(message)}`, ...printRows([['Change', change]], ink)].join('\n'));
  const blocks = [
    ...findings.map((finding) => block(ink.red(ink.bold(finding.code)), finding)),
    ...gaps.map((gap) => block(ink.yellow(ink.bold('Not seen.')), gap)),
  ];
  if (blocks.length === 0) return `${ink.green(ink.bold('Nothing found.'))} ${title}\n`;
  return `${[...blocks, title].join('\n\n')}\n`;
}

function printExchange({ kind, sent, received }: Exchange, ink: Ink): string {
  const { pathname, search } = new URL(sent.url);
  const title = `${kind === 'preflight' ? 'Preflight' : 'Request'} ${visible(`${sent.method} ${sent.url}`)}`;
  const printHeader = ([name, value]: readonly [string, string]): string => (
    ink[/^(?:access-control-.*|origin|vary)$/i.test(name) ? 'bold' : 'dim'](visible(`${name}: ${value}`)));
  const response = received === undefined
    ? [ink.red('nothing came back')]
    : [visible(`${received.status} ${received.reason}`.trim()), ...received.headers.map(printHeader)];
  return [
    ink.bold(title),
    ...[visible(`${sent.method} ${pathname}${search} HTTP/1.1`), ...sent.headers.map(printHeader)]
      .map((line) => `  ${ink.dim('>')} ${line}`),
    ...response.map((line) => `  ${ink.dim('<')} ${line}`),
  ].join('\n');
}

function printBody(body: string): string {
  const lines = body.slice(0, BODY_SHOWN).split('\n').map(visible);
  if (body.length > BODY_SHOWN) lines.push(`... (${body.length} characters)`);
  return lines.map((line) => `    ${line}`).join('\n');
}

function printRows(rows: readonly (readonly [name: string, text: string])[], ink: Ink): string[] {
  return rows.flatMap(([name, text]) => {
    // Sentences are broken into lines; what one may want to search for isn't.
    const lines = name === 'Console' || name === 'Rule' ? [visible(text)] : wrap(visible(text), WIDTH - 11);
    return lines.map((line, at) => `  ${at === 0 ? ink.bold(name.padEnd(9)) : ' '.repeat(9)}${line}`);
  });
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
