import { DateTime, IANAZone } from 'luxon';

/**
 * How an instant is written on a page.
 * clock: 14:15. day: 3 April 2008. weekday: Thursday 3 April 2008. moment: 3 April 2008, 14:15.
 */
export type InstantStyle = 'clock' | 'day' | 'weekday' | 'moment';

const PATTERNS: Record<InstantStyle, string> = {
  clock: 'HH:mm',
  day: 'd LLLL yyyy',
  weekday: 'cccc d LLLL yyyy',
  moment: 'd LLLL yyyy, HH:mm',
};

/** Words for an instant in a zone, in the language of the pages. */
export function formatInstant(at: Date, style: InstantStyle, zone: string): string {
  return DateTime.fromMillis(at.getTime(), { zone: zoneOf(zone), locale: 'en-GB' }).toFormat(PATTERNS[style]);
}

const zones = new Map<string, IANAZone>();

/** A page of 5,000 comments asks for one zone 5,000 times. */
function zoneOf(name: string): IANAZone {
  let zone = zones.get(name);
  if (!zone) zones.set(name, (zone = IANAZone.create(name)));
  return zone;
}
