import { MAX_ORIGIN_LENGTH } from '../grammar.ts';

/** One of `chars`, or one of the `choices` (whose characters `chars` are), `min` to `max` times. */
interface Item {
  readonly chars: string;
  readonly choices?: Choices;
  /** How the choices are walked with nothing before them; known once, since groups stand in groups. */
  readonly alone?: Progress;
  /** Whether each round of a repeated group has one way, also after another round: or they would multiply. */
  readonly isCertain?: boolean;
  readonly min: number;
  readonly max: number;
  readonly anchor?: string;
}

/** The alternatives of an expression or a group, each a sequence. */
export type Choices = readonly (readonly Item[])[];

/** Every character that a header can have (RFC 9110, 5.5). */
const CHARACTERS = String.fromCharCode(...Array(256).keys());

/** More alternatives than anybody writes, and few enough to look at each. */
const MOST_SPELLINGS = 1000;

/*
 * choices  = sequence *( "|" sequence )
 * sequence = *( "^" / "$" / ( one / group ) [ times [ "?" ] ] )
 * group    = ( "(" / "(?:" / "(?<" name ">" ) choices ")"
 * one      = "." / "[" … "]" / "\" ( "d" / "w" / "s" / "D" / "W" / "S" / punctuation )
 *          / ( "\x" / "\u00" ) 2HEXDIG / any other printable ASCII character   ; in […] no "[" and no "\q"
 * times    = "*" / "+" / "?" / "{" 1*DIGIT [ "," *DIGIT ] "}"
 */
const TOKEN = new RegExp([
  /[|)^$]/, /\((?:\?(?::|<\w+>)|(?!\?))/, /(?:[*+?]|\{\d+(?:,\d*)?\})\??/, /\[(?:\\[^q]|[^\\[\]])*\]/,
  /\\(?:[dwsDWS]|[^\w]|(?:x|u00)[\da-fA-F]{2})/, /[^\\{}[\]()*+?]/,
].map(({ source }) => source).join('|'), 'gy');

/** The form of an expression, or the text from which on it is not understood, such as a look-around. */
export function readForm({ source, flags }: RegExp): Choices | string {
  const tokens = source.match(TOKEN) ?? [];
  const rest = /[^ -~].*/s.exec(source)?.[0] ?? source.slice(tokens.join('').length);
  return rest || readChoices();

  function readChoices(): Item[][] {
    const choices: Item[][] = [[]];
    for (let token = tokens.shift(); token !== undefined && token !== ')'; token = tokens.shift()) {
      if (token === '|') choices.push([]);
      else choices.at(-1)?.push(...readItem(token));
    }
    return choices;
  }

  function readItem(token: string): Item[] {
    if (token === '^' || token === '$') return [{ chars: '', min: 1, max: 1, anchor: token }];
    const choices = token.startsWith('(') ? readChoices() : undefined;
    const times = /^[*+?{]/.test(tokens[0] ?? '') ? tokens.shift() ?? '' : '{1}';
    const range = { '*': '0,', '+': '1,', '?': '0,1' }[times.charAt(0)] ?? times.slice(1, times.indexOf('}'));
    const [min = '', max = min] = range.split(',');
    const item = { min: Number(min), max: max === '' ? Infinity : Number(max) };
    if (item.max === 0) return [];
    if (choices === undefined) return [{ ...item, chars: matchedBy(token) }];
    const alone = walk(choices, '');
    const isCertain = item.max === 1 || (alone.ways === 1 && walk(choices, alone.open).ways === 1);
    return [{ ...item, choices, chars: charsOf(choices), alone, isCertain }];
  }

  /** The engine knows best what a class, an escape or a letter matches with these flags. */
  function matchedBy(token: string): string {
    return CHARACTERS.match(new RegExp(token, `${flags.replace(/[gy]/g, '')}g`))?.join('') ?? '';
  }
}

/** All the characters that a text of this form can have. */
export function charsOf(choices: Choices): string {
  return union(...choices.flat().map(({ chars }) => chars));
}

/** In how many ways, at most, a backtracking engine tries to match a text before it gives up. */
export function waysOf(choices: Choices): number {
  return walk(choices, '').ways;
}

/** The ways so far, and the characters that something before, which varies in length, could still take. */
interface Progress {
  readonly ways: number;
  readonly open: string;
}

function walk(choices: Choices, open: string): Progress {
  const walks = choices.map((items) => items.reduce(walkItem, { ways: 1, open }));
  const ways = walks.map((each) => each.ways);
  const isOneAtMost = open === '' && areApart(choices);
  return {
    ways: isOneAtMost ? Math.max(...ways) : ways.reduce((sum, each) => sum + each),
    open: union(...walks.map((each) => each.open)),
  };
}

/**
 * Two ways to match the same text part where one of them stays in something that varies. The one behind then
 * takes what the one ahead takes (`open`), until something comes that it can't take, and is given up. If they
 * come to another thing that varies before, they can meet in it, and the ways multiply.
 */
function walkItem({ ways, open }: Progress, item: Item): Progress {
  const { chars, choices, alone = { ways: 1, open: '' }, isCertain = true, min, max } = item;
  const pass = (behind: string): Progress => (
    choices ? walk(choices, behind) : { ways: 1, open: overlap(behind, chars) ? union(behind, chars) : '' });
  const once = open === '' ? alone : pass(open);
  const isShared = once.ways > alone.ways || once.open.length > alone.open.length;
  const times = isShared && (min !== 1 || max !== 1) ? Math.max(2, Math.min(max, MAX_ORIGIN_LENGTH)) : 1;
  const varies = min < max || (choices !== undefined && max > 1);
  return {
    ways: isCertain && min <= MAX_ORIGIN_LENGTH ? ways * times * (max === 1 ? once.ways : 1) : Infinity,
    open: union(min === 0 ? open : '', once.open, varies ? chars : ''),
  };
}

/** Whether no text can begin like two of the choices: none begins with the text that another begins with. */
function areApart(choices: Choices): boolean {
  const spellings = choices.flatMap((items) => spellingsOf([items]));
  const texts = spellings.map((spelling) => spelling.replace(/.~.*|[*?#].*/, ''));
  return texts.sort().every((text, at) => at === 0 || !text.startsWith(texts[at - 1] ?? ''));
}

/**
 * What the choices can match, in lower case: `#` where digits vary, `?` where other characters do, `*` where
 * a dot is among these, and `~` behind a character that may be missing. Too many are shown as `*`.
 */
export function spellingsOf(choices: Choices): string[] {
  return [...new Set(choices.flatMap((items) => items.reduce((heads: string[], item) => {
    const tails = spell(item);
    const few = heads.length * tails.length > MOST_SPELLINGS ? ['*'] : tails;
    return heads.flatMap((head) => few.map((tail) => head + tail));
  }, [''])))];
}

function spell({ chars, choices, min, max, anchor }: Item): string[] {
  if (anchor !== undefined) return [anchor];
  const varied = chars.includes('.') ? '*' : /^\d+$/.test(chars) ? '#' : '?';
  if (choices) {
    const once = spellingsOf(choices);
    return [...(min === 0 ? [''] : []), ...(max > 1 ? once.map((spelling) => varied + spelling) : once)];
  }
  const letters = [...new Set(chars.toLowerCase())].join('');
  if (letters.length > 1 || letters === '^' || letters === '$' || min > MAX_ORIGIN_LENGTH) return [varied];
  return [min === max ? letters.repeat(min) : max === 1 ? `${letters}~` : varied];
}

function overlap(some: string, others: string): boolean {
  return Array.from(some).some((char) => others.includes(char));
}

function union(...texts: readonly string[]): string {
  return [...new Set(texts.join(''))].join('');
}
