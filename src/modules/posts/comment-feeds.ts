import { type EntityManager, In } from 'typeorm';
import type { Post } from '../../feeds/types.js';
import { insertMany, isOneOf, selectMany } from '../database/bulk.js';
import { FeedEntity } from '../sources/feed.entity.js';
import { newFeed } from '../sources/new-feed.js';
import type { PostEntity } from './post.entity.js';

/** A post older than this, about whose comments nothing is said, is not worth a feed of its own: 9 in 10 comments come sooner, or move the count. */
const QUIET_AFTER_MS = 60 * 86_400_000;

/**
 * The comment feeds that posts name become feeds of their own, polled by the age of their thread. A count that rises wakes the feed up:
 * the post feed tells sooner than the schedule that somebody has answered.
 */
export async function wakeCommentFeeds(
  manager: EntityManager,
  sourceId: number,
  posts: { id: number; post: Post; known: PostEntity | null }[],
  now: Date,
): Promise<void> {
  const named = posts.flatMap(({ id, post, known }) => (post.commentsFeedUrl ? [{ id, post, known, url: post.commentsFeedUrl }] : []));
  if (named.length === 0) return;
  const known = new Set(
    (await selectMany(manager, FeedEntity, isOneOf(manager, 'url'), [named.map(({ url }) => url)], ['url'])).map((feed) => feed.url),
  );
  const fresh = new Map(named.filter(({ url, post }) => !known.has(url) && isWorthPolling(post, now)).map((each) => [each.url, each]));
  await insertMany(
    manager,
    FeedEntity,
    [...fresh.values()].map(({ id, post, url }) =>
      newFeed({ sourceId, postId: id, url, role: 'comments', title: post.title, siteUrl: post.url }, now),
    ),
  );
  const woken = named.filter((each) => known.has(each.url) && (each.post.commentCount ?? 0) > (each.known?.commentCount ?? 0));
  if (woken.length > 0) {
    await manager.update(
      FeedEntity,
      { url: In(woken.map(({ url }) => url)), state: In(['active', 'retired']) },
      { state: 'active', nextPollAt: now },
    );
  }
}

function isWorthPolling(post: Post, now: Date): boolean {
  const age = post.publishedAt ? now.getTime() - post.publishedAt.getTime() : 0;
  return age < QUIET_AFTER_MS || (post.commentCount ?? 0) > 0;
}
