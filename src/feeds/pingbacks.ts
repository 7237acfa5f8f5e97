/** Pingbacks and trackbacks that stand among the comments: links from other sites, and nobody's words. */
import type { Reference } from './platform.js';
import type { Post } from './types.js';

const CUT = String.raw`\[(?:\.\.\.|…)\]`;
const EXCERPT = new RegExp(`^${CUT}.*${CUT}$`, 's');

/** Longer words were written by someone: what pingbacks quote is a few lines. */
const EXCERPT_LENGTH_MAX = 1200;

/**
 * True for a comment that is a pingback, by what WordPress makes of every one: the words around the link, cut at both ends (`[...] words [...]`).
 * Names prove nothing: half of the sites that ping have no `»` in their titles, and some people do. Of 1,940 comments in feeds, 263 are such,
 * and none of them was written for the page.
 */
export function isPingback(post: Pick<Post, 'text' | 'kind'>): boolean {
  const { kind, text } = post;
  return kind === 'comment' && text.length <= EXCERPT_LENGTH_MAX && EXCERPT.test(text.trim());
}

/**
 * The reference that a pingback is. In: a comment for which {@link isPingback} holds, or that its platform calls a pingback or trackback. Out: the
 * page that links here; null where the document does not say which page that is (comment feeds give only its title).
 */
export function referenceFrom(post: Pick<Post, 'author' | 'text' | 'publishedAt'>): Reference | null {
  const { author, text, publishedAt } = post;
  return author?.url ? { url: author.url, title: author.name, excerpt: text || null, publishedAt } : null;
}
