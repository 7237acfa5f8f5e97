/** What feeds of comments call themselves. */

/**
 * The title of the post whose comments a feed holds.
 *
 * In: the title of the feed, as WordPress and others make it in their languages: `Comments on: TITLE`, `Kommentare zu: TITLE`, `Comments on TITLE`.
 * Out: the post's title; the whole where it has no such beginning, null where there is none. A beginning is up to three words before a colon,
 * and only in a feed that is known to be of one post's comments.
 */
export function postTitleOf(feedTitle: string | null): string | null {
  const title = feedTitle?.trim() ?? '';
  const rest = /^comments (?:on|for):?\s+(.+)$/is.exec(title)?.[1] ?? /^\p{L}+(?:\s+\p{L}+){0,2}\s?:\s+(.+)$/su.exec(title)?.[1] ?? title;
  return rest.trim() || null;
}
