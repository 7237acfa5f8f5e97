/** Times of which entries may be missing, where figures are drawn. Pure. */
import type { Bucket } from './period.js';

/** Between two polls of one feed, entries may have come and gone. */
export interface KnownGap {
  sourceId: number;
  /** Of the source. */
  title: string;
  from: number;
  until: number;
}

const DAY_MS = 86_400_000;
const NAMED_MAX = 3;

/** The days in UTC that gaps touch, from the first to the one before the last. */
export function gapDays(gaps: readonly Pick<KnownGap, 'from' | 'until'>[], first: number, last: number): number[] {
  const days = new Set<number>();
  for (const { from, until } of gaps) {
    const end = Math.min(last, Math.floor((until - 1) / DAY_MS));
    for (let day = Math.max(first, Math.floor(from / DAY_MS)); day <= end; day += 1) days.add(day);
  }
  return [...days].sort((a, b) => a - b);
}

/** What may be missing from each bar of a chart, in words; bars that are whole are not among them. */
export function gapWords(
  gaps: readonly Omit<KnownGap, 'sourceId'>[],
  buckets: readonly Bucket[],
  momentOf: (at: number) => string,
): Map<string, string> {
  const words = new Map<string, string>();
  for (const { key, from, until } of buckets) {
    const inside = gaps.filter((gap) => gap.from < until && gap.until > from).sort((a, b) => a.from - b.from);
    if (inside.length === 0) continue;
    const named = inside.slice(0, NAMED_MAX).map((gap) => `${gap.title}, ${momentOf(gap.from)} to ${momentOf(gap.until)}`);
    const more = inside.length > NAMED_MAX ? `; and ${inside.length - NAMED_MAX} more` : '';
    words.set(key, `May be incomplete: ${named.join('; ')}${more}`);
  }
  return words;
}
