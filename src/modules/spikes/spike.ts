import type { Affiliation } from '../sources/source.entity.js';
import { dispersionOf, sumOf, tailOf } from './tail.js';

/** What is counted: one that was said at an instant, or `count` of them in one hour. */
export interface Counted {
  at: number;
  sourceId: number;
  /** By whose voice; null for what readers say. */
  voice: Affiliation | null;
  count?: number;
}

export const HOUR_MS = 3_600_000;

/** The last hour against the 12 before it, the last day against the 14 before it; each, too, against the same of the week before. */
export const WINDOWS = {
  hour: { hours: 1, before: 12, weekBefore: 168 },
  day: { hours: 24, before: 14, weekBefore: 7 },
} as const;
export type WindowName = keyof typeof WINDOWS;
export const WINDOW_NAMES: readonly WindowName[] = ['hour', 'day'];

/** How long before the present the counts must begin. */
export const COUNTED_MS = 15 * 24 * HOUR_MS;

/**
 * When a count is a spike; chosen by simulation (bench:spikes). Windows before are taken as at least half as uneven again as chance would make them,
 * because people answer each other.
 */
export const RULE = { least: 5, chanceMost: 1e-4, weekChanceMost: 0.05, dispersionLeast: 1.5 } as const;

export interface Spike {
  window: WindowName;
  from: number;
  until: number;
  count: number;
  /** The mean of a window before, of so many. */
  usual: number;
  before: number;
  /** The same window, a week before. */
  weekBefore: number;
  /** Who made it, most first; null for readers. */
  voices: { voice: Affiliation | null; count: number }[];
}

/** More than usual; or what seems so, and may come from sources that were not read throughout. */
export interface Finding {
  result: 'spike' | 'coverage-changed';
  spike: Spike;
  /** The sources that were not read throughout: a spike does not count them, a change of coverage does. */
  leftOut: number[];
}

/** The sources that were read throughout, for each window. */
export type Covered = Record<WindowName, ReadonlySet<number>>;

/** What stands out at present, the hour before the day. Of sources that were not covered throughout, nothing is taken for a spike. */
export function findingsIn(rows: readonly Counted[], covered: Covered, now: number): Finding[] {
  return WINDOW_NAMES.flatMap((window): Finding[] => {
    const read = rows.filter(({ sourceId }) => covered[window].has(sourceId));
    const leftOut = [...new Set(rows.map(({ sourceId }) => sourceId))].filter((id) => !covered[window].has(id)).sort((a, b) => a - b);
    const spike = spikeIn(read, window, now);
    if (spike) return [{ result: 'spike', spike, leftOut }];
    const seeming = leftOut.length > 0 ? spikeIn(rows, window, now) : null;
    return seeming ? [{ result: 'coverage-changed', spike: seeming, leftOut }] : [];
  });
}

/** Null where the last window has no more than those before let expect. */
export function spikeIn(rows: readonly Counted[], window: WindowName, now: number): Spike | null {
  const { hours, before, weekBefore } = WINDOWS[window];
  const length = hours * HOUR_MS;
  const counts = new Map<number, number>();
  for (const { at, count = 1 } of rows) {
    const age = ageOf(at, now, length);
    counts.set(age, (counts.get(age) ?? 0) + count);
  }
  const countAt = (age: number) => counts.get(age) ?? 0;
  const earlier = Array.from({ length: before }, (_, index) => countAt(index + 1));
  if (!standsOut(countAt(0), earlier, countAt(weekBefore))) return null;
  return {
    window,
    from: now - length,
    until: now,
    count: countAt(0),
    usual: sumOf(earlier) / before,
    before,
    weekBefore: countAt(weekBefore),
    voices: voicesOf(rows.filter(({ at }) => ageOf(at, now, length) === 0)),
  };
}

export function standsOut(count: number, before: readonly number[], weekBefore: number): boolean {
  if (count < RULE.least) return false;
  const dispersion = Math.max(RULE.dispersionLeast, dispersionOf(before));
  return tailOf(count, before, dispersion) <= RULE.chanceMost && tailOf(count, [weekBefore], dispersion) <= RULE.weekChanceMost;
}

/** 0 for the window that ends at present, 1 for the one before it; what bears a date to come is in none. */
function ageOf(at: number, now: number, length: number): number {
  return Math.floor((now - at) / length);
}

function voicesOf(rows: readonly Counted[]): Spike['voices'] {
  const counts = new Map<Affiliation | null, number>();
  for (const { voice, count = 1 } of rows) counts.set(voice, (counts.get(voice) ?? 0) + count);
  return [...counts].map(([voice, count]) => ({ voice, count })).sort((a, b) => b.count - a.count);
}
