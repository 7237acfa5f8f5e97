const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** No feed is asked more often than this, whatever anyone says. */
const INTERVAL_MIN_MS = 5 * MINUTE_MS;
/** A feed that fails is asked once a day at least: feeds come back, and one that is never asked is lost unseen. */
const BACKOFF_MAX_MS = DAY_MS;
const BACKOFF_FIRST_MS = 10 * MINUTE_MS;
/** A server may ask for patience, but not for ever. */
const RETRY_AFTER_MAX_MS = DAY_MS;
/** What a publisher may ask for by `ttl`, `sy:` or `max-age`; some say a year by mistake. */
const REFRESH_MAX_MS = DAY_MS;
/** Up to this share of the interval is added by chance, so that feeds which were added together do not stay together. */
const JITTER = 0.1;

/** How long since the feed last brought something new, and how long to wait then. The quieter, the longer. */
const POSTS_LADDER: Step[] = [
  { untilMs: DAY_MS, intervalMs: 15 * MINUTE_MS },
  { untilMs: 7 * DAY_MS, intervalMs: 30 * MINUTE_MS },
  { untilMs: 30 * DAY_MS, intervalMs: 2 * HOUR_MS },
  { untilMs: Infinity, intervalMs: 6 * HOUR_MS },
];

/** How old a thread is, and how often its comment feed is asked. Half of all comments come in the first week, a tenth after years. */
const THREAD_LADDER: Step[] = [
  { untilMs: 2 * DAY_MS, intervalMs: 20 * MINUTE_MS },
  { untilMs: 7 * DAY_MS, intervalMs: 2 * HOUR_MS },
  { untilMs: 30 * DAY_MS, intervalMs: 12 * HOUR_MS },
  { untilMs: Infinity, intervalMs: 3 * DAY_MS },
];

/** A thread that has been silent for so long is no longer asked; a count that rises in the post feed wakes it up. */
const THREAD_RETIRED_AFTER_MS = 60 * DAY_MS;

interface Step {
  untilMs: number;
  intervalMs: number;
}

export interface Polled {
  now: Date;
  outcome: 'ok' | 'failed' | 'throttled';
  /** Failures in a row, this one included. */
  failures: number;
  /** For the comment feed of a single post: how old the post is. Null for every other feed. */
  threadAgeMs: number | null;
  /** How long ago the feed last brought something new; null if it never did. */
  changedAgeMs: number | null;
  /** What the publisher asks for (`ttl`, `sy:`, `max-age`). */
  refreshMinutes: number | null;
  /** What an admin set; goes before everything but a failure. */
  intervalMinutes: number | null;
  retryAfterAt: Date | null;
  /** A number from 0 to 1, drawn by the caller. */
  jitter: number;
}

/**
 * When to poll a feed next.
 *
 * In: what the last poll met, ages in milliseconds. Out: an instant, or null for the comment feed of a thread that has fallen silent.
 * `Retry-After` follows RFC 9110 §10.2.3, `ttl` RSS 2.0. Pure; never throws.
 */
export function nextPollAt(polled: Polled): Date | null {
  const { now, outcome, retryAfterAt, jitter } = polled;
  const interval = outcome === 'ok' ? intervalMs(polled) : backoffMs(polled.failures);
  if (interval === null) return null;
  const asked = outcome === 'throttled' && retryAfterAt ? clamp(retryAfterAt.getTime() - now.getTime(), 0, RETRY_AFTER_MAX_MS) : 0;
  return new Date(now.getTime() + Math.round(Math.max(interval * (1 + JITTER * jitter), asked)));
}

function intervalMs({ threadAgeMs, changedAgeMs, refreshMinutes, intervalMinutes }: Polled): number | null {
  if (intervalMinutes !== null) return Math.max(intervalMinutes * MINUTE_MS, INTERVAL_MIN_MS);
  if (threadAgeMs !== null) return threadIntervalMs(threadAgeMs, changedAgeMs);
  const asked = refreshMinutes === null ? 0 : Math.min(refreshMinutes * MINUTE_MS, REFRESH_MAX_MS);
  return Math.max(climb(POSTS_LADDER, changedAgeMs ?? Infinity), asked, INTERVAL_MIN_MS);
}

/** A thread is as young as its youngest comment: one that is taken up again is hot again. */
function threadIntervalMs(threadAgeMs: number, changedAgeMs: number | null): number | null {
  const silenceMs = Math.max(0, Math.min(threadAgeMs, changedAgeMs ?? Infinity));
  return silenceMs > THREAD_RETIRED_AFTER_MS ? null : climb(THREAD_LADDER, silenceMs);
}

function backoffMs(failures: number): number {
  return Math.min(BACKOFF_FIRST_MS * 2 ** Math.min(failures - 1, 20), BACKOFF_MAX_MS);
}

function climb(ladder: Step[], ageMs: number): number {
  return (ladder.find(({ untilMs }) => ageMs <= untilMs) ?? ladder.at(-1)!).intervalMs;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
