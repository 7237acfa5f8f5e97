import { headlineOf } from '../posts/headline.js';
import type { OutgoingFeed } from '../posts/post-feed.js';
import { itemOf } from '../posts/thread.feed.js';
import type { FeedRow } from './mentioning.query.js';

/** The newest messages that mention one. */
export function entityFeed({ slug, name }: { slug: string; name: string }, rows: readonly FeedRow[]): OutgoingFeed {
  return {
    title: `Hustings: ${name}`,
    description: `The newest of what mentions ${name}`,
    feedPath: `/entities/${slug}`,
    pagePath: `/entities/${slug}`,
    updatedAt: new Date(Math.max(0, ...rows.map((row) => Math.max(row.sortAt, row.updatedAt ?? 0)))),
    items: rows.map((row) => {
      const root = row.rootId === null ? row : { title: row.rootTitle, text: row.rootText ?? '', url: row.rootUrl };
      return itemOf(row, headlineOf(root).text, row.rootId === null ? row.replies : null, row.rootId ?? row.id);
    }),
  };
}
