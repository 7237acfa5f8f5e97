import { wholeNumber } from '../entry.js';
import type { XmlElement } from '../xml-element.js';

const PERIOD_MINUTES: Record<string, number> = { hourly: 60, daily: 1440, weekly: 10_080, monthly: 43_200, yearly: 525_600 };

/**
 * For how many minutes a feed asks not to be asked again: RSS 2.0 `<ttl>`, else the RSS 1.0 syndication module (`sy:updatePeriod` divided
 * by `sy:updateFrequency`, which is 1 unless given). Null where it does not say, or says what cannot be.
 */
export function readRefreshMinutes(feed: XmlElement): number | null {
  const ttl = wholeNumber(feed.textOf('ttl'));
  if (ttl) return ttl;
  const period = PERIOD_MINUTES[(feed.textOf('sy:updateperiod') ?? '').toLowerCase()];
  if (period === undefined) return null;
  return Math.max(1, Math.round(period / (wholeNumber(feed.textOf('sy:updatefrequency')) || 1)));
}
