import { Injectable } from '@nestjs/common';
import { isOneOf, run } from '../database/bulk.js';
import { Database } from '../database/database.js';
import { EditionEntity } from './edition.entity.js';
import { columns, type EditionRow, type EditionRows, JOINS } from './edition.query.js';
import { LIMITS, type Width } from './limits.js';
import type { Period } from './period.js';
import { wordedIds, withoutWords } from './removed-words.js';

/** Late arrivals are listed, not told: the newest of them, and how many there are. */
const LATE_MAX = 50;

export interface LateArrivals {
  /** In the order in which they were said. */
  rows: EditionRow[];
  count: number;
}

/** An edition as it was when it closed, but for what was removed since. */
export interface ClosedEdition {
  rows: EditionRows;
  closedAt: Date;
  previousKey: string | null;
  /** Posts that have lost their words since. */
  removed: number;
  late: LateArrivals;
}

/** Editions that do not change any more. */
@Injectable()
export class ClosedEditions {
  constructor(private readonly database: Database) {}

  async isClosed({ key, zone }: Period): Promise<boolean> {
    return this.database.manager.existsBy(EditionEntity, { key, zone });
  }

  /** Null for an edition that is not closed. */
  async read(period: Period, width: Width): Promise<ClosedEdition | null> {
    const { key, zone } = period;
    const edition = await this.database.manager.findOne(EditionEntity, {
      where: { key, zone },
      select: { key: true, zone: true, closedAt: true, newestPostId: true, previousKey: true, [`${width}Rows`]: true },
    });
    if (!edition) return null;
    const rows = edition[`${width}Rows`];
    const removed = await this.removedOf(wordedIds(rows));
    const { closedAt, previousKey } = edition;
    return { rows: withoutWords(rows, removed), closedAt, previousKey, removed: removed.size, late: await this.late(period, edition) };
  }

  /** Those that were removed by their publisher, or have gone with their source. */
  private async removedOf(ids: number[]): Promise<Set<number>> {
    const { manager } = this.database;
    const standing = (await run(manager, `SELECT id FROM post WHERE ${isOneOf(manager, 'id')} AND gone_at IS NULL`, [ids])) as {
      id: number;
    }[];
    const removed = new Set(ids);
    for (const { id } of standing) removed.delete(id);
    return removed;
  }

  private async late({ from, until }: Period, { newestPostId, closedAt }: EditionEntity): Promise<LateArrivals> {
    // A post that only its comments told of has the number that it got then, and was seen later.
    const rows = await this.database.manager.sql<(EditionRow & { count: number })[]>`
      SELECT ${() => columns(LIMITS.feed)}, late.count
        FROM (SELECT l.id, COUNT(*) OVER () AS count
                FROM post l
               WHERE l.sort_at >= ${from.getTime()} AND l.sort_at < ${until.getTime()} AND l.gone_at IS NULL AND l.is_stub = 0
                 AND (l.id > ${newestPostId} OR l.seen_at > ${closedAt.getTime()})
               ORDER BY l.seen_at DESC, l.id DESC
               LIMIT ${LATE_MAX}) late
        JOIN post p ON p.id = late.id
        ${() => JOINS}
       ORDER BY p.sort_at, p.position, p.id`;
    return { rows, count: rows[0]?.count ?? 0 };
  }
}
