import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { gapsOf } from '../engagement/gaps.query.js';
import { dayOf } from '../sources/count-poll.js';
import type { Affiliation } from '../sources/source.entity.js';
import type { Period } from './period.js';

/** A source of which a feed was asked for all through the period, and never read. */
export interface UnreadRow {
  slug: string;
  title: string;
  affiliation: Affiliation;
  /** The host that did not answer; addresses may hold keys. */
  host: string;
  polls: number;
}

/** A source of which entries may have come and gone between two looks at a feed. */
export interface GapRow {
  slug: string;
  title: string;
  from: number;
  until: number;
}

const SHOWN = 12;
const HALF_DAY_MS = 43_200_000;

/** What could not be polled. Feeds of single threads are not listed: they come and go with these. */
@Injectable()
export class UnreadQuery {
  constructor(private readonly database: Database) {}

  async read(period: Period): Promise<{ rows: UnreadRow[]; more: number; gaps: GapRow[] }> {
    const rows = await this.unread(period);
    const span = { from: period.from.getTime(), until: period.until.getTime() };
    const gaps = (await gapsOf(this.database.manager, 'all', span)).map(({ slug, title, from, until }) => ({ slug, title, from, until }));
    return {
      rows: rows.slice(0, SHOWN).map((row) => ({ ...row, polls: Number(row.polls) })),
      more: Math.max(0, rows.length - SHOWN),
      gaps,
    };
  }

  /** Polls are counted by days in UTC: those of which most lies in the period are its own. */
  private unread({ from, until }: Period): Promise<UnreadRow[]> {
    const [first, last] = [dayOf(new Date(from.getTime() + HALF_DAY_MS)), dayOf(new Date(until.getTime() - HALF_DAY_MS))];
    return this.database.manager.sql<UnreadRow[]>`
      SELECT s.slug, s.title, s.affiliation, f.host, t.polls
        FROM (SELECT d.feed_id, SUM(d.polls) AS polls
                FROM feed f
                JOIN feed_day d ON d.feed_id = f.id
               WHERE f.post_id IS NULL AND d.day >= ${first} AND d.day <= ${last}
               GROUP BY d.feed_id
              HAVING SUM(d.polls) > 0 AND SUM(d.failures) >= SUM(d.polls)) t
        JOIN feed f ON f.id = t.feed_id
        JOIN source s ON s.id = f.source_id
       ORDER BY LOWER(s.title), f.id`;
  }
}
