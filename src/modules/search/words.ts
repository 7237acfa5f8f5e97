/** A word of a text: in lower case, and where it stands. */
export interface Word {
  text: string;
  start: number;
  end: number;
}

/** No word of a language is longer; what is, is cut in posts and queries alike. */
const LETTERS_MAX = 64;

/** Written without spaces between words: each sign is a word of its own, and a name is found as a phrase of them. */
const UNSPACED = String.raw`[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]`;

const HAS_UNSPACED = new RegExp(UNSPACED, 'u');

/** Letters and digits, with the marks that belong to them; an English possessive is not part of a word: No 10's is No 10. */
const WORD = new RegExp(String.raw`${UNSPACED}\p{M}*|((?:(?!${UNSPACED})[\p{L}\p{N}]\p{M}*)+)(?:['’][sS](?![\p{L}\p{N}]))?`, 'gu');

/** The same where every script parts its words: five times as fast. */
const SPACED_WORD = /([\p{L}\p{N}][\p{L}\p{N}\p{M}]*)(?:['’][sS](?![\p{L}\p{N}]))?/gu;

/** The words of a text, in order. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(HAS_UNSPACED.test(text) ? WORD : SPACED_WORD)) {
    const word = lowerCase(match[1] ?? match[0]);
    // What is nothing but marks once it is folded can be looked for by nobody.
    if (fold(word) !== '') words.push({ text: word, start: match.index, end: match.index + match[0].length });
  }
  return words;
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
  const lower = word.toLowerCase().normalize('NFC');
  return lower.length <= LETTERS_MAX ? lower : [...lower].slice(0, LETTERS_MAX).join('');
}
