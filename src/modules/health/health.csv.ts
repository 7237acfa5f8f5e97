import { stringify } from 'csv-stringify/sync';
import { cellOf } from '../pages/cells.js';
import { standingOf } from '../sources/feed-standing.js';
import { outcomesOf } from '../sources/outcome-log.js';
import { type HealthRow, PACE_WEEKS } from './health.query.js';
import { lookOf } from './strip.js';

const COLUMNS: Record<string, (row: HealthRow, now: Date) => string | number | Date | null> = {
  id: ({ id }) => id,
  source: ({ source }) => source.slug,
  title: ({ title }) => title,
  url: ({ url }) => url,
  role: ({ role }) => role,
  state: (row, now) => standingOf(row, now).kind,
  words: (row, now) => standingOf(row, now).label,
  detail: (row, now) => standingOf(row, now).detail,
  needsCare: (row, now) => (standingOf(row, now).needsCare ? 'yes' : 'no'),
  failures: ({ failures }) => failures,
  outcome: ({ outcome }) => outcome,
  polledAt: ({ polledAt }) => polledAt,
  nextPollAt: ({ nextPollAt, state }) => (state === 'active' ? nextPollAt : null),
  newestEntryAt: ({ newestAt }) => newestAt,
  entriesAWeek: ({ recent }) => recent / PACE_WEEKS,
  gapsWithinAMonth: ({ gaps }) => gaps,
  movedTo: ({ movedTo }) => movedTo,
  /** One letter for each of the last polls, oldest first: n news, r read, t throttled, f failed. */
  lastPolls: ({ outcomes }) => outcomesOf(outcomes).map((outcome) => lookOf(outcome)[0]).join(''), // prettier-ignore
};

export const HEAD = stringify([Object.keys(COLUMNS)]);

export function csvOf(rows: readonly HealthRow[], now: Date): string {
  return stringify(
    rows.map((row) =>
      Object.values(COLUMNS).map((of) => {
        const value = of(row, now);
        return value instanceof Date ? value.toISOString() : typeof value === 'string' ? cellOf(value) : value;
      }),
    ),
  );
}
