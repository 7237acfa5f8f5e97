import { DateTime } from 'luxon';

/** `22:00` to `07:00`, as the clocks of a zone show it. */
export interface QuietHours {
  from: string;
  until: string;
}

/**
 * When the quiet hours end in which an instant falls; null where it falls in none. Each day of the zone has one beginning and one end, found in its
 * calendar: a night in which the clocks change is an hour longer or shorter, and none is quiet twice.
 */
export function quietUntil({ from, until }: QuietHours, now: Date, zone: string): Date | null {
  const today = DateTime.fromJSDate(now, { zone }).startOf('day');
  for (const day of [today.minus({ days: 1 }), today]) {
    const [begins, ends] = [clockOn(day, from), clockOn(until > from ? day : day.plus({ days: 1 }), until)];
    if (begins.toMillis() <= now.getTime() && now.getTime() < ends.toMillis()) return ends.toJSDate();
  }
  return null;
}

/** The clock shows no 01:30 in the night in which it is put forward: then it is 02:30. */
function clockOn(day: DateTime, clock: string): DateTime {
  const [hour, minute] = clock.split(':').map(Number);
  return day.set({ hour: hour ?? 0, minute: minute ?? 0 });
}
