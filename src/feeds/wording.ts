/** Texts as runs of words: what two posts are compared by. */
import { decodeHTML } from 'entities';
import { KIND, kindAt } from './character-kinds.js';
import { ownWordsOf } from './quotes.js';

/** A text as what is compared. */
export interface Wording {
  /** Each run of `SHINGLE_WORDS` words, as a number, in the order of the text. */
  shingles: Int32Array;
  /** The same with every figure, day and name left blank: by place, the same run as above. */
  blanked: Int32Array;
  /** By place: how many of its words are left blank. */
  blanks: Uint8Array;
  /** It says itself that it goes on elsewhere. */
  isCut: boolean;
}

/** So many words in a row are hardly ever chosen twice by chance. */
export const SHINGLE_WORDS = 4;
/** The rest of a book is not compared. */
const WORDS_MAX = 3_000;
/** Below this, a blockquote is what the post is there for: somebody passes a release on. */
const OWN_SHARE_MIN = 0.2;

const BLANK = 0x2f6e2b1;
const FNV_BASIS = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;
const APOSTROPHES = new Set([0x27, 0x60, 0xb4, 0x2bc, 0x2018, 0x2019]);

/** The words with which a text is cut off, looked for in its last characters: a footer may follow. */
const CUT = /…|\.\.\.|\b(?:read|continue|see) (?:on|more|reading|the (?:rest|whole|full))\b/i;
const CUT_CHARACTERS = 400;

/** What changes from one bulletin to the next besides digits, in English. */
const COUNTED = new Set(
  'one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million first second third fourth fifth monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december jan feb apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun'
    .split(' ')
    .map((word) => hashOf(word)),
);

/**
 * The wording of a post.
 *
 * In: its text and its safe markup. Out: its runs of words without case, punctuation, apostrophes and block quotations (what a post says about
 * another's words is its own; a post that hardly says anything beside the quotation passes it on, and is compared with it). Linear, bounded.
 */
export function wordingOf(text: string, html: string): Wording {
  const own = ownWords(text, html);
  const [words, isBlank] = wordsOf(own);
  const length = Math.max(0, words.length - SHINGLE_WORDS + 1);
  const wording = {
    shingles: new Int32Array(length),
    blanked: new Int32Array(length),
    blanks: new Uint8Array(length),
    isCut: CUT.test(own.slice(-CUT_CHARACTERS)),
  };
  for (let place = 0; place < length; place++) {
    let [shingle, blanked, count] = [0, 0, 0];
    for (let next = place; next < place + SHINGLE_WORDS; next++) {
      const word = words[next] ?? 0;
      const blank = isBlank[next] ?? 0;
      shingle = Math.imul(shingle ^ word, 0x5bd1e995) + next - place;
      blanked = Math.imul(blanked ^ (blank ? BLANK : word), 0x5bd1e995) + next - place;
      count += blank;
    }
    wording.shingles[place] = mixed(shingle);
    wording.blanked[place] = mixed(blanked);
    wording.blanks[place] = count;
  }
  return wording;
}

function ownWords(text: string, html: string): string {
  if (!/<blockquote\b/i.test(html)) return text;
  const own = ownWordsOf(text, html);
  return own.length < OWN_SHARE_MIN * text.length ? text : own;
}

/** The words as numbers, and which of them are figures, days or names. One walk over the characters: a regular expression takes three times as long. */
function wordsOf(text: string): [words: number[], isBlank: number[]] {
  const source = (/&[#a-z]/i.test(text) ? decodeHTML(text) : text).normalize('NFKC');
  const lower = source.toLowerCase();
  // Few signs have a small form of another length; where there is one, no word is known for a name.
  const hasCase = lower.length === source.length;
  const [words, isBlank]: [number[], number[]] = [[], []];
  let [hash, hasDigit, isName, isFirst] = [FNV_BASIS, false, false, true];
  const end = () => {
    if (hash === FNV_BASIS) return;
    words.push(hash);
    isBlank.push(hasDigit || isName || COUNTED.has(hash) ? 1 : 0);
    [hash, hasDigit, isName, isFirst] = [FNV_BASIS, false, false, false];
  };
  for (let index = 0; index < lower.length && words.length < WORDS_MAX; index++) {
    const code = lower.charCodeAt(index);
    const kind = code < 128 ? (ASCII[code] ?? 0) : kindOf(lower, index, code);
    if (kind === APOSTROPHE) continue;
    if (kind === GAP || kind === STOP || kind === SIGN) end();
    if (kind === STOP) isFirst = true;
    if (kind === GAP || kind === STOP) continue;
    // The first word of a sentence has a capital in any case.
    if (hash === FNV_BASIS) isName = hasCase && !isFirst && source.charCodeAt(index) !== code;
    hash = Math.imul(hash ^ code, FNV_PRIME);
    hasDigit ||= kind === DIGIT;
    if (kind === SIGN) end();
  }
  end();
  return [words, isBlank];
}

/** Behind these a new sentence begins, or a quotation. */
const STOPS = new Set([...'.?!:\n"“”'].map((sign) => sign.charCodeAt(0)));

const [GAP, STOP, LETTER, DIGIT, APOSTROPHE, SIGN] = [0, 1, 2, 3, 4, 5];

const ASCII = Uint8Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code), 0, code));

function kindOf(text: string, index: number, code: number): number {
  if (APOSTROPHES.has(code)) return APOSTROPHE;
  if (STOPS.has(code)) return STOP;
  if (code >= 0x30 && code <= 0x39) return DIGIT;
  // The second half of a pair belongs to the first.
  const kind = kindAt(text, code >= 0xdc00 && code <= 0xdfff ? index - 1 : index);
  if ((kind & (KIND.gap | KIND.symbol)) !== 0) return GAP;
  return (kind & (KIND.sign | KIND.signMark)) !== 0 ? SIGN : LETTER;
}

function hashOf(word: string): number {
  let hash = FNV_BASIS;
  for (let index = 0; index < word.length; index++) hash = Math.imul(hash ^ word.charCodeAt(index), FNV_PRIME);
  return hash;
}

/** Spreads a number over all bits, so that the smallest of many are a fair sample (the finaliser of MurmurHash3). */
function mixed(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
