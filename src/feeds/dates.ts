import { monthNumber, zoneMinutes } from './date-words.js';

/** A date and time of day as written, without a zone. */
export interface LocalDate {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

interface ReadDate extends LocalDate {
  millisecond: number;
  /** Minutes east of Greenwich; null where the text names no zone. */
  offset: number | null;
}

/** No date is longer; what is longer is not read, so that no text costs more than its first characters. */
const LENGTH_MAX = 120;

/**
 * The instant that a date in a feed means. RFC 822 and 2822 with every zone habit, ISO 8601 and W3CDTF whole or in part, RFC 850, asctime,
 * Unix seconds and milliseconds, numbers with slashes (month first, unless it cannot be), two-digit years, month names in other languages,
 * AM and PM. A date without a zone is taken as UTC, wherever this runs.
 * @param text the date as published
 * @returns null for what is no date, or a day that does not exist (31 February): never now, never a guess
 */
export function readDate(text: string | null | undefined): Date | null {
  const clean = text?.trim() ?? '';
  if (/^\d{9,10}(\.\d+)?$|^\d{12,13}$/.test(clean)) return new Date(Number(clean) * (/^\d{12}/.test(clean) ? 1 : 1000));
  const date = parse(clean);
  if (!date) return null;
  const instant = utc(date) - (date.offset ?? 0) * 60_000;
  return Number.isFinite(instant) && Math.abs(instant) <= 8.64e15 ? new Date(instant) : null;
}

/**
 * The same for a date that names no zone, such as "April 03, 2008 at 01:40 PM", "4/23/08, 6:04 PM" or "11/13/2008 03:04:07 PM": its parts,
 * for a caller who knows the zone of the place that wrote it.
 * @returns null for what is no date, and for a date that says its zone itself (`readDate` reads that one)
 */
export function readLocalDate(text: string | null | undefined): LocalDate | null {
  const date = parse(text?.trim() ?? '');
  if (date?.offset !== null) return null;
  const { year, month, day, hour, minute, second } = date;
  return { year, month, day, hour, minute, second };
}

function parse(text: string): ReadDate | null {
  if (text === '' || text.length > LENGTH_MAX) return null;
  const date = iso(text) ?? inWords(text) ?? inNumbers(westernised(text));
  return date && exists(date) ? date : null;
}

const DATE = String.raw`(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?`;
const CLOCK = String.raw`(\d{1,2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?`;
const ISO = new RegExp(`^${DATE}(?:\\s*[T ]\\s*${CLOCK})?\\s*(Z|[A-Z]{1,5}|[+-]\\d{1,2}(?::?\\d{2})?)?$`, 'i');

/** ISO 8601 in its basic and extended forms, down to a year alone; ordinal dates; RFC 3339. */
function iso(text: string): ReadDate | null {
  const ordinal = /^(\d{4})-?(\d{3})$/.exec(text);
  if (ordinal) return dayOfYear(Number(ordinal[1]), Number(ordinal[2]));
  const match = ISO.exec(text);
  if (!match) return null;
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0', fraction = '0', zone] = match;
  const offset = zone === undefined ? null : offsetOf(zone);
  return { ...numbers({ year, month, day, hour, minute, second }), millisecond: Math.floor(Number(`0.${fraction}`) * 1000), offset };
}

function dayOfYear(year: number, day: number): ReadDate {
  const date = new Date(Date.UTC(year, 0, day));
  const parts = { month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour: 0, minute: 0, second: 0, millisecond: 0, offset: null };
  return { year: date.getUTCFullYear(), ...parts };
}

const TIME = /(?<!\d)(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?!\d)\s*(?:([ap])\.?m\b\.?)?/i;
const HOUR_ONLY = /(?<!\d)(\d{1,2})()()\s*([ap])\.?m\b\.?/i;

/** A date that names its month: the name and four digits fix month and year, the other number is the day, in whichever order they stand. */
function inWords(text: string): ReadDate | null {
  const time = TIME.exec(text) ?? HOUR_ONLY.exec(text);
  const before = time ? text.slice(0, time.index) : text;
  const after = time ? text.slice(time.index + time[0].length) : '';
  const zone = zoneIn(time ? after : before);
  const rest = time ? `${before} ${after.replace(zone.text, ' ')}` : before.replace(zone.text, ' ');
  const month = monthIn(rest);
  if (!month) return null;
  const counts = rest.match(/\d+/g) ?? [];
  const year = counts.find((digits) => digits.length === 4) ?? counts[1];
  const day = counts.find((digits) => digits.length <= 2);
  if (year === undefined || day === undefined) return null;
  const parts = numbers({ year, month, day, hour: time?.[1], minute: time?.[2] || '0', second: time?.[3] || '0' });
  return { ...parts, hour: halfDay(parts.hour, time?.[4]), millisecond: 0, offset: zone.offset };
}

/** Names of days come first, and some are months in another language ("mar" is Tuesday in Italian): so without that word, then with it. */
function monthIn(text: string): number | null {
  return monthAmong(text.replace(/^\p{L}+\.?,/u, '')) ?? monthAmong(text);
}

/** The month stands beside a number. */
function monthAmong(text: string): number | null {
  for (const word of text.match(/\p{L}[\p{L}\p{M}]+/gu) ?? []) {
    const beside = new RegExp(`\\d(?:st|nd|rd|th|\\.|º|er)?[\\s\\-./,]*(?:de\\s+|of\\s+)?${word}|${word}[\\s\\-./,]*\\d`, 'iu').test(text);
    const month = beside ? monthNumber(word) : null;
    if (month) return month;
  }
  return null;
}

const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/;
const YEAR_LAST = /^(?:\p{L}+\.?,?\s+)?(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/u;

/** A date of numbers: year first, or as America writes it, unless the first number cannot be a month; with dots, day first. */
function inNumbers(text: string): ReadDate | null {
  const match = YEAR_FIRST.exec(text) ?? YEAR_LAST.exec(text);
  if (!match) return null;
  const rest = text.slice(match[0].length);
  const time = TIME.exec(rest) ?? HOUR_ONLY.exec(rest);
  const zone = zoneIn(time ? rest.slice(time.index + time[0].length) : '');
  const clock = { hour: time?.[1], minute: time?.[2] || '0', second: time?.[3] || '0' };
  const parts = numbers({ ...(match.length === 4 ? { year: match[1], month: match[2], day: match[3] } : americanOrder(match)), ...clock });
  return { ...parts, hour: halfDay(parts.hour, time?.[4]), millisecond: 0, offset: zone.offset };
}

function americanOrder([, first, separator, second, year]: RegExpExecArray): { year?: string; month?: string; day?: string } {
  const dayFirst = separator === '.' || Number(first) > 12;
  return dayFirst ? { year, month: second, day: first } : { year, month: first, day: second };
}

/** East Asian dates write the units after the numbers, and the half of the day before the time. */
function westernised(text: string): string {
  return text
    .replace(/\s*[년年월月]\s*/g, '-')
    .replace(/[일日]/g, ' ')
    .replace(/(?:오전|上午|午前)\s*([\d:]+)/, '$1 am')
    .replace(/(?:오후|下午|午後)\s*([\d:]+)/, '$1 pm');
}

/** The zone that stands in what follows the time: an offset, a name, or both ("GMT+0100"); in brackets too. Unknown names count as UTC. */
function zoneIn(text: string): { offset: number | null; text: string } {
  const offset = /(?:(?<=\s|^)|\b(?:GMT|UTC?)\s?)([+-]\d{1,2}(?::?\d{2})?)(?![\d-])/i.exec(text);
  if (offset) return { offset: offsetOf(offset[1] ?? ''), text: offset[0] };
  for (const name of text.match(/[a-z.]+(?: [a-z]+)* time\b|[a-z]{1,5}(?![a-z])/gi) ?? []) {
    const minutes = zoneMinutes(name);
    if (minutes !== null) return { offset: minutes, text: name };
  }
  return { offset: null, text: '' };
}

function offsetOf(zone: string): number {
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (!match) return zoneMinutes(zone) ?? 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
}

/** Two digits mean the years 1969 to 2068 (POSIX), three what a program of the year 2000 made of 1900 (RFC 2822 §4.3). */
function fullYear(digits: string): number {
  const year = Number(digits);
  return digits.length === 3 ? year + 1900 : digits.length > 3 ? year : year + (year < 69 ? 2000 : 1900);
}

function halfDay(hour: number, half: string | undefined): number {
  if (!half) return hour;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

type Written = Partial<Record<keyof LocalDate, string | number>>;

function numbers({ year = '', month, day, hour = 0, minute = 0, second = 0 }: Written): LocalDate {
  const date = { year: fullYear(String(year)), month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute) };
  // A leap second has no instant of its own.
  return { ...date, second: Math.min(Number(second), Number(second) === 60 ? 59 : Number(second)) };
}

function exists({ year, month, day, hour, minute, second, offset }: ReadDate): boolean {
  const inRange = month >= 1 && month <= 12 && day >= 1 && hour <= 24 && minute <= 59 && second <= 59 && Math.abs(offset ?? 0) <= 24 * 60;
  return inRange && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function utc({ year, month, day, hour, minute, second, millisecond }: ReadDate): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day); // Date.UTC takes the years 0 to 99 for 1900 to 1999
  return date.setUTCHours(hour, minute, second, millisecond);
}
