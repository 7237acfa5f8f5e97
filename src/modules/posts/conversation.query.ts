import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { SpeakerRow } from './speaker.js';

/** A message of a conversation: what its threads begin with, and the comments that links leave from or lead to. */
export interface ConversationRow extends SpeakerRow {
  id: number;
  threadId: number;
  sourceId: number;
  url: string | null;
  title: string | null;
  /** The beginning, as far as a page quotes from it. */
  text: string;
  language: string | null;
  publishedAt: number | null;
  sortAt: number;
  goneAt: number | null;
}

/** Enough for an excerpt, and to find the words of nearly every link. */
const TEXT_CHARACTERS_MAX = 20_000;

@Injectable()
export class ConversationQuery {
  constructor(private readonly database: Database) {}

  messages(ids: number[]): Promise<ConversationRow[]> {
    return this.database.manager.sql<ConversationRow[]>`
      SELECT p.id, COALESCE(p.root_id, p.id) AS "threadId", p.source_id AS "sourceId", p.kind, p.url, p.title, p.author_name AS "authorName",
             p.author_url AS "authorUrl", SUBSTR(p.text, 1, ${TEXT_CHARACTERS_MAX}) AS text, p.language, p.published_at AS "publishedAt",
             p.sort_at AS "sortAt", p.gone_at AS "goneAt", f.role AS "feedRole", s.title AS "sourceTitle", s.site_url AS "siteUrl",
             p.voice, s.is_sample AS "isSample"
        FROM post p
        JOIN source s ON s.id = p.source_id
        LEFT JOIN feed f ON f.id = p.feed_id
       WHERE p.id IN (${() => ids})`;
  }

  /** The earliest comments of some threads: what was said under each copy of a post. */
  async comments(threadIds: readonly number[], max: number): Promise<number[]> {
    if (threadIds.length === 0) return [];
    const rows = await this.database.manager.sql<{ id: number }[]>`
      SELECT id FROM post WHERE root_id IN (${() => [...threadIds]}) AND gone_at IS NULL ORDER BY sort_at, id LIMIT ${max}`;
    return rows.map(({ id }) => id);
  }

  async commentCounts(threadIds: number[]): Promise<Map<number, number>> {
    const rows = await this.database.manager.sql<{ threadId: number; comments: number }[]>`
      SELECT root_id AS "threadId", COUNT(*) AS comments FROM post WHERE root_id IN (${() => threadIds}) GROUP BY root_id`;
    return new Map(rows.map((row) => [row.threadId, row.comments]));
  }
}
