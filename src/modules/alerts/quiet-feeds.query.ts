import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { FeedState } from '../sources/feed.entity.js';
import { SILENCE } from '../sources/silence.js';

/** A feed of a whole site, and how its polls went. */
export interface FeedRow {
  id: number;
  state: FeedState;
  title: string | null;
  sourceSlug: string;
  sourceTitle: string;
  failures: number;
  polledAt: number | null;
  outcomeMessage: string | null;
  createdAt: number;
  /** Days since 1970: the last on which it was read; null where it never was. */
  lastReadDay: number | null;
}

/** Feeds that may have fallen silent. */
@Injectable()
export class QuietFeedsQuery {
  constructor(private readonly database: Database) {}

  /** @param source its slug; null for all */
  feeds(source: string | null): Promise<FeedRow[]> {
    const isAll = source === null ? 1 : 0;
    return this.database.manager.sql<FeedRow[]>`
      SELECT f.id, f.state, f.title, s.slug AS "sourceSlug", s.title AS "sourceTitle", f.failures, f.polled_at AS "polledAt",
             f.outcome_message AS "outcomeMessage", f.created_at AS "createdAt",
             (SELECT MAX(d.day) FROM feed_day d WHERE d.feed_id = f.id AND d.polls > d.failures) AS "lastReadDay"
        FROM feed f JOIN source s ON s.id = f.source_id
       WHERE f.post_id IS NULL AND f.role = 'posts' AND f.state IN ('active', 'gone') AND (${isAll} = 1 OR s.slug = ${source ?? ''})
       ORDER BY f.id`;
  }

  /** When its newest posts were published; those that bear a date to come are left out. */
  async published(feedId: number, now: number): Promise<number[]> {
    const rows = await this.database.manager.sql<{ at: number }[]>`
      SELECT sort_at AS at FROM post WHERE feed_id = ${feedId} AND sort_at <= ${now} ORDER BY sort_at DESC LIMIT ${SILENCE.gapsMost + 1}`;
    return rows.map(({ at }) => at);
  }
}
