/**
 * How an instant is written on a page.
 * clock: 14:15. day: 3 April 2008. weekday: Thursday 3 April 2008. moment: 3 April 2008, 14:15.
 */
export type InstantStyle = 'clock' | 'day' | 'weekday' | 'moment';

/** Words for an instant in a zone, in the language of the pages. */
export function formatInstant(at: Date, style: InstantStyle, zone: string): string {
  const { clock, day, weekday } = formatsOf(zone);
  if (style === 'clock') return clock.format(at);
  if (style === 'day') return day.format(at);
  return style === 'weekday' ? `${weekday.format(at)} ${day.format(at)}` : `${day.format(at)}, ${clock.format(at)}`;
}

type Formats = Record<'clock' | 'day' | 'weekday', Intl.DateTimeFormat>;

const formats = new Map<string, Formats>();

/** Made once for each zone, and by the platform itself: Luxon took half of the time of a page of 500 comments. */
function formatsOf(timeZone: string): Formats {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = {
    clock: new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    day: new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'long', year: 'numeric' }),
    weekday: new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long' }),
  };
  formats.set(timeZone, made);
  return made;
}
