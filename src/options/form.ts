import { MAX_ORIGIN_LENGTH } from '../grammar.ts';

/** One of `chars`, or one of the `choices` (whose characters `chars` are), `min` to `max` times. */
export interface Item {
  readonly chars: string;
  readonly choices?: readonly Item[][];
  readonly min: number;
  readonly max: number;
  readonly anchor?: string;
}

/** The longest text that is ever matched: an `Origin` beyond it is refused before. */
const LONGEST = MAX_ORIGIN_LENGTH;

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

/** The choices of an expression, or the text from which on it is not understood, such as a look-around. */
export function readForm({ source, flags }: RegExp): Item[][] | string {
  const tokens = source.match(TOKEN) ?? [];
  const rest = /[^ -~].*/s.exec(source)?.[0] ?? source.slice(tokens.join('').length);
  return rest || readChoices();

  function readChoices(): Item[][] {
    const choices: Item[][] = [[]];
    for (let token = tokens.shift(); token !== undefined && token !== ')'; token = tokens.shift()) {
      if (token === '|') choices.push([]);
      else choices[choices.length - 1]?.push(...readItem(token));
    }
    return choices;
  }

  function readItem(token: string): Item[] {
    if (token === '^' || token === '$') return [{ chars: '', min: 0, max: 0, anchor: token }];
    const choices = token.startsWith('(') ? readChoices() : undefined;
    const chars = choices ? charsOf(choices.flat()) : matchedBy(token);
    const times = /^[*+?{]/.test(tokens[0] ?? '') ? tokens.shift() ?? '' : '{1}';
    if (choices?.length === 1 && times === '{1}') return choices.flat();
    const range = { '*': '0,', '+': '1,', '?': '0,1' }[times.charAt(0)] ?? times.slice(1, times.indexOf('}'));
    const [min = '', max = min] = range.split(',');
    const item = { chars, min: Number(min), max: max === '' ? Infinity : Number(max) };
    return item.max === 0 ? [] : [choices ? { ...item, choices } : item];
  }

  /** The engine knows best what a class, an escape or a letter matches with these flags. */
  function matchedBy(token: string): string {
    return CHARACTERS.match(new RegExp(token, `${flags.replace(/[gy]/g, '')}g`))?.join('') ?? '';
  }
}

/** Whether each of the choices begins (0) or ends (-1) with that anchor. */
export function isAnchored(choices: readonly Item[][], end: 0 | -1, anchor: string): boolean {
  return choices.every((items) => {
    const item = items[end === 0 ? 0 : items.length - 1];
    const isGroup = item?.choices !== undefined && item.min === 1 && item.max === 1;
    return item?.anchor === anchor || (isGroup && isAnchored(item.choices, end, anchor));
  });
}

/**
 * In how many ways, at most, a backtracking engine tries to match the choices before it gives up. It is
 * `Infinity` where a repeated group has several in one round, as each round multiplies them.
 */
export function waysOf(choices: readonly Item[][]): number {
  return walk(choices, []).ways;
}

/** The ways so far, and the characters of each repetition that could still go on. */
interface Progress {
  readonly ways: number;
  readonly open: readonly string[];
}

function walk(choices: readonly Item[][], open: readonly string[]): Progress {
  const walks = choices.map((items) => items.reduce<Progress>(
    (before, item, at) => walkItem(before, item, items[at + 1]), { ways: 1, open },
  ));
  const ways = walks.map((each) => each.ways);
  return {
    ways: areApart(choices) ? Math.max(...ways) : ways.reduce((sum, each) => sum + each),
    open: walks.flatMap((each) => each.open),
  };
}

function walkItem({ ways, open }: Progress, item: Item, next: Item | undefined): Progress {
  const { chars, choices, min, max } = item;
  if (choices !== undefined && max === 1) {
    const inside = walk(choices, open);
    if (min === 1) return { ways: ways * inside.ways, open: inside.open };
    // Whether the group is there shows at once, unless what comes next can begin like it.
    const isEvident = next && (next.anchor !== undefined || (next.min > 0 && !overlap(chars, next.chars)));
    return { ways: ways * inside.ways * (isEvident ? 1 : 2), open: [...inside.open, ...open] };
  }
  const isSound = choices === undefined || (walk(choices, []).ways === 1 && areRoundsCertain(choices));
  const going = open.filter((one) => overlap(one, chars));
  const times = min === max ? max : Math.min(max, LONGEST) - min + 1;
  return {
    ways: isSound && min <= LONGEST ? ways * (going.length > 0 ? times : 1) : Infinity,
    open: [...(min === 0 ? open : going), ...(min === max ? [] : [chars])],
  };
}

/** Whether each round of a repeated group begins, or each ends, with what is nowhere else in it. */
function areRoundsCertain(choices: readonly Item[][]): boolean {
  const areFixed = (items: readonly Item[]): boolean => items.every(isFixed);
  if (choices.length === 1 && choices.every(areFixed)) return true;
  return [0, 1].some((end) => {
    const separators = choices.map((items) => items[end * (items.length - 1)]);
    const others = choices.flat().filter((item) => !separators.includes(item));
    const rest = charsOf(others);
    return separators.every((item) => item && isFixed(item) && item.min === 1 && !overlap(item.chars, rest));
  });
}

/** Whether no choice begins with the whole of the literal text with which another one begins. */
function areApart(choices: readonly Item[][]): boolean {
  const spelled = choices.map((items) => items.map((item) => literalOf(item) ?? '*').join(''));
  const texts = spelled.map((text) => text.replace(/\*.*/s, ''));
  return texts.every((text, at) => !texts.some((other, index) => index !== at && other.startsWith(text)));
}

/**
 * What the choices can match, as it is written: `#` where digits vary, `?` where other characters do, and `*`
 * where a dot is among these. Of too many it is anything.
 */
export function spellingsOf(choices: readonly Item[][]): string[] {
  const spellings = choices.flatMap((items) => items.reduce((heads: string[], item) => {
    const tails = spellingsOfItem(item);
    if (heads.length * tails.length > MOST_SPELLINGS) return ['*'];
    return heads.flatMap((head) => tails.map((tail) => head + tail));
  }, ['']));
  return spellings.length > MOST_SPELLINGS ? ['*'] : [...new Set(spellings)];
}

function spellingsOfItem(item: Item): string[] {
  const { chars, choices, min, max } = item;
  const varied = chars.includes('.') ? '*' : /^\d+$/.test(chars) ? '#' : '?';
  const once = choices ? spellingsOf(choices) : [literalOf(max === 1 ? { ...item, min: 1 } : item) ?? varied];
  // Where a single character may be missing, the name is another one: `~` for a dot, `?` for any other.
  if (!choices && min === 0 && max === 1) return [once[0] === '.' ? '~' : '?', ...once];
  const often = choices && max > 1 ? once.map((spelling) => varied + spelling) : once;
  return min === 0 && max > 0 && once[0] !== varied ? ['', ...often] : often;
}

/** The text of an item that matches nothing else, but for its case. */
function literalOf({ chars, choices, min, max }: Item): string | undefined {
  const letters = [...new Set(chars.toLowerCase())];
  const isLiteral = !choices && min === max && min <= LONGEST && letters.length <= 1;
  return isLiteral ? letters.join('').repeat(min) : undefined;
}

function isFixed({ choices, min, max }: Item): boolean {
  return choices === undefined && min === max;
}

function overlap(some: string, others: string): boolean {
  return Array.from(some).some((char) => others.includes(char));
}

function charsOf(items: readonly Item[]): string {
  return [...new Set(items.map(({ chars }) => chars).join(''))].join('');
}
