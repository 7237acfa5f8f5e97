import { DateTime } from 'luxon';
import { PERIOD_KINDS, periodOf, type Period, type PeriodKind } from './period.js';

/** Until then every healthy feed was asked once more: even one in which nothing happens is polled every six hours. */
const OPEN_HOURS = 6;

/** When an edition closes. */
export function closingAt({ until, zone }: Period): Date {
  return DateTime.fromJSDate(until, { zone }).plus({ hours: OPEN_HOURS }).toJSDate();
}

/** Whether a period was over before anything was listened to: what is known of it comes from archives, and more may come at any time. */
export function isFromArchives({ until }: Period, listeningSince: Date | null): boolean {
  return listeningSince === null || until <= listeningSince;
}

/**
 * The edition to close next: of each kind the one after the last that is closed, or the first in which we listened; of these the one that
 * was over first. Null where none is due.
 */
export function nextToClose(
  closedUntil: ReadonlyMap<PeriodKind, Date>,
  listeningSince: Date | null,
  now: Date,
  zone: string,
): Period | null {
  if (listeningSince === null) return null;
  const due = PERIOD_KINDS.map((kind) => {
    const until = closedUntil.get(kind);
    return periodOf(kind, until && until > listeningSince ? until : listeningSince, zone);
  }).filter((period) => closingAt(period) <= now);
  return due.sort((a, b) => a.until.getTime() - b.until.getTime())[0] ?? null;
}
