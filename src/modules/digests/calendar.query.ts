import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** Where in time there are posts. Each answer is one or two steps down the index on `post.sort_at`, however many posts there are. */
@Injectable()
export class CalendarQuery {
  constructor(private readonly database: Database) {}

  /** The newest post's instant, nothing from the future: a wrong date must not make an edition of next year the latest. */
  async latest(now: Date): Promise<Date | null> {
    return this.instant(await this.database.manager.sql<Answer>`SELECT MAX(sort_at) AS at FROM post WHERE sort_at <= ${now.getTime()}`);
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

  /**
   * How many posts and comments there are in each quarter of an hour: a database does not know our time zone, and no zone of today begins
   * its days at anything finer. The caller adds them up to days.
   */
  quarters(from: Date, until: Date): Promise<{ quarter: number; count: number }[]> {
    return this.database.manager.sql<{ quarter: number; count: number }[]>`
      SELECT sort_at / ${() => String(QUARTER_MS)} AS quarter, COUNT(*) AS count
        FROM post
       WHERE sort_at >= ${from.getTime()} AND sort_at < ${until.getTime()}
       GROUP BY sort_at / ${() => String(QUARTER_MS)}
       ORDER BY 1`;
  }

  /** Changes whenever a post is added or edited, or a source comes or goes. */
  async version(): Promise<string> {
    const [row] = await this.database.manager.sql<{ version: string }[]>`
      SELECT (SELECT COALESCE(MAX(id), 0) FROM post) || '.' || (SELECT COALESCE(MAX(id), 0) FROM revision) || '.' || (SELECT COUNT(*) FROM source) AS version`;
    return row?.version ?? '';
  }

  private instant([row]: Answer): Date | null {
    return row?.at === null || row?.at === undefined ? null : new Date(row.at);
  }
}

export const QUARTER_MS = 900_000;

type Answer = { at: number | null }[];
