import { wholeNumber } from '../entry.js';
import type { Rest } from '../types.js';
import type { XmlElement } from '../xml-element.js';

const PERIOD_MINUTES: Record<string, number> = { hourly: 60, daily: 1440, weekly: 10_080, monthly: 43_200, yearly: 525_600 };
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/**
 * When a feed asks not to be asked. Minutes: RSS 2.0 `<ttl>`, else the RSS 1.0 syndication module (`sy:updatePeriod` divided by `sy:updateFrequency`, which
 * is 1 unless given). Hours and days: RSS `<skipHours>` (in which 24 is midnight, as 0 is) and `<skipDays>`. What it does not say, or what cannot be, is left out.
 */
export function readRest(feed: XmlElement): Rest {
  const hours = said(feed, 'skiphours', 'hour').flatMap((hour) => (/^([01]?\d|2[0-4])$/.test(hour) ? Number(hour) % 24 : []));
  const days = said(feed, 'skipdays', 'day').map((day) => DAYS.indexOf(day.toLowerCase()));
  return { minutes: readMinutes(feed), hours: ordered(hours), days: ordered(days.filter((day) => day >= 0)) };
}

function readMinutes(feed: XmlElement): number | null {
  const ttl = wholeNumber(feed.textOf('ttl'));
  if (ttl) return ttl;
  const period = PERIOD_MINUTES[(feed.textOf('sy:updateperiod') ?? '').toLowerCase()];
  if (period === undefined) return null;
  return Math.max(1, Math.round(period / (wholeNumber(feed.textOf('sy:updatefrequency')) || 1)));
}

function said(feed: XmlElement, list: string, item: string): string[] {
  return feed.all(list).flatMap((element) => element.all(item).flatMap((each) => each.text().trim()));
}

function ordered(numbers: number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
