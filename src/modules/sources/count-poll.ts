import type { EntityManager } from 'typeorm';

const DAY_MS = 86_400_000;

/** The day of UTC in which an instant falls, as `feed_day` numbers them. */
export function dayOf(at: Date): number {
  return Math.floor(at.getTime() / DAY_MS);
}

/** Counts one poll of a feed for its day, within the write of that poll. */
export async function countPoll(manager: EntityManager, feedId: number, isFailure: boolean, at: Date): Promise<void> {
  await manager.sql`
    INSERT INTO feed_day (feed_id, day, polls, failures) VALUES (${feedId}, ${dayOf(at)}, 1, ${isFailure ? 1 : 0})
    ON CONFLICT (feed_id, day) DO UPDATE SET polls = feed_day.polls + 1, failures = feed_day.failures + excluded.failures`;
}
