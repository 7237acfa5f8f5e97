import { type EntityManager, In } from 'typeorm';
import type { Post } from '../../feeds/types.js';
import { insertMany, isOneOf, selectMany } from '../database/bulk.js';
import { FeedEntity } from '../sources/feed.entity.js';
import { newFeed } from '../sources/new-feed.js';
import type { DiscussionAddress } from '../sources/platforms.js';
import type { PostEntity } from './post.entity.js';

/** A post older than this, about whose comments nothing is said, is not worth a feed of its own: 9 in 10 comments come sooner, or move the count. */
const QUIET_AFTER_MS = 60 * 86_400_000;
/** What refused us is not asked again before, whatever happens in its thread. */
const REFUSED_FOR_MS = 7 * 86_400_000;
/** So many posts of a source whose discussion was refused, and none that was shown: the others would be refused too. */
const REFUSALS_MAX = 3;

/** A post of a document, and what was known of it before. */
export interface Met {
  id: number;
  post: Post;
  known: Pick<PostEntity, 'commentCount'> | null;
}

interface Wanted extends Met, DiscussionAddress {
  /** Its comments come from a feed too: this address is only worth asking when there is something to ask about. */
  isSecond: boolean;
}

/**
 * Where the comments of posts are found becomes rows of their own, polled by the age of their thread: the comment feed that a post names, and
 * the API or page in which its platform shows who answers whom. A count that rises wakes them up: the feed of posts tells sooner than the
 * schedule that somebody has answered. An API beside a comment feed sleeps until that feed, or the site's, has brought a comment.
 */
export async function wakeCommentFeeds(
  manager: EntityManager,
  sourceId: number,
  posts: Met[],
  now: Date,
  discussionOf: (post: Post) => DiscussionAddress | null = () => null,
): Promise<void> {
  const wanted = posts.flatMap((met) => addressesOf(met, discussionOf(met.post)));
  if (wanted.length === 0) return;
  const known = new Map(
    (
      await selectMany(
        manager,
        FeedEntity,
        isOneOf(manager, 'url'),
        [wanted.map(({ url }) => url)],
        ['id', 'url', 'reader', 'outcome', 'polledAt'],
      )
    ).map((feed) => [feed.url, feed]),
  );
  const unknown = wanted.filter(({ url, post }) => !known.has(url) && isWorthPolling(post, now));
  const refused = await refusedReaders(manager, sourceId, unknown, now);
  const fresh = new Map(unknown.filter(({ reader }) => reader === null || !refused.has(reader)).map((each) => [each.url, each]));
  await insertMany(
    manager,
    FeedEntity,
    [...fresh.values()].map(({ id, post, url, reader, isSecond }) =>
      newFeed(
        {
          sourceId,
          postId: id,
          url,
          role: 'comments',
          reader,
          title: post.title,
          siteUrl: post.url,
          state: isSecond ? 'retired' : 'active',
        },
        now,
      ),
    ),
  );
  const grown = wanted.filter((each) => (each.post.commentCount ?? 0) > (each.known?.commentCount ?? 0));
  const ids = grown.flatMap(({ url }) => known.get(url) ?? []).filter((feed) => !isShut(feed, now));
  if (ids.length > 0)
    await wake(
      manager,
      ids.map(({ id }) => id),
      now,
    );
}

/** New comments of a thread are a reason to ask its platform who answers whom. */
export async function wakeDiscussions(manager: EntityManager, threadIds: number[], besides: number | null, now: Date): Promise<void> {
  if (threadIds.length === 0) return;
  const condition = `${isOneOf(manager, 'post_id')} AND reader IS NOT NULL AND state = 'retired'`;
  const rows = await selectMany(manager, FeedEntity, condition, [threadIds], ['id', 'outcome', 'polledAt']);
  const ids = rows.filter((row) => row.id !== besides && !isShut(row, now)).map(({ id }) => id);
  if (ids.length > 0) await wake(manager, ids, now);
}

function addressesOf(met: Met, discussion: DiscussionAddress | null): Wanted[] {
  const { commentsFeedUrl } = met.post;
  const feed = commentsFeedUrl ? [{ ...met, url: commentsFeedUrl, reader: null, isSecond: false }] : [];
  return discussion === null || discussion.url === commentsFeedUrl ? feed : [...feed, { ...met, ...discussion, isSecond: feed.length > 0 }];
}

async function wake(manager: EntityManager, ids: number[], now: Date): Promise<void> {
  await manager.update(FeedEntity, { id: In(ids), state: In(['active', 'retired']) }, { state: 'active', nextPollAt: now });
}

/** A site that keeps its API closed keeps it closed for every post: three refusals are enough to see it. */
async function refusedReaders(manager: EntityManager, sourceId: number, wanted: Wanted[], now: Date): Promise<Set<string>> {
  const readers = [...new Set(wanted.flatMap(({ reader }) => reader ?? []))];
  if (readers.length === 0) return new Set();
  const asked = await selectMany(
    manager,
    FeedEntity,
    `source_id = ? AND ${isOneOf(manager, 'reader')} AND polled_at > ?`,
    [sourceId, readers, now.getTime() - REFUSED_FOR_MS],
    ['reader', 'outcome'],
  );
  return new Set(
    readers.filter((name) => {
      const rows = asked.filter(({ reader }) => reader === name);
      return rows.length >= REFUSALS_MAX && rows.every(({ outcome }) => outcome?.startsWith('refused') ?? false);
    }),
  );
}

function isShut({ outcome, polledAt }: Pick<FeedEntity, 'outcome' | 'polledAt'>, now: Date): boolean {
  const refused = outcome?.startsWith('refused') ?? false;
  return refused && polledAt !== null && now.getTime() - polledAt.getTime() < REFUSED_FOR_MS;
}

function isWorthPolling(post: Post, now: Date): boolean {
  const age = post.publishedAt ? now.getTime() - post.publishedAt.getTime() : 0;
  return age < QUIET_AFTER_MS || (post.commentCount ?? 0) > 0;
}
