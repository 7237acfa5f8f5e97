/** What to do with a post that came again, and when to ask a feed again. Pure: the caller brings the time and the dice. */
import type { Post, Rest } from './types.js';

/** What the store holds of a post. */
export interface KnownPost {
  entryHash: string;
  contentHash: string;
  /** When the publisher said that it is removed. */
  goneAt: Date | null;
}

/** add: not there yet. revise: a person would read something else, so the old words are kept as a revision. touch: only dates, counts or markup
 *  moved, or a removed post is back. nothing: as it was. */
export type Decision = 'add' | 'revise' | 'touch' | 'nothing';

/**
 * What to do with a post of a document.
 *
 * In: what the store holds under its identity, null for nothing; the post as read now. Out: the decision. `updated` proves nothing by
 * itself: some systems move it with every comment.
 */
export function decide(known: KnownPost | null, fresh: Pick<Post, 'entryHash' | 'contentHash'>): Decision {
  if (!known) return 'add';
  if (known.contentHash !== fresh.contentHash) return 'revise';
  return known.entryHash !== fresh.entryHash || known.goneAt !== null ? 'touch' : 'nothing';
}

export interface PollFacts {
  now: Date;
  outcome: 'ok' | 'failed' | 'throttled';
  /** Polls that failed one after another, this one included. */
  failures: number;
  role: 'posts' | 'comments';
  /** Age of the post whose comments the feed carries; null for a feed of a whole site. */
  postAgeMs: number | null;
  /** Since a poll last brought something; null if none has. */
  changedAgeMs: number | null;
  /** When the publisher asks to be left alone (`ttl`, `sy:`, `skipHours`, `skipDays`), and what the server says (`max-age`, `Expires`). */
  rest: Rest;
  /** How long an entry stays in the document (`windowMs` of `rhythm.ts`); null where that is not known. */
  windowMs: number | null;
  /** Its hub tells us of what is new, so that polls only look after that, and bring what is not told: changes, counts, what is gone. */
  isTold: boolean;
  /** An admin's choice of the least and of the most. */
  leastMinutes: number | null;
  mostMinutes: number | null;
  /** What a server that had enough of us asks for. */
  retryAfterAt: Date | null;
  /** In [0, 1): spreads feeds that were polled together. */
  jitter: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_HOURS = 168;

type Ladder = readonly { quietMs: number; intervalMs: number }[];

/**
 * A feed that just spoke speaks again soon; one that has been quiet for a month loses nothing in six hours. No shorter than ten minutes, the least
 * that publishers bear with, and never so long that a window of ten comments scrolls by unseen.
 */
const SITE_LADDER: Ladder = [
  { quietMs: 6 * HOUR_MS, intervalMs: 10 * MINUTE_MS },
  { quietMs: DAY_MS, intervalMs: 20 * MINUTE_MS },
  { quietMs: 3 * DAY_MS, intervalMs: 30 * MINUTE_MS },
  { quietMs: 7 * DAY_MS, intervalMs: HOUR_MS },
  { quietMs: 14 * DAY_MS, intervalMs: 2 * HOUR_MS },
  { quietMs: 30 * DAY_MS, intervalMs: 4 * HOUR_MS },
  { quietMs: Infinity, intervalMs: 6 * HOUR_MS },
];

/**
 * A conversation is hot for two days. Of the comments that we measured, half came within a week of their post and two thirds within a month; those
 * that come later wake the feed through the count in the feed of posts, but only while that feed still has the post: so a thread is looked after
 * for a year. `npm run bench:delay` weighs one ladder against another.
 */
const THREAD_LADDER: Ladder = [
  { quietMs: 2 * DAY_MS, intervalMs: 30 * MINUTE_MS },
  { quietMs: 4 * DAY_MS, intervalMs: HOUR_MS },
  { quietMs: 7 * DAY_MS, intervalMs: 3 * HOUR_MS },
  { quietMs: 30 * DAY_MS, intervalMs: 12 * HOUR_MS },
  { quietMs: 365 * DAY_MS, intervalMs: 3 * DAY_MS },
];

/** Where a hub tells what is new, polls are so many times rarer, a day apart at the most. As others do: NewsBlur twelve times, FreshRSS a day. */
const TOLD_FACTOR = 12;
const TOLD_INTERVAL_MAX_MS = DAY_MS;

/** Of a feed that has brought nothing yet we know nothing: an hour is polite and soon enough. */
const UNKNOWN_INTERVAL_MS = HOUR_MS;
/** The first wait after a failure; it doubles with each. Most failures are a restart of the server. */
const FAILURE_WAIT_MS = 10 * MINUTE_MS;
/** Longer waits help no server, and a feed that is back should be seen within a day. */
const WAIT_MAX_MS = DAY_MS;
/** After so many failures in a row, some three weeks of them, a day doubles as well: feeds do come back from the dead, but nobody waits for this one. */
export const FAILURES_OF_DAYS = 30;
/** A feed is never given up: it is asked once a month at the least. */
const FAILURE_WAIT_MAX_MS = 30 * DAY_MS;
/** Between two polls, so much of what a document shows may be replaced, at the pace of its busiest time: the rest shows that nothing was missed. */
export const REPLACED_SHARE = 0.5;
/** A document that is replaced faster than that cannot be followed by asking: what is missed is recorded as a gap. */
const BUSY_LEAST_MS = 2 * MINUTE_MS;
/** A server that throttles without saying for how long. */
const THROTTLE_WAIT_MS = 30 * MINUTE_MS;
/** A `Retry-After` beyond a week is a mistake, or a no that an admin should see. */
const RETRY_AFTER_MAX_MS = 7 * DAY_MS;
/** Waits are up to a tenth longer by chance, so that feeds added together do not stay together. Never shorter: what was asked for is kept. */
const JITTER_SHARE = 0.1;

/**
 * When to poll a feed next.
 *
 * In: what the last poll brought and what is known of the feed. Out: the instant, after `now`; null for the comment feed of a post that has been
 * silent for a year, which is retired until a new comment wakes it.
 * Intervals follow the quiet since the last change; a feed that is replaced quickly is asked again while half of what it shows is still there,
 * and one of which a hub tells the news twelve times as rarely, as long as that holds. What the publisher asks for (a day at most, and not within hours and days to be skipped) is the least wait; an admin's limits stand before both, the least before the
 * most. A failure waits ten minutes, doubling up to a day, and after a month of failures up to a month; `Retry-After` is honoured up to a week.
 */
export function nextPollAt(facts: PollFacts): Date | null {
  const intervalMs = usualIntervalMs(facts);
  if (intervalMs === null) return null;
  const waitMs = (facts.outcome === 'ok' ? intervalMs : Math.max(intervalMs, backOffMs(facts))) * (1 + JITTER_SHARE * facts.jitter);
  const askedMs = facts.retryAfterAt ? Math.min(facts.retryAfterAt.getTime() - facts.now.getTime(), RETRY_AFTER_MAX_MS) : 0;
  const asked = askedMs + MINUTE_MS * facts.jitter;
  const at = new Date(facts.now.getTime() + Math.ceil(Math.max(waitMs, asked)));
  return facts.mostMinutes === null ? afterRest(at, facts.rest) : at;
}

/** The first instant from this one on at which the publisher wants to be asked. One who never does is not taken at his word. */
function afterRest(at: Date, { hours, days }: Rest): Date {
  if (hours.length === 0 && days.length === 0) return at;
  for (let ahead = 0; ahead <= WEEK_HOURS; ahead++) {
    // After the first, full hours.
    const hour = new Date(ahead === 0 ? at : Math.floor(at.getTime() / HOUR_MS + ahead) * HOUR_MS);
    if (!hours.includes(hour.getUTCHours()) && !days.includes(hour.getUTCDay())) return hour;
  }
  return at;
}

function usualIntervalMs({ postAgeMs, changedAgeMs, windowMs, isTold, rest, leastMinutes, mostMinutes }: PollFacts): number | null {
  const siteMs = isTold ? toldIntervalMs(changedAgeMs) : siteIntervalMs(changedAgeMs);
  const ladderMs = postAgeMs === null ? siteMs : rung(THREAD_LADDER, Math.min(postAgeMs, changedAgeMs ?? Infinity));
  if (ladderMs === null) return null;
  const overlapMs = windowMs === null ? Infinity : Math.max(windowMs * REPLACED_SHARE, BUSY_LEAST_MS);
  const usualMs = Math.max(Math.min(ladderMs, overlapMs), Math.min((rest.minutes ?? 0) * MINUTE_MS, WAIT_MAX_MS));
  return Math.max(1, leastMinutes ?? 1, Math.min(mostMinutes ?? Infinity, usualMs / MINUTE_MS)) * MINUTE_MS;
}

function siteIntervalMs(changedAgeMs: number | null): number | null {
  return changedAgeMs === null ? UNKNOWN_INTERVAL_MS : rung(SITE_LADDER, changedAgeMs);
}

function toldIntervalMs(changedAgeMs: number | null): number {
  return Math.min((siteIntervalMs(changedAgeMs) ?? TOLD_INTERVAL_MAX_MS) * TOLD_FACTOR, TOLD_INTERVAL_MAX_MS);
}

function rung(ladder: Ladder, quietMs: number): number | null {
  return ladder.find((step) => quietMs <= step.quietMs)?.intervalMs ?? null;
}

function backOffMs({ outcome, failures }: PollFacts): number {
  const first = outcome === 'throttled' ? THROTTLE_WAIT_MS : FAILURE_WAIT_MS;
  const waitMs = Math.min(first * 2 ** Math.min(Math.max(0, failures - 1), 20), WAIT_MAX_MS);
  // Who throttles is there, and says so.
  if (outcome === 'throttled' || failures <= FAILURES_OF_DAYS) return waitMs;
  return Math.min(WAIT_MAX_MS * 2 ** Math.min(failures - FAILURES_OF_DAYS, 20), FAILURE_WAIT_MAX_MS);
}
