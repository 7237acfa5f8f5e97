import { webUrl } from '../pages/web-url.js';
import { excerptOf } from '../pages/words.js';
import { languageOf } from './body.js';
import { headlineOf } from './headline.js';
import type { FeedItem, OutgoingFeed } from './post-feed.js';
import { speakerOf } from './speaker.js';
import type { ThreadRow } from './thread.query.js';

/** One thread as a feed, newest first, as readers of feeds expect: its post and its newest comments, of `comments` altogether. */
export function threadFeed(rows: readonly ThreadRow[], rootId: number, comments: number): OutgoingFeed {
  const root = rows.find((row) => row.id === rootId);
  if (!root) throw new Error(`Thread ${rootId} is without its post`);
  const headline = headlineOf(root).text;
  const newest = [...rows]
    .filter((row) => row.goneAt === null)
    .sort((a, b) => b.sortAt - a.sortAt || b.position - a.position || b.id - a.id);
  return {
    title: `${excerptOf(headline, 90)} – Hustings`,
    description: `A post of ${root.sourceTitle} and its comments`,
    feedPath: `/threads/${rootId}`,
    pagePath: `/threads/${rootId}`,
    updatedAt: new Date(newest[0]?.sortAt ?? root.sortAt),
    items: newest.map((row) => itemOf(row, headline, row.id === rootId ? comments : null, rootId)),
  };
}

/** What a feed item needs of a row; the digest's rows have it too. */
export type ItemRow = Omit<
  ThreadRow,
  'seenAt' | 'parentUrl' | 'replyBasis' | 'replyConfidence' | 'commentsUrl' | 'commentCount' | 'enclosures' | 'revisionCount' | 'judgements'
>;

export function itemOf(row: ItemRow, threadHeadline: string, replies: number | null, threadId: number): FeedItem {
  const speaker = speakerOf(row);
  return {
    id: row.id,
    parentId: row.id === threadId ? null : (row.parentId ?? threadId),
    threadId,
    title: row.id === threadId ? threadHeadline : `${speaker.name} on ${excerptOf(threadHeadline, 80)}`,
    html: row.html,
    authorName: speaker.name,
    sourceTitle: row.sourceTitle,
    originalUrl: webUrl(row.url),
    at: new Date(row.sortAt),
    updatedAt: new Date(Math.max(row.sortAt, row.updatedAt ?? 0)),
    replies,
    language: languageOf(row.language),
  };
}
