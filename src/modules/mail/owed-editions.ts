import { DateTime } from 'luxon';
import { type Period, PERIOD_KINDS, periodOf } from '../digests/period.js';

/** Editions go out in the morning after, when they are closed. */
const MAILED_AT_HOUR = 7;
/** After a longer pause of ours, old editions are no news: they stand in the archive. */
const LATE_MAX_MS = 3 * 86_400_000;

/** The editions that are to go out at an instant, or should have gone out shortly before it; the oldest first. */
export function owedEditions(now: Date, zone: string): Period[] {
  return PERIOD_KINDS.flatMap((kind) => {
    const owed: Period[] = [];
    for (let period = before(periodOf(kind, now, zone)); ; period = before(period)) {
      const mailedAt = mailingTimeOf(period).getTime();
      if (mailedAt + LATE_MAX_MS <= now.getTime()) return owed.reverse();
      if (mailedAt <= now.getTime()) owed.push(period);
    }
  });
}

/** Found in the calendar, not by counting hours: on the days on which the clocks change it is seven as well. */
export function mailingTimeOf({ until, zone }: Period): Date {
  return DateTime.fromJSDate(until, { zone }).set({ hour: MAILED_AT_HOUR }).toJSDate();
}

function before({ kind, from, zone }: Period): Period {
  return periodOf(kind, new Date(from.getTime() - 1), zone);
}
