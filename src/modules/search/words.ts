/** A word of a text, and where it stands. */
export interface Word {
  /** In lower case. */
  text: string;
  /** As words are compared: see {@link fold}. */
  folded: string;
  start: number;
  end: number;
}

/** No word of a language is longer; what is, is cut in posts and queries alike. */
const LETTERS_MAX = 64;

/** Written without spaces between words: each sign is a word of its own, and a name is found as a phrase of them. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const MARK = /\p{M}/u;
const LETTER = /[\p{L}\p{N}]/u;

/** What a character is in a word. A sign is unspaced; its marks belong to the letter or sign before them, and stand for themselves without one. */
const IS = { unknown: 0, gap: 1, letter: 2, mark: 3, sign: 4, signMark: 5 };

/**
 * The words of a text, in order: letters and digits, with the marks that belong to them. An English possessive is not part of a word: No 10's is No 10.
 * One walk over the characters: a regular expression takes three times as long, and every post that is stored is cut into words.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (let start = 0; start < text.length;) {
    const kind = kindAt(text, start);
    if (kind === IS.gap || kind === IS.mark) {
      start += widthAt(text, start);
      continue;
    }
    const wordEnd = kind === IS.letter ? endOfLetters(text, start) : endOfMarks(text, start + widthAt(text, start));
    const end = kind === IS.letter ? endOfPossessive(text, wordEnd) : wordEnd;
    const word = lowerCase(text.slice(start, wordEnd));
    const folded = fold(word);
    // What is nothing but marks once it is folded can be looked for by nobody.
    if (folded !== '') words.push({ text: word, folded, start, end });
    start = end;
  }
  return words;
}

function endOfLetters(text: string, start: number): number {
  let end = start;
  while (end < text.length) {
    const kind = kindAt(text, end);
    if (kind === IS.gap || kind === IS.sign) break;
    end += widthAt(text, end);
  }
  return end;
}

function endOfMarks(text: string, start: number): number {
  let end = start;
  while (end < text.length) {
    const kind = kindAt(text, end);
    if (kind !== IS.mark && kind !== IS.signMark) break;
    end += widthAt(text, end);
  }
  return end;
}

/** Behind `'s`, where a word ends with it. */
function endOfPossessive(text: string, end: number): number {
  const [sign, letter] = [text[end], text[end + 1]];
  if ((sign !== "'" && sign !== '’') || (letter !== 's' && letter !== 'S')) return end;
  const next = text.codePointAt(end + 2);
  return next !== undefined && LETTER.test(String.fromCodePoint(next)) ? end : end + 2;
}

/** By code unit, once it was asked for; those of pairs are never known, because it is the pair that counts. */
const KINDS = new Uint8Array(0x10000);

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  const known = KINDS[code] ?? IS.unknown;
  if (known !== IS.unknown) return known;
  const kind = kindOf(String.fromCodePoint(text.codePointAt(at) ?? 0));
  if (!isHalf(code)) KINDS[code] = kind;
  return kind;
}

function kindOf(character: string): number {
  if (UNSPACED.test(character)) return MARK.test(character) ? IS.signMark : IS.sign;
  if (LETTER.test(character)) return IS.letter;
  return MARK.test(character) ? IS.mark : IS.gap;
}

function widthAt(text: string, at: number): number {
  return isHalf(text.charCodeAt(at)) && (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function isHalf(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

/** A word without case, accents and ligatures: how words are compared. Folding twice changes nothing. */
export function fold(word: string): string {
  if (PLAIN.test(word)) return word;
  return word
    .toLowerCase()
    .normalize('NFKD')
    .toLowerCase()
    .replace(NOT_LETTERS, '')
    .replace(LIGATURES, (letter) => LIGATURE_LETTERS[letter] ?? letter);
}

const PLAIN = /^[a-z0-9]*$/;
/** Combining accents, and what compatibility forms dissolve into besides letters: `½` is `1⁄2`. */
const NOT_LETTERS = /[\u0300-\u036f]|[^\p{L}\p{N}\p{M}]/gu;
const LIGATURE_LETTERS: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i', ς: 'σ' };
const LIGATURES = /[ßæœøđðþłıς]/g;

function lowerCase(word: string): string {
  const lower = word.toLowerCase();
  if (lower.length <= LETTERS_MAX && PLAIN.test(lower)) return lower;
  const normal = lower.normalize('NFC');
  return normal.length <= LETTERS_MAX ? normal : [...normal].slice(0, LETTERS_MAX).join('');
}
