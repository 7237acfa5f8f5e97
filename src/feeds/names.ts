/** Who has spoken in a thread so far, and by which names others may call them. */
import { NEVER_NAMES, NOBODY, WORD_NAMES } from './reply-words.js';

/** A word of a text, folded for comparing, with its place. */
export interface Token {
  word: string;
  start: number;
  end: number;
}

/** A name found in a text: whom it names, and how sure that is. */
export interface NameFound {
  /** Key of the speaker; of several with that name the one who spoke last. */
  speaker: string;
  /** Number of tokens. */
  length: number;
  /** False where only a part of the name is written. */
  isWhole: boolean;
  /** True where several speakers bear that name. */
  isShared: boolean;
  /** True where it is also an ordinary word. */
  isWord: boolean;
}

const NAME_TOKENS_MAX = 4;

/** Folds case, accents and compatibility forms: "Zoë" and "zoe" are one name. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The words of a text with their places, folded, at most `max`. */
export function tokensOf(text: string, max = Infinity): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(/[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*/gu)) {
    if (tokens.length >= max) break;
    tokens.push({ word: fold(match[0]), start: match.index, end: match.index + match[0].length });
  }
  return tokens;
}

/**
 * The key of whoever bears a name: two comments with one key are taken to be by one person.
 *
 * In: a name as published. Out: its words, folded; null where it names nobody ("Guest") or is missing.
 */
export function speakerKey(name: string | null): string | null {
  const tokens = tokensOf((name ?? '').slice(0, 200)).map(({ word }) => word);
  return tokens.length === 0 || (tokens.length === 1 && NOBODY.has(tokens[0] ?? '')) ? null : tokens.join(' ');
}

/**
 * True where a comment's author is, by name, the author of the post: the same name, the given name alone ("Dan" for "Dan Brown"), or the handle
 * that people make of it ("danbrown", "dbrown").
 */
export function isSamePerson(key: string | null, authorKey: string | null): boolean {
  if (key === null || authorKey === null) return false;
  return key === authorKey || isShortFor(key, authorKey) || isShortFor(authorKey, key);
}

function isShortFor(short: string, full: string): boolean {
  const [first = '', ...rest] = full.split(' ');
  const last = rest.at(-1);
  return (
    last !== undefined &&
    (short === givenName(full) || short === full.replaceAll(' ', '') || (last.length > 2 && short === first.charAt(0) + last))
  );
}

function givenName(key: string): string | null {
  const [first = '', ...rest] = key.split(' ');
  return rest.length > 0 && first.length > 1 && !NEVER_NAMES.has(first) && !NOBODY.has(first) ? first : null;
}

interface Bearers {
  /** The last two to speak who bear the name, latest last: enough to leave out whoever is speaking. */
  latest: string[];
  isShared: boolean;
}

/** The names of those who have spoken. Filled while a thread is read; each look-up takes constant time, however many have spoken. */
export class Speakers {
  private readonly byForm = new Map<string, Bearers>();
  private readonly byHandle = new Map<string, Bearers>();
  /** Names that their bearers write in lower case. */
  private readonly lowerCase = new Set<string>();

  /** Notes that someone has spoken, or may be spoken to. */
  add(key: string, name: string): void {
    const tokens = key.split(' ');
    const given = givenName(key);
    const forms = [...(tokens.length <= NAME_TOKENS_MAX ? [key] : []), ...(given === null ? [] : [given])];
    const handles = new Set([
      ...forms,
      tokens.join('').slice(0, 60),
      ...(tokens.length > 1 && tokens.length <= 3 ? [tokens.at(-1) ?? ''] : []),
    ]);
    for (const form of forms) note(this.byForm, form, key);
    for (const handle of handles) if (handle.length > 1) note(this.byHandle, handle, key);
    if (/^\p{Ll}/u.test(name.trim())) this.lowerCase.add(key);
  }

  /**
   * The name that begins at a token, the longest that fits.
   *
   * In: the tokens of a text, where to look, the text, who is speaking (nobody addresses themselves), and whether an `@` stands before it.
   * Out: whom it names, or null. Without an `@` a name has a capital, unless its bearer writes it without.
   */
  at(tokens: readonly Token[], index: number, text: string, own: string | null, isHandle: boolean): NameFound | null {
    const first = tokens[index];
    if (!first) return null;
    const forms = isHandle ? this.byHandle : this.byForm;
    for (let length = Math.min(NAME_TOKENS_MAX, tokens.length - index); length > 0; length--) {
      const last = tokens[index + length - 1];
      if (!last || !isOneName(text, tokens, index, length)) continue;
      const form = length === 1 ? first.word : joined(tokens, index, length);
      const bearers = forms.get(form);
      const speaker = bearers?.latest.findLast((key) => key !== own);
      if (!bearers || speaker === undefined) continue;
      if (length === 1 && !isHandle && NEVER_NAMES.has(form)) continue;
      if (!isHandle && /^\p{Ll}/u.test(text.slice(first.start)) && !this.lowerCase.has(speaker)) continue;
      return { speaker, length, isWhole: form === speaker, isShared: bearers.isShared, isWord: WORD_NAMES.has(form) };
    }
    return null;
  }
}

function note(forms: Map<string, Bearers>, form: string, key: string): void {
  const bearers = forms.get(form);
  if (!bearers) forms.set(form, { latest: [key], isShared: false });
  else if (bearers.latest.at(-1) !== key) {
    bearers.latest = [...bearers.latest.filter((other) => other !== key), key].slice(-2);
    bearers.isShared = bearers.latest.length > 1;
  }
}

/** Words of one name are parted by a space, a dot, a hyphen or an apostrophe, never by a comma or the end of a line. */
function isOneName(text: string, tokens: readonly Token[], index: number, length: number): boolean {
  for (let next = index + 1; next < index + length; next++) {
    const gap = text.slice(tokens[next - 1]?.end, tokens[next]?.start);
    if (gap.length > 3 || !/^[ .\-'’()&]*$/u.test(gap)) return false;
  }
  return true;
}

function joined(tokens: readonly Token[], index: number, length: number): string {
  return tokens
    .slice(index, index + length)
    .map(({ word }) => word)
    .join(' ');
}
