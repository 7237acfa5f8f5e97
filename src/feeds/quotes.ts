/** Words that a comment repeats from an earlier one: found in quotations, and looked for in what others have said in their own words. */
import { cleanHtml } from './html.js';
import { fold } from './names.js';

/** A comment parted into what it says itself and what it quotes. */
export interface Parts {
  /** Its own words: without block quotations. */
  own: string;
  quotes: Quote[];
}

export interface Quote {
  text: string;
  /** True for a block quotation, marked as such; false for words in quotation marks, which may be anything. */
  isMarked: boolean;
}

/** Fewer words than this are a phrase that anyone may use. */
const MARKED_WORDS_MIN = 4;
const INLINE_WORDS_MIN = 6;
/** Words in a row that are compared at once. */
const SHINGLE = 4;
/** The share of a quotation that must be found in one comment: quoting leaves out and mistypes. */
const CONTAINMENT_MIN = 0.8;
/** Of those who said the same words the latest are remembered. */
const SAYERS_MAX = 8;
const QUOTES_MAX = 20;
const QUOTE_WORDS_MAX = 400;

/** In the postings: the post itself. */
export const POST = -1;

const INLINE_QUOTE = /[“"«„]([^“”"«»„\n]{20,2000})[”"»“]/gu;

/**
 * Parts a comment.
 *
 * In: its text and, where there is one, its safe markup. Out: own words and quotations. Block quotations are `blockquote` and `q` elements and
 * lines that begin with `>`; a quotation within a quotation belongs to neither. Linear.
 */
export function partsOf(text: string, html?: string): Parts {
  const marked = markedIn(html);
  const { own, quoted } = linesOf(marked ? textOf(marked.own) : text);
  const quotes = [...(marked?.quoted.map(ownLines) ?? []), ...quoted].map((quote) => ({ text: quote, isMarked: true }));
  for (const match of own.matchAll(INLINE_QUOTE)) quotes.push({ text: match[1] ?? '', isMarked: false });
  return { own: own.trim(), quotes: quotes.slice(0, QUOTES_MAX) };
}

/**
 * What a post says itself.
 *
 * In and out: the text and markup of {@link partsOf}, and its own words alone. Half as dear, since no quotation is read. Linear; never throws.
 */
export function ownWordsOf(text: string, html?: string): string {
  const marked = markedIn(html);
  return linesOf(marked ? textOf(marked.own) : text).own.trim();
}

function markedIn(html: string | undefined): { own: string; quoted: string[] } | null {
  return html !== undefined && /<(?:blockquote|q)\b/i.test(html) ? elementsOf(html) : null;
}

function ownLines(html: string): string {
  return linesOf(textOf(html)).own;
}

function textOf(html: string): string {
  return cleanHtml({ type: 'html', value: html, base: null }).text;
}

/** Takes the outermost quoting elements out of markup; what they quote in turn is dropped. */
function elementsOf(html: string): { own: string; quoted: string[] } {
  const own: string[] = [];
  const quoted: string[] = [];
  let [depth, from, piece] = [0, 0, ''];
  for (const match of html.matchAll(/<(\/?)(?:blockquote|q)\b[^<>]*>/gi)) {
    const before = html.slice(from, match.index);
    if (depth === 0) own.push(before);
    else if (depth === 1) piece += ` ${before}`;
    depth = Math.max(0, depth + (match[1] === '/' ? -1 : 1));
    if (depth === 0 && piece !== '') {
      quoted.push(piece);
      piece = '';
      own.push('\n\n');
    }
    from = match.index + match[0].length;
  }
  if (depth === 0) own.push(html.slice(from));
  else quoted.push(piece + html.slice(from));
  return { own: own.join(''), quoted };
}

/** Parts lines that begin with `>` from the others; those with two are quotations of quotations. */
function linesOf(text: string): { own: string; quoted: string[] } {
  if (!text.includes('>')) return { own: text, quoted: [] };
  const own: string[] = [];
  const quoted: string[] = [];
  let piece: string[] = [];
  const close = (): void => {
    if (piece.length > 0) quoted.push(piece.join(' '));
    piece = [];
  };
  for (const line of text.split('\n')) {
    const mark = /^\s{0,3}>(?!>|\s*>|[._)-])\s?/.exec(line);
    if (mark) piece.push(line.slice(mark[0].length));
    else if (!/^\s{0,3}>\s*>/.test(line)) {
      close();
      own.push(line);
    }
  }
  close();
  return { own: own.join('\n'), quoted };
}

/** Who said which words, for the words that are quoted somewhere in a thread: no others are remembered, so a long thread stays light. */
export class QuoteIndex {
  private readonly sayers = new Map<string, number[]>();

  /** In: the parts of all comments of the thread. */
  constructor(parts: readonly Parts[]) {
    for (const { quotes } of parts) for (const quote of quotes) for (const shingle of shinglesOf(quote) ?? []) this.sayers.set(shingle, []);
  }

  /** Notes what a comment (by its place) or the post says in its own words. */
  add(place: number, own: string): void {
    if (this.sayers.size === 0) return;
    const words = wordsOf(own.replace(INLINE_QUOTE, ' … '));
    for (let at = 0; at + SHINGLE <= words.length; at++) {
      const sayers = this.sayers.get(words.slice(at, at + SHINGLE).join(' '));
      if (!sayers || sayers.at(-1) === place) continue;
      sayers.push(place);
      // The post, which stands first, is never forgotten.
      if (sayers.length > SAYERS_MAX) sayers.splice(sayers[0] === POST ? 1 : 0, 1);
    }
  }

  /** The place of the latest comment that said the quoted words, `POST` where the post did, or null where nobody known did. */
  find(quote: Quote): number | null {
    const shingles = shinglesOf(quote);
    if (!shingles) return null;
    const counts = new Map<number, number>();
    for (const shingle of shingles) for (const place of this.sayers.get(shingle) ?? []) counts.set(place, (counts.get(place) ?? 0) + 1);
    const found = [...counts].filter(([, count]) => count >= CONTAINMENT_MIN * shingles.length).map(([place]) => place);
    return found.length === 0 ? null : found.includes(POST) ? POST : Math.max(...found);
  }
}

/** Each run of words of a quotation once; null for one that is too short. */
function shinglesOf({ text, isMarked }: Quote): string[] | null {
  const words = wordsOf(text).slice(0, QUOTE_WORDS_MAX);
  if (words.length < (isMarked ? MARKED_WORDS_MIN : INLINE_WORDS_MIN)) return null;
  const shingles = new Set<string>();
  for (let at = 0; at + SHINGLE <= words.length; at++) shingles.add(words.slice(at, at + SHINGLE).join(' '));
  return [...shingles];
}

/** Words in any script: where none are parted by spaces, each character is one. */
function wordsOf(text: string): string[] {
  return fold(text).match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}]+/gu) ?? [];
}
