import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Period } from './period.js';

/** The row of `meta` that keeps since when we have listened. */
export const LISTENING_SINCE = 'listening-since';

/** Where in time there are posts. Each answer is one or two steps down the index on `post.sort_at`, however many posts there are. */
@Injectable()
export class CalendarQuery {
  constructor(private readonly database: Database) {}

  /** The newest post's instant, nothing from the future: a wrong date must not make an edition of next year the latest. */
  async latest(now: Date): Promise<Date | null> {
    return this.instant(await this.database.manager.sql<Answer>`SELECT MAX(sort_at) AS at FROM post WHERE sort_at <= ${now.getTime()}`);
  }

  /** The oldest post's instant. */
  async first(now: Date): Promise<Date | null> {
    return this.notBefore(new Date(-8.64e15), now);
  }

  async before(at: Date): Promise<Date | null> {
    return this.instant(await this.database.manager.sql<Answer>`SELECT MAX(sort_at) AS at FROM post WHERE sort_at < ${at.getTime()}`);
  }

  async notBefore(at: Date, now: Date): Promise<Date | null> {
    return this.instant(
      await this.database.manager
        .sql<Answer>`SELECT MIN(sort_at) AS at FROM post WHERE sort_at >= ${at.getTime()} AND sort_at <= ${now.getTime()}`,
    );
  }

  /** Since when we have listened: when the first post was stored, as it was written down before that was purged. */
  async listeningSince(): Promise<Date | null> {
    return this.instant(
      await this.database.manager.sql<Answer>`
        SELECT COALESCE((SELECT CAST(value AS bigint) FROM meta WHERE "key" = ${LISTENING_SINCE}),
                        (SELECT seen_at FROM post ORDER BY id LIMIT 1)) AS at`,
    );
  }

  /** How many posts and comments there are in each of some periods, in their order. */
  async counts(periods: readonly Period[]): Promise<number[]> {
    // Whole numbers of our own making, so they may stand in the text; a database does not know our time zone, and is given instants.
    const ranges = periods.map(({ from, until }, place) => `(${place}, ${from.getTime()}, ${until.getTime()})`).join(', ');
    const rows = await this.database.manager.sql<{ count: number }[]>`
      SELECT (SELECT COUNT(*) FROM post WHERE sort_at >= d.column2 AND sort_at < d.column3) AS count
        FROM (VALUES ${() => ranges}) d
       ORDER BY d.column1`;
    return rows.map((row) => row.count);
  }

  /** Changes whenever a source comes or goes, or somebody edits an edition: who did that wants to see it. */
  async version(): Promise<string> {
    const [row] = await this.database.manager.sql<{ version: string }[]>`
      SELECT (SELECT COUNT(*) FROM source) || '.' || (SELECT COUNT(*) + COUNT(undone_at) FROM curation) AS version`;
    return row?.version ?? '';
  }

  private instant([row]: Answer): Date | null {
    return row?.at === null || row?.at === undefined ? null : new Date(row.at);
  }
}

type Answer = { at: number | null }[];
