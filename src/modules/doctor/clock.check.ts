import type { DataSource } from 'typeorm';
import { failed, type Finding, ok, warning } from './finding.js';

/** This version was written after the first of these years, and is not used after the second. */
const YEARS = [2026, 2100] as const;
const APART_MS_MAX = 60_000;

/** Whether this machine knows what time it is; PostgreSQL's server is asked, too. */
export async function checkClock(now: () => Date, source: DataSource | null): Promise<Finding> {
  const year = now().getUTCFullYear();
  if (year < YEARS[0] || year > YEARS[1])
    return failed('clock', `This machine believes to be in the year ${year}. Set its clock, and let it be kept right by NTP.`);
  if (source?.options.type !== 'postgres') return ok('clock', `It is ${now().toISOString()}.`);
  const beforeMs = now().getTime();
  const [row] = await source.query<{ ms: number }[]>('SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS bigint) AS ms');
  const apartMs = Math.abs((beforeMs + now().getTime()) / 2 - Number(row?.ms));
  if (apartMs > APART_MS_MAX)
    return warning(
      'clock',
      `This machine and the server of the database are ${Math.round(apartMs / 1000)} seconds apart. Let both be kept right by NTP.`,
    );
  return ok('clock', `It is ${now().toISOString()}, and the server of the database agrees.`);
}
