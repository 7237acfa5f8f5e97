import type { FeedState } from '../sources/feed.entity.js';
import { type Covered, HOUR_MS, WINDOWS } from './spike.js';

const DAY_MS = 24 * HOUR_MS;

/** A feed of a whole site, and how its polls went on one day; without a day, where it was not polled in this time. */
export interface FeedDay {
  feedId: number;
  sourceId: number;
  createdAt: number;
  state: FeedState;
  /** Days since 1970 in UTC. */
  day: number | null;
  polls: number;
  failures: number;
}

/**
 * The sources that were read throughout a window and all that it is compared with: each of their feeds was there before, and on each day it was read.
 * For the hour, no poll of its days may have failed: a feed that is back after some hours looks like people who speak again.
 */
export function coveredSources(rows: readonly FeedDay[], now: number): Covered {
  const feeds = new Map<number, FeedDay[]>();
  for (const row of rows) feeds.set(row.feedId, [...(feeds.get(row.feedId) ?? []), row]);
  // One that is no longer polled, and was not in this time, takes nothing away.
  const polled = [...feeds.values()].filter(([feed]) => feed!.day !== null || feed!.state === 'active');
  const bySource = new Map<number, FeedDay[][]>();
  for (const feed of polled) bySource.set(feed[0]!.sourceId, [...(bySource.get(feed[0]!.sourceId) ?? []), feed]);
  const whole = (holds: (feed: FeedDay[]) => boolean) =>
    new Set([...bySource].filter(([, those]) => those.every(holds)).map(([sourceId]) => sourceId));
  return {
    hour: whole((feed) => wasThere(feed, now) && hourDays(now).every((day) => wasRead(feed, day, now, ({ failures }) => failures === 0))),
    day: whole(
      (feed) => wasThere(feed, now) && days(now).every((day) => wasRead(feed, day, now, ({ failures, polls }) => failures < polls)),
    ),
  };
}

/** Of both windows the same: what the hour is compared with last lies a week back, the day's two. */
function wasThere([feed]: FeedDay[], now: number): boolean {
  return feed!.createdAt <= now - (WINDOWS.day.before + 1) * DAY_MS;
}

/** A day without a poll is read by the next day's; the present one by those of yesterday, until it has one of its own. */
function wasRead(feed: readonly FeedDay[], day: number, now: number, isGood: (row: FeedDay) => boolean): boolean {
  const next = day === dayAt(now) ? day - 1 : day + 1;
  const row = feed.find((each) => each.day === day) ?? feed.find((each) => each.day === next);
  return row !== undefined && isGood(row);
}

function days(now: number): number[] {
  return daysBetween(now - (WINDOWS.day.before + 1) * DAY_MS, now);
}

function hourDays(now: number): number[] {
  const { before, weekBefore } = WINDOWS.hour;
  const week = now - weekBefore * HOUR_MS;
  return [...daysBetween(now - (before + 1) * HOUR_MS, now), ...daysBetween(week - HOUR_MS, week)];
}

function daysBetween(from: number, until: number): number[] {
  const [first, last] = [dayAt(from), dayAt(until)];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function dayAt(at: number): number {
  return Math.floor(at / DAY_MS);
}
