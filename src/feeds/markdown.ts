/** Markdown, which the APIs of some platforms give where their pages show HTML. */
import MarkdownIt from 'markdown-it';
import type { Markup } from './types.js';

/** Longer texts are shown as they were written: parsing nests, and no comment is so long. */
const LENGTH_MAX = 100_000;

/** As these platforms read it: HTML in it stays text, and bare addresses become links. */
const reader = new MarkdownIt({ html: false, linkify: true });

/**
 * A text in Markdown as HTML, for `cleanHtml` like all markup of others.
 * @param base what its relative links are relative to
 */
export function markdown(value: string | null, base: string | null = null): Markup {
  if (value === null || value.length > LENGTH_MAX) return { type: 'text', value: value ?? '', base };
  return { type: 'html', value: reader.render(value), base };
}
