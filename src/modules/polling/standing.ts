/** What a poll tells of the feed itself, beside what it brought. */
import type { EntityManager } from 'typeorm';
import { updateOne } from '../database/bulk.js';
import type { Ingested } from '../posts/ingest.js';
import { FeedEntity } from '../sources/feed.entity.js';
import { habitOfFeed } from '../sources/habits.js';
import { hasHeld, moveAfter, takeAddress } from '../sources/moves.js';
import type { PollOutcome } from '../sources/outcome-log.js';
import type { Verdict } from './verdict.js';

/** A poll for the log of its feed. */
export function outcomeOf(
  { result, outcome, message, brought, bytes, permanentUrl }: Verdict,
  { added, revised }: Pick<Ingested, 'added' | 'revised'>,
  durationMs: number,
  at: Date,
): PollOutcome {
  const kind = result === 'fetched' ? (added + revised > 0 ? 'new' : 'nothing-new') : outcome;
  const entries = brought === null ? null : brought.shows.kind === 'window' ? brought.shows.window.hashes.length : brought.posts.length;
  return { at, kind, isMoved: typeof permanentUrl === 'string', entries, added, revised, durationMs, bytes: bytes ?? null, message };
}

/** The habit of a feed of a whole site, where this poll may have changed it, or nobody has looked yet. */
export async function learned(
  manager: EntityManager,
  { id, postId, habit }: FeedEntity,
  added: number,
  now: Date,
): Promise<Pick<FeedEntity, 'habit' | 'silentAt'> | object> {
  return postId === null && (added > 0 || habit === null) ? habitOfFeed(manager, id, now) : {};
}

/**
 * Counts a redirect for good, and keeps the new address once that has held. Comment feeds of single posts and what an API is asked stay where
 * they are: their addresses are found anew with each post.
 */
export async function followMove(manager: EntityManager, feed: FeedEntity, { permanentUrl }: Verdict, now: Date): Promise<void> {
  if (permanentUrl === undefined || feed.postId !== null || feed.reader !== null) return;
  if (permanentUrl === null && feed.movedTo === null) return;
  const move = moveAfter(feed, permanentUrl, now);
  if (hasHeld(move, now) && (await takeAddress(manager, { ...feed, ...move }, `the redirect held for ${move.movedPolls} polls`, now)))
    return;
  await updateOne(manager, FeedEntity, feed.id, move);
}
