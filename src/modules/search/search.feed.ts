import { headlineOf } from '../posts/headline.js';
import type { OutgoingFeed } from '../posts/post-feed.js';
import { itemOf } from '../posts/thread.feed.js';
import { excerptOf } from '../pages/words.js';
import type { ResultRow } from './results.query.js';
import { hrefOf } from './search.view.js';

/** The newest of what a query finds, as a feed. What its publisher removed is left out. */
export function searchFeed(text: string, rows: readonly ResultRow[]): OutgoingFeed {
  const standing = rows.filter((row) => row.goneAt === null);
  return {
    title: `Hustings: ${excerptOf(text, 90)}`,
    description: `The newest of what was said, as far as it is found by: ${text}`,
    feedPath: '/search',
    search: `?${new URLSearchParams({ q: text }).toString()}`,
    pagePath: hrefOf(text, 'date', null),
    updatedAt: new Date(Math.max(0, ...standing.map((row) => Math.max(row.sortAt, row.updatedAt ?? 0)))),
    items: standing.map((row) => {
      const root = row.rootId === null ? row : { title: row.rootTitle, text: row.rootText ?? '', url: row.rootUrl };
      return itemOf(row, headlineOf(root).text, row.rootId === null ? row.replies : null, row.rootId ?? row.id);
    }),
  };
}
