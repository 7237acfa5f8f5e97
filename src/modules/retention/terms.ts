import { DateTime } from 'luxon';
import { RETENTION_DAYS_MIN } from '../config/fields.js';

const DAY_MS = 86_400_000;
/** When nobody reads, in the time zone of the digest. */
const NIGHT_HOUR = 3;

/** What was said before this instant may be purged. Nothing younger than the least term ever is: the edition of a month has to find its month. */
export function boundOf(days: number, now: Date): Date {
  return new Date(now.getTime() - Math.max(days, RETENTION_DAYS_MIN) * DAY_MS);
}

/** Whether the last night's purge is still to be done; one that was missed is made up for, and one of a clock that was ahead does not count. */
export function isDue(doneAt: Date | null, now: Date, zone: string): boolean {
  const today = DateTime.fromJSDate(now, { zone }).startOf('day').set({ hour: NIGHT_HOUR });
  const night = today.toJSDate() <= now ? today : today.minus({ days: 1 });
  return doneAt === null || doneAt < night.toJSDate() || doneAt > now;
}
