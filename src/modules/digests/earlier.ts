import { DateTime } from 'luxon';
import type { Period, PeriodKind } from './period.js';
import type { Span } from './ranking.js';

/** With how many of its like a period is compared: the same weekday of the last eight weeks, the last eight weeks, the last four months. */
export const COMPARED: Record<PeriodKind, number> = { day: 8, week: 8, month: 4 };
/** With fewer, nothing is usual yet. */
export const USUAL_LEAST = 4;

/** The periods that one is compared with, the latest first. They are found in the calendar, so that a day of 23 hours is one. */
export function earlierOf({ kind, from, until, zone }: Period): Span[] {
  const [first, last] = [from, until].map((at) => DateTime.fromJSDate(at, { zone }));
  const step = kind === 'month' ? 'months' : 'weeks';
  return Array.from({ length: COMPARED[kind] }, (_, index) => ({
    from: first!.minus({ [step]: index + 1 }).toMillis(),
    until: last!.minus({ [step]: index + 1 }).toMillis(),
  }));
}

/** The middle of what was counted; null where there is too little to call anything usual. Of two in the middle, their mean. */
export function usualOf(counts: readonly number[]): number | null {
  if (counts.length < USUAL_LEAST) return null;
  const inOrder = [...counts].sort((a, b) => a - b);
  const middle = inOrder.length / 2;
  return Number.isInteger(middle) ? (inOrder[middle - 1]! + inOrder[middle]!) / 2 : inOrder[Math.floor(middle)]!;
}
