import type { Coverage } from './measures/message.js';

/** How the polls of a source's feeds went on one day. */
export interface PollDay {
  /** Days since 1970 in UTC. */
  day: number;
  /** 1 for feeds of what the source itself publishes, 0 for feeds of comments. */
  isMain: number;
  /** Feeds that were polled on that day, and those of them that were read at least once. A gap counts as a feed that was polled and not read. */
  feeds: number;
  read: number;
}

/** Of the feeds of comments that are polled on a day, as many as this must be read: one of a hundred that is broken is no blindness. */
const COMMENTS_LEAST = 0.8;

/**
 * The days on which what was published could be read: each feed of the source that was polled was read at least once, and most feeds of
 * comments. On a day that a gap touches, entries may have come and gone between two polls. A day without any poll is covered by the next day's, which brings what was published since.
 *
 * @param from the first day of the period, and `until` the first after it
 */
export function coverageOf(rows: readonly PollDay[], from: number, until: number): Coverage {
  return jointCoverageOf([rows], from, until);
}

/** The same of several sources: the days on which all of them could be read. Of one that was never polled, nothing is known, nor then of all. */
export function jointCoverageOf(sources: readonly (readonly PollDay[])[], from: number, until: number): Coverage {
  const days = Math.max(0, until - from);
  const polled = sources.map(byDay);
  let covered = 0;
  for (let day = from; day < until; day++) if (polled.every((rows) => wasRead(rows.get(day) ?? rows.get(day + 1)))) covered++;
  const isKnown = sources.length > 0 && sources.every((rows) => rows.length > 0);
  return isKnown && days > 0 ? { days, covered, share: covered / days } : { days, covered: 0, share: null };
}

function byDay(rows: readonly PollDay[]): Map<number, PollDay[]> {
  const days = new Map<number, PollDay[]>();
  for (const row of rows) days.set(row.day, [...(days.get(row.day) ?? []), row]);
  return days;
}

function wasRead(rows: readonly PollDay[] | undefined): boolean {
  if (!rows?.some(({ isMain }) => isMain === 1)) return false;
  return rows.every(({ isMain, feeds, read }) => (isMain === 1 ? read === feeds : read >= COMMENTS_LEAST * feeds));
}
