import { formatInstant } from '../pages/instants.js';
import { countOf } from '../pages/words.js';

const DAY_MS = 86_400_000;
const RATES: [days: number, unit: string][] = [
  [1, 'a day'],
  [7, 'a week'],
  [30.4, 'a month'],
  [365, 'a year'],
];
const SILENT_DAYS = 180;

/** How often a feed speaks, in words, by the dates of the entries that it shows. */
export function habitOf(dates: readonly (Date | null)[], now: Date, zone: string): string {
  const times = dates.flatMap((date) => (date === null ? [] : [date.getTime()])).sort((a, b) => a - b);
  const [oldest, newest] = [times[0], times.at(-1)];
  if (dates.length === 0) return 'It shows no entries.';
  if (oldest === undefined || newest === undefined) return `${countOf(dates.length, 'entry', 'entries')} without a date.`;
  const last = `the newest of ${formatInstant(new Date(newest), 'day', zone)}`;
  const silentDays = Math.floor((now.getTime() - newest) / DAY_MS);
  const silence = silentDays > SILENT_DAYS ? ` It has been silent for ${silentDays} days.` : '';
  const spanDays = (newest - oldest) / DAY_MS;
  if (times.length < 2 || spanDays < 1 / 24) return `${countOf(dates.length, 'entry', 'entries')}, ${last}.${silence}`;
  const perDay = (times.length - 1) / spanDays;
  const [days, unit] = RATES.find(([each]) => perDay * each >= 1) ?? [365, 'a year'];
  const rate = Math.max(1, Math.round(perDay * days));
  return `${countOf(dates.length, 'entry', 'entries')}, about ${rate === 1 ? 'one' : rate} ${unit}, ${last}.${silence}`;
}
