import { cleanHtml } from '../../feeds/html.js';

/** A stretch of a text that repeats another's words. */
export interface Stretch {
  start: number;
  end: number;
}

const WORDS_MIN = 4;
/** Each mention is compared with each of them. */
const QUOTATIONS_MAX = 1000;
/** Longer words in quotation marks are a mark that was never closed. */
const LENGTH_MAX = 2000;
/** Straight marks look the same at both ends: one that opens stands behind a space and before a word. */
const PAIRS: [mark: string, pair: RegExp][] = [
  ['“', /“[^“”]{1,2000}”/g],
  ['«', /«[^«»]{1,2000}»/g],
  ['"', /(?<=^|[\s(])"(?=\S)[^"\n]{1,2000}(?<=\S)"/g],
  ['‘', /(?<=^|[\s(])‘(?=\S)(?:[^‘’]|’(?=\p{L})){1,400}’(?!\p{L})/gu],
  ["'", /(?<=^|[\s(])'(?=\S)(?:[^'\n]|'(?=\p{L})){1,400}'(?!\p{L})/gu],
];
const QUOTED_LINES = /^[^\S\n]{0,3}>.*$/gm;

/**
 * In: a text, and the safe markup that it comes from.
 * Out: where it quotes: words in quotation marks (a name alone in them is no quotation), lines that begin with `>`, and block quotations.
 */
export function quotationsIn(text: string, html: string): Stretch[] {
  const found: Stretch[] = [];
  for (const [mark, pair] of PAIRS) {
    if (!text.includes(mark)) continue;
    for (const match of text.matchAll(pair))
      if (match[0].length <= LENGTH_MAX && wordCount(match[0]) >= WORDS_MIN) found.push(stretch(match.index, match[0]));
  }
  if (text.includes('>')) for (const match of text.matchAll(QUOTED_LINES)) found.push(stretch(match.index, match[0]));
  if (html.includes('<blockquote')) found.push(...blocksIn(text, html));
  return found.slice(0, QUOTATIONS_MAX);
}

function stretch(start: number, words: string): Stretch {
  return { start, end: start + words.length };
}

function wordCount(text: string): number {
  return text.split(/\s+/).length;
}

/** The text of an outermost block quotation stands in the text as it does alone; it is looked for behind the one before. */
function blocksIn(text: string, html: string): Stretch[] {
  const found: Stretch[] = [];
  let [depth, from, at] = [0, 0, 0];
  for (const match of html.matchAll(/<(\/?)blockquote\b[^<>]*>/gi)) {
    if (match[1] === '') {
      if (depth++ === 0) from = match.index;
      continue;
    }
    depth = Math.max(0, depth - 1);
    if (depth > 0) continue;
    for (const paragraph of cleanHtml({ type: 'html', value: html.slice(from, match.index), base: null }).text.split('\n')) {
      const start = paragraph.trim() === '' ? -1 : text.indexOf(paragraph, at);
      if (start < 0) continue;
      found.push(stretch(start, paragraph));
      at = start + paragraph.length;
    }
  }
  return found;
}
