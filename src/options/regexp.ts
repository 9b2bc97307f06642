import { MAX_ORIGIN_LENGTH } from '../grammar.ts';
import { type Problem, problem } from './error.ts';
import { isAnchored, type Item, readForm, spellingsOf, waysOf } from './form.ts';
import { isPlatform, isPublicSuffix, isThisMachine } from './hosts.ts';

/** Each way can take as many steps as an `Origin` has characters: a few milliseconds altogether. */
const MOST_WAYS = 4 * MAX_ORIGIN_LENGTH;

/** Schemes of pages that anybody can have, and those that no page has. */
const STRANGE_SCHEME = /^(?:about|blob|data|file|ftp|http|javascript|view-source|wss?)$/;

const A_FUNCTION = "a function: (origin) => origin.startsWith('https://') && origin.endsWith('.example.com')";

/** What is wrong with an expression, and what could be written in its place. */
interface Verdict {
  readonly code: string;
  readonly why: string;
  readonly cures: readonly (RegExp | readonly string[])[];
  readonly wayOut?: string;
}

/**
 * What is wrong with a RegExp for origins, judged by its form alone, so that the verdict is the same on every
 * machine: it matches a part of an origin, it can take long or, with credentials, it lets in strangers.
 */
export function checkRegExp(expression: RegExp, credentials: boolean): Problem | undefined {
  const verdict = judge(expression, credentials);
  if (verdict === undefined) return undefined;
  const { code, why, cures, wayOut = A_FUNCTION } = verdict;
  const cure = cures.find((each) => (
    each instanceof RegExp ? !judge(each, credentials) : !credentials || isOwned(each)));
  if (cure === undefined) return problem(code, `${why}. Write ${wayOut}.`);
  if (cure instanceof RegExp) return problem(code, `${why}. Write ${String(cure)}.`, cure);
  const list = cure.map((origin) => `'${origin}'`).join(', ');
  const isList = cure.length > 1;
  return problem(code, `${why}. Write ${isList ? `[${list}]` : list}.`, isList ? cure : cure[0]);
}

/** Whether a list of origins and patterns, made here, is the author's own. */
function isOwned(origins: readonly string[]): boolean {
  return origins.every((origin) => !origin.includes('*.') || !isPublicSuffix(origin.replace(/^.*\*\./, '')));
}

function judge(expression: RegExp, credentials: boolean): Verdict | undefined {
  const shown = String(expression);
  const form = readForm(expression);
  if (typeof form === 'string') {
    const why = `${shown} can't be judged, because '${form.slice(0, 8)}' is beyond what is read here`;
    return { code: 'regexp-not-understood', why, cures: [] };
  }
  if (!isAnchored(form, 0, '^') || !isAnchored(form, -1, '$')) {
    const why = `${shown} lacks ^ or $, so it matches a part of an origin, and a part is anybody's`;
    return { code: 'regexp-not-anchored', why, cures: anchor(expression) };
  }
  if (waysOf(form) > MOST_WAYS) {
    const why = `${shown} can take very long on an Origin made for it, because its repetitions overlap`;
    const wayOut = `a pattern, 'https://*.example.com', or ${A_FUNCTION}`;
    return { code: 'regexp-slow', why, cures: [], wayOut };
  }
  const foreign = credentials ? spellingsOf(form).find((spelling) => !isOwn(spelling)) : undefined;
  if (foreign === undefined) return undefined;
  const who = /^http\??:/.test(foreign) ? "anyone on the visitor's network" : 'strangers with such a name';
  const example = foreign.replace(/[*?#~]+/g, '*');
  const why = `${shown} lets in '${example}', as which ${who} could act with the visitor's cookies`;
  const dots = escapeDots(expression);
  const secure = [expression, dots].map(({ source, flags }) => (
    new RegExp(source.replace(/https\?(?=:)/, 'https'), flags)));
  // A development server on this machine speaks http: alone, so that `https:` would not be what is meant.
  const isDevelopment = /localhost|127/.test(expression.source);
  const platform = /[^.]*\.[^.]*$/.exec(foreign)?.[0] ?? '';
  const own = `/^https:\\/\\/my-app-[a-z0-9-]+\\.${platform.replace(/\./g, '\\.')}$/`;
  const wayOut = isPlatform(platform) ? `your own name beside what varies: ${own}` : A_FUNCTION;
  return { code: 'regexp-too-broad', why, cures: isDevelopment ? [dots] : [dots, ...secure], wayOut };
}

/** Whether each origin of that spelling is the author's own, on this machine, or not a web page's. */
function isOwn(spelling: string): boolean {
  const plain = spelling.replace(/^http\?(?=:)/, 'http').replace(/~(?=:|$)/, ''); // `https?` and a final dot
  const [, scheme, host] = /^([a-z][a-z\d+.-]*):\/\/(\[.*?\]|[^:]*)(?::.*)?$/s.exec(plain) ?? [];
  if (scheme === undefined || host === undefined) return false;
  if (isThisMachine(host.replace(/(?<=^127\..*)#/g, '1'))) return true;
  if (scheme !== 'https') return !STRANGE_SCHEME.test(scheme);
  if (!/[*?#~]/.test(host)) return true;
  const [, left = '', name = ''] = /^(.*[*?#~][^.]*)\.([^*?#~]+?)\.?$/s.exec(host) ?? [];
  if (!/\.[a-z][^.]*$/.test(name)) return false;
  return isPlatform(name) ? /[a-z\d-]{3}[^.*]*$/.test(left) : !isPublicSuffix(name);
}

/** What an expression without its anchors means: a host and what is below it, or the whole that it begins. */
function anchor(expression: RegExp): (RegExp | string[])[] {
  const { source, flags } = escapeDots(expression);
  const inside = source.replace(/^\^/, '').replace(/(?<!\\)((?:\\\\)*)\$$/, '$1');
  const spellings = spellingsOf(readForm(new RegExp(inside, flags)) as Item[][]); // the whole has been read
  const [, local] = /^(?:http:\/\/)?(localhost(?::\d+)?)$/.exec(spellings.join()) ?? [];
  if (local !== undefined) return [[`http://${local}${local.includes(':') ? '' : ':*'}`]];
  const [, scheme, dot, name] = /^(https:\/\/)?(\.)?((?:[a-z\d-]+\.)+[a-z]+)$/.exec(spellings.join()) ?? [];
  if (name !== undefined) {
    const [itself, below] = [`https://${name}`, `https://*.${name}`];
    return [scheme !== undefined ? [itself] : dot !== undefined ? [below] : [itself, below]];
  }
  const isWhole = spellings.every((spelling) => /^https:\/\/.*[a-z]{2,}$/.test(spelling));
  return isWhole ? [new RegExp(inside.includes('|') ? `^(?:${inside})$` : `^${inside}$`, flags)] : [];
}

/** The expression with its single dots escaped, so that they match dots alone. */
function escapeDots({ source, flags }: RegExp): RegExp {
  const tokens = /\\.|\[(?:\\.|[^\\\]])*\]|\.(?![*+?{])/gs;
  return new RegExp(source.replace(tokens, (token) => (token === '.' ? '\\.' : token)), flags);
}
