import { DateTime } from 'luxon';

export const PERIODS = ['28-days', 'year', 'all'] as const;
export type PeriodName = (typeof PERIODS)[number];

export const PERIOD_LABELS: Record<PeriodName, string> = { '28-days': '28 days', year: 'A year', all: 'All' };

/** The time over which a voice is looked at: until the present, or between two days. */
export interface Span {
  /** Its place in addresses: the name of a period, or `2008-04-01..2008-06-30`, both days included. */
  name: string;
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

/** What a page is asked for, as its address has it. */
export interface AskedPeriod {
  period?: unknown;
  /** Days, as a form sends them. */
  from?: unknown;
  until?: unknown;
}

/** What there is to look at: the instants of the oldest and the newest message; null where there is none. */
export interface Known {
  first: number | null;
  latest: number | null;
}

/** Four weeks have each day of the week as often. */
const DAYS: Record<Exclude<PeriodName, 'all'>, number> = { '28-days': 28, year: 365 };
const DAY_MS = 86_400_000;
/** Bars of a chart: days of up to two months, months of up to four years, else years. */
const DAYS_MAX = 62;
const MONTHS_MAX = 48;

/** The time that is asked for; else the shortest that shows something. What is no period is none. */
export function spanAsked(asked: AskedPeriod, { first, latest }: Known, now: Date, zone: string): Span {
  const { period, from, until } = asked;
  const range = typeof period === 'string' && period.includes('..') ? period.split('..', 2) : [from, until];
  const between = spanBetween(range[0], range[1], now, zone);
  return between ?? spanOf(PERIODS.find((name) => name === period) ?? periodFor(now, latest), now, first);
}

/** @param first the oldest message there is, for which `all` begins */
export function spanOf(name: PeriodName, now: Date, first: number | null): Span {
  const until = now.getTime() + 1;
  if (name === 'all') return { name, from: Math.min(first ?? until - 1, until - 1), until };
  return { name, from: until - DAYS[name] * DAY_MS, until };
}

/** `a year`, `28 days`, `2008-04-01 to 2008-06-30` */
export function labelOfPeriod(name: string): string {
  const known = PERIODS.find((each) => each === name);
  return known ? PERIOD_LABELS[known].toLowerCase() : name.replace('..', ' to ');
}

/** The days of a span, as a form has them. */
export function daysOfSpan({ from, until }: Span, zone: string): { from: string; until: string } {
  const day = (at: number) => DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd');
  return { from: day(from), until: day(until - 1) };
}

/** Null where either is no day, or the second lies before the first. What has not come yet is left out: nobody could have been heard in it. */
function spanBetween(from: unknown, until: unknown, now: Date, zone: string): Span | null {
  const [first, last] = [dayOf(from, zone), dayOf(until, zone)];
  if (first === null || last === null || last < first) return null;
  const end = Math.min(last.plus({ days: 1 }).toMillis(), now.getTime() + 1);
  if (end <= first.toMillis()) return null;
  return { name: `${first.toFormat('yyyy-MM-dd')}..${last.toFormat('yyyy-MM-dd')}`, from: first.toMillis(), until: end };
}

function dayOf(text: unknown, zone: string): DateTime | null {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = DateTime.fromISO(text, { zone });
  return day.isValid ? day.startOf('day') : null;
}

/** The shortest that shows something: who has been silent for years is looked at over all of them. */
function periodFor(now: Date, latest: number | null): PeriodName {
  if (latest === null) return 'year';
  return latest >= now.getTime() - DAYS.year * DAY_MS ? 'year' : 'all';
}

/** Days, months or years of a zone, as the length of the span asks. */
export function bucketsOf({ from, until }: Span, zone: string): Bucket[] {
  const [start, end] = [DateTime.fromMillis(from, { zone, locale: 'en-GB' }), DateTime.fromMillis(until - 1, { zone })];
  const unit = end.diff(start, 'days').days <= DAYS_MAX ? 'day' : end.diff(start, 'months').months <= MONTHS_MAX ? 'month' : 'year';
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
