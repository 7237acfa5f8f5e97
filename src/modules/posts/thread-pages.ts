/** How a thread is cut into pages, and where each of its messages is found. */

/** A page of more is slow to load on a phone; nearly every thread has fewer, and stands on one page. */
export const COMMENTS_PER_PAGE = 500;

/** The place of a message on its page. */
export function anchorOf(id: number): string {
  return `post-${id}`;
}

export function pagesOf(comments: number): number {
  return Math.max(1, Math.ceil(comments / COMMENTS_PER_PAGE));
}

/** The page, from 1, that holds the comment at a place in reading order, from 0. */
export function pageOfPlace(place: number): number {
  return Math.floor(Math.max(0, place) / COMMENTS_PER_PAGE) + 1;
}

export function pageHref(threadId: number, page: number): string {
  return page === 1 ? `/threads/${threadId}` : `/threads/${threadId}?page=${page}`;
}

/** The page that an address asks for: 1 where it says none, null for what is no page of a thread with so many comments. */
export function parsePage(text: unknown, comments: number): number | null {
  if (text === undefined) return 1;
  const page = typeof text === 'string' && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : 0;
  return page >= 1 && page <= pagesOf(comments) ? page : null;
}
