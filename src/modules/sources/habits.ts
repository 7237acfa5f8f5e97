import type { EntityManager } from 'typeorm';
import type { FeedEntity } from './feed.entity.js';
import { habitOf, SILENCE } from './silence.js';

/** How long a feed is used to be silent, by what is stored of it now. Those posts that bear a date to come are left out. */
export async function habitOfFeed(manager: EntityManager, feedId: number, now: Date): Promise<Pick<FeedEntity, 'habit' | 'silentAt'>> {
  const rows = await manager.sql<{ at: number }[]>`
    SELECT sort_at AS at FROM post WHERE feed_id = ${feedId} AND sort_at <= ${now.getTime()}
     ORDER BY sort_at DESC LIMIT ${SILENCE.gapsMost + 1}`;
  const habit = habitOf(rows.map(({ at }) => at));
  if (habit === null) return { habit: { lastMs: null, usualMs: null, longestMs: null }, silentAt: null };
  const { lastAt: lastMs, usualMs, longestMs, silentAt } = habit;
  return { habit: { lastMs, usualMs, longestMs }, silentAt: new Date(silentAt) };
}
