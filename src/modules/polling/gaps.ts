import type { EntityManager } from 'typeorm';
import { insertMany, isOneOf, selectMany } from '../database/bulk.js';
import { PostEntity } from '../posts/post.entity.js';
import { FeedGapEntity } from '../sources/feed-gap.entity.js';
import type { FeedEntity } from '../sources/feed.entity.js';
import { outcomesOf } from '../sources/outcome-log.js';
import { gapOf, PINNED_SHARE, WINDOW_LEAST } from './gap.js';
import type { Brought } from './verdict.js';

/** Entries that are looked through for old ones with new names. */
const NEWEST_MAX = 300;

/**
 * Records a gap where a poll shows nothing of what the one before did, within the write that stores it. Nearly every poll shows at a glance
 * that it overlaps, and costs no statement.
 */
export async function noteGap(manager: EntityManager, feed: FeedEntity, brought: Brought | null, added: number, now: Date): Promise<void> {
  if (brought?.shows.kind !== 'window' || feed.polledAt === null || feed.entryHashes.length === 0) return;
  const { hashes } = brought.shows.window;
  const there = new Set(feed.entryHashes);
  const unchanged = hashes.filter((hash) => there.has(hash));
  if (hashes.length < Math.max(WINDOW_LEAST, there.size) || added < hashes.length / 2 || unchanged.length > PINNED_SHARE * hashes.length)
    return;
  const columns = ['urlKey', 'contentHash', 'entryHash', 'title', 'sortAt'] as const;
  const condition = `feed_id = ? AND seen_at <= ? ORDER BY sort_at DESC LIMIT ${NEWEST_MAX}`;
  const lookedAt = feed.polledAt.getTime();
  const newest = await selectMany(manager, PostEntity, condition, [feed.id, lookedAt], columns);
  const guids = brought.posts.map(({ guid }) => guid);
  // What was pushed between two polls is no sign that nothing else was published between them.
  const named = `source_id = ? AND kind IN ('post', 'comment') AND seen_at < ? AND (seen_at <= ? OR COALESCE(feed_id, 0) <> ?) AND ${isOneOf(manager, 'guid')}`;
  const known = await selectMany(manager, PostEntity, named, [feed.sourceId, now.getTime(), lookedAt, feed.id, guids], ['guid']);
  const dateOf = new Map(newest.map(({ entryHash, sortAt }) => [entryHash, sortAt]));
  const gap = gapOf(
    brought.posts.map(({ guid, urlKey, contentHash, title, publishedAt }) => ({ guid, urlKey, contentHash, title, at: publishedAt })),
    {
      // One that is not among the newest is older than they are.
      unchanged: unchanged.map((hash) => dateOf.get(hash) ?? new Date(0)),
      newest: newest.map(({ urlKey, contentHash, title, sortAt }) => ({ urlKey, contentHash, title, at: sortAt })),
      guids: new Set(known.map(({ guid }) => guid)),
      lookedAt: feed.polledAt,
      entriesMost: Math.max(...outcomesOf(feed.outcomes).map(({ entries }) => entries ?? 0), there.size),
    },
    now,
  );
  if (gap) await insertMany<Omit<FeedGapEntity, 'id'>>(manager, FeedGapEntity, [{ feedId: feed.id, ...gap, foundAt: now }]);
}
