/** A text cut into what entities are known by: words, handles, hashtags and addresses, each with its place. */

export type TokenKind = 'word' | 'handle' | 'hashtag' | 'url';

export interface Token {
  kind: TokenKind;
  /** Folded by compatibility and case, without a possessive: what is compared. */
  folded: string;
  /** The same with its case, for aliases that ask for it. */
  exact: string;
  start: number;
  end: number;
  /** True for the digits of "No10", which begin no name by themselves. */
  isGlued: boolean;
  /** What stands between this token and the one before: a name goes over neither an end of a sentence nor a comma that is not its own. */
  before: 'nothing' | 'comma' | 'stop';
  /** True where a paragraph begins with this token. */
  isFirst: boolean;
}

/** What may follow an abbreviation and ends no sentence: "No. 10", "Dept. for Transport". */
const ABBREVIATIONS = new Set(
  'no nos nr st dept dep depts min gov govt hm dr mr mrs ms hon rt sec cttee assoc auth co ltd rev sir'.split(' '),
);

/** Invisible characters that publishers break words with. */
const INVISIBLE = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const LETTER = String.raw`[\p{L}\p{N}\p{M}\u00ad\u200b-\u200d\u2060]`;
const TOP_LEVEL = 'uk|com|org|net|gov|eu|int|info|scot|wales|cymru|london|ie|io';

/** Every repetition is bounded, so that no text takes more than linear time. Nine words in ten are plain, and are known at once. */
const TOKEN = new RegExp(
  [
    String.raw`([A-Za-z]{1,40}(?=[\s,;!?]|\.\s|$))`,
    String.raw`(https?:\/\/[^\s<>"“”]{1,2048}|(?<![@\p{L}\p{N}.-])(?:[\p{L}\p{N}-]{1,63}\.){1,5}(?:${TOP_LEVEL})(?![\p{L}\p{N}@-]|\.[\p{L}\p{N}])(?:\/[^\s<>"“”]{0,2048})?)`,
    // An e-mail address is none of its words.
    String.raw`((?<![\p{L}\p{N}])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5})`,
    String.raw`((?<![\p{L}\p{N}_/])[@＠][\p{L}\p{N}_]{1,64}(?:[.-][\p{L}\p{N}_]{1,64}){0,5}(?:@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5})?)`,
    String.raw`((?<![\p{L}\p{N}&/])[#＃][\p{L}\p{N}\p{M}_]{1,140})`,
    String.raw`((?<![\p{L}\p{N}])\p{L}(?:\.\p{L}){1,9}(?![\p{L}\p{N}]))`,
    String.raw`(${LETTER}+(?:['’ʼ]${LETTER}+)*|№|&)`,
  ].join('|'),
  'gu',
);

const POSSESSIVE = /['’ʼ]s$/iu;
const ASCII = /^[\x20-\x7e]*$/;

/** In: any text. Out: its tokens in order; `start` and `end` are UTF-16 indices into it. Linear. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [written, plain, url, email, handle, hashtag, dotted] = match;
    const { index: start } = match;
    const between = betweenOf(text, at, start, tokens.at(-1));
    at = start + written.length;
    if (plain) tokens.push({ kind: 'word', folded: plain.toLowerCase(), exact: plain, start, end: at, isGlued: false, ...between });
    else if (url) tokens.push(token('url', withoutTail(url), start, between));
    else if (email) tokens.push({ ...token('url', email, start, between), folded: '', exact: '' });
    else if (handle) tokens.push(token('handle', handle, start, between));
    else if (hashtag) tokens.push(token('hashtag', hashtag, start, between));
    else if (dotted) tokens.push({ ...token('word', dotted, start, between), ...folds(dotted.replaceAll('.', '')) });
    else tokens.push(...words(written, start, between));
  }
  return tokens;
}

type Between = Pick<Token, 'before' | 'isFirst'>;

const NOTHING: Between = { before: 'nothing', isFirst: false };

function betweenOf(text: string, from: number, to: number, previous: Token | undefined): Between {
  if (previous && (to === from || (to === from + 1 && text[from] === ' '))) return NOTHING;
  const gap = text.slice(from, to);
  return { before: gapOf(gap, previous), isFirst: !previous || PARAGRAPH.test(gap) };
}

const PARAGRAPH = /\n\s*\n/;
const STOP = /[!?;:…()[\]{}"“”«»„/|—–]|\n\s*\n|\s-\s|\.\.|(?<=[\s.])['‘’]|['‘’](?=[\s.]|$)/;

function gapOf(gap: string, previous: Token | undefined): Token['before'] {
  if (STOP.test(gap)) return 'stop';
  // A full stop ends a sentence, unless no space follows ("No.10"), or it belongs to an abbreviation.
  if (/^\.\s/.test(gap) && !(previous && ABBREVIATIONS.has(previous.folded))) return 'stop';
  return gap.includes(',') ? 'comma' : 'nothing';
}

function token(kind: TokenKind, written: string, start: number, between: Between): Token {
  return { kind, ...folds(written), start, end: start + written.length, isGlued: false, ...between };
}

function folds(written: string): { folded: string; exact: string } {
  if (written === '&') return { folded: 'and', exact: 'and' };
  if (ASCII.test(written)) return { folded: written.toLowerCase(), exact: written };
  const exact = written.replace(INVISIBLE, '').normalize('NFKC').replaceAll(/[’ʼ]/g, "'");
  return { folded: exact.toLowerCase(), exact };
}

/** "No10" is "No" and "10", however it is written; "10th" is one word. */
function words(written: string, start: number, between: Between): Token[] {
  const bare = written.replace(POSSESSIVE, '');
  const [, letters = '', digits = ''] = /^(\p{L}+)(\p{N}+)$/u.exec(bare) ?? [];
  if (digits === '') return [token('word', bare, start, between)];
  const number = token('word', digits, start + letters.length, { before: 'nothing', isFirst: false });
  return [token('word', letters, start, between), { ...number, isGlued: true }];
}

function withoutTail(url: string): string {
  return url.replace(/[.,;:!?'’)\]*_]+$/, '');
}
