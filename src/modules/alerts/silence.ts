const DAY_MS = 86_400_000;

/**
 * When a feed has fallen silent: it has kept us waiting longer than ever between its last posts, and several times as long as usual. The longest gap
 * holds weekends and holidays that it is known to take; of twenty gaps that chance has made alike, the next is the longest once in twenty-one times,
 * and the multiple of the median keeps that from being told of feeds that are as even as a clock.
 */
export const SILENCE = { postsLeast: 10, gapsMost: 20, medians: 4, atLeastMs: DAY_MS } as const;

/** How long a feed is used to be silent, and since when it is now. */
export interface Habit {
  lastAt: number;
  usualMs: number;
  longestMs: number;
  /** From here on it is silent. */
  silentAt: number;
}

/** In: when its posts were published, in any order. Null where they are too few to have a habit. */
export function habitOf(published: readonly number[]): Habit | null {
  const times = [...published].sort((a, b) => b - a).slice(0, SILENCE.gapsMost + 1);
  const [lastAt] = times;
  if (lastAt === undefined || times.length < SILENCE.postsLeast) return null;
  const gaps = times
    .slice(1)
    .map((at, index) => times[index]! - at)
    .sort((a, b) => a - b);
  const [usualMs, longestMs] = [gaps[Math.floor(gaps.length / 2)]!, gaps.at(-1)!];
  return { lastAt, usualMs, longestMs, silentAt: lastAt + Math.max(longestMs, SILENCE.medians * usualMs, SILENCE.atLeastMs) };
}
