import type { FeedItem, OutgoingFeed } from '../posts/post-feed.js';
import { headlineOf } from '../posts/headline.js';
import { itemOf } from '../posts/thread.feed.js';
import type { EditionRows } from './edition.query.js';
import { hrefOf, linkTo } from './edition.view.js';
import { groupBy } from './group-by.js';
import type { Period } from './period.js';
import { leadersIn } from './story.view.js';

/**
 * An edition as a feed, under its own address or (`isStanding`) under the one that always holds the latest: each conversation's post, then
 * its comments of the period, then what else was published. A comment comes after what it answers, so that a reader that threads as it reads
 * finds the parent there.
 */
export function editionFeed(rows: EditionRows, period: Period, isStanding: boolean): OutgoingFeed {
  const roots = new Map(rows.roots.map((row) => [row.id, row]));
  const leaders = leadersIn(rows);
  const comments = groupBy(rows.comments, ({ rootId }) => leaders.get(rootId ?? 0) ?? rootId);
  const conversations = rows.conversations.flatMap(({ threadId, replies }): FeedItem[] => {
    const root = roots.get(threadId);
    if (!root) return [];
    const headline = headlineOf(root).text;
    const inOrder = [...(comments.get(threadId) ?? [])].sort((a, b) => a.sortAt - b.sortAt || a.position - b.position || a.id - b.id);
    return [itemOf(root, headline, replies, threadId), ...inOrder.map((row) => itemOf(row, headline, null, row.rootId ?? threadId))];
  });
  const items = [...conversations, ...rows.published.map((row) => itemOf(row, headlineOf(row).text, 0, row.id))];
  const { title } = linkTo(period);
  return {
    title: isStanding ? 'Hustings' : `Hustings: ${title}`,
    description: `The conversation between government and public: ${title}`,
    feedPath: isStanding ? '/digest' : hrefOf(period),
    pagePath: isStanding ? '/' : hrefOf(period),
    updatedAt: items.reduce((latest, item) => (item.updatedAt > latest ? item.updatedAt : latest), period.from),
    items,
  };
}
