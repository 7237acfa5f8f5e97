/**
 * Rules that rule a mention out by what stands around it:
 *
 *   after:bonds          directly behind it, with no comma between  "treasury bonds"
 *   before:irish         directly before it                         "Irish Labour"
 *   near/4:cambridge     within so many words of it (5 without a number)
 *   anywhere:maternity   anywhere in the post
 *   bus                  directly behind or before
 *
 * A phrase may be several words. `1600..1899` is any number from one to the other: "the Tories of 1834". `=US` is a word in that very case.
 */
import { type Token, tokenise } from './tokens.js';

const NEAR_WORDS = 5;
const NEAR_WORDS_MAX = 50;
const RULE = /^(?:(after|before|anywhere|near)(?:\/(\d{1,3}))?:)?\s*(.*)$/su;

type Word = { folded: string } | { exact: string } | { from: number; to: number };

interface Rule {
  where: 'after' | 'before' | 'near' | 'anywhere' | 'beside';
  within: number;
  words: Word[];
}

/** A rule as it is written, or null for one that says nothing. */
function readRule(written: string): Rule | null {
  const [, where = 'beside', within, phrase = ''] = RULE.exec(written.trim()) ?? [];
  const words = phrase.split(/\s+/).flatMap(wordsOf);
  if (words.length === 0 || (within !== undefined && where !== 'near')) return null;
  return { where: where as Rule['where'], within: Math.min(Number(within ?? NEAR_WORDS), NEAR_WORDS_MAX), words };
}

function wordsOf(written: string): Word[] {
  const [, from, to] = /^(\d{1,9})\.\.(\d{1,9})$/.exec(written) ?? [];
  if (from && to) return [{ from: Number(from), to: Number(to) }];
  if (written.startsWith('=')) return tokenise(written.slice(1)).map(({ exact }) => ({ exact }));
  return tokenise(written).map(({ folded }) => ({ folded }));
}

/** Null where a rule can be used, else a sentence. */
export function problemOfRule(written: string): string | null {
  return readRule(written) === null
    ? `The excluding rule “${written}” says nothing. Write words, or after:words, before:words, near/5:words, anywhere:words.`
    : null;
}

/** The rules of one entity. A look costs as much as the rules and their distances, not the length of the text. */
export class Exclusions {
  private readonly rules: Rule[];

  constructor(written: readonly string[]) {
    this.rules = written.map(readRule).filter((rule) => rule !== null);
  }

  /** Does a rule forbid the tokens from `start` to before `end`? */
  forbid(tokens: readonly Token[], start: number, end: number): boolean {
    return this.rules.some(({ where, within, words }) => {
      if (where === 'after') return isBehind(tokens, end, words);
      if (where === 'before') return isBefore(tokens, start, words);
      if (where === 'beside') return isBehind(tokens, end, words) || isBefore(tokens, start, words);
      if (where === 'near') return isWithin(tokens, start - within, end + within, words);
      return false;
    });
  }

  /** Is there a rule that no post with these words mentions the entity? */
  forbidAll(tokens: readonly Token[]): boolean {
    return this.rules.some(({ where, words }) => where === 'anywhere' && isWithin(tokens, 0, tokens.length, words));
  }
}

function isBehind(tokens: readonly Token[], end: number, words: Word[]): boolean {
  return tokens[end]?.before === 'nothing' && stands(tokens, end, words);
}

function isBefore(tokens: readonly Token[], start: number, words: Word[]): boolean {
  return tokens[start]?.before === 'nothing' && stands(tokens, start - words.length, words);
}

function isWithin(tokens: readonly Token[], from: number, to: number, words: Word[]): boolean {
  for (let at = Math.max(0, from); at <= Math.min(tokens.length, to) - words.length; at++) if (stands(tokens, at, words)) return true;
  return false;
}

function stands(tokens: readonly Token[], at: number, words: Word[]): boolean {
  return at >= 0 && words.every((word, index) => isWord(tokens[at + index], word));
}

function isWord(token: Token | undefined, word: Word): boolean {
  if (!token) return false;
  if ('folded' in word) return token.folded === word.folded;
  if ('exact' in word) return token.exact === word.exact;
  const number = /^\d{1,9}/.exec(token.folded);
  return number !== null && Number(number[0]) >= word.from && Number(number[0]) <= word.to;
}
