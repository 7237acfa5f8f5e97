/** What each character is in a word: for those who cut texts into words by a walk, which takes a third of the time of a pattern. */

/**
 * Kinds of characters, as bits, so that several can be asked for at once. Scripts that set no spaces between words have kinds of their own, since each of their
 * signs is a word: `sign` is a letter there, `symbol` what would be a `gap` elsewhere. Marks belong to what stands before them.
 */
export const KIND = { gap: 1, letter: 2, mark: 4, symbol: 8, sign: 16, signMark: 32 } as const;

const LETTER = /[\p{L}\p{N}]/u;
const MARK = /\p{M}/u;
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** By code unit, once it was asked for; those of pairs are never known, because it is the pair that counts. */
const KINDS = new Uint8Array(0x10000);

/**
 * The kind of the character at a place.
 *
 * In: a text, and an index of UTF-16 within it. Out: one of {@link KIND}; a letter is a letter or digit (Unicode's general categories L and N, scripts of UAX #24), half of a pair
 * that stands alone is a gap. Never throws.
 */
export function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  const known = KINDS[code] ?? 0;
  if (known !== 0) return known;
  const kind = kindOf(String.fromCodePoint(text.codePointAt(at) ?? 0));
  if (!isHalf(code)) KINDS[code] = kind;
  return kind;
}

/** How many units of UTF-16 the character at a place takes: 1 or 2. */
export function widthAt(text: string, at: number): number {
  return isHalf(text.charCodeAt(at)) && (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function kindOf(character: string): number {
  const isUnspaced = UNSPACED.test(character);
  if (MARK.test(character)) return isUnspaced ? KIND.signMark : KIND.mark;
  if (LETTER.test(character)) return isUnspaced ? KIND.sign : KIND.letter;
  return isUnspaced ? KIND.symbol : KIND.gap;
}

function isHalf(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}
