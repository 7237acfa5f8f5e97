import { KIND, kindAt, widthAt } from '../../feeds/character-kinds.js';

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

/** What may follow in a word that has begun with a letter, and in one that is a sign. */
const IN_WORD = KIND.letter | KIND.mark | KIND.signMark;
const IN_SIGN = KIND.mark | KIND.signMark;

/** The words of a text, in order: letters and digits, with the marks that belong to them. An English possessive is not part of a word: No 10's is No 10. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (let start = 0; start < text.length;) {
    const kind = kindAt(text, start);
    const next = start + widthAt(text, start);
    if (kind === KIND.gap || kind === KIND.mark) {
      start = next;
      continue;
    }
    const wordEnd = endOf(text, next, kind === KIND.letter ? IN_WORD : IN_SIGN);
    const end = kind === KIND.letter ? endOfPossessive(text, wordEnd) : wordEnd;
    const word = lowerCase(text.slice(start, wordEnd));
    const folded = fold(word);
    // What is nothing but marks once it is folded can be looked for by nobody.
    if (folded !== '') words.push({ text: word, folded, start, end });
    start = end;
  }
  return words;
}

function endOf(text: string, from: number, kinds: number): number {
  let end = from;
  while (end < text.length && (kindAt(text, end) & kinds) !== 0) end += widthAt(text, end);
  return end;
}

/** Behind `'s`, where a word ends with it. */
function endOfPossessive(text: string, end: number): number {
  if (!/^['’][sS]/.test(text.slice(end, end + 2))) return end;
  return end + 2 < text.length && (kindAt(text, end + 2) & (KIND.letter | KIND.sign)) !== 0 ? end : end + 2;
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
