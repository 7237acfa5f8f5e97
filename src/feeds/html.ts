/** Publishers' markup: made safe, read as text, searched for links. The second fence is the Content-Security-Policy of the pages. */
import sanitizeHtml from 'sanitize-html';
import type { Markup } from './types.js';
import { readMarkup } from './html-reader.js';
import { SANITISER_OPTIONS, VOID_ELEMENTS } from './html-rules.js';
import { escapeText, type CleanHtml } from './html-writer.js';

export type { CleanHtml } from './html-writer.js';

/** The sanitiser looks through all open elements for each closing tag; past this many, a body is an attack and is kept as text alone. */
const OPEN_ELEMENTS_MAX = 2000;

/**
 * A body as it may be shown: safe markup, the same words as plain text, and its links, from one walk.
 *
 * In: markup of a publisher, with what its links are relative to. Type `text` is not markup: it is escaped, its blank lines part paragraphs,
 * its line breaks are kept, its addresses become links.
 * Out: `html` has only the elements of `html-rules.ts`, closed and properly nested; links to http, https and mailto alone, marked
 * `nofollow ugc noopener`; images without style and loaded late; no tracking pixels, scripts, forms, frames or drawings. `text` parts
 * blocks by a blank line, marks list items, and keeps what smileys mean. `links` has each page once, by its canonical key.
 * Never throws; time is linear in the length, whatever the markup. Given its own `html` again, it gives the same.
 */
export function cleanHtml(markup: Markup): CleanHtml {
  const source = markup.type === 'html' ? markup.value : textAsHtml(markup.value);
  const simple = readMarkup(source, markup.base, 'strict');
  if (simple) return simple;
  const tame = isBounded(source) ? sanitizeHtml(source, SANITISER_OPTIONS) : withoutTags(source).replaceAll('<', '&lt;');
  return readMarkup(tame, markup.base, 'lenient') ?? { html: '', text: '', links: [] };
}

/**
 * One line of plain text, for titles and names.
 *
 * In: markup. Out: its words, entities read once, space folded; '' where there are none. Never throws.
 */
export function plainText(markup: Markup): string {
  const isPlain = markup.type === 'text' || !/[<&]/.test(markup.value);
  const text = isPlain ? markup.value.replace(/[\0-\x08\x0e-\x1f\x7f]/g, '') : cleanHtml(markup).text;
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * The beginning of a text.
 *
 * In: plain text and the most characters to give (UTF-16 units, the ellipsis included). Out: the text with its space folded, whole where it
 * fits, else cut after a word with `…`; a first word that is too long is cut within, never within a character.
 */
export function excerpt(text: string, maxChars: number): string {
  // No more than this can matter, however long the text is.
  const folded = text
    .slice(0, maxChars * 4 + 200)
    .replace(/\s+/g, ' ')
    .trim();
  if (folded.length <= maxChars && text.length <= maxChars * 4 + 200) return folded;
  const room = folded.slice(0, Math.max(0, maxChars - 1));
  const space = folded[room.length] === ' ' ? room.length : room.lastIndexOf(' ');
  const cut = space > 0 ? room.slice(0, space) : room.replace(/[\ud800-\udbff]$/, '');
  return `${cut.replace(/[\s.,;:–—-]+$/, '')}…`;
}

function textAsHtml(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[^\S\n]*(?:\n[^\S\n]*)+/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${escapeText(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('\n');
}

/**
 * False where so many elements stay open that a stack of them is no longer cheap to search: what a parser should not be given.
 *
 * In: markup. Out: whether it is safe to parse. Counts by name, so it takes no stack itself; linear.
 */
export function isBounded(source: string): boolean {
  const open = new Map<string, number>();
  let total = 0;
  for (const [, slash, name = ''] of source.matchAll(/<(\/?)([a-z][^\s/>]{0,40})/gi)) {
    const key = name.toLowerCase();
    if (VOID_ELEMENTS.has(key)) continue;
    const count = open.get(key) ?? 0;
    if (slash && count === 0) continue;
    open.set(key, count + (slash ? -1 : 1));
    total += slash ? -1 : 1;
    if (total > OPEN_ELEMENTS_MAX) return false;
  }
  return true;
}

/** What stands outside tags. A `<` without a `>` is a sign like any other. */
function withoutTags(source: string): string {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const start = source.indexOf('<', at);
    const end = start < 0 ? -1 : source.indexOf('>', start);
    if (end < 0) break;
    parts.push(source.slice(at, start));
    at = end + 1;
  }
  parts.push(source.slice(at));
  return parts.join(' ');
}
