import type { Coverage } from './measures/message.js';

/** How the polls of a source's feeds went on one day. */
export interface PollDay {
  /** Days since 1970 in UTC. */
  day: number;
  /** 1 for feeds of what the source itself publishes, 0 for feeds of comments. */
  isMain: number;
  /** Feeds that were polled on that day, and those of them that were read at least once. */
  feeds: number;
  read: number;
}

/** Of the feeds of comments that are polled on a day, as many as this must be read: one of a hundred that is broken is no blindness. */
const COMMENTS_LEAST = 0.8;

/**
 * The days on which what was published could be read: each feed of the source that was polled was read at least once, and most feeds of
 * comments. A day without any poll is covered by the next day's, which brings what was published since.
 *
 * @param from the first day of the period, and `until` the first after it
 */
export function coverageOf(rows: readonly PollDay[], from: number, until: number): Coverage {
  const days = Math.max(0, until - from);
  const polled = new Map<number, PollDay[]>();
  for (const row of rows) polled.set(row.day, [...(polled.get(row.day) ?? []), row]);
  let covered = 0;
  for (let day = from; day < until; day++) if (wasRead(polled.get(day) ?? polled.get(day + 1))) covered++;
  return { days, covered, share: rows.length === 0 || days === 0 ? null : covered / days };
}

function wasRead(rows: readonly PollDay[] | undefined): boolean {
  if (!rows?.some(({ isMain }) => isMain === 1)) return false;
  return rows.every(({ isMain, feeds, read }) => (isMain === 1 ? read === feeds : read >= COMMENTS_LEAST * feeds));
}
