import { DateTime } from 'luxon';

export const PERIODS = ['28-days', 'year', 'all'] as const;
export type PeriodName = (typeof PERIODS)[number];

export const PERIOD_LABELS: Record<PeriodName, string> = { '28-days': '28 days', year: 'A year', all: 'All' };

/** The time over which a source is looked at, until the present. */
export interface Span {
  name: PeriodName;
  from: number;
  until: number;
}

/** A part of it: a bar of the chart and a row of its table. */
export interface Bucket {
  /** `2008-04-03`, `2008-04` or `2008`. */
  key: string;
  title: string;
  from: number;
  until: number;
}

/** Four weeks have each day of the week as often. */
const DAYS: Record<Exclude<PeriodName, 'all'>, number> = { '28-days': 28, year: 365 };
const DAY_MS = 86_400_000;
/** Months of a chart; beyond that its bars are years. */
const MONTHS_MAX = 48;

export function parsePeriod(text: unknown): PeriodName | null {
  return PERIODS.find((name) => name === text) ?? null;
}

/** @param first the oldest message there is, for which `all` begins */
export function spanOf(name: PeriodName, now: Date, first: number | null): Span {
  const until = now.getTime() + 1;
  if (name === 'all') return { name, from: Math.min(first ?? until - 1, until - 1), until };
  return { name, from: until - DAYS[name] * DAY_MS, until };
}

/** The shortest that shows something: who has been silent for years is looked at over all of them. */
export function periodFor(now: Date, latest: number | null): PeriodName {
  if (latest === null) return 'year';
  return latest >= now.getTime() - DAYS.year * DAY_MS ? 'year' : 'all';
}

/** Days, months or years of a zone, as the span asks. */
export function bucketsOf({ name, from, until }: Span, zone: string): Bucket[] {
  const [start, end] = [DateTime.fromMillis(from, { zone, locale: 'en-GB' }), DateTime.fromMillis(until - 1, { zone })];
  const unit = name === '28-days' ? 'day' : end.diff(start, 'months').months <= MONTHS_MAX ? 'month' : 'year';
  const format = { day: ['yyyy-MM-dd', 'd LLLL yyyy'], month: ['yyyy-MM', 'LLLL yyyy'], year: ['yyyy', 'yyyy'] }[unit] as [string, string];
  const buckets: Bucket[] = [];
  for (let at = start.startOf(unit); at <= end; at = at.plus({ [unit]: 1 }).startOf(unit))
    buckets.push({
      key: at.toFormat(format[0]),
      title: at.toFormat(format[1]),
      from: at.toMillis(),
      until: at
        .plus({ [unit]: 1 })
        .startOf(unit)
        .toMillis(),
    });
  return buckets;
}
