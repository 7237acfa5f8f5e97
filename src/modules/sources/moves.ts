/** Addresses that redirect for good (301, 308). They are followed at once, and kept only when that has held: a mistake of a server is soon mended. */
import type { EntityManager } from 'typeorm';
import { selectMany, updateOne } from '../database/bulk.js';
import { noteOnFeed } from './feed-notes.js';
import { FeedEntity } from './feed.entity.js';

/** When a new address is kept by itself. */
export const MOVE_KEPT = { pollsLeast: 5, afterMs: 3 * 86_400_000 } as const;

/** A longer one fits into no index, and is no feed's. */
const URL_LENGTH_MAX = 2000;

export type Move = Pick<FeedEntity, 'movedTo' | 'movedPolls' | 'movedSinceAt'>;

export const NOT_MOVED: Move = { movedTo: null, movedPolls: 0, movedSinceAt: null };

/** Where a feed has moved, after one more poll that read it. @param permanentUrl where it was redirected for good; null where it was not */
export function moveAfter(feed: Move & { url: string }, permanentUrl: string | null, now: Date): Move {
  if (permanentUrl === null || permanentUrl === feed.url || permanentUrl.length > URL_LENGTH_MAX) return NOT_MOVED;
  if (permanentUrl !== feed.movedTo) return { movedTo: permanentUrl, movedPolls: 1, movedSinceAt: now };
  return { movedTo: permanentUrl, movedPolls: feed.movedPolls + 1, movedSinceAt: feed.movedSinceAt };
}

/** Whether a move has held for long enough to be kept without asking. */
export function hasHeld({ movedPolls, movedSinceAt }: Move, now: Date): boolean {
  return movedSinceAt !== null && movedPolls >= MOVE_KEPT.pollsLeast && now.getTime() - movedSinceAt.getTime() >= MOVE_KEPT.afterMs;
}

/** Gives a feed its new address, and notes it; not where another feed has that address already. */
export async function takeAddress(
  manager: EntityManager,
  { id, url, movedTo }: Pick<FeedEntity, 'id' | 'url' | 'movedTo'>,
  why: string,
  now: Date,
): Promise<boolean> {
  if (movedTo === null || (await selectMany(manager, FeedEntity, 'url = ?', [movedTo], ['id'])).length > 0) return false;
  await updateOne(manager, FeedEntity, id, { url: movedTo, host: new URL(movedTo).host, ...NOT_MOVED });
  await noteOnFeed(manager, id, `Moved from ${url} to ${movedTo}: ${why}.`, now);
  return true;
}
