import type { Stretch } from './quotations.js';
import { ARTICLES } from './role-words.js';
import type { Token } from './tokens.js';

/** A text as roles are read in it. */
export interface Passage {
  text: string;
  tokens: readonly Token[];
  quotations: readonly Stretch[];
}

const SENTENCE_WORDS_MAX = 60;

/** The first token after the sentence that goes on at `from`. */
export function sentenceEnd(tokens: readonly Token[], from: number): number {
  let at = from;
  while (at < tokens.length && at < from + SENTENCE_WORDS_MAX && tokens[at]!.before !== 'stop') at++;
  return Math.min(at, tokens.length);
}

/** The first token of the sentence in which `from` stands. */
export function sentenceStart(tokens: readonly Token[], from: number): number {
  let at = from;
  while (at > 0 && at > from - SENTENCE_WORDS_MAX && tokens[at]!.before !== 'stop') at--;
  return at;
}

/** Where a name begins if its article belongs to it. */
export function backOverArticle(tokens: readonly Token[], start: number): number {
  const before = tokens[start - 1];
  return before && ARTICLES.has(before.folded) && tokens[start]?.before === 'nothing' ? start - 1 : start;
}

/** What stands right behind the token before `end`. */
export function tailOf({ text, tokens }: Passage, end: number, length: number): string {
  const { end: at } = tokens[end - 1]!;
  return text.slice(at, at + length);
}
