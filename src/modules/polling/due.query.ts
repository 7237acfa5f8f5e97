import { selectMany } from '../database/bulk.js';
import type { Database } from '../database/database.js';
import { FeedEntity } from '../sources/feed.entity.js';

/** Hosts that have a due feed, longest overdue first. */
export async function dueHosts(database: Database, now: Date): Promise<string[]> {
  const rows = await database.manager
    .createQueryBuilder(FeedEntity, 'feed')
    .select('feed.host', 'host')
    .addSelect('MIN(feed.next_poll_at)', 'due')
    .where("feed.state = 'active' AND feed.next_poll_at <= :now", { now: now.getTime() })
    .groupBy('feed.host')
    .orderBy('due')
    .getRawMany<{ host: string }>();
  return rows.map(({ host }) => host);
}

export function countDue(database: Database, now: Date): Promise<number> {
  return dueFeeds(database, now).getCount();
}

/** The pause in seconds that a host is given: the longest that an admin set for one of its feeds, whichever of them is asked. */
export async function spacingOf(database: Database, host: string): Promise<number> {
  const condition = `host = ? AND state = 'active' AND settings LIKE '%"spacingSeconds"%'`;
  const feeds = await selectMany(database.manager, FeedEntity, condition, [host], ['settings']);
  return Math.max(0, ...feeds.map(({ settings }) => settings.spacingSeconds ?? 0));
}

/** How many feeds are due, and since when the first of them waits; null where none is. */
export async function waitingFeeds(database: Database, now: Date): Promise<{ count: number; sinceAt: Date | null }> {
  const row = await dueFeeds(database, now)
    .select('COUNT(*)', 'count')
    .addSelect('MIN(feed.next_poll_at)', 'since')
    .getRawOne<{ count: number; since: number | null }>();
  return { count: Number(row?.count ?? 0), sinceAt: row?.since ? new Date(Number(row.since)) : null };
}

/** The feed of a host that has been due longest. */
export async function nextDueFeed(database: Database, host: string, now: Date): Promise<FeedEntity | null> {
  const condition = `host = ? AND state = 'active' AND next_poll_at <= ? ORDER BY next_poll_at, id LIMIT 1`;
  const [feed] = await selectMany(database.manager, FeedEntity, condition, [host, now.getTime()]);
  return feed ?? null;
}

function dueFeeds(database: Database, now: Date) {
  return database.manager
    .createQueryBuilder(FeedEntity, 'feed')
    .where("feed.state = 'active' AND feed.next_poll_at <= :now", { now: now.getTime() });
}
