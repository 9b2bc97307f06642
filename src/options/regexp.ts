import { MAX_ORIGIN_LENGTH } from '../grammar.ts';
import type { Mistake } from './error.ts';
import { charsOf, type Choices, readForm, spellingsOf, waysOf } from './form.ts';
import { inFunction, isPublicSuffix, isThisMachine, ownUnder, platformOf } from './hosts.ts';

/** Each way can take as many steps as an `Origin` has characters: a few milliseconds altogether. */
const MOST_WAYS = 32 * MAX_ORIGIN_LENGTH;

/** Schemes of pages that anybody can have, and those that no page has. */
const STRANGE_SCHEME = /^(?:about|blob|data|file|ftp|http|javascript|view-source|wss?)$/;

/** Spellings of names, or of the beginnings and ends of some. */
const LOCALHOST = /^\^?(?:http(?:s~|(s))?:\/\/)?localhost(:\d+)?([*?#:~]*\$?)$/;
const NAME = /^(\^(?:https~?:\/\/)?|https:\/\/)?(\.|\*\.)?((?:[a-z\d-]+\.)+[a-z]+)\$?$/;

/**
 * What is wrong with a RegExp for origins, judged by its form alone, so that the verdict is the same on every
 * machine: it matches a part of an origin, it can take long or, with credentials, it lets in strangers.
 */
export function mistakeInRegExp(expression: RegExp, credentials: boolean): Mistake | undefined {
  const shown = String(expression);
  const form = readForm(expression);
  if (typeof form === 'string') {
    const why = `${shown} can't be judged, because '${form.slice(0, 8)}' is beyond what is read here`;
    const decide = inFunction(expression.source.replace(/\\/g, ''));
    return { code: 'regexp-not-understood', why, wayOut: `Write ${decide}` };
  }
  const spellings = spellingsOf(form);
  const origins = spellings.map((spelling) => spelling.replace(/^\^|\$$/g, ''));
  const decide = inFunction(origins.join(' '));
  const wayOut = `Write ${decide}`;
  if (!spellings.every((spelling) => /^\^.*\$$/.test(spelling))) {
    const why = `${shown} lacks ^ or $, so it matches a part of an origin, and a part is anybody's`;
    const isWhole = origins.every((spelling) => /^https:\/\/.*\.[a-z]{2,}$/.test(spelling));
    const meant = [...namesIn(expression), ...(isWhole ? [anchor(escapeDots(expression))] : [])];
    return { code: 'regexp-not-anchored', why, meant, wayOut };
  }
  if (waysOf(form) > MOST_WAYS) {
    const why = `${shown} can take very long on an Origin made for it, because its repetitions overlap`;
    const inPattern = "Write a pattern, such as 'https://*.example.com'";
    return { code: 'regexp-slow', why, wayOut: `${inPattern}, or ${decide}` };
  }
  if (origins.join() !== 'null' && !charsOf(form).includes('/')) {
    const why = `${shown} matches nothing that browsers send, because every origin has a scheme and '://'`;
    return { code: 'regexp-matches-nothing', why, meant: namesIn(expression), wayOut };
  }
  const foreign = credentials ? origins.find((spelling) => !isOwn(spelling)) : undefined;
  if (foreign !== undefined) {
    const example = foreign.replace(/.~/g, '').replace(/[*?#]+/g, '*');
    const isInsecure = example.startsWith('http:');
    const who = isInsecure ? "anyone on the visitor's network" : 'strangers with such a name';
    const why = `${shown} lets in '${example}', as which ${who} could act with the visitor's cookies`;
    const platform = platformOf(foreign);
    const meant = [...narrowed(expression), ...namesIn(expression)];
    const named = platform === undefined ? decide : ownUnder(platform);
    return { code: 'regexp-too-broad', why, meant, wayOut: `Write ${named}` };
  }
  if (origins.join() !== 'null') return undefined;
  const why = `${shown} lets in 'null', which any site can have, in a sandboxed frame`;
  return { code: 'null-origin', why, wayOut };
}

/** Whether each origin of that spelling is the author's own, on this machine, or not a web page's. */
function isOwn(spelling: string): boolean {
  // It may be `http:`, and may have a final dot.
  const plain = spelling.replace(/^https~/, 'http').replace(/\.~(?=:|$)/, '');
  const [, scheme, host] = /^([a-z][a-z\d+.-]*):\/\/(\[.*?\]|[^:]*)(?::(?!~).*)?$/s.exec(plain) ?? [];
  if (scheme === undefined || host === undefined) return false;
  if (isThisMachine(host.replace(/(?<=^127\..*)#/g, '1'))) return true;
  if (scheme !== 'https') return !STRANGE_SCHEME.test(scheme);
  if (!/[*?#~]/.test(host)) return true;
  const [, left = '', name = ''] = /^(.*[*?#~][^.]*)\.([^*?#~]+?)\.?$/s.exec(host) ?? [];
  if (!/\.[a-z][^.]*$/.test(name)) return false;
  // Under a platform three letters or digits in the label, beside what varies, are taken for the own part.
  return platformOf(name) === name ? /(?:[a-z\d]-*){3}(?!~)[^.*]*$/.test(left) : !isPublicSuffix(name);
}

/** What an expression means that spells only names, or the ends of some: an origin, a pattern or a list. */
function namesIn(expression: RegExp): unknown[] {
  const form = readForm(escapeDots(expression)) as Choices; // it has been understood before
  const named = spellingsOf(form).map(namesOf);
  const all = [...new Set(named.flat())];
  return named.some((each) => each.length === 0) ? [] : [all.length === 1 ? all[0] : all];
}

function namesOf(spelling: string): string[] {
  const [, secure, port, rest] = LOCALHOST.exec(spelling) ?? [];
  if (rest !== undefined) return [`http${secure ?? ''}://localhost${port ?? (rest === '$' ? '' : ':*')}`];
  const [, start, dot, name] = NAME.exec(spelling) ?? [];
  if (name === undefined) return [];
  const [itself, below] = [`https://${name}`, `https://*.${name}`];
  return start !== undefined ? [itself] : dot !== undefined ? [below] : [itself, below];
}

/** What lets in less than this expression: its dots escaped, `https:` alone, or both. */
function narrowed(expression: RegExp): RegExp[] {
  // A development server on this machine speaks http: alone, so that `https:` would not be what is meant.
  const isDevelopment = /localhost|127/.test(expression.source);
  const secure = ({ source, flags }: RegExp): RegExp => (
    new RegExp(source.replace(/https\?(?=:)/, 'https'), flags));
  const dotted = escapeDots(expression);
  return [dotted, ...(isDevelopment ? [] : [secure(expression), secure(dotted)])]
    .filter(({ source }) => source !== expression.source);
}

function anchor({ source, flags }: RegExp): RegExp {
  const inside = source.replace(/^\^|\$$/g, '');
  return new RegExp(inside.includes('|') ? `^(?:${inside})$` : `^${inside}$`, flags);
}

/** The expression with its single dots escaped, so that they match dots alone. */
function escapeDots({ source, flags }: RegExp): RegExp {
  const tokens = /\\.|\[(?:\\.|[^\\\]])*\]|\.(?![*+?{])/gs;
  return new RegExp(source.replace(tokens, (token) => (token === '.' ? '\\.' : token)), flags);
}
