import { DateTime } from 'luxon';
import type { FirstRun, PageFrame } from '../pages/page.view.js';
import { hrefOf } from './edition.view.js';
import { nextPeriod, parsePeriod, periodOf, titleOf, type Period } from './period.js';

export interface DayView {
  dayOfMonth: number;
  href: string;
  title: string;
  /** Posts and comments; a day without any is not linked. */
  count: number;
  /** 0 for none, 1 to 4: how much there was, against the fullest day of the year. */
  level: number;
}

export interface MonthView {
  href: string;
  title: string;
  count: number;
  weeks: { href: string; weekOfYear: number; title: string; count: number; days: (DayView | null)[] }[];
}

export interface ArchiveView {
  page: PageFrame;
  firstRun: FirstRun | null;
  year: number;
  years: { year: number; href: string; isCurrent: boolean }[];
  months: MonthView[];
}

/** A year as a calendar: its days, each with how many posts and comments it has. Months without any are left out. */
export function archiveView(year: number, years: number[], days: readonly { period: Period; count: number }[]): ArchiveView {
  const fullest = days.reduce((most, day) => Math.max(most, day.count), 1);
  const months = new Map<number, MonthView>();
  for (const { period, count } of days) {
    const date = DateTime.fromJSDate(period.from, { zone: period.zone });
    const month = months.get(date.month) ?? monthOf(period);
    months.set(date.month, month);
    month.count += count;
    const week = weekOf(month, period);
    week.count += count;
    week.days[date.weekday - 1] = {
      dayOfMonth: date.day,
      href: hrefOf(period),
      title: titleOf(period),
      count,
      level: levelOf(count, fullest),
    };
  }
  return {
    page: {
      title: `All editions of ${year}`,
      description: `Every day, week and month of ${year} in which there was something to read.`,
      path: hrefOfYear(year),
      feeds: [{ href: '/digest.atom', type: 'application/atom+xml', title: 'The latest edition, with threads' }],
      standalone: false,
    },
    firstRun: null,
    year,
    years: years.map((each) => ({ year: each, href: hrefOfYear(each), isCurrent: each === year })),
    months: [...months.values()].filter((month) => month.count > 0),
  };
}

export function hrefOfYear(year: number): string {
  return `/digest?year=${year}`;
}

/** The year nearest to one, of some; of two that are as near, the earlier. */
export function nearestOf(years: readonly number[], year: number): number {
  return years.reduce((best, each) => (Math.abs(each - year) < Math.abs(best - year) ? each : best));
}

/** The days of a year. */
export function daysOf(year: number, zone: string): Period[] {
  const until = startOfYear(year + 1, zone);
  const days: Period[] = [];
  for (let day = periodOf('day', startOfYear(year, zone), zone); day.from < until; day = nextPeriod(day)) days.push(day);
  return days;
}

export function startOfYear(year: number, zone: string): Date {
  return DateTime.fromObject({ year }, { zone }).startOf('year').toJSDate();
}

function monthOf(day: Period): MonthView {
  const period = periodOf('month', day.from, day.zone);
  return { href: hrefOf(period), title: titleOf(period), count: 0, weeks: [] };
}

function weekOf(month: MonthView, day: Period): MonthView['weeks'][number] {
  const period = periodOf('week', day.from, day.zone);
  const found = month.weeks.at(-1);
  if (found?.href === hrefOf(period)) return found;
  const week = {
    href: hrefOf(period),
    weekOfYear: Number(period.key.slice(-2)),
    title: titleOf(period),
    count: 0,
    days: new Array<DayView | null>(7).fill(null),
  };
  month.weeks.push(week);
  return week;
}

/** Of four: by the square root, because one loud day would make all others look alike. */
function levelOf(count: number, fullest: number): number {
  return count === 0 ? 0 : Math.max(1, Math.ceil(4 * Math.sqrt(count / fullest)));
}

/** `2008` for the year that a reader asked for; null for what is no year. */
export function parseYear(text: string): number | null {
  return /^\d{4}$/.test(text) && parsePeriod(`${text}-01-01`, 'UTC') ? Number(text) : null;
}
