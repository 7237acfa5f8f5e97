import { DateTime } from 'luxon';

export const PERIOD_KINDS = ['day', 'week', 'month'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** A day, an ISO week or a month of a time zone, as the instants from its beginning until the beginning of the next. */
export interface Period {
  kind: PeriodKind;
  /** `2008-04-03`, `2008-W14` or `2008-04`: its place in addresses. */
  key: string;
  zone: string;
  from: Date;
  until: Date;
}

const KEYS: Record<PeriodKind, { pattern: RegExp; format: string }> = {
  day: { pattern: /^\d{4}-\d{2}-\d{2}$/, format: 'yyyy-MM-dd' },
  week: { pattern: /^\d{4}-W\d{2}$/, format: "kkkk-'W'WW" },
  month: { pattern: /^\d{4}-\d{2}$/, format: 'yyyy-MM' },
};

/** The period with this key; null for what is no key, and for days, weeks and months that do not exist. */
export function parsePeriod(key: string, zone: string): Period | null {
  const kind = PERIOD_KINDS.find((candidate) => KEYS[candidate].pattern.test(key));
  if (!kind) return null;
  const start = DateTime.fromFormat(key, KEYS[kind].format, { zone, locale: 'en-GB' });
  if (!start.isValid) return null;
  const period = starting(start, kind);
  // Samoa had no 30 December 2011: asked for it, the calendar answers with another day.
  return period.key === key ? period : null;
}

/**
 * The period nearest to a key that is one by its form alone: the last day of a month that has no 31st, the last week of a year that has no 53rd, the
 * day after one that the calendar left out. Null for what does not even look like a key.
 */
export function nearestPeriod(key: string, zone: string): Period | null {
  const kind = PERIOD_KINDS.find((candidate) => KEYS[candidate].pattern.test(key));
  if (!kind) return null;
  const [year = 1, second = 1, third = 1] = key.split(/-W?/).map((part) => Math.max(1, Number(part)));
  if (kind === 'week') {
    const { weeksInWeekYear } = DateTime.fromObject({ weekYear: year, weekNumber: 1 }, { zone });
    return starting(DateTime.fromObject({ weekYear: year, weekNumber: Math.min(second, weeksInWeekYear) }, { zone }), kind);
  }
  const month = DateTime.fromObject({ year, month: Math.min(second, 12) }, { zone });
  return starting(month.set({ day: Math.min(third, month.daysInMonth ?? 28) }), kind);
}

/** The day, week or month of a zone in which an instant falls. */
export function periodOf(kind: PeriodKind, at: Date, zone: string): Period {
  return starting(DateTime.fromJSDate(at, { zone }), kind);
}

export function nextPeriod(period: Period): Period {
  return starting(DateTime.fromJSDate(period.until, { zone: period.zone }), period.kind);
}

/** `Thursday 3 April 2008`, `Week 14 of 2008`, `April 2008`. */
export function titleOf(period: Period): string {
  const start = startOf(period);
  if (period.kind === 'week') return `Week ${start.weekNumber} of ${start.weekYear}`;
  return start.toFormat(period.kind === 'day' ? 'cccc d LLLL yyyy' : 'LLLL yyyy');
}

/** `2008-03-31..2008-04-06`: how the figures of sources and entities name the same time. */
export function daysOf(period: Period): string {
  const last = DateTime.fromMillis(period.until.getTime() - 1, { zone: period.zone });
  return `${startOf(period).toFormat('yyyy-MM-dd')}..${last.toFormat('yyyy-MM-dd')}`;
}

/** The days that a week or a month spans, in words: `31 March – 6 April 2008`. Nothing for a day. */
export function spanOf(period: Period): string | null {
  if (period.kind === 'day') return null;
  const start = startOf(period);
  const end = DateTime.fromMillis(period.until.getTime() - 1, { zone: period.zone }).setLocale('en-GB');
  const first = start.toFormat(start.year !== end.year ? 'd LLLL yyyy' : start.month !== end.month ? 'd LLLL' : 'd');
  return `${first} – ${end.toFormat('d LLLL yyyy')}`;
}

/**
 * `end` is found by counting in the calendar, not in hours, and then moved to the first instant of that day: a day may have 23 or 25 hours,
 * and may begin at 01:00 where the clocks go forward at midnight.
 */
function starting(at: DateTime, kind: PeriodKind): Period {
  const start = at.setLocale('en-GB').startOf(kind);
  const end = start.plus({ [kind]: 1 }).startOf(kind);
  return { kind, key: start.toFormat(KEYS[kind].format), zone: at.zoneName ?? 'UTC', from: start.toJSDate(), until: end.toJSDate() };
}

function startOf(period: Period): DateTime {
  return DateTime.fromJSDate(period.from, { zone: period.zone }).setLocale('en-GB');
}
