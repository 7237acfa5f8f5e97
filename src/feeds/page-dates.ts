/** Dates within the words of a page: "Posted by Ann on 3 April 2008 at 1:40 pm", "Thu, 04/03/2008 - 13:40". */
import { instantOnPage } from './saved-thread.js';

const CLOCK = String.raw`\d{1,2}[:.h]\d{2}(?::\d{2})?(?: ?[ap]\.?m\b\.?)?`;
const JOIN = String.raw`(?:,? ?(?:at|@|um|à|a las|às|kl\.?|alle|om|-|–|—|\|)? ?)`;
const ORDINAL = String.raw`(?:st|nd|rd|th|\.|º)?`;
const PATTERNS = [
  String.raw`\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?`,
  String.raw`\p{L}{3,12}\.? \d{1,2}${ORDINAL},? \d{4}(?:${JOIN}${CLOCK})?`,
  String.raw`\d{1,2}${ORDINAL} (?:de |of )?\p{L}{3,12}\.?,?(?: de)? \d{4}(?:${JOIN}${CLOCK})?`,
  String.raw`\d{1,2}[/.]\d{1,2}[/.]\d{2,4}(?:${JOIN}${CLOCK})?`,
].map((pattern) => new RegExp(pattern, 'iu'));

/** Longer words are no caption of a comment, and not looked through. */
const LENGTH_MAX = 2000;

/**
 * The instant of the first date in some words.
 *
 * In: the words, and the zone of the page. Out: the instant, as `instantOnPage` reads it; null where there is none that any pattern knows.
 */
export function instantWithin(text: string, timezone: string): Date | null {
  const words = text.slice(0, LENGTH_MAX).replace(/\s+/g, ' ').trim();
  if (!/\d/.test(words)) return null;
  const whole = words.length <= 60 ? instantOnPage(words, timezone) : null;
  if (whole) return whole;
  for (const pattern of PATTERNS) {
    const found = pattern.exec(words)?.[0];
    const date = found ? (instantOnPage(found, timezone) ?? instantOnPage(tidied(found), timezone)) : null;
    if (date) return date;
  }
  return null;
}

/** Without what stands between date and time, and the small words within. */
function tidied(date: string): string {
  return date
    .replace(/(?<=\d)(?:st|nd|rd|th|\.|º)(?= )/i, '')
    .replace(/ (?:de|of) /gi, ' ')
    .replace(new RegExp(`(?<=\\d{4})${JOIN}(?=\\d{1,2}[:.h]\\d{2})`, 'iu'), ' ')
    .replace(/(\d{1,2})[.h](\d{2}(?:$| ))/, '$1:$2');
}
