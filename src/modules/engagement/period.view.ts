import { formatInstant } from '../pages/instants.js';
import { daysOfSpan, PERIOD_LABELS, PERIODS, type Span } from './period.js';

/** The time that a page shows, and the ways to another. */
export interface PeriodView {
  choices: { label: string; href: string; isCurrent: boolean }[];
  /** `3 April 2008 – 2 June 2008` */
  span: string;
  /** A form for any other days: where it goes, what it carries along, and the days that are shown. */
  action: string;
  kept: { name: string; value: string }[];
  from: string;
  until: string;
}

/** @param hrefOf the page at the time of this name, as an address of our own */
export function periodView(span: Span, zone: string, hrefOf: (name: string) => string): PeriodView {
  const day = (at: number) => formatInstant(new Date(at), 'day', zone);
  const here = new URL(hrefOf(span.name), 'http://localhost');
  const kept = [...here.searchParams].filter(([name]) => name !== 'period').map(([name, value]) => ({ name, value }));
  return {
    choices: PERIODS.map((name) => ({ label: PERIOD_LABELS[name], href: hrefOf(name), isCurrent: name === span.name })),
    span: `${day(span.from)} – ${day(span.until - 1)}`,
    action: here.pathname,
    kept,
    ...daysOfSpan(span, zone),
  };
}
