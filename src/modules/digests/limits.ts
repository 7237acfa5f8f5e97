import type { EditionLimits } from './edition.query.js';

/** How much of an edition is read, for a page and its like, and for a feed. */
export const LIMITS = {
  page: { conversations: 24, commentsEach: 40, sources: 16, postsEach: 5, characters: 700, html: false, sections: true },
  feed: { conversations: 40, commentsEach: 100, sources: 40, postsEach: 10, characters: 700, html: true, sections: false },
} satisfies Record<string, EditionLimits>;

export type Width = keyof typeof LIMITS;
